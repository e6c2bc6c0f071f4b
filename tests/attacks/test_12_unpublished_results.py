"""Row 12: answers leave by a release alone. No public address reads a row that came from an answer.

Every public route is asked while statements that name a table of answers are refused: by a guard before the
database, and by the database itself (on PostgreSQL a role without SELECT on these tables, on SQLite an
authorizer). Answering itself is excepted by name.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from psycopg import sql
from wagtail.models import Page

from comments.models import Comment
from reports import methods, queries, results_pages
from surveys import queries as surveys
from surveys.models import Wave
from tests.articles.conftest import circles, front, magazine, odile, pages, site, write
from tests.articles.test_rich_article import rich
from tests.attacks.public_routes import NOT_PUBLIC, REAL
from tests.reports.factory import release_document
from tests.reports.stored import store
from tests.support.databases import ROOT
from tests.support.routes import Route, routes

__all__ = ["circles", "front", "magazine", "odile", "pages", "rich", "site", "write"]

# Wagtail leaves the temporary file open in which it draws a rendition.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

#: What a reader may be shown of a survey. Every other table of `surveys` is closed, a new one as well.
OPEN = {"SurveyPage", "QuestionnaireVersion", "Wave"}
CLOSED = frozenset(
    model._meta.db_table
    for model in apps.get_app_config("surveys").get_models(include_auto_created=True)
    if model.__name__ not in OPEN
) | {"reports_basis"}
#: Answering, and reading or changing one's own answers with the key to them. Nothing else is excepted.
ANSWERING = {
    f"surveys:{name}"
    for name in (
        *(
            "receipt_link",
            "resume",
            "invited",
            "go_on",
            "start",
            "enter",
            "verify",
            "leave",
            "done",
            "receipt",
        ),
        *("change", "withdraw", "screened_out", "ask", "chip", "end_trial", "section"),
    )
}
#: Routes that do not answer 200 to this reader: no demonstration, a key that opens nothing, POST alone.
SILENT = {
    *("demo_mail:list", "demo_mail:show", "mail:confirm", "mail:unsubscribe", "count"),
    *("discussion:leave", "discussion:posted", "discussion:edit", "discussion:delete", "discussion:mute"),
    *("discussion:chip", "discussion:permalink", "discussion:waiting", "the open wave"),
}


class AnswersRead(Exception):
    """A public page has asked for answers."""


# What refuses -----------------------------------------------------------------------------------------


@contextmanager
def guard() -> Iterator[list[str]]:
    """Refuse a statement that names a closed table, before it reaches the database."""
    read: list[str] = []

    def look(execute: Any, statement: Any, *arguments: Any) -> Any:
        named = CLOSED & set(re.findall(r"\w+", str(statement)))
        if named:
            read.extend(named)
            raise AnswersRead(statement)
        return execute(statement, *arguments)

    with connection.execute_wrapper(look):
        yield read


@contextmanager
def database() -> Iterator[list[str]]:
    """Let the database refuse: a role of PostgreSQL without SELECT on what is closed, or SQLite."""
    if connection.vendor == "postgresql":
        role = sql.Identifier(f"overlap_reader_{os.getpid()}")
        tables = sql.SQL(", ").join(map(sql.Identifier, sorted(CLOSED)))
        with connection.cursor() as cursor:
            for statement in (
                "CREATE ROLE {role}",
                "GRANT USAGE ON SCHEMA public TO {role}",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
                "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
                "REVOKE ALL ON {tables} FROM {role}",
                "SET ROLE {role}",
            ):
                cursor.execute(sql.SQL(statement).format(role=role, tables=tables))
        yield []  # The role ends with the transaction around this.
        return

    def may(action: int, table: str | None, *_: Any) -> int:
        return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_READ and table in CLOSED else sqlite3.SQLITE_OK

    connection.connection.set_authorizer(may)
    try:
        yield []
    finally:
        connection.connection.set_authorizer(None)


@contextmanager
def behind(door: Any) -> Iterator[list[str]]:
    """Nothing of what happens behind the door stays, and no statement that failed harms what comes after."""
    with transaction.atomic(), door() as read:
        queries._parsed.cache_clear()
        try:
            yield read
        finally:
            transaction.set_rollback(True)


# Who asks, and for what -------------------------------------------------------------------------------


def holder_of_a_key() -> Client:
    """A reader who has begun to answer. Unlike a real browser, this one sends its private keys everywhere."""
    client = Client(raise_request_exception=False)
    client.post(
        reverse("surveys:start", args=["survey"]),
        {"consent": "yes", "submission_id": "0d6c9f4e-5f5b-4b43-9a63-3f8c1c0be1ac"},
    )
    assert {"overlap_answer", "overlap_begun"} <= set(client.cookies)
    return client


@pytest.fixture
def article(rich, pages) -> Page:
    """It holds a block of each kind. Waves 1 and 3 are released; wave 2 is open."""
    store(release_document(seed=2, wave=3))
    methods.save(wave=Wave.objects.get(number=3), words={"sponsor": "The Party paid."})
    return rich


def address(route: Route, page: Page) -> str:
    """An address of the route with what is there."""
    known = {
        **REAL,
        "number": "3",
        "page_id": str(page.pk),
        "comment_id": str(Comment.objects.order_by("pk").values_list("pk", flat=True)[0]),
        **({"slug": "circles"} if "topics/" in route.pattern else {}),
        **({"slug": "odile"} if "authors/" in route.pattern else {}),
    }
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: known[part[1]], route.pattern)


def public_routes() -> list[Route]:
    """All but the admin's and Wagtail's own, whose pages and files are asked for by `files_and_pages`."""
    return [
        route
        for route in routes()
        if not re.match(NOT_PUBLIC, route.pattern) and not route.pattern.startswith("^")
    ]


def files_and_pages(page: Page) -> list[str]:
    """Every live page, the article's file, a search, and the wave that is still open."""
    live = [each.url for each in Page.objects.live().filter(depth__gte=2)]
    assert {"/", "/survey/", "/methods/", page.url} <= set(live)
    file = next(block.value["document"].url for block in page.body if block.block_type == "document")
    return [*live, file, "/search/?q=people", "/magazine/?page=1"]


