"""Statements without a layer between them and the driver: the same as Django's own way gives."""

import pytest
from django.db import DataError, connection
from django.db.utils import Error

from surveys import actions, keys, queries
from surveys.models import Response
from surveys.queries import direct, prepared
from tests.support.databases import on_postgres
from tests.surveys import ben

pytestmark = pytest.mark.django_db(transaction=True)


def token(response: Response) -> str:
    return keys.resume_token(response.submission_id)


def held(response: Response, **more: bool) -> Response:
    found = queries.held_response(token(response), response.survey.slug, **more)
    assert found is not None
    return found


def columns(response: Response) -> dict[str, object]:
    """What was read, without the clock's time and what Django keeps of its own."""
    return {name: value for name, value in vars(response).items() if name not in {"_state", "now"}}


@pytest.mark.parametrize("with_survey", [True, False])
def test_a_row_is_what_django_reads(begun, with_survey, django_assert_num_queries):
    with django_assert_num_queries(1):  # a log of statements: Django's cursor
        logged = columns(held(begun, with_survey=with_survey))
    assert direct.is_free(connection)
    assert columns(held(begun, with_survey=with_survey)) == logged


def test_a_save_is_what_django_saves(begun):
    response = held(begun, with_survey=False)
    saved = actions.save_section(
        response=response, section="start", post=ben.SECTIONS["start"], revision=0, seconds=31.0
    )
    assert not saved.conflict
    stored = Response.objects.get(pk=begun.pk)
    names = ("answers", "state", "pace", "status", "saved_on", "revision")
    assert [getattr(stored, name) for name in names] == [getattr(response, name) for name in names]


def test_text_arrives_as_it_was_written(begun):
    odd = {"q": "Zoë \\ “5” %s %% $1 ? \n 👩‍💻 '; --"}
    assert queries.change_if_open(held(begun), {"answers": odd, "revision": 1})
    assert Response.objects.get(pk=begun.pk).answers == odd


def test_who_saved_meanwhile_is_not_overwritten(begun):
    first, second = held(begun, with_survey=False), held(begun, with_survey=False)
    assert queries.change_if_open(first, {"status": "partial", "revision": 1})
    assert not queries.change_if_open(second, {"status": "started", "revision": 1})
    assert Response.objects.get(pk=begun.pk).status == "partial"


def test_placeholders_are_the_drivers_own():
    text = "a = %s AND b LIKE 'x%%' AND c = %s"
    assert direct.written_for("sqlite", text) == "a = ? AND b LIKE 'x%' AND c = ?"
    assert direct.written_for("postgresql", text) == "a = $1 AND b LIKE 'x%' AND c = $2"


def test_what_is_refused_is_an_error_of_djangos_and_the_connection_goes_on():
    assert direct.is_free(connection)
    for _ in range(2):
        with pytest.raises(Error):
            direct.rows(connection, "SELECT nothing FROM nowhere", [])
        assert [tuple(row) for row in direct.rows(connection, "SELECT 1", [])] == [(1,)]


if on_postgres():

    def test_a_connection_that_the_database_has_closed_is_opened_again_by_a_read(begun):
        held(begun)
        before = connection.connection
        killed = before.info.backend_pid
        with type(before).connect(before.info.dsn, password=before.info.password, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [killed])
        assert held(begun).pk == begun.pk
        assert connection.connection.info.backend_pid != killed

    def test_a_write_is_never_tried_again_by_itself(begun):
        response = held(begun)
        before = connection.connection
        with type(before).connect(before.info.dsn, password=before.info.password, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [before.info.backend_pid])
        with pytest.raises(prepared.OperationalError):
            queries.change_if_open(response, {"revision": 1})
        connection.close()
        assert Response.objects.get(pk=begun.pk).revision == 0

    def test_where_plans_are_not_kept_nothing_is_named(begun, monkeypatch):
        connection.ensure_connection()
        monkeypatch.setattr(connection.connection, "prepare_threshold", None)
        assert held(begun, with_survey=False).pk == begun.pk
        names = direct.rows(connection, "SELECT count(*) FROM pg_prepared_statements", [])
        assert names[0][0] == 0

    def test_an_error_keeps_the_state_that_the_server_gave():
        assert direct.is_free(connection)
        with pytest.raises(DataError) as caught:
            direct.rows(connection, "SELECT 1 / $1::int", [0])
        assert caught.value.__cause__.sqlstate == "22012"

    def test_no_text_is_cut_at_a_nul():
        with pytest.raises(ValueError, match="NUL"):
            direct.rows(connection, "SELECT $1::text", ["a\0b"])
