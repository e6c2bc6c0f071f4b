"""A save without a read: its one write proves everything that the read would have told."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from surveys import actions, drafts, keys, queries
from surveys.models import QuestionnaireVersion, Response, SurveyPage, Wave
from surveys.queries import held, prepared, remembered
from tests.surveys import ben


def browser(response: Response) -> Client:
    """Ben's, with his private link."""
    client = Client()
    client.cookies["overlap_answer"] = keys.resume_token(response.submission_id)
    return client


def post(client: Client, section: str, revision: int, **more: Any) -> Any:
    form = ben.SECTIONS[section]
    shown = " ".join(name.split("__")[0] for name in form)
    sent = {**form, "revision": revision, "to": "next", "shown": shown, **more}
    return client.post(f"/answer/{SurveyPage.objects.get().slug}/section/{section}/", sent)


@pytest.fixture
def known(begun: Response) -> queries.Remembered:
    """What the process remembers after Ben's first section."""
    assert post(browser(begun), "start", 0).status_code == 302
    found = queries.recall(keys.resume_token(begun.submission_id), begun.survey.slug)
    assert found is not None
    return found


def stored(known: queries.Remembered) -> Response:
    return Response.objects.get(resume_hash=known.resume)


def row(known: queries.Remembered) -> Any:
    return Response.objects.filter(pk=known.response.pk)


def other_version(known: queries.Remembered) -> int:
    version = QuestionnaireVersion.objects.get(pk=known.response.version_id)
    version.pk, version.number, version.content_sha256 = None, version.number + 1, "0" * 64
    version.save(force_insert=True)
    return version.pk


def new_id(known: queries.Remembered) -> None:
    """As closing does it."""
    old = stored(known)
    row(known).delete()
    old.pk = uuid4()
    old.save(force_insert=True)


def restrict(page: Any) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def page(known: queries.Remembered) -> Any:
    return known.response.survey


YESTERDAY = timezone.localdate() - timedelta(days=1)
#: What happens between two saves -> the part of the condition that sees it.
MEANWHILE: dict[str, tuple[str, Any]] = {
    "another device saved": ("revision", lambda k: row(k).update(revision=F("revision") + 1)),
    "a backup brought other answers back": ("answers", lambda k: row(k).update(answers={"issue": "no"})),
    "orders were drawn": ("state", lambda k: row(k).update(state={"saved": []})),
    "the times were deleted": ("pace", lambda k: row(k).update(pace={"start": 9})),
    "the status changed": ("status", lambda k: row(k).update(status="complete")),
    "it was saved on another day": ("saved_on", lambda k: row(k).update(saved_on=YESTERDAY)),
    "another consent was given": ("consent_version", lambda k: row(k).update(consent_version="b v1")),
    "the row went to another version": (
        "version_id",
        lambda k: row(k).update(version_id=other_version(k)),
    ),
    "the row went to another wave": (
        "wave_id",
        lambda k: row(k).update(wave=Wave.objects.create(survey=page(k), number=7, title="Other")),
    ),
    "the row got a new id": ("pk", new_id),
    "the private link leads elsewhere": ("resume_hash", lambda k: row(k).update(resume_hash="0" * 64)),
    "the private link ended": ("resume_expires_on", lambda k: row(k).update(resume_expires_on=YESTERDAY)),
    "the answers were sent in": ("submitted_on", lambda k: row(k).update(submitted_on=YESTERDAY)),
    "the wave closed": ("wave", lambda k: actions.close_wave(wave=k.response.wave)),
    "the survey was unpublished": ("survey", lambda k: page(k).unpublish()),
    "the survey was restricted": ("survey", lambda k: restrict(page(k))),
    "what the survey stands below was restricted": ("survey", lambda k: restrict(page(k).get_parent())),
    "the survey moved to another address": (
        "survey",
        lambda k: page(k).__class__.objects.filter(pk=page(k).pk).update(slug="moved"),
    ),
}


def changed_without(condition: str, known: queries.Remembered, monkeypatch: Any) -> bool:
    """Whether the save is written when one part of its condition is left out."""
    parts = held._as_it_was()
    del parts[condition]
    monkeypatch.setattr(held, "_same_row", prepared.Change(lambda: Response.objects.filter(*parts.values())))
    return queries.change_as_remembered(known, {"source": "x"})


def test_every_part_of_the_condition_is_tried():
    assert {condition for condition, _ in MEANWHILE.values()} == set(held._as_it_was())


def test_what_is_as_it_was_is_saved(known):
    assert queries.change_as_remembered(known, {"revision": 2, "answers": {"a": "ö"}, "pace": {"s": 1}})
    assert (stored(known).revision, stored(known).answers, stored(known).pace) == (2, {"a": "ö"}, {"s": 1})


@pytest.mark.parametrize("what", MEANWHILE)
def test_nothing_is_written_where_anything_changed_and_one_part_of_the_condition_sees_it(
    known, what, monkeypatch
):
    condition, happen = MEANWHILE[what]
    known.response.wave, known.response.survey  # noqa: B018  # read before anything happens
    happen(known)
    before = Response.objects.values().get()
    assert not queries.change_as_remembered(known, {"source": "x"})
    assert Response.objects.values().get() == before
    assert changed_without(condition, known, monkeypatch), "control off: another part saw it"


