"""Threat 10: guessed, stolen, swapped and stale keys. All that fails, fails alike."""

import itertools
import re
import secrets
import sys
from base64 import urlsafe_b64encode
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys import actions, keys, queries
from surveys.models import Response, Wave
from tests.attacks.sizes import size
from tests.surveys import ben

GUESSES = size(5_000, 100_000)
AT_ONCE = 500


def hits(guesses):
    """How many of these resume tokens open a response, looked up as the product does, 500 at a time."""
    found = 0
    while batch := list(itertools.islice(guesses, AT_ONCE)):
        digests = [keys.digest("resume", token) for token in batch]
        found += Response.objects.filter(resume_hash__in=digests).count()
    return found


def token_of(number, size):
    return urlsafe_b64encode(number.to_bytes(size, "big")).decode().rstrip("=")


def test_with_short_keys_guessing_works(survey, wave, monkeypatch, capsys):
    """Control off: keys of 8 bits fall in 256 guesses."""
    monkeypatch.setattr(keys, "BITS", 8)
    for _ in range(20):
        try:
            actions.start(survey=survey, submission_id=uuid4(), consent=True)
        except actions.Conflict:
            continue  # so short that two people were given the same key
    stored = Response.objects.count()
    rate = hits(token_of(number, 1) for number in range(256)) / stored
    with capsys.disabled():
        sys.stdout.write(f"\n  8-bit keys: {rate:.0%} of {stored} responses opened by 256 guesses\n")
    assert rate == 1


def test_guesses_at_real_keys_open_nothing(survey, wave):
    for _ in range(20):
        actions.start(survey=survey, submission_id=uuid4(), consent=True)
    assert hits(secrets.token_urlsafe(16) for _ in range(GUESSES)) == 0


def test_keys_have_128_bits_and_only_hashes_are_stored(survey, wave):
    response = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    receipt = actions.submit(response=ben.save(response))
    token = keys.resume_token(response.submission_id)
    row = repr(Response.objects.values().get())
    assert len(token) == 22
    assert [secret for secret in (token, receipt.code, receipt.code.replace("-", "")) if secret in row] == []
    assert str(response.pk) not in (token, receipt.code)


@pytest.fixture
def other_survey(survey):
    other = survey.copy(update_attrs={"slug": "other", "title": "Other"}, keep_live=False)
    other.save_revision().publish()
    actions.open_wave(wave=Wave.objects.create(survey=other, number=1, title="Other"))
    return other


