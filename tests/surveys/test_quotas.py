"""Places: taken together or not at all, moved by an amendment, given back."""

import pytest

from surveys import queries
from surveys.actions import quotas
from surveys.models import Quota

FREELANCE = {"work_status": "self", "issue": "big"}


@pytest.fixture
def two(wave):
    """A quota by work, with one place, and one by worry, with two."""
    work = Quota.objects.create(
        wave=wave, title="On their own", question_id="work_status", options=["self"], target=1
    )
    worry = Quota.objects.create(
        wave=wave, title="Worried", question_id="issue", options=["big", "moderate"], target=2
    )
    return work, worry


def taken():
    return list(Quota.objects.order_by("pk").values_list("taken", flat=True))


def test_a_wave_without_quotas_takes_everybody(begun, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert quotas.take(response=begun, answers=FREELANCE)
    assert begun.quotas == []


def test_all_or_none(begun, two):
    assert quotas.take(response=begun, answers=FREELANCE)
    assert (taken(), begun.quotas) == ([1, 1], [quota.pk for quota in two])
    begun.quotas = []
    assert not quotas.take(response=begun, answers=FREELANCE)
    assert (taken(), begun.quotas) == ([1, 1], [])
    assert quotas.take(response=begun, answers={"issue": "moderate"})
    assert (taken(), begun.quotas) == ([1, 2], [two[1].pk])


def test_the_later_of_two_being_full_gives_back_the_earlier(begun, two):
    Quota.objects.filter(pk=two[1].pk).update(taken=2)
    assert not quotas.take(response=begun, answers=FREELANCE)
    assert (taken(), begun.quotas) == ([0, 2], [])


@pytest.mark.parametrize("answers", [{}, {"work_status": "inhouse"}, {"work_status": ["self"]}, {"issue": 4}])
def test_who_belongs_to_none_takes_none(begun, two, answers):
    assert quotas.take(response=begun, answers=answers)
    assert (taken(), begun.quotas) == ([0, 0], [])


def test_an_amendment_moves_only_the_difference(begun, two):
    quotas.take(response=begun, answers=FREELANCE)
    assert quotas.take(response=begun, answers=FREELANCE)
    assert taken() == [1, 1]
    assert quotas.take(response=begun, answers={"issue": "moderate"})
    assert (taken(), begun.quotas) == ([0, 1], [two[1].pk])


def test_an_amendment_into_a_full_quota_changes_nothing(begun, two):
    quotas.take(response=begun, answers={"issue": "big"})
    Quota.objects.filter(pk=two[0].pk).update(taken=1)
    assert not quotas.take(response=begun, answers={"work_status": "self"})
    assert (taken(), begun.quotas) == ([1, 1], [two[1].pk])


def test_release_gives_back_once(begun, two):
    quotas.take(response=begun, answers=FREELANCE)
    quotas.release(response=begun)
    quotas.release(response=begun)
    assert (taken(), begun.quotas) == ([0, 0], [])


def test_a_deleted_quota_holds_nobody_up(begun, two):
    quotas.take(response=begun, answers=FREELANCE)
    two[0].delete()
    quotas.release(response=begun)
    assert taken() == [0]


def test_lines_are_in_words(survey, wave, two):
    lines = queries.quota_lines(wave.pk, survey)
    assert [(line.quota.title, line.answers, line.left) for line in lines] == [
        ("On their own", "Self-employed, freelance or owner of my own business", 1),
        ("Worried", "A big issue, A moderate issue", 2),
    ]
    assert lines[1].question.startswith("How much of an issue is it for you")


def test_choices_are_the_questions_with_one_answer(survey):
    choices = queries.quota_choices(survey)
    ids = [question_id for question_id, _, _ in choices]
    assert [each for each in ids if each in ("work_status", "platforms", "issue", "seg")] == [
        "work_status",
        "issue",
    ]
    assert ("big", "A big issue") in choices[ids.index("issue")][2]
