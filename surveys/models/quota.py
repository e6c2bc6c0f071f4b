"""How many people of one kind a wave takes."""

from django.db import models


class Quota(models.Model):
    """Places for one answer to one question. `taken` moves only by a conditional UPDATE (see `actions`)."""

    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="quotas")
    title = models.CharField(max_length=120, help_text="For example: Freelancers.")
    question_id = models.CharField("question", max_length=80, help_text="A question with one answer.")
    options = models.JSONField("answers", default=list, help_text="Codes of the answers that count.")
    target = models.PositiveIntegerField("places", help_text="No more than this many people are taken.")
    taken = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["wave_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "title"], name="surveys_quota_title_once"),
            models.CheckConstraint(
                condition=models.Q(taken__lte=models.F("target")),
                name="surveys_quota_not_over",
                violation_error_message="There can't be fewer places than people who already have one.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
