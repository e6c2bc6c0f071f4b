"""Models of the discussion, one file per kind."""

from comments.models.comment import Comment
from comments.models.event import Event
from comments.models.mute import Mute
from comments.models.report import Report
from comments.models.rules import LinkRule, WordRule
from comments.models.settings import DiscussionSettings
from comments.models.thread import Thread
from comments.models.unconfirmed import Unconfirmed
from comments.models.writer import Writer, WriterKey

__all__ = [
    "Comment",
    "DiscussionSettings",
    "Event",
    "LinkRule",
    "Mute",
    "Report",
    "Thread",
    "Unconfirmed",
    "WordRule",
    "Writer",
    "WriterKey",
]
