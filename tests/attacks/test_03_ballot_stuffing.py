"""Row 3: one network sends thousands of scripted responses. What it moves is bounded, and nothing is lost.

The script does everything: it brings fresh ids and no cookies, and solves every sum that it is given.
"""

import json
import re
import sys
import time
from base64 import b64encode
from copy import copy
from hashlib import sha256
from html import unescape
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone

from surveys import actions, proof, queries
from surveys.models import Response
from tests.attacks.sizes import size
from tests.comments.people import solved as for_a_comment
from tests.surveys import ben
from tests.surveys.invited import invite, link_of
from website.core import limits

SCRIPTED = size(150, 10_000)
MORE = size(10, 1_000)
"""The same network once more, after everything above."""
HONEST = 60
BIG = 4
"""The code of 'a big issue' in the dataset."""
MALLORY = "203.0.113.7"
CHALLENGE = re.compile(r'data-proof="([^"]+)"')


@pytest.fixture(autouse=True)
def _clock_stands(monkeypatch) -> None:
    """It stays half past the hour: what an hour allows is tried within one, however long that takes."""
    moment = time.time() // 3600 * 3600 + 1800
    monkeypatch.setattr(limits.time, "time", lambda: moment)


@pytest.fixture(autouse=True)
def _small_sums(settings) -> None:
    """The script solves every one; what they cost it is no part of what is measured here."""
    settings.SURVEYS_PROOF_MOST = 300


def copies(of: Response, how_many: int, issue: str) -> list[Response]:
    """Complete responses of as many different people, written at once."""
    rows = []
    for _ in range(how_many):
        row = copy(of)
        row.pk, row.submission_id, row._state = uuid4(), uuid4(), copy(of._state)
        row._state.adding = True
        row.resume_hash, row.receipt_hash = uuid4().hex * 2, uuid4().hex * 2
        row.answers = {**of.answers, "issue": issue}
        rows.append(row)
    return Response.objects.bulk_create(rows)


