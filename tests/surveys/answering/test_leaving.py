"""Leave, come back on another device, send, read what was sent; and two devices at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from surveys import keys, queries
from surveys.logic.definition import NOT_REACHED
from surveys.models import Response, SurveyPage
from tests.surveys.answering.conftest import Ben, forms_of, text_of
from tests.surveys.ben import ORDER, SECTIONS


def answer_all(ben: Ben, *sections: str) -> Any:
    answer = None
    for section in sections or ORDER:
        for _ in range(2):
            answer = ben.client.post(
                ben.address(section), {**ben.open(section).post(), **SECTIONS[section], "to": "next"}
            )
            assert answer.status_code == 302, text_of(answer)
            if "?added=" not in answer["Location"]:
                break
    return answer


@pytest.fixture
def sent(answering: Ben) -> Ben:
    """Ben has sent everything."""
    answer = answer_all(answering)
    assert answer["Location"] == answering.view("done")
    return answering


def link_of(ben: Ben) -> str:
    page = ben.client.get(ben.view("leave"))
    return page.content.decode().split('id="private-link"')[1].split('value="')[1].split('"')[0]


def test_leave_and_return_on_another_device(answering: Ben) -> None:
    left = answering.save("start", to="leave", work_status="inhouse", platforms=["linkedin"])
    assert left["Location"] == answering.view("leave")
    until = answering.response().resume_expires_on
    assert f"until {until.day} {until:%B %Y}" in text_of(answering.client.get(left["Location"]))
    link = link_of(answering)
    assert link.startswith(f"{settings.SITE_URL}/answer/resume/")
    phone = Client()
    first = phone.get(link.removeprefix(settings.SITE_URL))
    assert (first.status_code, first["Location"]) == (302, answering.view("go_on"))
    assert (first["Cache-Control"], first["Referrer-Policy"]) == ("no-store, private", "no-referrer")
    token = link.rstrip("/").rsplit("/", 1)[-1]
    assert token not in first["Location"]
    second = phone.get(first["Location"])
    assert second["Location"] == answering.address("start")
    start = forms_of(phone.get(answering.address("start")))["answers"].post()
    assert (start["work_status"], start["platforms"]) == (["inhouse"], ["linkedin"])
    encoded = queries.encoded(answering.response())
    assert (encoded["work_status"], encoded["accounts"]) == (1, NOT_REACHED)


def test_every_key_that_opens_nothing_gives_the_same_page(sent: Ben, survey: SurveyPage) -> None:
    response = sent.response()
    receipt = keys.receipt_code(response.submission_id)
    expired = keys.resume_token(response.submission_id)
    Response.objects.update(resume_expires_on=timezone.localdate() - timedelta(days=1))
    mallory = Client()
    answers = [mallory.get(f"/answer/resume/{token}/") for token in (expired, receipt, "A" * 22, "x")] + [
        mallory.get(f"/answer/r/{code}/")
        for code in (expired, receipt[:-1] + "Z" if receipt[-1] != "Z" else "A", "x")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert [answer.cookies for answer in answers if answer.cookies] == []


def test_nobody_without_a_key_sees_anything(sent: Ben) -> None:
    mallory = Client()
    for address in (sent.address("start"), sent.view("leave"), sent.view("done"), sent.view("screened_out")):
        assert mallory.get(address).status_code == 404
    assert "Employed in-house" not in text_of(mallory.get(sent.view("receipt")))


def test_sending_twice_is_one_row_and_one_receipt(answering: Ben) -> None:
    answer_all(answering, *ORDER[:-1])
    last = {**answering.open("about").post(), **SECTIONS["about"], "to": "next"}
    answers = [answering.client.post(answering.address("about"), last) for _ in range(3)]
    assert [answer["Location"] for answer in answers] == [answering.view("done")] * 3
    pages = [answering.client.get(answering.view("done")) for _ in range(2)]
    code = keys.receipt_code(answering.response().submission_id)
    assert [code in page.content.decode() for page in pages] == [True, True]
    assert (Response.objects.count(), answering.response().status) == (1, "complete")


def test_other_answers_after_sending_are_refused(answering: Ben) -> None:
    answer_all(answering, *ORDER[:-1])
    form = answering.open("about").post()
    answering.client.post(answering.address("about"), {**form, **SECTIONS["about"], "to": "next"})
    late = answering.client.post(answering.address("about"), {**form, "years": "7", "to": "next"})
    assert (late.status_code, "Your answers were sent already" in text_of(late)) == (409, True)
    assert answering.response().answers["years"] == 0


def test_a_section_left_out_is_asked_before_sending(answering: Ben) -> None:
    answer_all(answering, "start")
    answer = answering.client.post(
        answering.address("about"), {**answering.open("about").post(), "to": "next"}
    )
    assert answer["Location"] == answering.address("circles")
    assert answering.response().submitted_on is None


def test_the_receipt_shows_own_answers_in_plain_words(sent: Ben) -> None:
    phone = Client()
    code = keys.receipt_code(sent.response().submission_id)
    form = forms_of(phone.get(sent.view("receipt")))[sent.view("receipt")]
    wrong = phone.post(sent.view("receipt"), form.post(code=code[:-1]))
    assert (wrong.status_code, forms_of(wrong)[sent.view("receipt")].post()["code"]) == (404, [code[:-1]])
    right = phone.post(sent.view("receipt"), form.post(code=code.lower().replace("-", " ")))
    assert right["Location"] == sent.view("receipt")
    words = text_of(phone.get(right["Location"]))
    for line in (
        "Employed in-house by a company or organisation",
        "LinkedIn: Work only",
        "Trusted colleagues and mentors: LinkedIn; Messaging app",
        "1st: Keeping my family and private life private",
        "For how many years, in total, have you worked in marketing or a related field? 0",
    ):
        assert line in words, line
    gone = phone.post(sent.view("receipt"), {"to": "forget"})
    assert "Employed in-house" not in text_of(phone.get(gone["Location"]))


def test_the_receipt_as_a_link(sent: Ben) -> None:
    phone = Client()
    code = keys.receipt_code(sent.response().submission_id)
    answer = phone.get(f"/answer/r/{code}/")
    assert (answer["Location"], answer["Referrer-Policy"]) == (sent.view("receipt"), "no-referrer")
    assert "Your answers" in text_of(phone.get(answer["Location"]))


def test_a_pasted_private_link_goes_on(answering: Ben) -> None:
    link = link_of(answering)
    phone = Client()
    assert phone.post(answering.view("receipt"), {"code": f" {link} "})["Location"] == answering.view("go_on")


def test_forget_on_this_device(answering: Ben) -> None:
    answering.client.post(answering.view("leave"), {"to": "forget"})
    assert answering.client.get(answering.address("start")).status_code == 404
    assert Response.objects.count() == 1


def test_two_devices_keep_both_until_one_is_chosen(answering: Ben) -> None:
    answering.save("start", **SECTIONS["start"])
    stale = answering.open("circles").post()
    answering.save("circles", party="3")
    late = answering.client.post(answering.address("circles"), {**stale, "party": "9", "to": "next"})
    assert late.status_code == 409
    words = text_of(late)
    assert [
        part in words for part in ("This section was saved somewhere else", "On this page", "Saved elsewhere")
    ] == [True] * 3
    assert answering.response().answers["party"] == 3
    mine = forms_of(late)[answering.address("circles")]
    assert answering.client.post(mine.action, mine.post()).status_code == 302
    assert answering.response().answers["party"] == 9


def test_the_same_answers_from_two_devices_are_no_conflict(answering: Ben) -> None:
    answer_all(answering, "start")
    stale = {**answering.open("circles").post(), "party": "0", "to": "next"}
    answers = [answering.client.post(answering.address("circles"), stale) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [answering.address("boundaries")] * 2


def test_screened_out(answering: Ben) -> None:
    answer = answering.save("start", work_status="outside", platforms=["x"])
    assert answer["Location"] == answering.view("screened_out")
    assert "this survey is not for you at present" in text_of(answering.client.get(answer["Location"]))
    assert (answering.response().status, answering.response().answers) == (
        "screened_out",
        {"work_status": "outside"},
    )
    assert answering.client.get(answering.view("done"))["Location"] == answering.view("screened_out")


def test_thanks_shows_receipt_and_profile(sent: Ben) -> None:
    page = sent.client.get(sent.view("done"))
    words = text_of(page)
    assert "Your receipt code" in words
    assert "read, print, change or withdraw your answers" in words
    assert page.content.decode().count('class="profile__part"') == 4


def test_every_answering_page_is_private(sent: Ben) -> None:
    for address in (sent.view("done"), sent.view("receipt"), sent.view("go_on"), sent.address("start")):
        answer = sent.client.get(address)
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store, private", "same-origin"), (
            address
        )


def test_posting_without_a_token_is_refused(answering: Ben) -> None:
    mallory = Client(enforce_csrf_checks=True)
    mallory.cookies = answering.client.cookies
    for address in (answering.address("start"), answering.view("leave"), answering.view("receipt")):
        assert mallory.post(address, {"work_status": "self", "to": "next"}).status_code == 403, address
    assert answering.response().answers == {}
