"""A branch of a discussion that a writer wants no more mail about."""

from django.db import models


class Mute(models.Model):
    """No notice of replies under `root` goes to `writer`."""

    writer = models.ForeignKey("comments.Writer", on_delete=models.CASCADE, related_name="mutes")
    root = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="mutes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["writer", "root"], name="comments_mute_once"),
        ]

    def __str__(self) -> str:
        return f"Mute {self.pk}"
