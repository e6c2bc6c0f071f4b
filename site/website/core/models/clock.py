"""What the clock remembers: who is running it, and when each task last ran."""

from django.db import models


class ClockLease(models.Model):
    """One row, held by the tick that runs now; a lease that is past its end may be taken."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=64, blank=True)
    held_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ClockRun(models.Model):
    """The last run of one task."""

    task = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField(default=0)
    ok = models.BooleanField(default=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["task"]

    def __str__(self) -> str:
        return self.task
