"""What a page keeps by itself while somebody types, and how long it was in sight."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys import actions, queries
from surveys.models import Response
from tests.surveys.answering.conftest import Ben, forms_of, text_of
from tests.surveys.ben import SECTIONS, save
from website.core import limits

PAGE = "a-page-of-this-browser"


class Page:
    """A section that is open in a browser with a script."""

    def __init__(self, ben: Ben, section: str, name: str = PAGE) -> None:
        self.ben, self.address, self.name, self.turn = ben, ben.address(section), name, 0
        self.form = forms_of(ben.client.get(self.address))["answers"]

    def keep(self, **fields: Any) -> Any:
        self.turn += 1
        return self.post("keep", turn=str(self.turn), **fields)

    def post(self, to: str, **fields: Any) -> Any:
        return self.ben.client.post(self.address, self.form.post(to=to, page=self.name, **fields))


@pytest.fixture
def page(answering: Ben) -> Page:
    save(answering.response(), "start", "circles", "boundaries", "disclosure")
    return Page(answering, "about")


def stored() -> dict[str, Any]:
    return dict(Response.objects.get().answers)


def test_what_is_valid_is_kept_and_the_section_stays_open(page: Page) -> None:
    answer = page.keep(years="many", age="a25_34")
    response = Response.objects.get()
    assert (answer.status_code, answer.json()) == (200, {"revision": response.revision})
    assert "no-store" in answer["Cache-Control"]
    assert (response.answers["age"], "years" in response.answers) == ("a25_34", False)
    assert "about" not in response.state["saved"]
    assert page.ben.client.get(page.ben.view("go_on"))["Location"] == page.address


def test_a_page_never_conflicts_with_what_it_kept_itself(page: Page) -> None:
    for years in ("1", "2", "3"):
        assert page.keep(years=years).status_code == 200
    assert page.post("next", years="4").status_code == 302
    assert (stored()["years"], Response.objects.get().is_submitted) == (4, True)


def test_an_answer_lost_on_the_way_is_no_conflict(page: Page) -> None:
    """The page never learns that it was stored, and goes on from the revision it knows."""
    page.keep(years="1")
    page.keep(years="2")
    assert stored()["years"] == 2


def test_what_was_held_up_undoes_nothing(page: Page) -> None:
    page.keep(years="1")
    page.keep(years="2")
    late = page.post("keep", turn="1", years="1")
    assert (late.status_code, stored()["years"]) == (200, 2)
    page.post("next", years="3")
    assert (page.post("keep", turn="9", years="1").status_code, stored()["years"]) == (409, 3)


def test_another_device_is_told_and_nothing_is_overwritten(page: Page) -> None:
    other = Page(page.ben, "about", "another-device-of-ben")
    page.keep(years="1")
    answer = other.keep(years="9")
    assert (answer.status_code, answer.json()) == (409, {"conflict": True})
    both = other.post("next", years="9")
    words = text_of(both)
    assert (both.status_code, "On this page 9" in words, "Saved elsewhere 1" in words) == (409, True, True)
    assert stored()["years"] == 1
    assert page.keep(years="2").status_code == 200


def test_a_page_that_was_overtaken_is_told_too(page: Page) -> None:
    page.keep(years="1")
    Page(page.ben, "about", "another-device-of-ben").keep(years="9")
    assert page.keep(years="2").status_code == 409
    assert stored()["years"] == 9


def test_too_often_is_said_and_the_buttons_work(page: Page, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "survey.keep": (0, 3600)}
    answer = page.keep(years="1")
    assert (answer.status_code, answer.json()["wait"] > 0) == (429, True)
    assert page.post("next", years="2").status_code == 302


def test_a_closed_wave_is_said(page: Page) -> None:
    actions.close_wave(wave=Response.objects.get().wave)
    answer = page.keep(years="1")
    assert (answer.status_code, answer.json()) == (409, {"closed": True})


def test_changes_of_sent_answers_are_kept_apart(sent: Ben) -> None:
    sent.client.post(sent.view("change"), {"to": "begin"})
    assert Page(sent, "about").keep(years="7").status_code == 200
    response = Response.objects.get()
    assert (response.answers["years"], response.state["amending"]["answers"]["years"]) == (0, 7)


@pytest.mark.parametrize(
    ("name", "turn"),
    [("", "1"), ("short", "1"), ("x" * 41, "1"), (PAGE, "-1"), (PAGE, "1e9"), ("ab cd efgh", "1")],
)
def test_a_page_without_a_proper_name_saves_like_any_other(page: Page, name: str, turn: str) -> None:
    page.name = name
    assert page.post("keep", turn=turn, years="1").status_code == 200
    assert page.post("keep", turn=turn, years="2").status_code == 409


# Versions of a text --------------------------------------------------------------------------------------


def test_both_typed_texts_are_shown_and_can_be_edited(answering: Ben) -> None:
    save(answering.response(), "start", "circles", "boundaries")
    stale = answering.open("disclosure")
    answering.save("disclosure", story="From the telephone")
    both = answering.client.post(
        answering.address("disclosure"),
        stale.post(to="next", story="From the office", principles__privacy="1", principles__reach="1"),
    )
    words = text_of(both)
    shown = ["From the telephone", "From the office", "As typed: 1"]
    assert (both.status_code, [part in words for part in shown]) == (409, [True] * 3)
    form = forms_of(both)[answering.address("disclosure")]
    edited = answering.client.post(form.action, form.post(to="edit"))
    again = forms_of(edited)["answers"].post()
    assert (edited.status_code, again["story"]) == (200, ["From the office"])
    assert (again["principles__privacy"], again["principles__reach"]) == (["1"], ["1"])
    assert stored()["story"] == "From the telephone"
    done = answering.client.post(form.action, {**again, "principles__reach": "2", "to": "next"})
    assert (done.status_code, stored()["story"]) == (302, "From the office")


def test_going_back_to_edit_does_not_hide_a_third_version(answering: Ben) -> None:
    save(answering.response(), "start")
    stale = answering.open("circles")
    answering.save("circles", party="3")
    both = forms_of(answering.client.post(answering.address("circles"), stale.post(to="next", party="9")))
    form = both[answering.address("circles")]
    answering.save("circles", party="5")
    again = forms_of(answering.client.post(form.action, form.post(to="edit")))["answers"]
    assert answering.client.post(form.action, again.post(to="next")).status_code == 409
    assert stored()["party"] == 5


def test_a_number_that_cannot_be_read_is_no_reason_to_overwrite(answering: Ben) -> None:
    save(answering.response(), "start", "circles", "boundaries", "disclosure")
    stale = answering.open("about")
    answering.save("about", to="back", years="5")
    both = answering.client.post(answering.address("about"), stale.post(to="next", years="nine"))
    assert (both.status_code, "As typed: nine" in text_of(both)) == (409, True)


def test_a_busy_site_does_not_hide_another_device(answering: Ben, settings: Any) -> None:
    stale = answering.open("start")
    answering.save("start", **SECTIONS["start"])
    limits = settings.LIMITS
    settings.LIMITS = {**limits, "survey.save": (0, 3600)}
    post = stale.post(to="next", work_status="agency")
    busy = forms_of(answering.client.post(answering.address("start"), post))["answers"]
    settings.LIMITS = limits
    assert answering.client.post(answering.address("start"), busy.post(to="next")).status_code == 409
    assert stored()["work_status"] == "inhouse"


# Time in sight -------------------------------------------------------------------------------------------


def test_time_is_stored_as_a_band_and_adds_up(answering: Ben) -> None:
    answering.save("start", to="back", work_status="inhouse", seconds="7.5")
    assert Response.objects.get().pace == {"start": 1}
    answering.save("start", to="back", work_status="inhouse", seconds="12")
    assert Response.objects.get().pace == {"start": 3}


@pytest.mark.parametrize("seconds", ["", "-1", "1e9", "nan", "9999999", "٣", "12;"])
def test_time_that_is_none_is_not_stored(answering: Ben, seconds: str) -> None:
    answering.save("start", work_status="inhouse", seconds=seconds)
    assert Response.objects.get().pace == {}


def test_who_leaves_is_marked_and_who_keeps_is_not_timed(answering: Ben) -> None:
    Page(answering, "start").keep(work_status="inhouse", seconds="30")
    assert Response.objects.get().pace == {}
    answering.save("start", to="leave", work_status="inhouse", seconds="30")
    assert Response.objects.get().pace == {"start": 5, "resumed": 1}


# Cost ----------------------------------------------------------------------------------------------------


def statements(made: CaptureQueriesContext) -> list[str]:
    """What was asked of the survey's own tables."""
    words = [query["sql"].split()[0] for query in made if '"surveys_' in query["sql"]]
    return [word for word in words if word not in ("SAVEPOINT", "RELEASE")]


