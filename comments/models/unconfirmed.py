"""What somebody wrote in a browser that has not confirmed an address yet."""

import uuid

from django.db import models


class Unconfirmed(models.Model):
    """A comment that waits for its writer's confirmation; nobody sees it, and it goes after two days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=80, blank=True, default="")
    parent_id = models.PositiveBigIntegerField(null=True)
    name = models.CharField(max_length=50)
    address = models.CharField(max_length=254, db_index=True)
    """Kept so that erasing finds it."""
    text = models.TextField()
    reasons = models.JSONField(default=list)
    wants_notices = models.BooleanField(default=False)
    chip_question = models.CharField(max_length=500, blank=True)
    chip_option = models.CharField(max_length=500, blank=True)
    chip_wave = models.CharField(max_length=120, blank=True)
    chip_url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Unconfirmed {self.pk}"
