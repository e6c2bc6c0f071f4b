"""Codes for the day on which the telephone is lost."""

from django.conf import settings
from django.db import models


class RecoveryCode(models.Model):
    """A code that signs in once instead of the telephone's. Its hash is kept; using it deletes the row."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    code_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "code_hash"], name="core_recovery_code_once"),
        ]

    def __str__(self) -> str:
        return f"Recovery code {self.pk}"