def test_a_section_costs_one_read_to_show_and_one_read_and_one_write_to_save(answering: Ben) -> None:
    queries.definition_of_response(answering.response())
    with CaptureQueriesContext(connection) as shown:
        form = answering.open("start")
    with CaptureQueriesContext(connection) as saved:
        answering.client.post(answering.address("start"), {**form.post(to="next"), **SECTIONS["start"]})
    assert (statements(shown), statements(saved)) == (["SELECT"], ["SELECT", "UPDATE"])


#: Words that ask nothing: where a transaction begins and ends.
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def test_the_whole_survey_costs_less_than_25_statements(ben: Ben, settings: Any) -> None:
    """All that its six posts ask of the database, from "Start" to the receipt; limits are counted in a shared
    cache, as in production.
    """
    settings.CACHE_IS_SHARED = True
    # A network that nobody came from: a tenth of an allowance is noted in the database now and then.
    ben.client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    limits.today_key()
    queries.definition_of(ben.survey.versions.get())
    assert cost_of_a_survey(ben) < 25


@pytest.mark.django_db(transaction=True)
def test_without_a_shared_cache_too(ben: Ben, settings: Any) -> None:
    """A running server: the day's key is drawn, the questionnaire compiled."""
    settings.CACHE_IS_SHARED = False
    ben.client.defaults["REMOTE_ADDR"] = "203.0.113.78"
    limits.today_key()
    queries.definition_of(ben.survey.versions.get())
    assert cost_of_a_survey(ben) < 25


def cost_of_a_survey(ben: Ben) -> int:
    """What the six posts ask of the database."""
    landing = forms_of(ben.client.get(ben.survey.url))[ben.view("start")].post(consent="yes")
    total = 0
    posts: list[tuple[str, dict[str, Any]]] = [(ben.view("start"), landing)]
    posts += [(ben.address(section), fields) for section, fields in SECTIONS.items()]
    for address, fields in posts:
        form = {} if address == ben.view("start") else forms_of(ben.client.get(address))["answers"].post()
        with CaptureQueriesContext(connection) as made:
            answer = ben.client.post(address, {**form, **fields})
        assert answer.status_code == 302
        total += len([query for query in made if query["sql"].split()[0] not in CONTROL])
    assert Response.objects.get().is_submitted
    return total