def written_and_read(seen: CaptureQueriesContext) -> list[str]:
    """The first words of the statements that name a response."""
    return [q["sql"].split()[0] for q in seen.captured_queries if "surveys_response" in q["sql"]]


def test_a_second_save_reads_no_row(begun):
    client = browser(begun)
    assert post(client, "start", 0).status_code == 302
    with CaptureQueriesContext(connection) as seen:
        assert post(client, "circles", 1).status_code == 302
    assert written_and_read(seen) == ["UPDATE"]
    assert Response.objects.get().revision == 2


@pytest.mark.parametrize("what", MEANWHILE)
def test_whoever_saves_gets_the_answer_that_a_read_gives(begun, what):
    """The same request twice, from the same row: with what the process remembers, and without."""
    _, happen = MEANWHILE[what]
    assert post(browser(begun), "start", 0).status_code == 302
    known = queries.recall(keys.resume_token(begun.submission_id), begun.survey.slug)
    known.response.wave, known.response.survey  # noqa: B018  # read before anything happens
    happen(known)
    # As another process has it, which never heard of what happened.
    fresh = Response.objects.get()
    answers = []
    for remembers in (False, True):
        Response.objects.all().delete()
        fresh.save(force_insert=True)
        remembered.forget_all()
        if remembers:
            clean = remembered.Remembered(known.response, known.resume, known.slug, {})
            queries.remember_again(clean)
        got = post(browser(begun), "circles", 1)
        state = Response.objects.values("answers", "status", "revision", "saved_on", "pace").get()
        saved = Response.objects.get().state.get("saved")
        answers.append((got.status_code, got.get("Location"), state, saved))
    assert answers[0] == answers[1]


def test_a_save_with_errors_is_shown_from_a_read_and_then_goes_on(begun):
    client = browser(begun)
    post(client, "start", 0)
    wrong = post(client, "circles", 1, party=["not a number"])
    assert wrong.status_code == 422
    right = post(client, "circles", Response.objects.get().revision)
    assert right.status_code == 302
    assert Response.objects.get().answers["party"] == 0


def test_what_a_page_keeps_by_itself_needs_no_read(begun):
    client = browser(begun)
    name = "p" * 12
    assert post(client, "start", 0, to="keep", page=name, turn=1).json() == {"revision": 1}
    with CaptureQueriesContext(connection) as seen:
        assert post(client, "start", 0, to="keep", page=name, turn=2).json() == {"revision": 2}
    assert written_and_read(seen) == ["UPDATE"]
    assert post(client, "start", 0, to="keep", page=name, turn=1).json() == {"revision": 2}  # came late
    assert Response.objects.get().state[drafts.KEPT]["turn"] == 2


def test_a_filled_trap_is_seen_by_every_save(begun):
    client = browser(begun)
    post(client, "start", 0)
    assert post(client, "circles", 1, **{"comment-title": "x"}).status_code == 302
    assert Response.objects.get().quarantine == "honeypot"


# What the process remembers, and when it forgets it ----------------------------------------------------


def kept() -> list[str]:
    """Hashes under which something is remembered."""
    return [resume for resume, (_, known) in remembered._kept.items() if known is not None]


def test_what_is_withdrawn_is_forgotten_at_once_and_no_save_under_way_brings_it_back(begun):
    post(browser(begun), "start", 0)
    token = keys.resume_token(begun.submission_id)
    under_way = queries.recall(token, begun.survey.slug)
    queries.remember_again(under_way)
    assert kept() == [under_way.resume]
    actions.withdraw(response=Response.objects.get())
    assert kept() == []
    queries.remember_again(under_way)
    queries.remember(under_way.response, token=token, slug=under_way.slug)
    assert kept() == []


def test_what_is_sent_in_is_forgotten(begun):
    client = browser(begun)
    for revision, section in enumerate(ben.ORDER):
        assert kept() == [keys.digest("resume", keys.resume_token(begun.submission_id))] or not revision
        assert post(client, section, revision).status_code == 302
    assert Response.objects.get().is_submitted
    assert kept() == []


def test_closing_forgets_everything(begun, wave):
    post(browser(begun), "start", 0)
    actions.close_wave(wave=wave)
    actions.finish_wave(wave=wave)
    assert kept() == []


def test_it_is_bounded_in_number_and_time(known, monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 3)
    for number in range(5):
        queries.remember_again(remembered.Remembered(known.response, f"{number}", known.slug, {}))
    assert kept() == ["2", "3", "4"]
    later = remembered.time.monotonic() + remembered.SECONDS + 1
    monkeypatch.setattr(remembered.time, "monotonic", lambda: later)
    remembered._sweep()
    assert not remembered._kept and not remembered._sweeping


def test_a_link_of_one_survey_opens_nothing_in_another(begun):
    post(browser(begun), "start", 0)
    assert queries.recall(keys.resume_token(begun.submission_id), "another") is None


def test_a_trial_and_changes_to_sent_answers_are_not_remembered(known):
    for change in ({"source": queries.TRIAL}, {"submitted_on": YESTERDAY}, {"saved_on": None}):
        odd = Response.objects.defer("survey").get()
        for name, value in change.items():
            setattr(odd, name, value)
        queries.remember(odd, token="t", slug=known.slug)
        assert kept() == []
