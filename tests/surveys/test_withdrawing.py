"""Withdraw: the row goes at once, its place is free again, and no retry brings it back."""

from uuid import uuid4

import pytest
from django.utils import timezone

from surveys import actions, keys, queries
from surveys.models import Quota, Response, Withdrawn
from tests.surveys import ben


@pytest.fixture
def sent(begun):
    return actions.submit(response=ben.save(begun)).response


def test_the_row_goes_and_hashes_alone_stay(sent):
    code, token = keys.receipt_code(sent.submission_id), keys.resume_token(sent.submission_id)
    actions.withdraw(response=sent)
    left = Withdrawn.objects.values().get()
    assert Response.objects.count() == 0
    assert (left["was_complete"], left["withdrawn_on"]) == (True, timezone.localdate())
    assert [
        key for key in (code, token, str(sent.submission_id), sent.submission_id.hex) if key in repr(left)
    ] == []
    assert list(queries.wave_rows(sent.wave)) == []
    assert queries.withdrawn_by_day(sent.wave) == {timezone.localdate(): 1}


def test_both_keys_say_that_it_was_withdrawn_and_others_do_not(sent):
    actions.withdraw(response=sent)
    code, token = keys.receipt_code(sent.submission_id), keys.resume_token(sent.submission_id)
    withdrawn = Withdrawn.objects.get()
    assert queries.withdrawn_by(code=code.lower()) == queries.withdrawn_by(token=token) == withdrawn
    other = uuid4()
    for unknown in ("", keys.receipt_code(other), keys.resume_token(other), "x", str(sent.submission_id)):
        assert queries.withdrawn_by(token=unknown, code=unknown) is None
    assert queries.withdrawn_by(token=code, code=token) is None


def test_again_and_again_is_one_withdrawal(sent):
    for _ in range(3):
        actions.withdraw(response=sent)
    assert Withdrawn.objects.count() == 1


def test_no_retry_revives_it(survey, sent):
    actions.withdraw(response=sent)
    with pytest.raises(actions.WithdrawnAlready, match="You withdrew these answers"):
        actions.start(survey=survey, submission_id=sent.submission_id, consent=True)
    with pytest.raises(actions.WithdrawnAlready):
        actions.submit(response=sent)
    for write in (actions.begin_amending, actions.amend, actions.discard_amendment):
        with pytest.raises(actions.WithdrawnAlready):
            write(response=sent)
    assert Response.objects.count() == 0


def test_a_key_of_an_older_version_still_tells_a_retry(survey, sent, settings):
    actions.withdraw(response=sent)
    settings.PRIVATE_LINK_KEYS = {**settings.PRIVATE_LINK_KEYS, 9: "another secret, made later for new links"}
    with pytest.raises(actions.WithdrawnAlready):
        actions.start(survey=survey, submission_id=sent.submission_id, consent=True)


def test_a_save_that_was_on_its_way_stores_nothing(begun):
    stale = queries.fresh(begun)
    actions.withdraw(response=begun)
    with pytest.raises(actions.WithdrawnAlready):
        ben.save(stale, "start")
    assert (Response.objects.count(), Withdrawn.objects.get().was_complete) == (0, False)


def test_its_place_in_a_quota_is_free_again(begun, wave):
    quota = Quota.objects.create(
        wave=wave, title="In-house", question_id="work_status", options=["inhouse"], target=1
    )
    sent = actions.submit(response=ben.save(begun)).response
    assert Quota.objects.get().taken == 1
    actions.withdraw(response=sent)
    quota.refresh_from_db()
    assert quota.taken == 0


def test_also_after_the_wave_has_closed(sent, wave):
    actions.close_wave(wave=wave)
    actions.withdraw(response=sent)
    assert Response.objects.count() == 0
