"""What a log line holds, and what never gets into one."""

import json
import logging

import pytest
import structlog
from django.http import HttpResponse
from django.test import RequestFactory

from website.core import logs

RECEIPT = "7K3Q-9ZXC-M2WV-4TRB-8HNJ-6PDF-AE5"
RESUME = "q1W2e3R4t5Y6u7I8o9P0aS"
AMIRA = "amira+test@mail.example.org"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"Not Found: /answer/r/{RECEIPT}/", "Not Found: /answer/r/[redacted]/"),
        (f"/answer/resume/{RESUME}/", "/answer/resume/[redacted]/"),
        (f"to {AMIRA}, twice", "to [redacted], twice"),
        ("from 203.0.113.9:443", "from [redacted]:443"),
        ("from 2001:db8::1", "from [redacted]"),
        ("from ::1", "from [redacted]"),
        ("/results/?by=role&x=1 was asked", "/results/?[redacted] was asked"),
        ("at 2026-11-22T01:16:05Z", "at 2026-11-22T01:16:05Z"),
        ("surveys.views.answering took 12 ms", "surveys.views.answering took 12 ms"),
        ("migrations/0001_initial.py, line 20", "migrations/0001_initial.py, line 20"),
        ("0 answers, 12:30", "0 answers, 12:30"),
    ],
)
def test_redaction(text, clean):
    assert logs.redacted(text) == clean


def test_long_text_without_an_end_is_redacted_too():
    for piece in ("a", "a@", "1.", "a:", "A1-", "?a=", "abcd-"):
        assert isinstance(logs.redacted(piece * 50_000), str)


def test_one_event_is_one_line_and_forbidden_keys_are_dropped():
    event = {
        "event": "a\r\nb\x00",
        "ms": 3,
        "ok": True,
        "ip": "203.0.113.9",
        "user_agent": "x",
        "path": "/a",
        "n": None,
    }
    assert logs.redact_event(None, "info", event) == {"event": "a  b ", "ms": 3, "ok": True, "n": None}


def test_the_access_log_names_the_route_and_nothing_else():
    request = RequestFactory().post(
        f"/answer/r/{RECEIPT}/?mail={AMIRA}", {"q": "text"}, HTTP_USER_AGENT="Canary/1"
    )
    request.resolver_match = type("Match", (), {"route": "answer/r/<receipt>/"})()
    with structlog.testing.capture_logs() as lines:
        logs.AccessLog(lambda request: HttpResponse(status=303))(request)
    (line,) = lines
    assert line.pop("ms") >= 0
    assert line == {
        "event": "request",
        "method": "POST",
        "route": "answer/r/<receipt>/",
        "status": 303,
        "log_level": "info",
    }


def test_a_method_is_one_of_seven_words():
    request = RequestFactory().generic("AMIRA@EXAMPLE.ORG", "/")
    with structlog.testing.capture_logs() as lines:
        logs.AccessLog(lambda request: HttpResponse())(request)
    assert (lines[0]["method"], lines[0]["route"]) == ("OTHER", "(none)")


def test_every_logger_writes_one_json_line_through_the_same_filter(capsys):
    formatter = logs.config()["formatters"]["one"]
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
        )
    )
    logger = logging.getLogger("somebody.else")
    logger.addHandler(handler)
    logger.propagate = False
    try:
        raise ValueError(f"Key (email)=({AMIRA}) exists")
    except ValueError:
        logger.exception("mail to %s\nfrom %s", AMIRA, "203.0.113.9")
    finally:
        logger.removeHandler(handler)
    (line,) = capsys.readouterr().err.splitlines()
    written = json.loads(line)
    assert written["event"] == "mail to [redacted] from [redacted]"
    assert AMIRA not in line
    assert "ValueError: Key (email)=([redacted]) exists" in written["exception"]


def test_a_refusal_by_django_is_left_to_the_access_log():
    keep = logs.NotRefusals().filter
    assert keep(logging.makeLogRecord({"levelno": logging.WARNING})) is False
    assert keep(logging.makeLogRecord({"levelno": logging.ERROR})) is True
