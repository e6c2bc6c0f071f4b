"""When the database is away, busy or full, the answer says so: 503 or 507 with Retry-After, never a success.

The page asks the database nothing. Whoever sent a form gets it back inside the page, to be sent once more: a
browser need not keep what was typed into a page that may not be stored. Nothing has to be restarted; the next
request opens a new connection.
"""

import errno
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import RawPostDataException
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.defaults import server_error

from website.core.durability import NotDurable

logger = logging.getLogger(__name__)

AWAY, FULL = 503, 507
RETRY_AFTER = {AWAY: 10, FULL: 60}

#: SQLite's primary result codes: busy, locked, no memory, read-only, i/o error, can't open, locking protocol.
_SQLITE_AWAY = frozenset({5, 6, 7, 8, 10, 14, 15})
_SQLITE_FULL = 13
#: PostgreSQL: classes of connection, rolled back, resources, not in the right state, intervention, system.
_POSTGRES_AWAY = ("08", "40", "53", "55", "57", "58", "25006")
_POSTGRES_FULL = "53100"
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})

#: What is given back inside the page: forms of readers, as long as a questionnaire's longest section.
_MOST_FIELDS, _MOST_CHARACTERS = 2_000, 400_000


class DatabaseFailures:
    """Middleware: what a view raises because of the database becomes a page that can be sent again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None leaves the error to Django: it is not one of these."""
        status = status_of(exception)
        return page(request, status) if status else None


def broken(request: HttpRequest) -> HttpResponse:
    """handler500: the same for what is raised outside of views, where a middleware reads or writes."""
    status = status_of(sys.exc_info()[1])
    return page(request, status) if status else server_error(request)


def status_of(error: BaseException | None) -> int | None:
    """503 where the database or its disk can't do it now, 507 where there is no room, None for the others."""
    found = {status for one in _chain(error) if (status := _status(one))}
    return max(found, default=None)


def page(request: HttpRequest, status: int) -> HttpResponse:
    """The page itself. What was posted stands in it, unless it was a file, a password or the editor's."""
    logger.error("database_full" if status == FULL else "database_away", exc_info=True)
    sent = request.method not in {"GET", "HEAD"}
    context = {
        "full": status == FULL,
        "sent": sent,
        "fields": _given_back(request) if sent else [],
        "action": request.get_full_path(),
    }
    response = HttpResponse(render_to_string("503.html", context), status=status)
    response["Retry-After"] = str(RETRY_AFTER[status])
    response["X-Robots-Tag"] = "noindex"
    # Django would log it once more, with the address that was asked for.
    response._has_been_logged = True  # type: ignore[attr-defined]  # a mark of Django's own
    return response


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what caused it, and so on."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _status(error: BaseException) -> int | None:
    if isinstance(error, NotDurable):
        return AWAY
    if isinstance(error, OSError):
        return FULL if error.errno in _NO_SPACE else None
    if not isinstance(error, Error):
        return None
    cause: Any = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return FULL if code & 0xFF == _SQLITE_FULL else AWAY if code & 0xFF in _SQLITE_AWAY else None
    state = getattr(cause, "sqlstate", None)
    if state:
        return FULL if state == _POSTGRES_FULL else AWAY if state.startswith(_POSTGRES_AWAY) else None
    # psycopg has no state to tell where the connection is gone, or never was.
    is_connection = type(cause).__module__.startswith("psycopg")
    return AWAY if is_connection and type(cause).__name__ in {"OperationalError", "InterfaceError"} else None


def _given_back(request: HttpRequest) -> list[tuple[str, str]]:
    """Names and values of a reader's form, in order; empty where it is not to be repeated, or too long."""
    if request.path_info.startswith(reverse("wagtailadmin_home")):
        return []
    try:
        if request.FILES:
            return []
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except (RawPostDataException, SuspiciousOperation, BadRequest, OSError):
        return []
    if len(fields) > _MOST_FIELDS or sum(len(name) + len(value) for name, value in fields) > _MOST_CHARACTERS:
        return []
    return [] if any("password" in name.lower() for name, _ in fields) else fields