def test_unknown_stale_swapped_and_foreign_keys_are_the_same_404(client, survey, wave, other_survey):
    mine = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    receipt = actions.submit(response=ben.save(mine)).code
    stale = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    Response.objects.filter(pk=stale.pk).update(resume_expires_on=timezone.localdate() - timedelta(days=1))
    token, expired = keys.resume_token(mine.submission_id), keys.resume_token(stale.submission_id)

    def link(value):
        return client.get(reverse("surveys:resume", args=[value]))

    answers = [link(value) for value in (secrets.token_urlsafe(16), expired, receipt, str(mine.pk), "x")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    by_receipt = [
        client.get(reverse("surveys:receipt_link", args=[value]))
        for value in (keys.receipt_code(uuid4()), token, keys.receipt_code(stale.submission_id))
    ]
    assert {answer.status_code for answer in by_receipt} == {404}
    assert len({answer.content for answer in by_receipt}) == 1
    assert link(token).status_code == 302
    assert client.get(reverse("surveys:receipt_link", args=[receipt])).status_code == 302


def test_the_form_answers_every_wrong_code_alike(client, survey, wave, other_survey):
    """The same bytes but for what was typed, which is shown again, and the form's own token."""
    mine = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    code = actions.submit(response=ben.save(mine)).code
    foreign = actions.start(survey=other_survey, submission_id=uuid4(), consent=True)
    foreign_code = actions.submit(response=ben.save(foreign)).code
    stale = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    Response.objects.filter(pk=stale.pk).update(resume_expires_on=timezone.localdate() - timedelta(days=1))
    address = reverse("surveys:receipt", args=[survey.slug])

    def said(typed):
        answer = client.post(address, {"code": typed})
        html = answer.content.decode().replace(typed, "TYPED")
        html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
        return answer.status_code, dict(answer.cookies), html

    wrong = (
        keys.receipt_code(uuid4()),
        foreign_code,
        keys.receipt_code(stale.submission_id),
        keys.resume_token(mine.submission_id),
        f"/answer/resume/{keys.resume_token(stale.submission_id)}/",
        f"/answer/resume/{keys.resume_token(foreign.submission_id)}/",
        str(mine.pk),
        "nonsense",
    )
    answers = [said(typed) for typed in wrong]
    assert {status for status, _, _ in answers} == {404}
    assert {name for _, cookies, _ in answers for name in cookies} == {"csrftoken"}
    assert len({html for _, _, html in answers}) == 1
    assert client.post(address, {"code": code}).status_code == 302


def test_a_key_of_one_survey_opens_nothing_in_another(client, survey, wave, other_survey):
    mine = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    token = keys.resume_token(mine.submission_id)
    assert queries.response_by_resume(token, survey.slug).pk == mine.pk
    assert queries.response_by_resume(token, other_survey.slug) is None
    client.cookies["overlap_answer"] = token
    address = reverse("surveys:section", args=[other_survey.slug, "start"])
    unknown = client.get(address)
    client.cookies["overlap_answer"] = secrets.token_urlsafe(16)
    assert (client.get(address).status_code, client.get(address).content) == (
        unknown.status_code,
        unknown.content,
    )
    assert unknown.status_code != 200


OPENED = ("receipt", "change", "withdraw")


def test_no_wrong_key_changes_or_withdraws(client, survey, wave, other_survey):
    """Every purpose's key in every cookie, and keys of others: the same 404, and nothing is written."""
    mine = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    code = actions.submit(response=ben.save(mine)).code
    foreign = actions.start(survey=other_survey, submission_id=uuid4(), consent=True)
    foreign_code = actions.submit(response=ben.save(foreign)).code
    open_one = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    before = list(Response.objects.order_by("pk").values())
    token = keys.resume_token(mine.submission_id)
    wrong = [
        {"overlap_receipt": keys.receipt_code(uuid4())},
        {"overlap_receipt": foreign_code},
        {"overlap_receipt": keys.receipt_code(open_one.submission_id)},
        {"overlap_receipt": token},
        {"overlap_receipt": str(mine.pk)},
        {"overlap_answer": code},
        {"overlap_answer": keys.resume_token(foreign.submission_id)},
        {"overlap_answer": secrets.token_urlsafe(16)},
        {"overlap_answer": str(mine.submission_id)},
    ]
    said = set()
    for cookies in wrong:
        for name, data in (
            ("change", {"to": "begin"}),
            ("change", {"to": "send"}),
            ("withdraw", {"what": "sent"}),
        ):
            client.cookies.clear()
            for cookie, value in cookies.items():
                client.cookies[cookie] = value
            answer = client.post(reverse(f"surveys:{name}", args=[survey.slug]), data)
            said.add((answer.status_code, answer.content))
    assert [status for status, _ in said] == [404]
    assert list(Response.objects.order_by("pk").values()) == before
    client.cookies["overlap_receipt"] = code
    assert [client.get(reverse(f"surveys:{name}", args=[survey.slug])).status_code for name in OPENED] == [
        200,
        302,
        200,
    ]


def test_withdrawn_is_said_to_the_keys_holder_alone(client, survey, wave):
    mine = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    code = actions.submit(response=ben.save(mine)).code
    actions.withdraw(response=mine)
    token = keys.resume_token(mine.submission_id)
    assert [client.get(f"/answer/{way}/").status_code for way in (f"r/{code}", f"resume/{token}")] == [
        410,
        410,
    ]
    swapped = [client.get(f"/answer/{way}/") for way in (f"r/{token}", f"resume/{code}", f"resume/{mine.pk}")]
    unknown = client.get(f"/answer/r/{keys.receipt_code(uuid4())}/")
    assert {(answer.status_code, answer.content) for answer in swapped} == {(404, unknown.content)}


def storing(response):
    """What the response allows to be stored; 'private' beside 'no-store' adds nothing."""
    return {word.strip() for word in response["Cache-Control"].split(",")} - {"private"}


def test_answering_pages_are_not_stored_and_tell_nobody_their_address(client, survey, wave):
    mine = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    link = client.get(reverse("surveys:resume", args=[keys.resume_token(mine.submission_id)]))
    assert (storing(link), link["Referrer-Policy"]) == ({"no-store"}, "no-referrer")
    response = client.get(reverse("surveys:section", args=[survey.slug, "start"]))
    assert response.status_code == 200
    assert (storing(response), response["Referrer-Policy"]) == ({"no-store"}, "same-origin")
