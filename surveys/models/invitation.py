"""Who was asked to take part, and addresses that took part once. Neither leads to a response."""

import uuid

from django.db import models


class Invitation(models.Model):
    """A single-use link for one address.

    The link's token is computed from `seed` under the server's key and kept as a hash. The response it begins
    gets a submission id that is computed from the token, so the same link can only ever lead to the same
    response, and nothing here names that response: `is_used` holds no day, because a day would tell the two
    apart in a small wave. Once this row is gone, its seed is, and nobody can compute either again.
    """

    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    seed = models.UUIDField(default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    key_version = models.PositiveIntegerField()
    is_used = models.BooleanField(default=False)
    is_revoked = models.BooleanField(default=False)
    sent_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["wave_id", "email"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "email"], name="surveys_invitation_address_once")
        ]

    def __str__(self) -> str:
        return self.email


class VerifiedAddress(models.Model):
    """A keyed hash of an address that has taken part in a wave. Deleted when the wave closes.

    Its response's submission id comes from `seed` as an invitation's does.
    """

    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="verified_addresses")
    address_hash = models.CharField(max_length=64)
    seed = models.UUIDField(default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    key_version = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "address_hash"], name="surveys_verified_address_once")
        ]

    def __str__(self) -> str:
        return f"An address of wave {self.wave_id}"
