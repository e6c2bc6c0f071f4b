"""What is written to the log: structured lines without addresses, tokens, e-mails, bodies or query strings.

Two rules. The access log names the route ("answer/<slug:slug>/receipt/"), never the address asked for. And
every line, whoever wrote it, passes through `redacted`, which blots out what should not have been there.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase

access = structlog.get_logger("overlap.access")

BLOT = "[redacted]"
#: In this order: a query string may hold an e-mail, an e-mail may end like a name.
_PATTERNS = (
    re.compile(r"(?<=\?)[^\s\"'<>]+=[^\s\"'<>]*"),
    re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3,}[0-9A-HJKMNP-TV-Z]{1,4}\b", re.IGNORECASE),
    re.compile(r"(?<![\w./-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}(?![\w-])"),
    re.compile(r"(?<=/)(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}(?![\w.-])"),
    re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
    re.compile(
        r"(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4})?(?![\w:])|(?<![\w:])::[0-9a-f:.]+",
        re.IGNORECASE,
    ),
)
_LINE_BREAKS = re.compile(r"[\r\n\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
#: Never written, whoever passes them along.
_FORBIDDEN_KEYS = frozenset(
    {"ip", "remote_addr", "user_agent", "body", "post", "query", "cookies", "request", "path"}
)


def redacted(text: str) -> str:
    """`text` without query strings, e-mails, receipts, tokens and addresses. Linear in its length."""
    for pattern in _PATTERNS:
        text = pattern.sub(BLOT, text)
    return text


def redact_event(logger: Any, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """structlog processor: redact every value, drop forbidden keys, keep one event on one line."""
    clean: dict[str, Any] = {}
    for key, value in event.items():
        if key in _FORBIDDEN_KEYS:
            continue
        if isinstance(value, bool | int | float | None):
            clean[key] = value
        elif key == "exception":
            clean[key] = redacted(str(value))
        else:
            clean[key] = _LINE_BREAKS.sub(" ", redacted(str(value)))
    return clean


class AccessLog:
    """Middleware, outermost: one line for each request, with route, status and milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.monotonic()
        response = self.get_response(request)
        if not getattr(request, "is_dummy", False):
            access.info(
                "request",
                method=request.method if request.method in _METHODS else "OTHER",
                route=route(request),
                status=response.status_code,
                ms=round((time.monotonic() - begun) * 1000),
            )
        return response


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def route(request: HttpRequest) -> str:
    """The pattern that matched, with its placeholders; "(none)" where none did."""
    match = request.resolver_match
    return match.route if match is not None else "(none)"


class NotRefusals(logging.Filter):
    """Leaves out the lines in which Django repeats the address of every 4xx: the access log has its route."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep errors; a refusal is logged as a warning."""
        return record.levelno >= logging.ERROR


_SHARED = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
)


def config(level: str = "INFO", *, as_json: bool = True) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error through one formatter; also sets structlog up."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    last = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.processors.KeyValueRenderer(key_order=["event"])
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"not_refusals": {"()": NotRefusals}},
        "formatters": {
            "one": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_SHARED],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    redact_event,
                    last,
                ],
            }
        },
        "handlers": {"standard_error": {"class": "logging.StreamHandler", "formatter": "one"}},
        "root": {"handlers": ["standard_error"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"filters": ["not_refusals"]},
            "django.security": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        },
    }
