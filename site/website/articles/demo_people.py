"""Who may sign in to a demonstration. Production refuses to start while any of them exists."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from website.core import demo, groups


@dataclass(frozen=True)
class DemoPerson:
    """An invented member of staff. The password is no secret: it is printed at each start."""

    username: str
    first_name: str
    last_name: str
    group: str

    @property
    def password(self) -> str:
        """The password, the same in every demonstration."""
        return f"overlap-{self.username}"

    @property
    def email(self) -> str:
        """An address that cannot exist."""
        return f"{self.username}@{demo.MAIL_DOMAIN}"


PEOPLE = (
    DemoPerson("editor", "Amira", "Quill", groups.EDITOR),
    DemoPerson("moderator", "Chloé", "Hush", groups.MODERATOR),
    DemoPerson("analyst", "Otto", "Tally", groups.ANALYST),
    DemoPerson("release", "Vera", "Stamp", groups.RELEASE_MANAGER),
    DemoPerson("admin", "Bruno", "Keys", groups.ADMIN),
)


@transaction.atomic
def add() -> tuple[DemoPerson, ...]:
    """Make the demonstration accounts, each in its group; set the printed password on those that exist."""
    for person in PEOPLE:
        user, _ = get_user_model().objects.get_or_create(
            username=person.username,
            email=person.email,
            defaults={"first_name": person.first_name, "last_name": person.last_name},
        )
        if not user.check_password(person.password):
            user.set_password(person.password)
            user.save(update_fields=["password"])
        user.groups.set([Group.objects.get(name=person.group)])
    return PEOPLE


def remove() -> int:
    """Delete the demonstration accounts; return how many there were."""
    accounts = get_user_model().objects.filter(email__iendswith=f"@{demo.MAIL_DOMAIN}")
    count = accounts.count()
    accounts.delete()
    return count
