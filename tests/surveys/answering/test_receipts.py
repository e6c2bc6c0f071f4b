"""With the receipt: read, print, change and withdraw, on this device and on others."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from surveys import actions, keys
from surveys.models import Quota, Response, Withdrawn
from tests.surveys.answering.conftest import Ben, forms_of, text_of
from tests.surveys.ben import SECTIONS, save


def code_of(ben: Ben) -> str:
    return keys.receipt_code(ben.response().submission_id)


@pytest.fixture
def phone(sent: Ben) -> Client:
    """Another device, on which Ben has typed his code."""
    client = Client()
    assert client.post(sent.view("receipt"), {"code": code_of(sent)}).status_code == 302
    return client


def begin(ben: Ben, client: Client, section: str = "about") -> Any:
    return client.post(ben.view("change"), {"to": "begin", "section": section})


def keep(ben: Ben, client: Client, section: str = "about", /, **fields: Any) -> Any:
    form = forms_of(client.get(ben.address(section)))["answers"]
    return client.post(ben.address(section), form.post(to="next", **fields))


def send(ben: Ben, client: Client) -> Any:
    """Press "Send my changes" on the page as it is now."""
    forms = forms_of(client.get(ben.view("receipt")))
    return client.post(ben.view("change"), {**forms[ben.view("change")].post(), "to": "send"})


# Read and print ------------------------------------------------------------------------------------------


def test_the_page_holds_all_that_is_to_be_printed(sent: Ben, phone: Client) -> None:
    page = phone.get(sent.view("receipt"))
    words = text_of(page)
    link = f"/answer/r/{code_of(sent)}/"
    assert [part in words for part in ("Employed in-house", "LinkedIn: Work only", link)] == [True] * 3
    assert words.replace(" ", "").count(code_of(sent)) == 2
    assert 'class="qr"' in page.content.decode()


# Change --------------------------------------------------------------------------------------------------


def test_change_on_another_device_and_send(sent: Ben, phone: Client) -> None:
    first = begin(sent, phone)
    assert first["Location"] == sent.address("about")
    kept = forms_of(phone.get(first["Location"]))["answers"].post()
    assert (kept["years"], kept["age"]) == (["0"], ["a25_34"])
    assert keep(sent, phone, years="7")["Location"] == sent.view("receipt")
    words = text_of(phone.get(sent.view("receipt")))
    assert "1 answer below differs from what you sent and is marked" in words
    assert "Changed. You sent: 0" in words
    assert sent.response().answers["years"] == 0
    done = send(sent, phone)
    assert done["Location"] == f"{sent.view('receipt')}?sent=yes"
    after = text_of(phone.get(done["Location"]))
    assert ["Your changes are sent" in after, "Changed." in after, "7" in after] == [True, False, True]
    assert (sent.response().answers["years"], sent.response().amended_on) == (7, timezone.localdate())
    assert Client().get(f"/answer/r/{code_of(sent)}/").status_code == 302


def test_nothing_changes_by_reading(sent: Ben, phone: Client) -> None:
    begin(sent, phone)
    before = Response.objects.values().get()
    for name in ("receipt", "change", "withdraw", "done", "go_on"):
        for client in (sent.client, phone):
            client.get(sent.view(name))
    phone.get(sent.address("disclosure"))
    assert Response.objects.values().get() == before


def test_leaving_keeps_the_changes_and_they_can_be_dropped(sent: Ben, phone: Client) -> None:
    begin(sent, phone)
    form = forms_of(phone.get(sent.address("about")))["answers"]
    left = phone.post(sent.address("about"), form.post(to="leave", years="7"))
    assert left["Location"] == sent.view("receipt")
    again = forms_of(phone.get(begin(sent, phone)["Location"]))["answers"].post()
    assert again["years"] == ["7"]
    dropped = phone.post(sent.view("change"), {"to": "discard"})
    words = text_of(phone.get(dropped["Location"]))
    assert ["The changes are dropped" in words, "Changes not sent yet" in words] == [True, False]
    assert sent.response().answers["years"] == 0


def test_what_the_changes_bring_is_asked_at_once(sent: Ben, phone: Client) -> None:
    begin(sent, phone, "start")
    asked = keep(sent, phone, "start", work_status="self")
    assert asked["Location"] == sent.view("receipt")
    words = text_of(phone.get(asked["Location"]))
    assert "You were not asked this before." in words
    assert "No longer asked with these changes, and deleted when you send them" in words
    send(sent, phone)
    assert "policy" not in sent.response().answers


def test_changes_seen_on_one_device_are_not_sent_with_others_unseen(sent: Ben, phone: Client) -> None:
    begin(sent, phone)
    keep(sent, phone, years="7")
    seen = forms_of(phone.get(sent.view("receipt")))[sent.view("change")].post()
    keep(sent, sent.client, years="9")
    refused = phone.post(sent.view("change"), {**seen, "to": "send"})
    assert refused["Location"] == f"{sent.view('receipt')}?look=again"
    assert "altered on another device" in text_of(phone.get(refused["Location"]))
    assert sent.response().answers["years"] == 0


def test_two_devices_that_change_see_both_versions(sent: Ben, phone: Client) -> None:
    begin(sent, phone)
    stale = forms_of(phone.get(sent.address("about")))["answers"]
    keep(sent, sent.client, years="9")
    both = phone.post(sent.address("about"), stale.post(to="next", years="7"))
    words = text_of(both)
    assert (both.status_code, "as part of your changes" in words) == (409, True)
    mine = forms_of(both)[sent.address("about")]
    assert phone.post(mine.action, mine.post(to="next")).status_code == 302
    send(sent, phone)
    assert sent.response().answers["years"] == 7


def test_sent_twice_is_sent_once(sent: Ben, phone: Client) -> None:
    begin(sent, phone)
    keep(sent, phone, years="7")
    form = forms_of(phone.get(sent.view("receipt")))[sent.view("change")].post()
    answers = [phone.post(sent.view("change"), {**form, "to": "send"})["Location"] for _ in range(3)]
    assert set(answers) == {f"{sent.view('receipt')}?sent=yes"}
    assert sent.response().answers["years"] == 7


def test_a_closed_wave_can_be_read_and_not_changed(sent: Ben, phone: Client) -> None:
    begin(sent, phone)
    form = forms_of(phone.get(sent.address("about")))["answers"]
    keep(sent, phone, years="7")
    actions.close_wave(wave=sent.response().wave)
    for late in (
        begin(sent, phone),
        phone.post(sent.address("about"), form.post(to="next", years="8")),
        phone.get(sent.address("about")),
        phone.post(sent.view("change"), {"to": "send", "revision": sent.response().revision}),
    ):
        assert (late.status_code, late["Location"]) == (302, sent.view("receipt"))
    page = phone.get(sent.view("receipt"))
    words = text_of(page)
    assert "You had begun changes and not sent them before this wave closed" in words
    assert "can’t be changed any more" in words
    assert sent.view("change") not in forms_of(page)
    assert sent.response().answers["years"] == 0


def test_changing_so_that_nobody_is_asked(sent: Ben, phone: Client) -> None:
    begin(sent, phone, "start")
    keep(sent, phone, "start", work_status="outside")
    assert send(sent, phone)["Location"] == sent.view("screened_out")
    assert (sent.response().status, sent.response().answers) == ("screened_out", {"work_status": "outside"})


# A full quota --------------------------------------------------------------------------------------------


def test_a_full_quota_says_so_and_gives_a_receipt(answering: Ben) -> None:
    wave = answering.response().wave
    Quota.objects.create(wave=wave, title="Q", question_id="work_status", options=["inhouse"], target=0)
    save(answering.response(), "start", "circles", "boundaries", "disclosure")
    done = keep(answering, answering.client, "about", **SECTIONS["about"])
    assert done["Location"] == answering.view("done")
    words = text_of(answering.client.get(done["Location"]))
    assert ["This group is complete" in words, "Your receipt code" in words] == [True, True]
    receipt = text_of(answering.client.get(answering.view("receipt")))
    assert "they are kept and not counted" in receipt


# Withdraw ------------------------------------------------------------------------------------------------


def test_withdraw_asks_first_and_then_deletes(sent: Ben, phone: Client) -> None:
    code = code_of(sent)
    asked = phone.get(sent.view("withdraw"))
    words = text_of(asked)
    for promise in ("deleted from our database", "Within a day", "Results already published stay", "Backups"):
        assert promise in words, promise
    assert Response.objects.count() == 1
    form = forms_of(asked)[sent.view("withdraw")]
    done = phone.post(form.action, form.post())
    assert done["Location"] == f"{sent.view('withdraw')}?done=yes"
    assert "overlap_receipt" not in {name for name, cookie in phone.cookies.items() if cookie.value}
    assert "Your answers are deleted" in text_of(phone.get(done["Location"]))
    assert (Response.objects.count(), Withdrawn.objects.count()) == (0, 1)
    today = timezone.localdate()
    later = Client().get(f"/answer/r/{code}/")
    assert later.status_code == 410
    assert f"They were deleted on {today.day} {today:%B %Y}" in text_of(later).replace(" .", ".")


def test_every_way_back_says_that_it_was_withdrawn(sent: Ben, phone: Client) -> None:
    response, code = sent.response(), code_of(sent)
    late = forms_of(sent.client.get(sent.view("receipt")))
    assert sent.view("change") in late
    start = {"consent": "yes", "submission_id": str(response.submission_id)}
    phone.post(sent.view("withdraw"), {"what": "sent"})
    token = keys.resume_token(response.submission_id)
    answers = [
        sent.client.post(sent.address("about"), {**SECTIONS["about"], "revision": "1"}),
        Client().get(f"/answer/resume/{token}/"),
        Client().get(f"/answer/r/{code}/"),
        Client().post(sent.view("receipt"), {"code": code}),
        Client().post(sent.view("start"), start),
    ]
    assert [answer.status_code for answer in answers] == [410] * 5
    assert ["You withdrew these answers" in text_of(answer) for answer in answers] == [True] * 5
    assert Response.objects.count() == 0


def test_withdrawing_twice_is_the_same(sent: Ben, phone: Client) -> None:
    phone.cookies["overlap_receipt"] = code = code_of(sent)
    first = phone.post(sent.view("withdraw"), {"what": "sent"})
    phone.cookies["overlap_receipt"] = code
    again = phone.post(sent.view("withdraw"), {"what": "sent"})
    assert (first.status_code, again.status_code) == (302, 410)
    assert Withdrawn.objects.count() == 1


def test_unfinished_answers_are_deleted_by_their_holder(answering: Ben) -> None:
    answering.save("start", to="leave", work_status="inhouse")
    page = answering.client.get(answering.view("leave"))
    assert f"{answering.view('withdraw')}?what=unfinished" in page.content.decode()
    asked = answering.client.get(f"{answering.view('withdraw')}?what=unfinished")
    form = forms_of(asked)[answering.view("withdraw")]
    assert answering.client.post(form.action, form.post()).status_code == 302
    assert (Response.objects.count(), Withdrawn.objects.get().was_complete) == (0, False)


def test_one_browser_that_holds_two_deletes_the_one_it_means(sent: Ben) -> None:
    """A shared device: one person's receipt is open, another one has begun."""
    other = Ben(Client(), sent.survey)
    other.client.post(
        other.view("start"), {"consent": "yes", "submission_id": "5d6c9f4e-5f5b-4b43-9a63-3f8c1c0be101"}
    )
    other.client.post(other.view("receipt"), {"code": code_of_only(sent)})
    other.client.post(other.view("withdraw"), {"what": "unfinished"})
    assert [row.is_submitted for row in Response.objects.all()] == [True]
    other.client.post(other.view("withdraw"), {"what": "unfinished"})
    assert Response.objects.count() == 1


