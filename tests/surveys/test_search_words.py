"""What a search reads of a survey: words that people read, and no word that only editors see."""

from typing import Any

import pytest
import yaml

from surveys.blocks.public import TOKEN
from surveys.blocks.section import SectionsBlock
from surveys.models import SurveyPage

READ = {"text", "help", "label", "title", "intro", "outro"}


def read_by_people(data: Any) -> set[str]:
    """Every wording of the text form, wherever it stands."""
    if isinstance(data, list):
        return set().union(*(read_by_people(part) for part in data))
    if not isinstance(data, dict):
        return set()
    own = {
        " ".join(TOKEN.sub("…", words).split())
        for key, words in data.items()
        if key in READ and isinstance(words, str)
    }
    fills = {words for texts in data.get("fills", {}).values() for words in texts.values()}
    anchors = set(map(str, data.get("anchors", {}).values()))
    return own | fills | anchors | set().union(*(read_by_people(part) for part in data.values()))


def words_of(survey: SurveyPage) -> set[str]:
    """Each piece that the search reads of the questionnaire."""
    pieces = [
        *SurveyPage._meta.get_field("sections").get_searchable_content(survey.sections),
        *SurveyPage._meta.get_field("scales").get_searchable_content(survey.scales),
    ]
    return {" ".join(piece.split()) for piece in pieces}


def test_every_piece_that_is_searched_is_read_by_people(survey: SurveyPage, instrument_text: str) -> None:
    public = read_by_people(yaml.safe_load(instrument_text))
    searched = words_of(survey)
    assert searched - public == set()
    assert {"A big issue", "Strongly agree", "Your circles"} - searched == set()


def test_without_the_list_of_public_words_the_editors_own_are_searched(
    survey: SurveyPage, instrument_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control off: Wagtail reads every field of the form."""
    monkeypatch.delattr(SectionsBlock, "get_searchable_content")
    assert words_of(survey) - read_by_people(yaml.safe_load(instrument_text))
    assert "Select an option" in survey.search_text() or "all of these hold" in survey.search_text()


def test_no_word_of_the_editor_is_in_what_is_found(survey: SurveyPage) -> None:
    text = survey.search_text()
    for word in ("Select an option", "all of these hold", "is one of", "uniform", "between_subjects", "{"):
        assert word not in text
    assert survey.outro.split(".")[0] in text
    assert "strongly agree" in survey.search_words()


def test_options_beside_each_other_are_read_apart(survey: SurveyPage) -> None:
    """What is found is shown with the words around it: labels are no sentence together."""
    text = survey.search_text()
    assert " A small issue. A moderate issue. A big issue. " in text
    assert "apart online? Not an issue at all. " in text
    assert ".." not in text
    assert "?." not in text
