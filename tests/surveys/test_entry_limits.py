"""The hidden field, and what a start costs near a network's limit: with a script, and without one."""

from datetime import timedelta
from uuid import uuid4

import pytest

from surveys import actions, honeypot, proof
from surveys.models import Response
from tests.attacks.test_03_ballot_stuffing import solved
from tests.surveys import ben as answers
from tests.surveys.answering.conftest import ben, forms_of, text_of

__all__ = ["ben"]


@pytest.fixture
def crowded(ben, settings):
    """So many have begun from this network today that none more counts at once."""
    settings.LIMITS = {**settings.LIMITS, "survey.counted": (0, 86400)}
    return ben


def begin(ben, **more):
    form = forms_of(ben.client.get(ben.survey.url))[ben.view("start")]
    return ben.client.post(form.action, form.post(consent="yes", **more))


# The hidden field -------------------------------------------------------------------------------------


def test_the_field_is_hidden_from_people_and_in_every_form(ben):
    pages = [ben.client.get(ben.survey.url)]
    ben.begin()
    pages.append(ben.client.get(ben.address("start")))
    for page in pages:
        html = page.content.decode()
        field = '<input id="comment-title" name="comment-title" tabindex="-1" autocomplete="off">'
        label = '<label for="comment-title">Leave this empty</label>'
        assert html.count(f'<div class="trap" aria-hidden="true">{label}{field}</div>') == 1
        assert "style=" not in html.split('class="trap"')[1].split("</div>")[0]


def test_a_script_that_fills_it_in_sees_what_everybody_sees_and_waits_for_an_analyst(ben):
    answer = begin(ben, **{honeypot.FIELD: "Great survey"})
    assert (answer.status_code, answer["Location"]) == (302, ben.view("go_on"))
    assert ben.response().quarantine == "honeypot"
    assert ben.client.get(ben.view("go_on"), follow=True).status_code == 200


def test_on_a_later_page_too(ben):
    ben.begin()
    assert ben.response().quarantine == ""
    page = ben.save("start", **answers.SECTIONS["start"], **{honeypot.FIELD: "x"})
    assert page.status_code == 302
    assert ben.response().quarantine == "honeypot"
    assert ben.response().answers["issue"] == "big"


def test_the_first_reason_stays(begun):
    actions.set_aside(response=begun, reason="network")
    actions.set_aside(response=begun, reason="honeypot")
    assert Response.objects.get().quarantine == "network"


# Near the limit ---------------------------------------------------------------------------------------


def test_a_browser_with_a_script_does_a_sum(crowded):
    page = begin(crowded)
    assert (page.status_code, page["Retry-After"]) == (429, "60")
    assert "each further beginning takes a small effort" in text_of(page)
    form = forms_of(page)[crowded.view("start")]
    answer = crowded.client.post(form.action, form.post(altcha=solved(page.content.decode())))
    assert answer["Location"] == crowded.view("go_on")
    assert (crowded.response().quarantine, crowded.response().status) == ("network", "started")


def test_a_browser_without_one_waits_a_minute(crowded, monkeypatch):
    page = begin(crowded)
    form = forms_of(page)[crowded.view("start")]
    early = crowded.client.post(form.action, form.post())
    assert early.status_code == 429
    assert "The minute is not over" in text_of(early)
    assert Response.objects.count() == 0
    again = forms_of(early)[crowded.view("start")]
    assert again.post()["ticket"] == form.post()["ticket"]  # the wait goes on, it does not begin anew
    monkeypatch.setattr(proof, "WAIT", timedelta())
    answer = crowded.client.post(again.action, again.post())
    assert answer["Location"] == crowded.view("go_on")
    assert crowded.response().quarantine == "network"


def test_a_wait_is_good_for_one_beginning(crowded, monkeypatch):
    monkeypatch.setattr(proof, "WAIT", timedelta())
    form = forms_of(begin(crowded))[crowded.view("start")]
    for number in range(3):
        crowded.client.cookies.clear()
        answer = crowded.client.post(form.action, form.post(submission_id=str(uuid4())))
        assert answer.status_code == (429 if number else 302)
    assert Response.objects.count() == 1


@pytest.mark.parametrize("ticket", ["", "x", "a:b:c", ":", "é" * 300, "1" * 500])
def test_no_ticket_is_made_up(crowded, ticket):
    page = begin(crowded, ticket=ticket, altcha=ticket)
    assert page.status_code == 429
    assert "The minute is not over" not in text_of(page)
    assert Response.objects.count() == 0


def test_what_the_form_held_comes_along(crowded):
    page = begin(crowded, question="issue", **{honeypot.FIELD: "<b>x"})
    carried = forms_of(page)[crowded.view("start")].post()
    assert carried[honeypot.FIELD] == ["<b>x"]
    assert (carried["consent"], carried["question"]) == (["yes"], ["issue"])
    form = forms_of(page)[crowded.view("start")]
    crowded.client.post(form.action, form.post(altcha=solved(page.content.decode())))
    assert crowded.response().quarantine == "honeypot"


def test_a_second_press_costs_nothing(ben, settings):
    settings.LIMITS = {**settings.LIMITS, "survey.counted": (1, 86400), "survey.start": (1, 3600)}
    form = forms_of(ben.client.get(ben.survey.url))[ben.view("start")]
    for _ in range(4):
        assert ben.client.post(form.action, form.post(consent="yes")).status_code == 302
    assert Response.objects.get().quarantine == ""
