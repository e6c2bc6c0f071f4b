"""Neither empty nor endless; a name of reasonable length."""

from comments import text
from comments.pipeline.verdict import PASS, Draft, Verdict, refuse

LONGEST = 3000
LONGEST_NAME = 50
UNWRITABLE = "There is a character here that can't be stored, shown as \ufffd. Take it out and send again."
NOTHING = "There is nothing to post yet. Write something first."
NO_NAME = "Which name shall stand over your comment? Any name will do."


def check(draft: Draft) -> Verdict:
    """Looks at what was typed, before anything else reads it."""
    if not text.is_writable(draft.text):
        return refuse("length", UNWRITABLE)
    if not text.is_writable(draft.name):
        return refuse("name", UNWRITABLE)
    if not draft.text.strip():
        return refuse("length", NOTHING)
    if len(draft.text) > LONGEST:
        return refuse(
            "length",
            f"A comment can have {LONGEST:,} characters; yours has {len(draft.text):,}. Shorten it a little.",
        )
    if draft.editing is None and not draft.name.strip():
        return refuse("name", NO_NAME)
    if len(draft.name) > LONGEST_NAME:
        return refuse("name", f"A name can have {LONGEST_NAME} characters.")
    return PASS
