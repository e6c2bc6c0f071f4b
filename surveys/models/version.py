"""A compiled questionnaire, for ever."""

import json
from typing import Any

from django.conf import settings
from django.db import models

COMPARABILITY = [
    ("same", "Same: only typing errors changed, answers compare"),
    ("wording", "Wording: trends stop here and begin anew"),
    ("not_comparable", "Not comparable: another question, never shown together with the old one"),
]


class QuestionnaireVersion(models.Model):
    """What was asked from one publication to the next. Never changed; responses name it and keep it.

    The instrument is kept as text, not as a JSON column: PostgreSQL's jsonb would forget the order of its
    keys, which is the order of a vignette's factors.
    """

    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    instrument = models.TextField(editable=False)
    structure_sha256 = models.CharField(max_length=64, editable=False)
    content_sha256 = models.CharField(max_length=64, editable=False)
    comparability = models.CharField(max_length=20, choices=COMPARABILITY, default="wording")
    note = models.CharField(max_length=500, blank=True)
    published_on = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="surveys_version_number_once")
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def ruling(self) -> str:
        """The editor's ruling in words; the first version has nothing to be compared with."""
        return "First publication" if self.number == 1 else self.get_comparability_display()

    @property
    def data(self) -> dict[str, Any]:
        """The instrument data.

        Parsed anew on each call (see `queries.definition_of` for the compiled form).
        """
        data: dict[str, Any] = json.loads(self.instrument)
        return data
