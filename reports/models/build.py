"""The making of a release, as a job that anybody may watch and another process may take over."""

from django.conf import settings
from django.db import models


class Build(models.Model):
    """One making of a wave's next release. A wave has one at a time, whoever asks."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Being built"
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"
        FAILED = "failed", "Failed"

    ACTIVE = (Status.WAITING, Status.RUNNING)

    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    milestone = models.PositiveIntegerField(null=True)
    """For an open wave: how many complete answers gave the occasion."""
    is_weighted = models.BooleanField("weighted", default=False)
    step = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    """Why it was refused or failed, as a sentence."""
    holder = models.CharField(max_length=60, blank=True)
    held_until = models.DateTimeField(null=True)
    """Whoever builds renews it. Once it has passed, another may take over."""
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    release = models.ForeignKey("reports.Release", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave"],
                condition=models.Q(status__in=("waiting", "running")),
                name="reports_build_one_a_wave",
            )
        ]

    def __str__(self) -> str:
        return f"Build {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.status in self.ACTIVE

    @property
    def weighting(self) -> str:
        return "weighted" if self.is_weighted else "unweighted"

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0
