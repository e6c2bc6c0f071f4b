"""The demo's people: seeded, plausible, marked, and gone when asked."""

from collections import Counter
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys import actions, demo, queries
from surveys.demo import loading
from surveys.demo.loading import Plan
from surveys.models import Invitation, ReaderTally, Response, Wave
from tests.support.people import client_of
from tests.surveys import ben
from website.core.groups import RELEASE_MANAGER

TINY = (
    Plan(1, "First wave", 40, 4, 3, 2, opens=-400, closes=-358),
    Plan(2, "Second wave", 12, 2, 1, 1, opens=-190, closes=-148, hasty=2),
    Plan(3, "Third wave", 6, 1, 1, 1, opens=-20, closes=60, held=2, invited=3),
)


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(loading, "plans", lambda size=None: TINY)


def answers(wave):
    return sorted(
        Response.objects.filter(wave=wave).values_list("answers", "state", "status", "source"), key=repr
    )


def test_sizes(monkeypatch):
    monkeypatch.delenv("OVERLAP_DEMO_SIZE", raising=False)
    assert [(p.completes, p.partials, p.screened_out) for p in loading.plans()] == [
        (700, 60, 25),
        (800, 60, 25),
        (120, 20, 6),
    ]
    monkeypatch.setenv("OVERLAP_DEMO_SIZE", "small")
    assert [p.completes for p in loading.plans()] == [330, 350, 60]


def test_three_waves_two_of_them_closed_all_marked(survey, tiny):
    waves = demo.load(page=survey)
    assert [(w.number, w.status, w.is_demo) for w in waves] == [
        (1, "closed", True),
        (2, "closed", True),
        (3, "open", True),
    ]
    for wave, plan in zip(waves, TINY, strict=True):
        statuses = Counter(Response.objects.filter(wave=wave).values_list("status", flat=True))
        assert statuses == {
            "complete": plan.completes + plan.hasty + plan.held + plan.invited // 3,
            "partial": plan.partials,
            "screened_out": plan.screened_out,
            "started": plan.started,
        }
    assert set(Response.objects.values_list("is_demo", flat=True)) == {True}
    assert queries.current_wave(survey) == waves[2]
    today = timezone.localdate()
    days = Response.objects.filter(wave=waves[0]).values_list("started_on", flat=True)
    assert all(-400 <= (day - today).days <= -358 for day in days)
    assert survey.versions.get().published_on < waves[0].opens_at


def test_an_analyst_has_something_to_judge_and_nothing_that_is_released_moves(survey, tiny, monkeypatch):
    plain = tuple(replace(plan, hasty=0, held=0, invited=0) for plan in TINY)
    monkeypatch.setattr(loading, "plans", lambda size=None: plain)
    before = [analysed(wave) for wave in demo.load(page=survey)[:2]]
    demo.remove(page=survey)
    monkeypatch.setattr(loading, "plans", lambda size=None: TINY)
    waves = demo.load(page=survey)
    actions.finish_closed_waves()
    assert [analysed(wave) for wave in waves[:2]] == before
    marked = Response.objects.exclude(flags=[])
    assert [(row.wave.number, row.flags) for row in marked] == [(2, ["speeder", "straightliner"])] * 2
    assert sorted(row.quarantine for row in queries.waiting_in_quarantine()) == ["honeypot", "network"]
    invitations = Invitation.objects.filter(wave=waves[2])
    assert [(row.is_used, row.sent_on is not None, row.is_demo) for row in invitations] == [
        (True, True, True),
        (False, True, True),
        (False, False, True),
    ]
    assert {row.email.partition("@")[2] for row in invitations} == {"demo.invalid"}
    demo.remove(page=survey)
    assert (Invitation.objects.count(), Response.objects.count()) == (0, 0)


def analysed(wave):
    """What a release counts."""
    rows = [row for row in queries.wave_rows(wave) if not row["_left_out"]]
    return sorted(str(sorted((k, v) for k, v in row.items() if k != "_version")) for row in rows)


def test_a_seed_gives_the_same_answers_and_another_seed_others(survey, tiny):
    first = [answers(wave) for wave in demo.load(page=survey)]
    demo.remove(page=survey)
    again = [answers(wave) for wave in demo.load(page=survey)]
    demo.remove(page=survey)
    other = [answers(wave) for wave in demo.load(page=survey, seed=7)]
    assert first == again
    assert first != other


def test_loading_twice_adds_nothing(survey, tiny):
    demo.load(page=survey)
    count = Response.objects.count()
    demo.load(page=survey)
    assert (Response.objects.count(), Wave.objects.count()) == (count, 3)


def test_private_keys_of_the_demo_cannot_be_guessed_from_its_seed(survey, tiny):
    demo.load(page=survey)
    first = set(Response.objects.values_list("submission_id", flat=True))
    demo.remove(page=survey)
    demo.load(page=survey)
    assert first.isdisjoint(Response.objects.values_list("submission_id", flat=True))


def test_traits_hang_together(survey, tiny):
    """People who want things apart say that it is more of an issue, and the vignette's cells differ."""
    demo.load(page=survey)
    rows = [row for row in queries.wave_rows(Wave.objects.get(number=1)) if row["_status"] == "complete"]
    apart = [r["issue"] for r in rows if r["issue"] > 0 and r["seg__s1"] >= 4]
    blended = [r["issue"] for r in rows if r["issue"] > 0 and 0 < r["seg__s1"] <= 2]
    assert sum(apart) / len(apart) > sum(blended) / len(blended)
    assert len({(r["vig_rel"], r["vig_aud"]) for r in rows}) == 6


def test_removing_keeps_what_people_answered(survey, tiny):
    demo.load(page=survey)
    person = actions.start(survey=survey, submission_id=ben.SUBMISSION, consent=True)
    Response.objects.filter(pk=person.pk).update(is_demo=False)
    for invented in (True, False):
        ReaderTally.objects.create(survey=survey, question_id="issue", option="1", is_demo=invented)
    demo.remove(page=survey)
    assert list(ReaderTally.objects.values_list("is_demo", flat=True)) == [False]
    assert list(Response.objects.values_list("pk", flat=True)) == [person.pk]
    assert [wave.number for wave in Wave.objects.all()] == [3]


def test_staff_read_that_it_is_invented(survey, tiny):
    wave = demo.load(page=survey)[2]
    held = queries.waiting_in_quarantine()[0]
    places = [
        reverse("surveys_quarantine:index"),
        reverse("surveys_quarantine:review", args=[held.pk]),
        reverse("surveys_wave:dispositions", args=[wave.pk]),
        reverse("surveys_invitation:index"),
    ]
    client = client_of(RELEASE_MANAGER)
    assert [place for place in places if b"emo data" not in client.get(place).content] == []
    Wave.objects.update(is_demo=False)
    Response.objects.update(is_demo=False)
    Invitation.objects.update(is_demo=False)
    assert [place for place in places if b"emo data" in client.get(place).content] == []