@pytest.fixture
def honest(survey, wave) -> Response:
    """A wave of people, of whom half call it a big issue; one of them."""
    one = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    one = actions.submit(response=ben.save(one)).response
    copies(one, HONEST // 2 - 1, "big")
    copies(one, HONEST // 2, "non_issue")
    return one


def share(wave) -> float:
    """What a release would count: the percentage of 'a big issue' in the base of the analysis."""
    rows = [row for row in queries.wave_rows(wave) if row["_status"] == "complete" and not row["_left_out"]]
    return 100 * sum(row["issue"] == BIG for row in rows) / len(rows)


def solved(page: str) -> str:
    """What a browser sends after it has counted."""
    task = json.loads(unescape(CHALLENGE.findall(page)[0]))
    number = next(
        n
        for n in range(task["maxNumber"] + 1)
        if sha256(f"{task['salt']}{n}".encode()).hexdigest() == task["challenge"]
    )
    keys = ("challenge", "salt", "signature")
    answer = {"algorithm": "SHA-256", "number": number, **{key: task[key] for key in keys}}
    return b64encode(json.dumps(answer).encode()).decode()


def stuff(slug: str, how_many: int, address=lambda number: MALLORY) -> int:
    """Begin as often as the site lets one; how many beginnings it said yes to."""
    begun = 0
    for number in range(how_many):
        client = Client(REMOTE_ADDR=address(number))
        form = {"consent": "yes", "submission_id": str(uuid4())}
        answer = client.post(f"/answer/{slug}/start/", form)
        if answer.status_code == 429 and b"data-proof" in answer.content:
            answer = client.post(f"/answer/{slug}/start/", form | {"altcha": solved(answer.content.decode())})
        begun += answer.status_code == 302
    return begun


def finish(like: Response) -> int:
    """Every response that was begun is sent in, and says that it is no issue; how many."""
    today = timezone.localdate()
    return Response.objects.filter(status="started").update(
        status="complete",
        answers={**like.answers, "issue": "non_issue"},
        state=like.state,
        saved_on=today,
        submitted_on=today,
    )


def wide(settings) -> None:
    settings.LIMITS = {**settings.LIMITS, "survey.counted": (10**9, 86400), "survey.start": (10**9, 3600)}


def narrow(settings) -> None:
    """Of eight beginnings of one network three count, and three are set aside."""
    settings.LIMITS = {**settings.LIMITS, "survey.counted": (3, 86400), "survey.start": (6, 3600)}


def report(capsys, words: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n  {words}\n")


def test_without_limits_one_network_decides(honest, wave, settings, capsys):
    """Control off."""
    wide(settings)
    before = share(wave)
    begun = stuff(wave.survey.slug, SCRIPTED)
    finish(honest)
    after = share(wave)
    report(capsys, f"no limits: {begun} of {SCRIPTED} counted, {before:.1f} % became {after:.1f} %")
    assert begun == SCRIPTED
    assert before - after > 100 * (begun / (begun + HONEST)) / 2 - 1


def test_one_network_moves_no_more_than_its_cap(honest, wave, capsys):
    cap, most = site.LIMITS["survey.counted"][0], site.LIMITS["survey.start"][0]
    before = share(wave)
    begun = stuff(wave.survey.slug, SCRIPTED)
    begun += stuff(wave.survey.slug, MORE)
    stored = finish(honest)
    after = share(wave)
    aside = Response.objects.filter(quarantine=proof.REASON).count()
    report(
        capsys,
        f"limits on: {begun} of {SCRIPTED + MORE} begun, {begun - aside} counted, {aside} set aside; "
        f"{before:.1f} % became {after:.1f} %, bound {100 * cap / (cap + HONEST):.1f} points",
    )
    assert begun == stored == most  # nothing that was accepted is missing
    assert begun - aside == cap
    assert abs(before - after) <= 100 * cap / (cap + HONEST)
    assert abs(before - after) > 0


def test_a_whole_ipv6_network_is_one(survey, wave, settings):
    narrow(settings)
    assert stuff(survey.slug, 8, lambda number: f"2001:db8:1:1::{number:x}") == 6
    assert Response.objects.filter(quarantine="").count() == 3


def test_others_begin_as_ever_and_who_shares_the_network_is_told(survey, wave, settings):
    narrow(settings)
    slug = survey.slug
    stuff(slug, 8)
    form = {"consent": "yes", "submission_id": str(uuid4())}
    assert Client(REMOTE_ADDR="198.51.100.7").post(f"/answer/{slug}/start/", form).status_code == 302
    assert Response.objects.get(submission_id=form["submission_id"]).quarantine == ""
    form = {"consent": "yes", "submission_id": str(uuid4())}
    neighbour = Client(REMOTE_ADDR=MALLORY)
    page = neighbour.post(f"/answer/{slug}/start/", form)
    page = neighbour.post(f"/answer/{slug}/start/", form | {"altcha": solved(page.content.decode())})
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0
    assert "Many people have started from your network just now." in page.content.decode()


def test_who_was_invited_is_no_part_of_the_flood(survey, wave, settings):
    """A company of people who were all invited sits behind one address."""
    narrow(settings)
    slug = survey.slug
    stuff(slug, 8)
    [invitation] = invite(wave, "chloe@example.org")
    client = Client(REMOTE_ADDR=MALLORY)
    client.get(link_of(invitation))
    assert client.post(f"/answer/{slug}/start/", {"consent": "yes", "entry": "yes"}).status_code == 302
    assert Response.objects.get(tier="invited").quarantine == ""


def test_an_invitation_counts_once_however_often_it_is_used(survey, wave):
    [invitation] = invite(wave, "mallory@example.org")
    slug = survey.slug
    for _ in range(size(10, 300)):
        client = Client(REMOTE_ADDR=MALLORY)
        client.get(link_of(invitation))
        client.post(
            f"/answer/{slug}/start/", {"consent": "yes", "entry": "yes", "submission_id": str(uuid4())}
        )
    assert Response.objects.count() == 1


def test_one_sum_begins_one_response(survey, wave, settings):
    """A solved sum, sent again and again, and one that was solved for a comment."""
    settings.LIMITS = {**settings.LIMITS, "survey.counted": (0, 86400)}
    client = Client(REMOTE_ADDR=MALLORY)

    def begin(**more: str) -> int:
        form = {"consent": "yes", "submission_id": str(uuid4()), **more}
        return client.post(f"/answer/{survey.slug}/start/", form).status_code

    page = client.post(f"/answer/{survey.slug}/start/", {"consent": "yes"})
    sum_ = solved(page.content.decode())
    assert begin(altcha=sum_) == 302
    client.cookies.clear()
    assert {begin(altcha=sum_) for _ in range(5)} == {429}
    assert begin(altcha=for_a_comment()) == 429
    assert Response.objects.count() == 1
