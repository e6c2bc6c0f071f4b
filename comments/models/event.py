"""What was done to a comment or a writer, by whom."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One line of the moderation history. Holds no text, name or address of a writer."""

    class Kind(models.TextChoices):
        HELD = "held", "Held"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        REPORTED = "reported", "Reported"
        DISMISSED = "dismissed", "Report dismissed"
        EDITED = "edited", "Edited by its writer"
        REMOVED = "removed", "Removed by its writer"
        BANNED = "banned", "Writer banned"
        UNBANNED = "unbanned", "Ban lifted"
        POLICY = "policy", "Opening changed"

    comment = models.ForeignKey(
        "comments.Comment", null=True, on_delete=models.CASCADE, related_name="events"
    )
    writer = models.ForeignKey("comments.Writer", null=True, on_delete=models.CASCADE, related_name="events")
    thread = models.ForeignKey("comments.Thread", null=True, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    """Empty where nobody of the team did it."""
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