def code_of_only(ben: Ben) -> str:
    return keys.receipt_code(Response.objects.get(submitted_on__isnull=False).submission_id)


@pytest.mark.parametrize("hidden", ["unpublished", "restricted", "restricted above"])
def test_a_survey_that_is_not_public_is_answered_by_nobody(answering: Ben, hidden: str) -> None:
    assert answering.client.get(answering.address("start")).status_code == 200
    if hidden == "unpublished":
        answering.survey.unpublish()
    else:
        page = answering.survey if hidden == "restricted" else answering.survey.get_parent()
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert answering.client.get(answering.address("start")).status_code == 404
    assert answering.client.post(answering.address("start"), {"to": "keep"}).status_code == 404


def test_without_a_key_nothing_is_changed_or_withdrawn(sent: Ben) -> None:
    mallory = Client()
    for name, data in (
        ("change", {"to": "begin"}),
        ("change", {"to": "send"}),
        ("withdraw", {"what": "sent"}),
        ("withdraw", {"what": "unfinished"}),
    ):
        assert mallory.post(sent.view(name), data).status_code == 404
        assert mallory.get(sent.view(name), data).status_code == 404
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = sent.client.cookies
    for name in ("change", "withdraw"):
        assert forged.post(sent.view(name), {"to": "begin", "what": "sent"}).status_code == 403
    assert Response.objects.count() == 1
