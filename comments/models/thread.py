"""What comments hang on: one discussion of one page."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models


class Thread(models.Model):  # type: ignore[django-manager-missing]  # Comment stands on a class without types
    """One discussion of a page; `subject` tells several of one page apart ("wave-2" of a survey's results).

    Made by the first write. Its row is what a write locks, so that numbers are given out one at a time.
    """

    class Policy(models.TextChoices):
        RULE = "rule", "Follow the rule"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="discussion_threads")
    subject = models.CharField(max_length=80, blank=True, default="")
    policy = models.CharField(
        "comments",
        max_length=10,
        choices=Policy.choices,
        default=Policy.RULE,
        help_text="The rule closes a discussion some days after its page was published.",
    )
    last_number = models.PositiveIntegerField(default=0, editable=False)
    """The number of the comment that came last; numbers are never used twice."""

    #: Rows that something else than us hung on this thread go with it too.
    base_rows = GenericRelation(
        "django_comments.Comment", content_type_field="content_type", object_id_field="object_pk"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "subject"], name="comments_thread_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.subject}" if self.subject else str(self.page)
