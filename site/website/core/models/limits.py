"""What the limits remember: a random key for the day and counts under keyed hashes. No address."""

from django.db import models


class DailySalt(models.Model):
    """The random key of one day; once it is discarded the day's hashes cannot be tied to an address."""

    day = models.DateField(primary_key=True)
    key = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.day.isoformat()


class Counter(models.Model):
    """What one keyed hash has spent in one scope, in the window that began at `window` (epoch seconds)."""

    scope = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    window = models.BigIntegerField()
    spent = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "subject", "window"], name="core_counter_once"),
        ]
        indexes = [models.Index(fields=["window"], name="core_counter_window")]

    def __str__(self) -> str:
        return f"{self.scope} {self.window}"
