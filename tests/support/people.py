"""The people of the tests: one in each group, and somebody who is in none."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.test import Client

from website.core import groups

NAMES = {
    "Amira": groups.EDITOR,
    "Moses": groups.MODERATOR,
    "Ada": groups.ANALYST,
    "Rosa": groups.RELEASE_MANAGER,
    "Otto": groups.ADMIN,
}


def person(group: str) -> AbstractUser:
    """The one in `group`, made at the first call; a real address, so not a demonstration account."""
    name = next(name for name, held in NAMES.items() if held == group).lower()
    user, made = get_user_model().objects.get_or_create(
        username=name, defaults={"email": f"{name}@overlap.example"}
    )
    if made:
        user.set_password("a-password-of-nobody")
        user.save()
        user.groups.add(Group.objects.get(name=group))
    return user


def client_of(group: str | None, **options: bool) -> Client:
    """A client signed in as the one in `group`; of a reader, where it is None."""
    client = Client(raise_request_exception=False, **options)
    if group is not None:
        client.force_login(person(group))
    return client
