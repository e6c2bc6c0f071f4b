"""A period in which a survey is open."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q


class Wave(models.Model):
    """One round of a survey; with the status 'test', number 0, what holds an editor's trials, never counted.

    Open for people who begin in [opens_at, closes_at) while its status is 'open'.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        TEST = "test", "Trial"

    class Entry(models.TextChoices):
        OPEN = "open", "Anyone"
        VERIFIED = "verified", "Anyone with an e-mail address, once each"
        INVITED = "invited", "Only people with an invitation"

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
    entry = models.CharField(
        "who may answer",
        max_length=10,
        choices=Entry.choices,
        default=Entry.OPEN,
        help_text="People with an invitation may always answer. The results say how many came which way.",
    )
    flagged_on = models.DateField(null=True, editable=False)
    """When, after closing, careless answers were marked and times deleted."""
    mixed_on = models.DateField(null=True, editable=False)
    """When, after closing, the rows were written anew in random order."""
    is_demo = models.BooleanField("demonstration data", default=False, editable=False)

    class Meta:
        ordering = ["survey_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="surveys_wave_number_once"),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(status="open"), name="surveys_one_open_wave"
            ),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(status="test"), name="surveys_one_trial_wave"
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
