"""A comment, on django-comments-xtd's model."""

from typing import Any, ClassVar

from django.db import models, transaction
from django.urls import reverse
from django_comments_xtd.models import XtdComment


class Comment(XtdComment):
    """What one person wrote in a discussion.

    Of the tables below, `comment` holds the source as it was typed (cleaned, Markdown), `user_name` the
    name, `parent_id` the comment it answers (its own id where it answers none), `thread_id` the first of its
    branch, `level` its depth from 0, `order` its number. `user`, `user_email`, `user_url` and `ip_address`
    stay empty. `is_public` and `is_removed` follow `state`.
    """

    class State(models.TextChoices):
        HELD = "held", "Held"
        PUBLIC = "public", "Public"
        REJECTED = "rejected", "Rejected"
        REMOVED = "removed", "Removed by its writer"

    parent_id: int
    #: A name of its own: the default one is that of the table two floors down.
    xtdcomment_ptr = models.OneToOneField(
        XtdComment,
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        related_name="overlap_comment",
    )
    discussion = models.ForeignKey("comments.Thread", on_delete=models.CASCADE, related_name="comments")
    number = models.PositiveIntegerField(editable=False)
    """Order of arrival in the discussion, from 1."""
    writer = models.ForeignKey(
        "comments.Writer", null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    reasons = models.JSONField(default=list, blank=True)
    """Why it is held: names of `comments.pipeline.reasons`."""
    html = models.TextField(blank=True)
    """The cleaned markup that is shown."""
    chip_question = models.CharField(max_length=500, blank=True)
    chip_option = models.CharField(max_length=500, blank=True)
    chip_wave = models.CharField(max_length=120, blank=True)
    chip_url = models.CharField(max_length=300, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    is_archive = models.BooleanField("from the former site", default=False)
    is_demo = models.BooleanField(default=False)
    replies_count = models.PositiveIntegerField(default=0, editable=False)
    """Public comments below this one. Counted anew at each change, never added to."""

    objects: ClassVar[models.Manager["Comment"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["discussion", "number"], name="comments_comment_number_once"),
        ]
        indexes = [
            models.Index(fields=["state", "discussion"], name="comments_comment_state"),
        ]
        ordering = ["discussion", "number"]

    def __str__(self) -> str:
        return f"Comment {self.pk}"

    @property
    def is_root(self) -> bool:
        return bool(self.parent_id == self.pk)

    @property
    def has_chip(self) -> bool:
        return bool(self.chip_question)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row and what follows from its state; passes by django-comments-xtd's own `save`.

        A new comment needs its `discussion` locked and its place set: `comments.threads.place` does both.
        """
        self.is_public = self.state == self.State.PUBLIC
        self.is_removed = self.state == self.State.REMOVED
        new = self._state.adding
        super(XtdComment, self).save(*args, **kwargs)
        if new and not self.parent_id:
            self.parent_id = self.thread_id = self.pk
            super(XtdComment, self).save(update_fields=["parent_id", "thread_id"])

    def get_absolute_url(self, anchor_pattern: str = "") -> str:
        """The permalink: leads to the page of the discussion on which the comment stands today."""
        return reverse("discussion:permalink", args=[self.pk])
