"""One person's answers."""

import uuid

from django.db import models


class Response(models.Model):
    """The answers of one person in one wave, to one version of the questionnaire.

    Nothing here says who or where: no address of a device, no browser, no time of day, no account. The id is
    random. Private keys are kept as hashes only (see `surveys.keys`).
    """

    class Status(models.TextChoices):
        STARTED = "started", "Started"
        PARTIAL = "partial", "Partial"
        COMPLETE = "complete", "Complete"
        SCREENED_OUT = "screened_out", "Screened out"
        QUOTA_FULL = "quota_full", "Quota full"

    class Tier(models.TextChoices):
        OPEN = "open", "Open to anyone"
        VERIFIED = "verified", "E-mail address verified"
        INVITED = "invited", "Invited"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.PROTECT, related_name="responses")
    wave = models.ForeignKey("surveys.Wave", on_delete=models.PROTECT, related_name="responses")
    version = models.ForeignKey(
        "surveys.QuestionnaireVersion", on_delete=models.PROTECT, related_name="responses"
    )
    submission_id = models.UUIDField(
        help_text="Made by the form that starts a response; makes every retry harmless."
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.STARTED)
    answers = models.JSONField(default=dict)
    state = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    """Counts saves; a save names the revision it was made from."""
    key_version = models.PositiveIntegerField()
    resume_hash = models.CharField(max_length=64, unique=True)
    resume_expires_on = models.DateField()
    receipt_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  # NULL before submission: unique, and many at once
    source = models.CharField(max_length=20, default="site")
    tier = models.CharField(max_length=20, choices=Tier.choices, default=Tier.OPEN)
    """How far it is known that nobody answered twice; reported with the results."""
    flags = models.JSONField(default=list)
    """Marks of carelessness by name, set when the wave closes (see `surveys.logic.quality`)."""
    quarantine = models.CharField(max_length=40, blank=True)
    """Why this response waits for an analyst, who lets it in or keeps it out; empty for nearly all."""
    pace = models.JSONField(default=dict)
    """Section id -> coarse band of active time. Emptied when the wave closes and the flags are set."""
    quotas = models.JSONField(default=list)
    """Ids of the quotas in which this response holds a place."""
    consent_version = models.CharField(max_length=80)
    """Empty until somebody agrees. A question answered in an article comes before that."""
    started_on = models.DateField()
    saved_on = models.DateField(null=True)
    submitted_on = models.DateField(null=True)
    amended_on = models.DateField(null=True)
    """The last day on which its holder changed it after sending it in."""
    is_demo = models.BooleanField(default=False)

    class Meta:
        permissions = [
            ("review_response", "Can let quarantined responses in or keep them out"),
            ("export_response", "Can export single responses"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "submission_id"], name="surveys_response_submission_once"
            ),
            models.CheckConstraint(
                condition=models.Q(status="started") | ~models.Q(consent_version=""),
                name="surveys_response_counts_by_consent",
            ),
        ]
        indexes = [
            models.Index(fields=["wave", "status"], name="surveys_response_wave_status"),
            models.Index(fields=["status", "resume_expires_on"], name="surveys_response_expiry"),
        ]

    def __str__(self) -> str:
        return f"Response {self.id}"

    @property
    def is_submitted(self) -> bool:
        return self.submitted_on is not None
