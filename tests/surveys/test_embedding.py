"""One question in a page, as an editor's draft holds it."""

import pytest
from django.core.exceptions import ValidationError

from surveys.embedding import InlineQuestionBlock

BLOCK = InlineQuestionBlock()
EMPTY = {"survey": None, "question": ""}


@pytest.mark.django_db
def test_a_draft_may_hold_a_question_that_is_not_picked_yet() -> None:
    """An editor's page saves itself before the survey is chosen, and is previewed as it stands."""
    kept = BLOCK.clean_deferred(BLOCK.to_python(EMPTY))
    assert (kept["survey"], kept["question"]) == (None, "")
    assert "<fieldset" not in BLOCK.render(BLOCK.to_python(EMPTY))
    with pytest.raises(ValidationError):
        BLOCK.clean(BLOCK.to_python(EMPTY))
