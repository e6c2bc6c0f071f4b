"""A chart in a page: it names a question, and is drawn from whatever release is asked for."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.blocks import StreamBlock, StreamValue

from reports import embedding, results_pages
from reports.embedding import LiveChartBlock
from reports.queries import _parsed, latest_release, release
from reports.release_format import ReleaseDoc
from reports.templatetags.reports_tags import has_charts
from surveys.models import SurveyPage
from tests.reports.factory import release_document
from tests.reports.stored import store

BLOCK = LiveChartBlock()
BODY = StreamBlock([("live_chart", BLOCK)])


@pytest.fixture
def released(db: None) -> SurveyPage:
    """A survey with two released waves."""
    return store(release_document(seed=1, wave=1), release_document(seed=2, wave=2))


def chart(survey: SurveyPage, /, **changes: Any) -> dict[str, Any]:
    usual = {"survey": survey.pk, "wave": "newest", "item": "issue", "segment": "", "layout": "compact"}
    return usual | changes


def body(*charts: dict[str, Any]) -> StreamValue:
    return BODY.to_python([{"type": "live_chart", "value": each} for each in charts])


def drawn(*charts: dict[str, Any]) -> str:
    return str(body(*charts).render_as_block())


def claim(doc: ReleaseDoc | None, item_id: str, segment: str = "") -> str:
    assert doc is not None
    item = doc.item(item_id)
    assert item is not None
    return results_pages.chart_of(doc, item, segment).sentence


def test_it_follows_the_newest_wave_or_keeps_one(released: SurveyPage) -> None:
    first, second = claim(release("survey", 1), "issue"), claim(release("survey", 2), "issue")
    assert body(chart(released))[0].value.chart.figure.chart.sentence == second
    assert body(chart(released, wave="1"))[0].value.chart.figure.chart.sentence == first
    store(release_document(seed=3, wave=3))
    assert body(chart(released))[0].value.chart.figure.chart.sentence == claim(release("survey", 3), "issue")
    assert body(chart(released, wave="1"))[0].value.chart.figure.chart.sentence == first


def test_compact_and_full_say_what_every_chart_says(released: SurveyPage) -> None:
    compact, full = drawn(chart(released)), drawn(chart(released, layout="full"))
    for page in (compact, full):
        assert page.count('class="figure__wording"') == 1
        assert page.count("<figure") == 1
        assert "Demo data" in page
        assert "figure__base" in page and "Wave 2" in page
        assert "/results/survey/wave-2/issue/" in page
    assert ("Show as a table" in compact, "Show as a table" in full) == (False, True)
    assert ("table.csv" in compact, "table.csv" in full) == (False, True)


def test_a_split_is_drawn_from_its_banner(released: SurveyPage) -> None:
    doc = latest_release("survey")
    value = body(chart(released, segment="role"))[0].value
    assert value.chart.figure.chart.sentence == claim(doc, "issue", "role")
    assert value.chart.figure.address == "/results/survey/wave-2/issue/by/role/"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"item": "no_such"}, embedding.NO_ITEM),
        ({"segment": "no_such"}, embedding.NO_SPLIT),
        ({"wave": "7"}, "Wave 7 has not been released. This chart appears when it is."),
        ({"survey": None}, embedding.NOT_PICKED),
    ],
)
def test_what_is_missing_becomes_a_sentence(
    released: SurveyPage, changes: dict[str, Any], sentence: str
) -> None:
    page = drawn(chart(released, **changes))
    assert ("<figure" in page, sentence in page) == (False, True)


def test_an_unpublished_survey_shows_no_number(released: SurveyPage) -> None:
    page = body(chart(released))
    released.unpublish()
    assert "<figure" not in str(page.render_as_block())


def test_before_the_first_release_the_page_says_so(db: None) -> None:
    survey = store()
    assert embedding.NO_RELEASE in drawn(chart(survey))


def test_twelve_charts_cost_no_more_queries_than_one(released: SurveyPage) -> None:
    items = [item.id for item in (latest_release("survey") or pytest.fail()).items if item.topline][:12]

    def cost(*charts: dict[str, Any]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            drawn(*charts)
        return len(counted)

    _parsed.cache_clear()
    cold = cost(*(chart(released, item=item) for item in items))
    warm = cost(*(chart(released, item=item) for item in items))
    assert (cold, warm, cost(chart(released))) == (3, 2, 2)


def test_a_page_loads_styles_only_for_charts_it_holds(released: SurveyPage) -> None:
    page = body(chart(released))
    assert (has_charts(page), has_charts(page, "full"), has_charts(body())) == (True, False, False)


# The editor ---------------------------------------------------------------------------------------------


def test_the_editor_picks_by_wording_from_what_is_released(released: SurveyPage) -> None:
    (title, items), *others = embedding.item_choices()
    assert (title, others) == (release_document().survey.title, [])
    words = dict(items)
    assert words["issue"].startswith("5. How much of an issue")
    assert [value for value, _ in embedding.wave_choices()] == ["newest", "2", "1"]
    assert "Role" in dict(embedding.segment_choices()[0][1]).values()


def test_an_item_of_an_earlier_wave_says_which(db: None) -> None:
    newer = release_document(seed=2, wave=2)
    survey = store(release_document(seed=1, wave=1), without(newer, "issue"))
    words = dict(embedding.item_choices()[0][1])
    assert words["issue"].endswith("(wave 1)")
    assert BLOCK.clean(BLOCK.to_python(chart(survey, wave="1")))["item"] == "issue"
    assert refused(chart(survey)) == {"item": "The release of wave 2 holds no chart of this question."}


def without(doc: ReleaseDoc, item_id: str) -> ReleaseDoc:
    return replace(doc, items=tuple(item for item in doc.items if item.id != item_id))


def refused(value: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as error:
        BLOCK.clean(BLOCK.to_python(value))
    return {name: each.messages[0] for name, each in error.value.block_errors.items()}


def test_what_cannot_be_drawn_is_refused_with_a_reason(released: SurveyPage) -> None:
    assert BLOCK.clean(BLOCK.to_python(chart(released, segment="role")))["segment"] == "role"
    assert refused(chart(released, item="no_such")) == {
        "item": "The releases hold no such thing any more. Pick another."
    }
    assert refused(chart(released, wave="9")) == {
        "wave": "The releases hold no such thing any more. Pick another."
    }
    doc = latest_release("survey")
    assert doc is not None
    unsplit = next(item for item in doc.items if item.topline and "role" not in item.banners)
    said = refused(chart(released, item=unsplit.id, segment="role"))["segment"]
    assert said.startswith("This question ")


def test_the_block_previews_itself_with_and_without_a_release(db: None) -> None:
    assert embedding.NO_RELEASE in BLOCK.render(BLOCK.get_preview_value())
    store(release_document(seed=1, wave=1))
    assert "<figure" in BLOCK.render(BLOCK.get_preview_value())
    assert BLOCK.is_previewable is False or BLOCK.get_preview_value() is not None


@pytest.mark.django_db
def test_a_draft_may_hold_a_chart_that_is_not_picked_yet() -> None:
    """An editor's page saves itself before the survey is chosen, and is previewed as it stands."""
    empty = {"survey": None, "wave": "newest", "item": "", "segment": "", "layout": "compact"}
    kept = BLOCK.clean_deferred(BLOCK.to_python(empty))
    assert (kept["survey"], kept["item"]) == (None, "")
    assert "No chart here at the moment" in BODY.render(
        BODY.to_python([{"type": "live_chart", "value": empty}])
    )
    with pytest.raises(ValidationError):
        BLOCK.clean(BLOCK.to_python(empty))
