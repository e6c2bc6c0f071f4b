"""Row 24: nobody learns from our answers whose address we know."""

import math
import re
import statistics
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.attacks.sizes import size
from website.core import mail
from website.core.models import Subscription

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "ben@example.org", "zoe@example.org"
ROUNDS = size(60, 2000)
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def many(settings: Any) -> None:
    """Ben gets the letter, and so do others; the limits are wide enough to measure."""
    settings.LIMITS = settings.LIMITS | {"mail.ask": (10**9, 3600), "mail.all": (10**9, 3600)}
    mail.subscribe(address=KNOWN, topic="letter")
    for number in range(50):
        mail.subscribe(address=f"reader-{number}@example.org", topic="letter")


def post(path: str, address: str) -> Any:
    return Client().post(path, {"address": address})


def seen(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    """All that a visitor can compare; a token of the form is drawn anew for each."""
    return answer.status_code, _TOKEN.sub(b"", answer.content), dict(answer.headers)


@pytest.mark.parametrize("path", ["/letter/", "/mail/resend/"])
def test_known_unknown_and_capped_addresses_get_the_same_bytes(many, path, mailoutbox):
    first_known, first_unknown = seen(post(path, KNOWN)), seen(post(path, UNKNOWN))
    mail.deliver()
    assert first_known == first_unknown
    assert seen(post(path, KNOWN)) == first_known  # capped by now
    assert seen(post(path, UNKNOWN)) == first_known
    assert Subscription.objects.filter(address=UNKNOWN).count() == 0


def test_both_get_the_same_mail(many, mailoutbox):
    for address in (KNOWN, UNKNOWN):
        post("/letter/", address)
    mail.deliver()
    texts = [re.sub(r"[0-9a-f]{32}", "", message.body) for message in mailoutbox]
    assert len(texts) == 2
    assert texts[0] == texts[1]


def test_the_attack_works_on_an_answer_that_looks_first(many):
    """A sign-up that says "you are on the list already" tells in one request."""

    def naive(address: str) -> str:
        known = mail.is_subscribed(address=address, topic="letter")
        return "You are on the list already." if known else "We have sent you a link."

    assert naive(KNOWN) != naive(UNKNOWN)
    print("without the control one request tells a known address from an unknown one")


@pytest.mark.parametrize("path", ["/letter/", "/mail/resend/"])
def test_the_same_statements_run_for_both(many, path, mailoutbox):
    def statements(address: str) -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            post(path, address)
        return [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in captured.captured_queries]

    statements(KNOWN)
    mail.deliver()
    assert statements(KNOWN) == statements(UNKNOWN)


def test_time_tells_nothing(many):
    """Welch's t between the two samples, taken in turns: with the control it is noise."""
    times: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for number in range(ROUNDS):
        for address in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            begun = time.perf_counter()
            post("/letter/", address)
            times[address].append(time.perf_counter() - begun)
    trimmed = [sorted(sample)[: int(len(sample) * 0.9)] for sample in times.values()]
    means = [statistics.fmean(sample) for sample in trimmed]
    error = math.sqrt(sum(statistics.variance(sample) / len(sample) for sample in trimmed))
    t = (means[0] - means[1]) / error
    print(f"N={ROUNDS}: {means[0] * 1000:.2f} ms and {means[1] * 1000:.2f} ms, t = {t:.2f}")
    # A small sample on a busy machine proves nothing: there, the equal statements above are what counts.
    assert size(True, abs(t) < 4)
