"""Row 48: an address, an e-mail or a token in any field of a request reaches no line of the log."""

import json
import logging
from collections.abc import Iterator
from importlib import import_module
from io import StringIO

import pytest
import structlog
from django.test import Client

from tests.support.routes import routes
from website.core import logs

pytestmark = pytest.mark.django_db
MAIL = "canary.amira@mail.example"
ADDRESS = "203.0.113.77"
SIXTH = "2001:db8:ca0a:1::77"
AGENT = "CanaryBrowser"
RECEIPT = "7K3Q-9ZXC-M2WV-4TRB-8HNJ-6PDF-AE5"
RESUME = "q1W2e3R4t5Y6u7I8o9P0aS"
TEXT = "canarytextofananswer"
CANARIES = (MAIL, ADDRESS, SIXTH, AGENT, RECEIPT, RESUME, TEXT)


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that any logger writes, through the site's own formatter."""
    stream = StringIO()
    formatter = logs.config()["formatters"]["one"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
        )
    )
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def attack(client: Client, path: str) -> None:
    """One request of each kind, with a canary in every field that a request has."""
    headers = {
        "REMOTE_ADDR": ADDRESS,
        "HTTP_X_FORWARDED_FOR": f"{ADDRESS}, {SIXTH}",
        "HTTP_USER_AGENT": f"{AGENT}/1.0 {MAIL}",
        "HTTP_REFERER": f"https://mallory.example/?mail={MAIL}",
        "HTTP_COOKIE": f"overlap_answer={RESUME}; sessionid={RESUME}",
    }
    query = f"?mail={MAIL}&token={RESUME}&{TEXT}={ADDRESS}"
    body = {
        "email": MAIL,
        "code": RECEIPT,
        "username": MAIL,
        "password": TEXT,
        "next": f"//{ADDRESS}/",
        TEXT: SIXTH,
    }
    client.get(path + query, **headers)
    client.post(path + query, body, **headers)
    client.generic("MAILTO", path + query, **headers)


def targets() -> list[str]:
    """Every route, private links with real-looking tokens, and addresses that lead nowhere."""
    known = [route.example for route in routes() if not route.pattern.startswith("admin/")]
    return [
        *known,
        "/admin/login/",
        f"/answer/r/{RECEIPT}/",
        f"/answer/resume/{RESUME}/",
        f"/nowhere/{MAIL}/",
        f"/nowhere/{ADDRESS}/{SIXTH}",
        f"/nowhere/{RESUME}",
        f"/{RECEIPT}\r\nforged: line",
    ]


def canaries_in(text: str) -> set[str]:
    return {canary for canary in CANARIES if canary.lower() in text.lower()}


def test_the_usual_access_line_would_hold_nearly_all_of_it(log):
    """The control off: a line as most servers write it, past the redaction."""
    usual = f'{ADDRESS} - - "GET /answer/r/{RECEIPT}/?mail={MAIL}&t={RESUME}" 200 "{AGENT}"'
    print(f"without the control {len(canaries_in(usual))} of {len(CANARIES)} canaries are in one line")
    assert canaries_in(usual) == {ADDRESS, RECEIPT, MAIL, RESUME, AGENT}


def test_no_canary_reaches_the_log(log):
    client = Client(raise_request_exception=False)
    paths = targets()
    for path in paths:
        attack(client, path)
    lines = log.getvalue().splitlines()
    assert len(lines) >= 3 * len(paths)
    assert canaries_in(log.getvalue()) == set()
    assert {json.loads(line)["event"] for line in lines} >= {"request"}


def test_an_error_with_a_canary_in_its_words_is_logged_without_it(log, monkeypatch):
    view = import_module("website.core.views.health")

    def breaks() -> None:
        raise RuntimeError(f"{MAIL} from {ADDRESS} and {SIXTH} with {RECEIPT} and {RESUME}")

    monkeypatch.setattr(view, "findings", breaks)
    attack(Client(raise_request_exception=False), "/health/")
    errors = [json.loads(line) for line in log.getvalue().splitlines() if "RuntimeError" in line]
    assert len(errors) == 1
    assert canaries_in(log.getvalue()) == set()


def test_a_line_break_forges_no_line(log):
    logging.getLogger("mallory").warning("hello\n%s", '{"event": "request", "status": 200}')
    logging.getLogger("mallory").warning("hello\u2028\r\nthere")
    assert len(log.getvalue().splitlines()) == 2
