"""What a holder works on: an unfinished response itself, or changes to one that was sent.

Changes stand apart in the state of the response, under `AMENDING`, until they are sent. The response counts
with the answers it was sent with until then, so a half-changed one never counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from surveys.models import Response

AMENDING = "amending"
KEPT = "kept"
"""Mark of the page whose unfinished section was kept last, see `made_from`."""


@dataclass(frozen=True, slots=True)
class Draft:
    answers: Mapping[str, Any]
    state: Mapping[str, Any]
    amends: bool
    """True for changes to answers that were sent."""


def draft_of(response: "Response") -> Draft | None:
    """None for answers that were sent and that nobody is changing."""
    if not response.is_submitted:
        return Draft(response.answers, response.state, False)
    kept = response.state.get(AMENDING)
    return Draft(kept["answers"], kept["state"], True) if kept else None


def begun_from(response: "Response") -> dict[str, Any]:
    """The response's state with a draft of changes beside it, which begins as what was sent."""
    state = without_draft(response.state)
    return {**state, AMENDING: {"answers": dict(response.answers), "state": state}}


def without_draft(state: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in state.items() if key != AMENDING}


@dataclass(frozen=True, slots=True)
class Page:
    """One showing of a section in one browser, which keeps what is typed there while it is typed."""

    name: str
    """Random, made by the server for each showing; empty for a page that keeps nothing."""
    turn: int = 0
    """Counts what this page sent, so that what was held up on the way never undoes what came after it."""


def made_from(draft: Draft, stored: int, revision: int, page: Page) -> bool:
    """Whether nobody else has saved since a form was made from `revision`: `stored` is that revision, or all
    saves since came from the same page.
    """
    if revision == stored:
        return True
    kept = draft.state.get(KEPT) or {}
    return bool(page.name) and kept.get("page") == page.name and kept["from"] <= revision <= stored


def is_late(draft: Draft, page: Page) -> bool:
    """Whether the same page has sent something newer, which is stored."""
    kept = draft.state.get(KEPT) or {}
    return bool(page.name) and kept.get("page") == page.name and page.turn <= kept["turn"]


def kept_by(draft: Draft, page: Page, revision: int) -> dict[str, Any]:
    """The mark that a page leaves with what it keeps."""
    kept = draft.state.get(KEPT) or {}
    begun = kept["from"] if kept.get("page") == page.name else revision
    return {"page": page.name, "turn": page.turn, "from": begun}
