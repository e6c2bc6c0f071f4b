"""Published numbers: one frozen row a release."""

from typing import Any, NoReturn

from django.db import models


class ReleaseFrozen(TypeError):
    """A release is never changed. Make a new one instead; it gets the next number."""


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Refuses to change rows in bulk."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise ReleaseFrozen(ReleaseFrozen.__doc__)

    def bulk_update(self, objs: Any, fields: Any, batch_size: int | None = None) -> NoReturn:
        raise ReleaseFrozen(ReleaseFrozen.__doc__)


class Release(models.Model):
    """One hashed release document of a wave (`reports.release_format`). Written once."""

    class Kind(models.TextChoices):
        CLOSING = "closing", "At closing"
        MILESTONE = "milestone", "Milestone"

    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.CASCADE, related_name="+")
    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CLOSING)
    artefact = models.TextField(editable=False)
    """Canonical JSON, format overlap-release/1."""
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    released_on = models.DateField()
    is_demo = models.BooleanField("demonstration data", default=False)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-released_on", "-wave__number", "-number"]
        constraints = [models.UniqueConstraint(fields=["wave", "number"], name="reports_release_number_once")]

    def __str__(self) -> str:
        return f"Release {self.number} of wave {self.wave.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if not self._state.adding:
            raise ReleaseFrozen(ReleaseFrozen.__doc__)
        super().save(*args, **kwargs)
