"""A reader's word that a comment should not stand."""

from django.db import models


class Report(models.Model):
    """One report. Who reported is not kept; one network counts once a day for one comment."""

    class Reason(models.TextChoices):
        INSULT = "insult", "It insults or threatens somebody"
        PERSONAL = "personal", "It gives away something personal about somebody"
        ADVERTISING = "advertising", "It is advertising or spam"
        ILLEGAL = "illegal", "It is against the law"
        OTHER = "other", "Something else"

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    note = models.CharField(max_length=300, blank=True)
    day = models.DateField(db_index=True)
    open = models.BooleanField(default=True)
    reporter = models.CharField(max_length=64, editable=False)
    """A hash under the day's key, which is discarded with the day."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "reporter"], name="comments_report_once"),
        ]
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"Report {self.pk}"
