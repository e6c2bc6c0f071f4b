"""Row 2: one response per id, by every way in, whatever stands where the id should be.

One function makes rows; the database itself refuses an id that is missing or used.
"""

import ast
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from surveys import actions
from surveys.models import Response
from tests.support.databases import ROOT
from tests.surveys import ben

pytestmark = pytest.mark.django_db

#: Where rows of responses are made: at the beginning, and when a closed wave is written anew in random order.
MAKERS = {"surveys/actions/answering.py", "surveys/actions/closing.py"}
NOT_AN_ID = ("", "null", "None", "0", "' OR 1=1", "00000000", "0" * 33, "\x00", "é")


@pytest.fixture(autouse=True)
def _wide_limits(settings: Any) -> None:
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**9, 3600))


def makers() -> set[str]:
    """Files in which `Response(…)` is called, or `create`, `bulk_create` and their like on its manager."""
    found = set()
    for path in (
        *ROOT.glob("surveys/**/*.py"),
        *ROOT.glob("reports/**/*.py"),
        *ROOT.glob("comments/**/*.py"),
    ):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and makes_responses(node.func):
                found.add(path.relative_to(ROOT).as_posix())
    return found


def makes_responses(called: ast.expr) -> bool:
    words = ast.unparse(called)
    return words in {
        f"Response.objects.{verb}"
        for verb in ("create", "bulk_create", "get_or_create", "update_or_create", "acreate")
    } or (words == "Response")


def test_one_function_makes_responses():
    made = {path for path in makers() if "django.http" not in imports_of(path, "Response")}
    assert made <= MAKERS
    assert "surveys/actions/answering.py" in made


def imports_of(path: str, name: str) -> set[str]:
    """Modules from which a file imports `name`."""
    return {
        node.module or ""
        for node in ast.walk(ast.parse(Path(ROOT, path).read_text()))
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names)
    }


def copy_of(response: Response, **changes: Any) -> None:
    """The row once more by plain SQL, past every function: a new key, and the changes."""
    columns = [field.column for field in Response._meta.concrete_fields]
    fresh = {"id": uuid.uuid4(), "resume_hash": uuid.uuid4().hex * 2, **changes}
    values = []
    for field in Response._meta.concrete_fields:
        value = fresh.get(field.name, getattr(response, field.attname))
        values.append(value if value is None or value == "" else field.get_db_prep_save(value, connection))
    with transaction.atomic(), connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(columns))
        names = ", ".join(map(connection.ops.quote_name, columns))
        cursor.execute(f"INSERT INTO surveys_response ({names}) VALUES ({marks})", values)  # noqa: S608  # names of columns


def test_the_database_refuses_a_missing_and_a_used_id(begun):
    """NULLs are never equal to each other: a nullable id would let any number of rows in."""
    copy_of(begun, submission_id=uuid.uuid4())
    assert Response.objects.count() == 2
    for submission_id in (None, begun.submission_id):
        with pytest.raises(IntegrityError):
            copy_of(begun, submission_id=submission_id)
    with pytest.raises(IntegrityError):
        copy_of(begun, submission_id=uuid.uuid4(), resume_hash=begun.resume_hash)
    assert Response.objects.count() == 2


def test_without_the_control_nothing_stops_a_second_row(begun):
    """Control off: a copy of the table without its constraints takes the same row twice, and NULL twice."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare AS SELECT * FROM surveys_response")
        cursor.execute("INSERT INTO bare SELECT * FROM surveys_response")
        cursor.execute("SELECT COUNT(*) FROM bare GROUP BY submission_id")
        assert cursor.fetchall() == [(2,)]
        cursor.execute("UPDATE bare SET submission_id = NULL")
        cursor.execute("SELECT COUNT(*) FROM bare WHERE submission_id IS NULL")
        assert cursor.fetchone() == (2,)
    print("without the control 2 of 2 second rows are stored")


@pytest.mark.parametrize("text", NOT_AN_ID, ids=range(len(NOT_AN_ID)))
def test_what_is_no_id_begins_a_response_of_its_own_or_none(survey, wave, text):
    """By the form of the landing page and of a question in an article: never an error, never a shared row."""
    for _ in range(2):
        answer = Client().post(f"/answer/{survey.slug}/start/", {"consent": "yes", "submission_id": text})
        assert answer.status_code in {302, 400}
    ids = list(Response.objects.values_list("submission_id", flat=True))
    assert len(ids) == len(set(ids))
    asked = Client().post(f"/answer/{survey.slug}/ask/issue/", {"answer": "big", "submission_id": text})
    assert asked.status_code in {302, 400}
    ids = list(Response.objects.values_list("submission_id", flat=True))
    assert len(ids) == len(set(ids))
    assert None not in ids


def test_a_used_id_joins_its_response_by_every_way_in(survey, wave):
    submission_id = uuid.uuid4()
    first = actions.start(survey=survey, submission_id=submission_id, consent=True)
    assert actions.start(survey=survey, submission_id=submission_id, consent=True) == first
    for _ in range(2):
        Client().post(f"/answer/{survey.slug}/start/", {"consent": "yes", "submission_id": submission_id})
        Client().post(f"/answer/{survey.slug}/ask/issue/", {"answer": "big", "submission_id": submission_id})
        actions.answer_inline(survey=survey, question="issue", answer="small", submission_id=submission_id)
    assert Response.objects.count() == 1
    sent = actions.submit(response=ben.save(first))
    assert actions.start(survey=survey, submission_id=submission_id, consent=True) == sent.response
    assert (Response.objects.count(), Response.objects.get().status) == (1, "complete")


def test_no_way_in_takes_null(survey, wave):
    for call in (
        lambda: actions.start(survey=survey, submission_id=None, consent=True),
        lambda: actions.answer_inline(survey=survey, question="issue", answer="big", submission_id=None),
    ):
        with pytest.raises((DatabaseError, AttributeError, TypeError, ValueError)), transaction.atomic():
            call()
    assert Response.objects.count() == 0
