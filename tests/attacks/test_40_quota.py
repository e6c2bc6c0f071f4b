"""Row 40: many people at once ask for the last places of a quota."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from surveys.actions import quotas
from surveys.models import Quota, Response
from tests.attacks.sizes import size

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = size(24, 200)
LAST = 10
ALREADY = 90


@pytest.fixture
def quota(wave):
    return Quota.objects.create(
        wave=wave,
        title="On their own",
        question_id="work_status",
        options=["self"],
        target=ALREADY + LAST,
        taken=ALREADY,
    )


def at_once(call: Callable[[int], bool]) -> int:
    """How many of PEOPLE were told that they have a place; each with a connection of its own."""

    def run(place: int) -> bool:
        try:
            return call(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return sum(pool.map(run, range(PEOPLE)))


def test_places_are_never_given_twice(wave, quota, capsys):
    everybody_has_looked = Barrier(PEOPLE)

    def look_then_write(place: int) -> bool:
        """Without the control: read the count, find a place free, write the count back."""
        seen = Quota.objects.get(pk=quota.pk)
        everybody_has_looked.wait(timeout=60)
        if seen.taken >= seen.target:
            return False
        seen.taken += 1
        seen.save(update_fields=["taken"])
        return True

    without = at_once(look_then_write)
    assert without > LAST, "The attacker has to win first."
    Quota.objects.filter(pk=quota.pk).update(taken=ALREADY)

    together = Barrier(PEOPLE)

    def take(place: int) -> bool:
        response = Response(wave=wave, survey_id=wave.survey_id, submission_id=uuid4())
        together.wait(timeout=60)
        return quotas.take(response=response, answers={"work_status": "self"})

    with_control = at_once(take)
    with capsys.disabled():
        print(f"\nrow 40: {PEOPLE} ask for {LAST} places: {without} get one without, {with_control} with")
    assert with_control == LAST
    assert Quota.objects.get(pk=quota.pk).taken == ALREADY + LAST


def test_two_quotas_at_once_are_both_held_or_neither(wave, quota):
    other = Quota.objects.create(
        wave=wave, title="Worried", question_id="issue", options=["big"], target=LAST // 2
    )
    both = {"work_status": "self", "issue": "big"}

    def take(place: int) -> bool:
        response = Response(wave=wave, survey_id=wave.survey_id, submission_id=uuid4())
        return quotas.take(response=response, answers=both)

    assert at_once(take) == LAST // 2
    quota.refresh_from_db()
    other.refresh_from_db()
    assert (quota.taken - ALREADY, other.taken) == (LAST // 2, LAST // 2)
