"""Row 1: the same form, pressed twice, sent again, in two tabs: one row, one receipt, one of everything.

Real threads with a connection each, on both databases, through the addresses that a browser uses.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from surveys import actions, keys
from surveys.models import Quota, Response
from tests.attacks.sizes import size
from tests.surveys import ben

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS, AT_ONCE = size((3, 8), (500, 20))
CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{3}\b")


@pytest.fixture(autouse=True)
def _wide_limits(settings: Any) -> None:
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**9, 3600))


@pytest.fixture
def quota(wave: Any) -> Quota:
    """A side effect that can be counted: a place is taken when a response is sent in."""
    return Quota.objects.create(wave=wave, title="Big", question_id="issue", options=["big"], target=10**6)


Together = Callable[[Callable[[], Any]], list[Any]]


@pytest.fixture
def at_once() -> Iterator[Together]:
    """Call a function in as many threads as the attack has, all set off together. Each keeps a connection."""
    barrier = Barrier(AT_ONCE)

    def together(call: Callable[[], Any]) -> list[Any]:
        def run(_: int) -> Any:
            barrier.wait(timeout=60)
            return call()

        return list(pool.map(run, range(AT_ONCE)))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield together
        together(connections.close_all)


def press_start(slug: str, submission_id: uuid.UUID | None) -> tuple[int, str]:
    """Status, and the token that the browser is given."""
    form = {"consent": "yes"} | ({"submission_id": submission_id} if submission_id else {})
    client = Client()
    answer = client.post(f"/answer/{slug}/start/", form)
    return answer.status_code, client.cookies["overlap_answer"].value


def before_the_last(survey: Any) -> Response:
    """Everything is saved but the last section."""
    return ben.save(actions.start(survey=survey, submission_id=uuid.uuid4(), consent=True), *ben.ORDER[:-1])


def filled(answers: dict[str, list[str]], response: Response) -> dict[str, Any]:
    """The last section's form as a browser posts it."""
    return {**answers, "revision": response.revision, "to": "next", "shown": " ".join(answers)}


def press_send(slug: str, response: Response) -> tuple[int, str, str]:
    """Send the last section: status, where it leads, and the receipt that is shown there."""
    client = Client()
    client.cookies["overlap_answer"] = keys.resume_token(
        response.submission_id, key_version=response.key_version
    )
    form = filled(ben.SECTIONS[ben.ORDER[-1]], response)
    answer = client.post(f"/answer/{slug}/section/{ben.ORDER[-1]}/", form)
    page = client.get(answer["Location"]).content.decode() if answer.status_code == 302 else ""
    found = CODE.search(page)
    return answer.status_code, answer.get("Location", ""), found[0] if found else ""


def test_without_an_id_each_press_is_a_response(survey, wave, at_once):
    """Control off: the form does not carry the id that makes a retry harmless."""
    at_once(lambda: press_start(survey.slug, None))
    print(f"without the control {Response.objects.count()} rows come of {AT_ONCE} presses")
    assert Response.objects.count() == AT_ONCE


def test_a_start_pressed_many_times_is_one_response(survey, wave, at_once):
    for round_ in range(1, ROUNDS + 1):
        submission_id = uuid.uuid4()
        got = at_once(lambda submission_id=submission_id: press_start(survey.slug, submission_id))
        assert len(set(got)) == 1
        assert got[0][0] == 302
        assert Response.objects.count() == round_


def test_a_response_sent_many_times_is_one_with_one_receipt(survey, wave, quota, at_once):
    done = f"/answer/{survey.slug}/done/"
    for round_ in range(1, ROUNDS + 1):
        response = before_the_last(survey)
        got = at_once(lambda response=response: press_send(survey.slug, response))
        receipts = {receipt for _, _, receipt in got}
        assert {(status, place) for status, place, _ in got} == {(302, done)}
        assert receipts == {keys.receipt_code(response.submission_id, key_version=response.key_version)}
        stored = Response.objects.get(pk=response.pk)
        assert stored.status == Response.Status.COMPLETE
        assert stored.receipt_hash == keys.digest("receipt", receipts.pop())
        assert (Response.objects.count(), Quota.objects.get().taken) == (round_, round_)


def test_the_same_id_with_other_answers_is_a_conflict(survey, wave):
    """A replay gets the receipt; something else under its id is refused and said so."""
    response = before_the_last(survey)
    assert press_send(survey.slug, response)[0] == 302
    sent = Response.objects.get(pk=response.pk)
    client = Client()
    client.cookies["overlap_answer"] = keys.resume_token(response.submission_id)
    other = filled({**ben.SECTIONS[ben.ORDER[-1]], "age": ["a35_44"]}, response)
    answer = client.post(f"/answer/{survey.slug}/section/{ben.ORDER[-1]}/", other)
    assert answer.status_code == 409
    assert Response.objects.get(pk=response.pk).answers == sent.answers
