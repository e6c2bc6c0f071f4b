"""Somebody who writes comments: an address that was confirmed, and the browsers that confirmed it."""

import uuid

from django.db import models


class Writer(models.Model):  # type: ignore[django-manager-missing]  # Comment stands on a class without types
    """One confirmed address. It is never shown; the name is, and may differ from comment to comment."""

    class Notices(models.TextChoices):
        AT_ONCE = "at_once", "At once"
        DAILY = "daily", "Once a day"
        NEVER = "never", "Never"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=50)
    address = models.CharField(max_length=254, unique=True)
    confirmed_on = models.DateField(null=True, blank=True)
    banned_on = models.DateField(null=True, blank=True)
    notices = models.CharField(
        "mail about replies", max_length=10, choices=Notices.choices, default=Notices.NEVER
    )
    badge = models.CharField(
        "word beside the name",
        max_length=20,
        blank=True,
        help_text="For people of the house: Author, Editor. "
        "Names can be borrowed; only you give out this word.",
    )
    created_on = models.DateField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_banned(self) -> bool:
        return self.banned_on is not None


class WriterKey(models.Model):
    """A browser that has confirmed: the SHA-256 of the key in its cookie."""

    writer = models.ForeignKey(Writer, on_delete=models.CASCADE, related_name="keys")
    key_hash = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"Key of {self.writer_id}"
