"""A period in which a survey is open."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q


class Wave(models.Model):
    """One round of a survey.

    Open for people who begin in [opens_at, closes_at) while its status is 'open'.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.CASCADE, related_name="waves")
    number = models.PositiveIntegerField(help_text="1 for the first wave of this survey.")
    title = models.CharField(max_length=120, help_text="For example: Spring 2026.")
    opens_at = models.DateTimeField("opens", null=True, blank=True, help_text="UTC. Empty: opened by hand.")
    closes_at = models.DateTimeField("closes", null=True, blank=True, help_text="UTC. Empty: closed by hand.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED, editable=False)
    grace_minutes = models.PositiveIntegerField(
        "minutes of grace",
        default=30,
        help_text="Who began before the end may still finish for this long after it.",
    )
    release_while_open = models.BooleanField(
        "publish milestones while open",
        default=False,
        help_text="Results appear at 100, 250, 500, 1,000 … answers.",
    )
    is_demo = models.BooleanField("demonstration data", default=False, editable=False)

    class Meta:
        ordering = ["survey_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="surveys_wave_number_once"),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(status="open"), name="surveys_one_open_wave"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(opens_at__lte=F("closes_at")),
                name="surveys_wave_opens_before_it_closes",
                violation_error_message="The wave has to open before it closes.",
            ),
        ]

    def __str__(self) -> str:
        return f"Wave {self.number}: {self.title}"

    @property
    def is_open(self) -> bool:
        """By its status; whether it takes people now is for the database's clock to say (`queries`)."""
        return self.status == self.Status.OPEN

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)
