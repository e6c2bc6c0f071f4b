"""What the post remembers: what waits for a confirmation, what waits to be sent, and who asked for more.

A row goes as soon as it has done its work: a sent mail, a used confirmation and an ended subscription are
deleted, not marked.
"""

import uuid
from datetime import UTC, datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Pending(models.Model):
    """Something that happens when the holder of `address` presses a button. Holds the hash of the link's
    token.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(max_length=60)
    address = models.CharField(max_length=254)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    token_hash = models.CharField(max_length=64, unique=True)
    key_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["address"], name="core_pending_address"),
            models.Index(fields=["expires_at"], name="core_pending_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"


class Subscription(models.Model):
    """`address` asked for mails of `topic` (about `key`). The row goes with the last press of “stop”."""

    class Frequency(models.TextChoices):
        """When notices are sent."""

        AT_ONCE = "at_once", "At once"
        DAILY = "daily", "Once a day"
        NEVER = "never", "Never"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=254)
    frequency = models.CharField(max_length=8, choices=Frequency, default=Frequency.AT_ONCE)
    token_hash = models.CharField(max_length=64, unique=True)
    key_version = models.PositiveSmallIntegerField()
    created_on = models.DateField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "key", "address"], name="core_subscription_once"),
        ]
        indexes = [models.Index(fields=["address"], name="core_subscription_address")]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"


class Outgoing(models.Model):
    """The outbox: a mail that waits, is being sent, or was given up. Text is made when it leaves, not
    before.
    """

    class State(models.TextChoices):
        """A sent mail has no row."""

        WAITING = "waiting", "Waiting"
        GIVEN_UP = "given_up", "Given up"

    topic = models.CharField(max_length=60)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    template = models.CharField(max_length=120, blank=True)
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    unsubscribe = models.CharField(max_length=300, blank=True)
    pending = models.ForeignKey(Pending, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    subscription = models.ForeignKey(
        Subscription, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    is_asked = models.BooleanField(default=False)
    """A visitor named the address: the caps for one address count."""
    is_counted = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    fault = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="core_outgoing_due"),
            models.Index(fields=["address"], name="core_outgoing_address"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"


class DigestLine(models.Model):
    """One line of the daily mail to `address`; the text is ours, the path leads into this site."""

    address = models.CharField(max_length=254)
    topic = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    path = models.CharField(max_length=500)
    unsubscribe = models.CharField(max_length=300, blank=True)
    subscription = models.ForeignKey(
        Subscription, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    due_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="core_digest_due"),
            models.Index(fields=["address"], name="core_digest_address"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"


class MailCap(models.Model):
    """When the last three mails that visitors asked for went to one address, under a keyed hash of it."""

    subject = models.CharField(max_length=64, primary_key=True)
    newest = models.DateTimeField(default=EPOCH)
    middle = models.DateTimeField(default=EPOCH)
    oldest = models.DateTimeField(default=EPOCH)

    def __str__(self) -> str:
        return self.newest.isoformat()


class KeptMail(models.Model):
    """A mail of the demonstration, shown at /demo/mail/ instead of being sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-kept_at"]

    def __str__(self) -> str:
        return self.subject
