"""Published numbers: one frozen text a release, and what has become of it."""

from typing import Any, NoReturn

from django.db import models


class ReleaseFrozen(TypeError):
    """What a release says is never changed. Make a new one instead; it gets the next number."""


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Refuses to change what was frozen; what became of a release may change."""

    MAY_CHANGE = frozenset({"state", "note", "published_on", "revoked_on"})

    def update(self, **kwargs: Any) -> int:
        if not kwargs.keys() <= self.MAY_CHANGE:
            raise ReleaseFrozen(ReleaseFrozen.__doc__)
        return super().update(**kwargs)

    def bulk_update(self, objs: Any, fields: Any, batch_size: int | None = None) -> NoReturn:
        raise ReleaseFrozen(ReleaseFrozen.__doc__)


class Release(models.Model):
    """One hashed release document of a wave (`reports.release_format`). Written once; only its state, its
    note and the days of both change afterwards, beside the text.
    """

    class Kind(models.TextChoices):
        CLOSING = "closing", "At closing"
        MILESTONE = "milestone", "Milestone"

    class State(models.TextChoices):
        BUILT = "built", "Built, not public"
        PUBLISHED = "published", "Public"
        REVOKED = "revoked", "Revoked"

    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.CASCADE, related_name="+")
    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField("occasion", max_length=10, choices=Kind.choices, default=Kind.CLOSING)
    milestone = models.PositiveIntegerField(null=True, blank=True)
    """How many complete answers gave the occasion."""
    artefact = models.TextField(editable=False)
    """Canonical JSON, format overlap-release/1."""
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    released_on = models.DateField()
    """The day on which its numbers were frozen, as the text has it."""
    is_demo = models.BooleanField("demonstration data", default=False)
    changes = models.CharField(max_length=300, blank=True, editable=False)
    """What is new in it, a sentence for readers."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.BUILT)
    note = models.TextField(blank=True)
    """Why it was revoked, for readers."""
    published_on = models.DateField(null=True, blank=True)
    revoked_on = models.DateField(null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-released_on", "-wave__number", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "number"], name="reports_release_number_once"),
            models.UniqueConstraint(
                fields=["wave"], condition=models.Q(state="built"), name="reports_release_one_draft"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="revoked") | ~models.Q(note=""),
                name="reports_release_revoked_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Release {self.number} of wave {self.wave.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if not self._state.adding:
            raise ReleaseFrozen(ReleaseFrozen.__doc__)
        super().save(*args, **kwargs)
