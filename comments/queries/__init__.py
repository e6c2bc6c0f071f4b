"""Every read of discussions, one file for each kind of question."""

from comments.queries.lists import QUOTABLE, count, counts, newest, overheard, permalink
from comments.queries.moderation import (
    arrived_since,
    held_count,
    held_on,
    history,
    is_muted,
    open_reports,
    queue,
    same_comment,
    same_unconfirmed,
    same_words,
    threads,
    unconfirmed_on,
)
from comments.queries.one import EDIT_TIME, comment_row, is_editable, own_comment, public_comment
from comments.queries.reading import discussion, is_still_live, opening
from comments.queries.rules import link_rules, settings_for, word_rules
from comments.queries.shapes import MAX_LEVEL, ORDERS, Discussion, Heard, Item, Order, Standing
from comments.queries.visible import wordless
from comments.queries.writers import (
    approved_before,
    comments_of,
    rejected_since,
    writer_by_address,
    writer_of,
    writers,
    written_since,
)

__all__ = [
    "Discussion",
    "EDIT_TIME",
    "Heard",
    "Item",
    "MAX_LEVEL",
    "ORDERS",
    "Order",
    "QUOTABLE",
    "Standing",
    "approved_before",
    "arrived_since",
    "comment_row",
    "comments_of",
    "count",
    "counts",
    "discussion",
    "held_count",
    "held_on",
    "history",
    "is_editable",
    "is_muted",
    "is_still_live",
    "link_rules",
    "newest",
    "open_reports",
    "opening",
    "overheard",
    "own_comment",
    "permalink",
    "public_comment",
    "queue",
    "rejected_since",
    "same_comment",
    "same_unconfirmed",
    "same_words",
    "settings_for",
    "threads",
    "unconfirmed_on",
    "word_rules",
    "wordless",
    "writer_by_address",
    "writer_of",
    "writers",
    "written_since",
]
