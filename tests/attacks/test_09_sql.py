"""Row 9: SQL by ordering, filter, alias or key. Nothing of a visitor's becomes part of a statement.

Two halves: the source holds no statement that is put together, and hostile words in every parameter that the
lists and pages read neither fail nor find more than they should.
"""

import ast
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from surveys import actions
from surveys.models import Response, Wave
from tests.attacks.sizes import size
from tests.support.databases import ROOT
from tests.support.people import client_of
from tests.support.routes import routes
from website.core.groups import ADMIN

#: Calls that take a statement, or a part of one, as their first argument.
TAKES_SQL = {"execute", "executemany", "executescript", "raw", "RawSQL", "extra"}
PAYLOADS = (
    "' OR '1'='1",
    "1; DROP TABLE surveys_response; --",
    "pk) UNION SELECT password FROM auth_user --",
    "email__regex",
    "wave__survey__owner__password",
    "-wave__survey__owner__password",
    'id"); SELECT pg_sleep(9); --',
    "?",
    "../../etc/passwd",
    "\\",
    "%27%20OR%201=1",
    "0x31303235343830303536",
    "9" * 40,
    "-9223372036854775809",
    "1e309",
    "NaN",
    "\u2028' OR 1=1",
    "{{7*7}}",
    "[]",
    "null",
)
PARAMETERS = (
    *("ordering", "order", "o", "sort", "q", "p", "page", "state", "wave", "survey", "status", "reason"),
    *("open", "policy", "by", "next", "added", "to", "subject", "kind", "tier", "id", "pk", "is_used"),
)
LISTS = ("surveys/", "discussion/", "magazine/", "letters/", "reports/releases/")


def sources() -> list[Path]:
    """Every file of ours that is no test and no migration."""
    found = [
        path
        for folder in ("surveys", "reports", "comments", "site/website", "bench")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    assert len(found) > 150
    return found


def put_together(node: ast.expr) -> bool:
    """Whether a text is made of parts of which one is no constant: f-strings, +, %, format, join."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod) and not (
            isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant)
        )
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"format", "join", "format_map", "replace"}
    )


def faults(text: str) -> list[int]:
    """Lines where a statement is put together, directly or in a name of the same file."""
    tree = ast.parse(text)
    made = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and put_together(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in TAKES_SQL:
            continue
        given: list[ast.expr] = [*node.args[:1], *(word.value for word in node.keywords)]
        if any(put_together(part) or (isinstance(part, ast.Name) and part.id in made) for part in given):
            found.append(node.lineno)
    return found


@pytest.mark.parametrize(
    "line",
    [
        'cursor.execute(f"SELECT * FROM t ORDER BY {order}")',
        'cursor.execute("SELECT * FROM t ORDER BY " + order)',
        'cursor.execute("SELECT * FROM t ORDER BY %s" % order)',
        'cursor.execute("SELECT * FROM {}".format(table))',
        'sql = f"SELECT {column}"\ncursor.execute(sql)',
        'Thing.objects.raw(f"SELECT {column}")',
        'Thing.objects.extra(where=["a = " + value, f"b = {value}"][0] + value)',
        'RawSQL(f"{column} + 1", ())',
    ],
)
def test_the_search_finds_what_it_looks_for(line):
    assert faults(line) != []


def test_the_search_lets_bound_parameters_pass():
    assert faults('cursor.execute("SELECT * FROM t WHERE a = %s", [value])') == []


#: Statements whose changing part is a constant of the code or quoted by the driver, with the reason.
EXPLAINED = {
    "site/website/core/durability.py": "names of PRAGMAs, constants of the file",
    "site/website/core/backup/sqlite.py": "names of PRAGMAs, constants of the file",
    "site/website/core/backup/database.py": "names of the database's own tables, quoted by the driver",
}


def test_no_statement_is_put_together():
    found = {
        path.relative_to(ROOT).as_posix(): lines for path in sources() if (lines := faults(path.read_text()))
    }
    assert {name: lines for name, lines in found.items() if name not in EXPLAINED} == {}
    assert set(EXPLAINED) <= set(found), "explained, but gone"


def test_a_list_that_orders_by_a_text_gives_everything_away(capsys):
    """Control off: the usual mistake, and what the same payloads do to it."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE person (name TEXT, secret TEXT)")
        database.execute("INSERT INTO person VALUES ('Chloé', 'hunter2')")
        statement = "SELECT name FROM person WHERE name = '{}'"
        got = database.execute(statement.format("' UNION SELECT secret FROM person --")).fetchall()
        statement = "SELECT name FROM person ORDER BY {}"
        broken = 0
        for payload in PAYLOADS:
            try:
                database.execute(statement.format(payload)).fetchall()
            except (sqlite3.Error, sqlite3.Warning):
                broken += 1
    with capsys.disabled():
        sys.stdout.write(
            f"\n  put together: {broken} of {len(PAYLOADS)} payloads break it, one reads {got}\n"
        )
    assert got == [("hunter2",)]
    assert broken >= 2


@pytest.fixture
def lists(survey, wave, begun) -> list[str]:
    """Every list and public page that is read with GET and needs no object."""
    actions.invite(wave=wave, addresses=["chloe@example.org", "dora@example.org"])
    Response.objects.filter(pk=begun.pk).update(quarantine="honeypot")
    found = []
    for route in routes():
        ours = route.pattern.startswith(tuple(f"admin/{part}" for part in LISTS))
        public = not route.pattern.startswith(("admin/", "documents/", "_util/", "^"))
        if (ours or public) and "<" not in route.pattern:
            found.append(route.example)
    assert len(found) > 25
    return [*found, "/survey/", "/answer/survey/receipt/"]


def everything() -> list[Any]:
    return [Response.objects.count(), Wave.objects.count()]


def test_hostile_words_in_every_parameter_fail_nowhere(lists, capsys):
    before, asked, failed = everything(), 0, []
    editor, reader = client_of(ADMIN), Client(raise_request_exception=False)
    for path in lists:
        client = editor if path.startswith("/admin/") else reader
        for turn in range(size(1, len(PAYLOADS))):
            # All parameters at once, each with another payload; the whole run gives each every payload.
            words = {name: PAYLOADS[(turn + place) % len(PAYLOADS)] for place, name in enumerate(PARAMETERS)}
            answer = client.get(path, words)
            asked += 1
            if answer.status_code >= 500:
                failed.append((path, turn, answer.status_code))
    with capsys.disabled():
        sys.stdout.write(
            f"\n  {asked} requests with {len(PARAMETERS)} parameters each, {len(failed)} failed\n"
        )
    assert failed == []
    assert everything() == before


def test_an_order_that_is_none_is_no_order(survey, wave):
    """The list of invitations: the same rows, whatever it is asked to be ordered by."""
    actions.invite(wave=wave, addresses=["chloe@example.org", "dora@example.org"])
    client = client_of(ADMIN)
    for payload in PAYLOADS[:: size(4, 1)]:
        page = client.get("/admin/surveys/invitations/", {"ordering": payload})
        assert page.status_code == 200
        assert [row.email for row in page.context["object_list"]] == ["chloe@example.org", "dora@example.org"]
