"""Words for what the lists show."""

from datetime import datetime

from django.utils import timezone

from comments.models import Comment, Report
from comments.pipeline import reasons as known
from website.core import formatting

EXCERPT = 90
REASONS = known.WORDS


def excerpt(comment: Comment) -> str:
    """The first words of a comment, on one line."""
    words = " ".join(comment.comment.split())
    return f"{words[:EXCERPT].rstrip()}…" if len(words) > EXCERPT else words or "(deleted)"


def reasons(names: list[str]) -> str:
    """Why a comment is held or was reported, as words."""
    said = dict(Report.Reason.choices)
    return "; ".join(said.get(name) or known.words(name) for name in names)


def day(moment: datetime | None) -> str:
    """A day, in the site's time zone."""
    return formatting.day(timezone.localtime(moment).date()) if moment else "never"


def place(comment: Comment) -> str:
    """Where the comment stands."""
    return str(comment.discussion)
