"""A field that people neither see nor reach by keyboard. Who fills it in is most likely a script.

Nobody is refused for it: the pages go on as for everybody, and the response waits for an analyst.
"""

from collections.abc import Mapping

FIELD = "comment-title"
"""No question has such a name: a code has no hyphen. No browser knows it from an address book."""
REASON = "honeypot"


def is_filled(post: Mapping[str, str]) -> bool:
    """Whether the field came back with something in it."""
    return bool(str(post.get(FIELD, "")).strip())
