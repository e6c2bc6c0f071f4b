"""The ways in: by an invitation, by a confirmed address, and what a wave asks for."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.test import Client
from django.utils import timezone

from surveys import actions, keys, queries
from surveys.models import Invitation, Response, VerifiedAddress, Wave
from tests.surveys import ben as answers
from tests.surveys.answering.conftest import Ben, ben, forms_of, text_of
from tests.surveys.invited import deliver, invite, link_of, token_of

__all__ = ["ben"]
CHLOE = "chloe@example.org"


def ask_for(wave, entry):
    Wave.objects.filter(pk=wave.pk).update(entry=entry)


def begin_by(client, link, **more):
    """Follow a link, agree, and press the button; the answer to that."""
    page = client.get(link, follow=True)
    form = next(form for form in forms_of(page).values() if form.action.endswith("/start/"))
    return client.post(form.action, form.post(consent="yes", **more))


# Invitations ------------------------------------------------------------------------------------------


def test_an_invitation_leads_to_one_response_and_back_to_it(ben, wave):
    [invitation] = invite(wave, CHLOE)
    assert begin_by(ben.client, link_of(invitation))["Location"] == ben.view("go_on")
    response = ben.response()
    assert (response.tier, response.quarantine) == ("invited", "")
    elsewhere = Client()
    back = elsewhere.get(link_of(invitation), follow=True)
    assert back.redirect_chain[-1][0] == ben.address("start")
    assert Response.objects.count() == 1
    invitation.refresh_from_db()
    assert invitation.is_used


def test_looking_at_the_link_changes_nothing_and_hides_the_token(ben, wave):
    [invitation] = invite(wave, CHLOE)

    def rows():
        return [
            list(model._default_manager.order_by("pk").values_list())
            for model in apps.get_app_config("surveys").get_models()
        ]

    before = rows()
    for method in ("get", "head") * 2:
        answer = getattr(Client(), method)(link_of(invitation), follow=True)
        assert answer.status_code == 200
    assert rows() == before
    answer = ben.client.get(link_of(invitation))
    assert (answer["Location"], answer["Referrer-Policy"]) == (ben.view("enter"), "no-referrer")
    cookie = ben.client.cookies["overlap_entry"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        ben.view("go_on"),
        True,
        "Lax",
        "",
    )
    page = ben.client.get(ben.view("enter"))
    assert token_of(invitation) not in page.content.decode()
    assert page["Cache-Control"].split(",")[0] == "no-store"


def test_a_used_link_never_makes_a_second_response(ben, wave):
    """Sent, in another browser, with a forged id, and twice at once: one row."""
    [invitation] = invite(wave, CHLOE)
    begin_by(ben.client, link_of(invitation))
    other = Client()
    other.get(link_of(invitation))
    forged = {"consent": "yes", "entry": "yes", "submission_id": str(uuid4())}
    for client in (ben.client, other):
        for _ in range(2):
            assert client.post(ben.view("start"), forged)["Location"] == ben.view("go_on")
    assert Response.objects.count() == 1
    actions.submit(response=answers.save(ben.response()))
    used = Client().get(link_of(invitation), follow=True)
    assert "Your answers are in" in text_of(used)
    assert f'href="{ben.view("receipt")}"' in used.content.decode()
    again = Client()
    again.get(link_of(invitation))
    again.post(ben.view("start"), forged)
    assert Response.objects.count() == 1


def test_answers_that_were_taken_back_do_not_come_again(ben, wave):
    [invitation] = invite(wave, CHLOE)
    begin_by(ben.client, link_of(invitation))
    actions.withdraw(response=ben.response())
    other = Client()
    assert other.get(link_of(invitation), follow=True).status_code == 410
    assert other.post(ben.view("start"), {"consent": "yes", "entry": "yes"}).status_code == 410
    assert Response.objects.count() == 0


def test_an_expired_private_link_is_made_anew_by_the_invitation(ben, wave):
    [invitation] = invite(wave, CHLOE)
    begin_by(ben.client, link_of(invitation))
    yesterday = timezone.localdate() - timedelta(days=1)
    Response.objects.update(resume_expires_on=yesterday)
    other = Client()
    assert begin_by(other, link_of(invitation))["Location"] == ben.view("go_on")
    assert ben.response().resume_expires_on > timezone.localdate()
    assert other.get(ben.address("start")).status_code == 200


def test_unknown_revoked_expired_and_foreign_links_are_the_same_404(ben, wave, survey):
    known, revoked = invite(wave, CHLOE, "ben@example.org")
    actions.revoke_invitation(invitation=revoked)
    last = Wave.objects.create(survey=survey, number=9, title="Over", status="closed")
    [over] = invite(last, CHLOE)
    paths = [
        "/answer/invited/unknown/",
        link_of(revoked),
        link_of(over),
        f"/answer/invited/{keys.resume_token(uuid4())}/",
        f"/answer/invited/{'x' * 300}/",
    ]
    seen = {(answer.status_code, answer.content) for answer in map(Client().get, paths)}
    assert len(seen) == 1 and {status for status, _ in seen} == {404}
    assert Client().get(link_of(known)).status_code == 302


def test_a_link_of_one_survey_begins_no_other(ben, wave, survey):
    other = survey.copy(update_attrs={"slug": "other", "title": "Other"}, keep_live=False)
    other.save_revision().publish()
    actions.open_wave(wave=Wave.objects.create(survey=other, number=1, title="Other"))
    [invitation] = invite(wave, CHLOE)
    ben.client.cookies["overlap_entry"] = token_of(invitation)
    assert ben.client.get("/answer/other/enter/").status_code == 404
    assert ben.client.post("/answer/other/start/", {"consent": "yes", "entry": "yes"}).status_code == 404
    assert Response.objects.count() == 0


def test_revoked_between_the_page_and_the_button(ben, wave):
    [invitation] = invite(wave, CHLOE)
    ben.client.get(link_of(invitation))
    entry = queries.entry_of(token_of(invitation))
    actions.revoke_invitation(invitation=invitation)
    with pytest.raises(actions.NotEntitled):
        actions.enter(entry=entry, consent=True)
    assert ben.client.post(ben.view("start"), {"consent": "yes", "entry": "yes"}).status_code == 404
    assert Response.objects.count() == 0


def test_without_consent_the_page_comes_back_and_the_invitation_is_unused(ben, wave):
    [invitation] = invite(wave, CHLOE)
    ben.client.get(link_of(invitation))
    answer = ben.client.post(ben.view("start"), {"entry": "yes"})
    assert answer.status_code == 422
    assert "Tick the box to say that you agree." in text_of(answer)
    assert 'name="entry"' in answer.content.decode()
    assert not Invitation.objects.get().is_used


def test_the_token_alone_is_worth_nothing_on_the_open_landing_page(ben, wave):
    """On a shared computer the next person begins answers of their own."""
    [invitation] = invite(wave, CHLOE)
    ben.client.get(link_of(invitation))
    ben.begin()
    assert ben.response().tier == "open"
    assert not Invitation.objects.get().is_used


def test_no_column_ties_an_invitation_to_its_response(ben, wave):
    """Every value of either row that is longer than a number: none stands in the other."""
    [invitation] = invite(wave, CHLOE)
    begin_by(ben.client, link_of(invitation))
    mine = {str(value) for value in Invitation.objects.values_list().get() if len(str(value)) > 8}
    theirs = {str(value) for value in Response.objects.values_list().get() if len(str(value)) > 8}
    assert len(mine) >= 3 and len(theirs) >= 6
    assert mine & theirs == set()
    assert not [value for value in theirs if CHLOE in value]
    names = {field.name for field in Invitation._meta.get_fields()}
    assert names & {"response", "used_on", "used_at", "submission_id", "responses"} == set()
    with pytest.raises(FieldDoesNotExist):
        Response._meta.get_field("invitation")


# What a wave asks for ---------------------------------------------------------------------------------


def test_a_wave_by_invitation_takes_nobody_else_and_says_so(ben, wave):
    ask_for(wave, "invited")
    page = ben.client.get(ben.survey.url)
    assert "people who were invited by mail" in text_of(page)
    assert ben.view("start") not in forms_of(page)
    answer = ben.client.post(ben.view("start"), {"consent": "yes", "submission_id": str(uuid4())})
    assert (answer.status_code, answer["Location"]) == (302, ben.survey.url)
    assert Response.objects.count() == 0
    [invitation] = invite(wave, CHLOE)
    begin_by(ben.client, link_of(invitation))
    assert ben.response().tier == "invited"


@pytest.mark.parametrize(
    ("entry", "tier", "may"),
    [
        ("open", "open", True),
        ("verified", "open", False),
        ("verified", "verified", True),
        ("verified", "invited", True),
        ("invited", "verified", False),
        ("invited", "invited", True),
    ],
)
def test_who_came_by_more_than_was_asked_may_begin(survey, wave, entry, tier, may):
    ask_for(wave, entry)
    if may:
        assert actions.start(survey=survey, submission_id=uuid4(), consent=True, tier=tier).tier == tier
        return
    with pytest.raises(actions.NotEntitled):
        actions.start(survey=survey, submission_id=uuid4(), consent=True, tier=tier)
    assert Response.objects.count() == 0


# A confirmed address ----------------------------------------------------------------------------------


@pytest.fixture
def by_address(ben, wave):
    ask_for(wave, "verified")
    return ben


def ask(ben, address):
    form = forms_of(ben.client.get(ben.survey.url))[ben.view("verify")]
    return ben.client.post(form.action, form.post(address=address))


def press(client, mailoutbox):
    """The button behind the newest mail."""
    link = re.findall(r"http://testserver(/mail/confirm/\w+/)", mailoutbox[-1].body)[0]
    page = client.get(link)
    assert "Is this your address?" in text_of(page)
    return client.post(link)


def test_an_address_begins_one_response_and_leads_back_to_it(by_address, mailoutbox):
    ben = by_address
    assert "Look at your mail" in text_of(ask(ben, "Chloe@Example.org"))
    assert (Response.objects.count(), VerifiedAddress.objects.count()) == (0, 0)
    deliver()
    answer = press(ben.client, mailoutbox)
    assert (answer.status_code, answer["Location"]) == (302, ben.view("enter"))
    begin_by(ben.client, ben.view("enter"))
    assert ben.response().tier == "verified"
    row = repr(VerifiedAddress.objects.values().get()) + repr(Response.objects.values().get())
    assert "chloe" not in row.lower()
    token = actions.verify_address(wave_id=ben.response().wave_id, address=CHLOE)
    assert queries.entry_of(token).submission_id == ben.response().submission_id
    assert VerifiedAddress.objects.count() == 1


def test_known_and_unknown_addresses_get_the_same_page(by_address, mailoutbox):
    ben = by_address
    ask(ben, CHLOE)
    deliver()
    press(ben.client, mailoutbox)
    strange = Ben(Client(), ben.survey)
    assert ask(ben, CHLOE).content == ask(strange, "nobody@example.org").content


def test_no_address_is_asked_for_again_with_what_was_typed(by_address):
    answer = ask(by_address, "chloe at example")
    assert answer.status_code == 422
    assert answer.content.decode().count('value="chloe at example"') == 1
    assert "does not look like an e-mail address" in text_of(answer)


def test_the_button_after_the_end_begins_nothing(by_address, wave, mailoutbox):
    ask(by_address, CHLOE)
    deliver()
    actions.close_wave(wave=Wave.objects.get())
    assert press(by_address.client, mailoutbox).status_code == 404
    assert (VerifiedAddress.objects.count(), Response.objects.count()) == (0, 0)


def test_a_new_key_does_not_let_an_address_in_twice(by_address, settings):
    wave_id = Wave.objects.get().pk
    before = actions.verify_address(wave_id=wave_id, address=CHLOE)
    settings.PRIVATE_LINK_KEYS = {
        **settings.PRIVATE_LINK_KEYS,
        2: "another-private-link-key-0123456789abcdef",
    }
    assert actions.verify_address(wave_id=wave_id, address=CHLOE) == before
    assert VerifiedAddress.objects.count() == 1


def test_the_same_address_in_two_waves_has_two_hashes():
    assert keys.address_hashes(1, CHLOE) != keys.address_hashes(2, CHLOE)


def test_asking_is_only_for_waves_that_ask(ben):
    answer = ben.client.post(ben.view("verify"), {"address": CHLOE})
    assert (answer.status_code, urlsplit(answer["Location"]).path) == (302, urlsplit(ben.survey.url).path)


def test_hashes_go_when_the_wave_closes(by_address):
    wave = Wave.objects.get()
    token = actions.verify_address(wave_id=wave.pk, address=CHLOE)
    assert actions.forget_invited() == 0
    actions.close_wave(wave=wave)
    actions.forget_invited()
    assert VerifiedAddress.objects.count() == 0
    assert queries.entry_of(token) is None