def asked(client: Client, page: Page) -> dict[str, int]:
    """Address or route -> status. The survey's landing page is asked without a key (see below)."""
    found = {path: (Client() if path == "/survey/" else client).get(path) for path in files_and_pages(page)}
    for route in public_routes():
        if route.name not in ANSWERING:
            path = address(route, page)
            found[route.name] = client.get(path)
            found[f"POST {route.name}"] = client.post(path)
    found["the open wave"] = client.get("/results/survey/wave-2/")
    for answer in found.values():
        if answer.streaming:
            b"".join(answer.streaming_content)
    return {name: answer.status_code for name, answer in found.items()}


# The attacks ------------------------------------------------------------------------------------------


def leak_in_results(monkeypatch):
    """A page of results counts as it goes."""
    facts = results_pages.facts

    def counting(doc):
        survey = surveys.survey_by_slug(doc.survey.slug)
        assert any(wave.completes + wave.partials >= 0 for wave in surveys.waves_with_counts(survey))
        return facts(doc)

    monkeypatch.setattr(results_pages, "facts", counting)
    return "/results/survey/wave-3/"


def leak_in_an_article(monkeypatch):
    """A chart in an article asks the table itself, past the models."""
    heads = queries.release_heads

    def asking(*slugs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM surveys_response")
            assert cursor.fetchone() == (1,)
        return heads(*slugs)

    monkeypatch.setattr(queries, "release_heads", asking)
    return "/magazine/article-4/"


def leak_in_a_file(monkeypatch):
    """A download looks somebody's answers up, by a statement that was composed before."""
    release = queries.release

    def looking(slug, number):
        surveys.held_response("q1W2e3R4t5Y6u7I8o9P0aS", slug)
        return release(slug, number)

    monkeypatch.setattr(queries, "release", looking)
    return "/results/survey/wave-3/release.json"


def test_no_public_address_reads_an_answer(article):
    """A page that does is served without the control, and nobody notices; it gets past neither door."""
    client = holder_of_a_key()
    for leak in (leak_in_results, leak_in_an_article, leak_in_a_file):
        with pytest.MonkeyPatch.context() as patch:
            path = leak(patch)
            assert client.get(path).status_code == 200, path
            with behind(guard) as read:
                assert client.get(path).status_code >= 500, path
            assert set(read) == {"surveys_response"}
            with behind(database):
                assert client.get(path).status_code >= 500, path
    for door in (guard, database):
        with behind(door) as read:
            statuses = asked(client, article)
        assert read == []
        assert {name: status for name, status in statuses.items() if status >= 500} == {}
        silent = {name for name, status in statuses.items() if status != 200 and not name.startswith("POST ")}
        assert silent == SILENT


def test_only_answering_is_excepted_and_it_does_read(survey, wave):
    """Each address of answering by its name, so that somebody looks at a new one. Beside them, the survey's
    landing page reads the one row of its reader's key to offer to go on; without a key it reads none.
    """
    assert {route.name for route in routes() if route.name.startswith("surveys:")} == ANSWERING
    client = holder_of_a_key()
    for path in (reverse("surveys:go_on", args=["survey"]), "/survey/"):
        with behind(guard) as read:
            assert Client().get(path).status_code < 400, path
            assert read == []
            assert client.get(path).status_code >= 500, path
        assert set(read) == {"surveys_response"}


def test_operators_are_told_what_to_close():
    """The tables in which an answer, a count of answers or a person stands, as the statement to copy says."""
    assert {
        *("surveys_response", "surveys_readertally", "surveys_askedonce", "surveys_withdrawn"),
        *("surveys_invitation", "surveys_verifiedaddress", "surveys_quota"),
    } <= CLOSED
    assert not CLOSED & {"surveys_surveypage", "surveys_questionnaireversion", "surveys_wave"}
    told = (ROOT / "docs" / "operators" / "README.md").read_text(encoding="utf-8")
    assert set(re.search(r"REVOKE ALL ON(.*?)FROM", told, re.DOTALL)[1].replace(",", " ").split()) == CLOSED
