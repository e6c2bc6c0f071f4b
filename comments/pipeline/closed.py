"""A closed discussion takes nothing; neither does a page that is not there for whoever asks."""

from comments import queries, targets
from comments.pipeline.verdict import PASS, Draft, Verdict, refuse

CLOSED = "Comments are closed here."
NOT_THERE = "This page takes no comments."


def check(draft: Draft) -> Verdict:
    """Decided by today's date, the page's own setting and the rule of the site."""
    page = draft.page
    if not queries.is_still_live(page):
        return refuse("not_there", NOT_THERE)
    if not targets.may_read(page, draft.request) or not targets.knows(page, draft.subject):
        return refuse("not_there", NOT_THERE)
    if draft.editing is None and not queries.opening(page, draft.subject).is_open:
        return refuse("closed", CLOSED)
    return PASS
