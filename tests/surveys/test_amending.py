"""Amend: changes are drafted apart, count only when sent, and count whole."""

from datetime import timedelta

import pytest
from django.utils import timezone

from surveys import actions, drafts, queries
from surveys.models import Quota, Response
from tests.surveys import ben


@pytest.fixture
def sent(begun):
    return actions.submit(response=ben.save(begun)).response


@pytest.fixture
def amending(sent):
    return actions.begin_amending(response=sent)


def change(response, section, /, **fields):
    post = {**ben.SECTIONS[section], **fields}
    saved = actions.save_section(response=response, section=section, post=post, revision=response.revision)
    assert (saved.conflict, saved.reading.errors) == (False, {})
    return saved.response


def counted(name):
    """What stands in the answers that count."""
    return Response.objects.get().answers.get(name)


def test_changes_count_only_when_they_are_sent(sent, amending):
    changed = change(amending, "about", years=["7"])
    assert (counted("years"), Response.objects.get().status) == (0, "complete")
    receipt = actions.amend(response=changed, revision=changed.revision)
    stored = Response.objects.get()
    assert (counted("years"), stored.amended_on, stored.submitted_on) == (
        7,
        timezone.localdate(),
        sent.submitted_on,
    )
    assert (stored.receipt_hash, receipt.replay) == (sent.receipt_hash, False)
    assert drafts.AMENDING not in stored.state


def test_the_receipt_stays_and_sending_again_gives_it_again(sent, amending):
    code = actions.submit(response=sent).code
    changed = change(amending, "about", years=["7"])
    receipts = [actions.amend(response=changed, revision=changed.revision) for _ in range(3)]
    assert [(r.code, r.replay) for r in receipts] == [(code, False), (code, True), (code, True)]
    assert Response.objects.get().revision == receipts[0].response.revision


def test_leaving_loses_nothing_and_beginning_again_goes_on(amending):
    changed = change(amending, "about", years=["7"])
    again = actions.begin_amending(response=changed)
    assert (again.revision, drafts.draft_of(again).answers["years"]) == (changed.revision, 7)


def test_discarded_changes_are_forgotten(amending, sent):
    changed = change(amending, "about", years=["7"])
    left = actions.discard_amendment(response=changed)
    assert (left.state, counted("years")) == (sent.state, 0)
    assert actions.discard_amendment(response=left).revision == left.revision


def test_other_answers_without_a_draft_stay_refused(sent):
    with pytest.raises(actions.Conflict):
        change(sent, "about", years=["7"])
    with pytest.raises(actions.Conflict):
        change(actions.amend(response=sent).response, "about", years=["7"])


def test_what_the_changes_bring_must_be_answered_first(amending):
    changed = change(amending, "start", work_status=["self"])
    post = {name: [""] for name in ben.SECTIONS["start"]}
    emptied = actions.save_section(response=changed, section="start", post=post, revision=changed.revision)
    assert "work_status" in emptied.reading.errors
    with pytest.raises(actions.Incomplete) as caught:
        actions.amend(response=emptied.response)
    assert caught.value.section == "start"
    assert counted("work_status") == "inhouse"


def test_answers_no_longer_asked_are_gone_after_sending(amending):
    changed = change(amending, "start", work_status=["self"])
    changed = change(changed, "boundaries", policy_own=["no"])
    actions.amend(response=changed)
    assert (counted("policy"), counted("policy_own")) == (None, "no")


def test_two_devices_change_one_draft_and_the_second_is_told(amending):
    change(amending, "about", years=["7"])
    stale = actions.save_section(
        response=amending,
        section="about",
        post={**ben.SECTIONS["about"], "years": ["9"]},
        revision=amending.revision - 1,
    )
    assert (stale.conflict, drafts.draft_of(stale.response).answers["years"]) == (True, 7)


def test_sending_what_another_device_has_changed_meanwhile_is_refused(amending):
    seen = amending.revision
    change(amending, "about", years=["7"])
    with pytest.raises(actions.Conflict):
        actions.amend(response=amending, revision=seen)
    assert counted("years") == 0


def test_changes_can_screen_out_and_free_the_place(begun, wave):
    quota = Quota.objects.create(
        wave=wave, title="In-house", question_id="work_status", options=["inhouse"], target=1
    )
    sent = actions.submit(response=ben.save(begun)).response
    amending = actions.begin_amending(response=sent)
    out = actions.save_section(
        response=amending, section="start", post={"work_status": ["outside"]}, revision=amending.revision
    )
    assert actions.amend(response=out.response).response.status == "screened_out"
    quota.refresh_from_db()
    assert (quota.taken, Response.objects.get().quotas) == (0, [])


def test_a_full_quota_holds_for_changes_too(survey, begun, wave):
    for code, target in (("inhouse", 5), ("agency", 0)):
        Quota.objects.create(wave=wave, title=code, question_id="work_status", options=[code], target=target)
    sent = actions.submit(response=ben.save(begun)).response
    changed = change(actions.begin_amending(response=sent), "start", work_status=["agency"])
    assert actions.amend(response=changed).response.status == "quota_full"
    assert list(Quota.objects.order_by("title").values_list("title", "taken")) == [
        ("agency", 0),
        ("inhouse", 0),
    ]
    back = change(actions.begin_amending(response=queries.fresh(sent)), "start", work_status=["inhouse"])
    assert actions.amend(response=back).response.status == "complete"
    assert Quota.objects.get(title="inhouse").taken == 1


def test_a_full_quota_at_sending_is_stored_and_said(begun, wave):
    Quota.objects.create(wave=wave, title="Q", question_id="work_status", options=["inhouse"], target=0)
    receipt = actions.submit(response=ben.save(begun))
    assert (receipt.response.status, Response.objects.get().status) == ("quota_full", "quota_full")
    assert receipt.response.receipt_hash


@pytest.mark.parametrize(("minutes", "accepted"), [(-29, True), (-31, False)])
def test_until_the_wave_closes_with_its_grace(sent, wave, minutes, accepted):
    changed = change(actions.begin_amending(response=sent), "about", years=["7"])
    wave.closes_at = timezone.now() + timedelta(minutes=minutes)
    wave.opens_at = wave.closes_at - timedelta(days=1)
    wave.save()
    if accepted:
        changed = change(queries.fresh(changed), "about", years=["8"])
        actions.amend(response=changed)
        assert counted("years") == 8
        return
    for late in (
        lambda: change(queries.fresh(changed), "about", years=["8"]),
        lambda: actions.amend(response=changed),
        lambda: actions.begin_amending(response=actions.discard_amendment(response=changed)),
    ):
        with pytest.raises(actions.WaveClosed):
            late()
    assert counted("years") == 0


def test_what_was_never_sent_is_not_amended(begun):
    for write in (actions.begin_amending, actions.amend):
        with pytest.raises(actions.NotSent):
            write(response=begun)


def test_changes_not_sent_are_forgotten_when_the_wave_is_finished(sent, wave):
    changed = change(actions.begin_amending(response=sent), "about", years=["7"])
    actions.close_wave(wave=wave)
    actions.finish_wave(wave=wave)
    left = Response.objects.get()
    assert (left.pk != changed.pk, drafts.AMENDING in left.state, counted("years")) == (True, False, 0)
    actions.withdraw(response=changed)
    assert Response.objects.count() == 0
