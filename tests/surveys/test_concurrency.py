"""Many at once: one row, one receipt, nothing overwritten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from surveys import actions, queries
from surveys.models import Response, Wave, Withdrawn
from tests.surveys import ben

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def at_once(call: Callable[[int], Any]) -> list[Any]:
    """Call with 0 … 7 in as many threads that set off together; results and raised exceptions."""
    barrier = Barrier(THREADS)

    def run(place: int) -> Any:
        try:
            barrier.wait(timeout=30)
            return call(place)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_starts_at_once_make_one_response(survey, wave):
    submission_id = uuid4()
    made = at_once(lambda place: actions.start(survey=survey, submission_id=submission_id, consent=True).pk)
    assert len(set(made)) == 1
    assert Response.objects.count() == 1


def test_submits_at_once_give_one_receipt(begun):
    response = ben.save(begun)
    receipts = at_once(lambda place: actions.submit(response=response))
    assert len({receipt.code for receipt in receipts}) == 1
    assert sorted(receipt.replay for receipt in receipts) == [False] + [True] * (THREADS - 1)
    assert Response.objects.count() == 1


def test_saves_at_once_are_one_save_and_conflicts(begun):
    codes = ("non_issue", "small", "moderate", "big")

    def save(place):
        mine = queries.fresh(begun)
        post = {**ben.SECTIONS["start"], "issue": [codes[place % 4]]}
        return actions.save_section(response=mine, section="start", post=post, revision=0)

    saved = at_once(save)
    stored = Response.objects.get()
    winners = {one.response.answers["issue"] for one in saved if not one.conflict}
    assert winners == {stored.answers["issue"]}
    assert stored.revision == 1
    assert sum(one.conflict for one in saved) == sum(code != stored.answers["issue"] for code in codes) * 2


def test_cells_drawn_at_once_are_one_cell(begun):
    response = queries.fresh(begun)
    shown = at_once(
        lambda place: actions.prepare_section(response=queries.fresh(response), section="disclosure")
    )
    cells = {tuple(sorted(one.state["cells"]["vignette"].items())) for one in shown}
    assert cells == {tuple(sorted(Response.objects.get().state["cells"]["vignette"].items()))}


def test_publishing_at_once_makes_one_version(survey):
    survey.outro = "Goodbye"
    versions = at_once(lambda place: actions.publish_version(page=survey).number)
    assert versions == [2] * THREADS


def test_opening_at_once_opens_one_wave(survey):
    waves = [Wave.objects.create(survey=survey, number=n, title="W") for n in range(1, THREADS + 1)]
    at_once(lambda place: actions.open_wave(wave=waves[place]))
    assert Wave.objects.filter(status="open").count() == 1


def test_withdrawing_and_beginning_at_once_revive_nothing(survey, begun):
    sent = actions.submit(response=ben.save(begun)).response

    def call(place):
        if place % 2:
            return actions.withdraw(response=sent)
        return actions.start(survey=survey, submission_id=sent.submission_id, consent=True)

    done = at_once(call)
    errors = [type(one) for one in done if isinstance(one, Exception)]
    assert set(errors) <= {actions.WithdrawnAlready}
    assert (Response.objects.count(), Withdrawn.objects.count()) == (0, 1)


def test_changes_sent_at_once_count_once(begun):
    amending = actions.begin_amending(response=actions.submit(response=ben.save(begun)).response)
    post = {**ben.SECTIONS["about"], "years": ["7"]}
    changed = actions.save_section(
        response=amending, section="about", post=post, revision=amending.revision
    ).response
    receipts = at_once(lambda place: actions.amend(response=changed, revision=changed.revision))
    assert sorted(receipt.replay for receipt in receipts) == [False] + [True] * (THREADS - 1)
    assert Response.objects.get().answers["years"] == 7
