"""The database is away, busy or full: the answer is never a success, and what was typed comes back."""

import errno
import sqlite3
from html import unescape

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.transaction import TransactionManagementError
from django.test import Client
from django.urls import reverse

from surveys.models import Response
from tests.support.databases import on_postgres
from tests.surveys import ben
from tests.surveys.conftest import begun, instrument_text, survey, wave
from website.core import failing

__all__ = ["begun", "instrument_text", "survey", "wave"]


def sqlite_error(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("canary")
    cause.sqlite_errorcode = code
    return caused(cause)


def postgres_error(state: str | None, kind=psycopg.OperationalError) -> DatabaseError:
    made = type(kind.__name__, (kind,), {"sqlstate": state, "__module__": "psycopg.errors"})
    return caused(made("canary"))


def caused(cause: Exception) -> OperationalError:
    error = OperationalError("canary")
    error.__cause__ = cause
    return error


def after(error: Exception) -> Exception:
    """What the ORM raises for the next statement of a transaction that failed."""
    later = TransactionManagementError("An error occurred in the current transaction.")
    later.__context__ = error
    return later


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (sqlite_error(sqlite3.SQLITE_BUSY), 503),
        (sqlite_error(sqlite3.SQLITE_IOERR_FSYNC), 503),
        (sqlite_error(sqlite3.SQLITE_READONLY), 503),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), 503),
        (sqlite_error(sqlite3.SQLITE_FULL), 507),
        (sqlite_error(sqlite3.SQLITE_ERROR), None),  # no such table: ours to mend
        (sqlite_error(sqlite3.SQLITE_CORRUPT), None),
        (postgres_error("57P01"), 503),
        (postgres_error("40P01"), 503),
        (postgres_error("53100"), 507),
        (postgres_error("42P01"), None),
        (postgres_error(None), 503),
        (postgres_error(None, psycopg.InterfaceError), 503),
        (postgres_error("25006", psycopg.InternalError), 503),
        (InterfaceError("ours, without a cause"), None),
        (after(sqlite_error(sqlite3.SQLITE_BUSY)), 503),
        (OSError(errno.ENOSPC, "canary"), 507),
        (OSError(errno.EACCES, "canary"), None),
        (ValueError("canary"), None),
        (None, None),
    ],
    ids=str,
)
def test_what_counts_as_what(error, status):
    assert failing.status_of(error) == status


@pytest.mark.django_db(transaction=True)
def test_a_failed_save_gives_the_form_back(client, begun, monkeypatch):
    client.cookies["overlap_answer"] = resume(begun)
    address = reverse("surveys:section", kwargs={"slug": begun.survey.slug, "section_id": "start"})
    post = ben.SECTIONS["start"] | {"revision": "0", "canary": '"><script>'}
    real = connection.execute_wrapper

    def full(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "surveys_response" in sql:
            raise sqlite_error(sqlite3.SQLITE_FULL)
        return execute(sql, params, many, context)

    with real(full):
        answer = client.post(address, post)
    assert (answer.status_code, answer["Retry-After"]) == (507, "60")
    assert "no-store" in answer["Cache-Control"]
    html = answer.content.decode()
    for name, value in (("platforms", "linkedin"), ("platforms", "messaging"), ("revision", "0")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    assert "<script>" not in html
    assert '"><script>' in unescape(html)
    assert f'action="{address}"' in html
    assert "canary" not in html.replace('name="canary"', "")
    assert Response.objects.get().revision == 0
    assert client.post(address, post).status_code == 302
    assert Response.objects.get().revision == 1


@pytest.mark.django_db
def test_a_page_that_cannot_be_read_says_so_without_the_database(client, monkeypatch):
    def away(*args):
        raise postgres_error("57P03") if on_postgres() else sqlite_error(sqlite3.SQLITE_CANTOPEN)

    with connection.execute_wrapper(away):
        answer = client.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "try again" in answer.content.decode().lower()
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_a_middleware_that_fails_is_the_same_page(monkeypatch):
    """Outside of views Django turns to handler500."""
    client = Client(raise_request_exception=False)

    def away(self, request):
        raise sqlite_error(sqlite3.SQLITE_BUSY)

    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_request", away)
    assert client.get("/").status_code == 503
    monkeypatch.setattr(
        "django.middleware.common.CommonMiddleware.process_request", lambda self, request: 1 / 0
    )
    assert client.get("/").status_code == 500


@pytest.mark.django_db
def test_a_password_and_the_editors_forms_are_not_repeated(monkeypatch, rf):
    assert failing.page(rf.post("/answer/x/", {"password": "canary"}), 503).content.count(b"canary") == 0
    assert failing.page(rf.post("/admin/login/", {"name": "canary"}), 503).content.count(b"canary") == 0
    assert failing.page(rf.post("/answer/x/", {"name": "canary"}), 503).content.count(b"canary") == 1
    many = {f"q{number}": "canary" for number in range(2_001)}
    assert failing.page(rf.post("/answer/x/", many), 503).content.count(b"canary") == 0


def resume(response):
    from surveys import keys

    return keys.resume_token(response.submission_id, key_version=response.key_version)
