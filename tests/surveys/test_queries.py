"""The reads that other apps use."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.dataset.columns import ANALYSIS
from reports.dataset.encode import RowEncoder
from surveys import actions, keys, queries
from surveys.models import Response, SurveyPage, Wave
from tests.surveys import ben


def begin(survey):
    return actions.start(survey=survey, submission_id=uuid4(), consent=True)


def test_only_published_surveys_are_found(survey):
    assert queries.survey_by_slug("survey") == survey
    assert list(queries.live_surveys()) == [survey]
    survey.unpublish()
    assert queries.survey_by_slug("survey") is None
    assert list(queries.live_surveys()) == []


@pytest.mark.parametrize(
    ("rows", "kind", "number"),
    [
        ([], "none", None),
        ([("planned", None, None)], "planned", 1),
        ([("closed", -9, -8), ("open", -1, 1)], "open", 2),
        ([("closed", -9, -8), ("planned", 5, 6)], "planned", 2),
        ([("open", 1, 2)], "planned", 1),
        ([("closed", -9, -8), ("open", -2, -1)], "closed", 2),
        ([("planned", -3, -2)], "closed", 1),
    ],
)
def test_what_a_visitor_can_do_now(survey, rows, kind, number):
    def at(hours):
        return None if hours is None else timezone.now() + timedelta(hours=hours)

    for place, (status, opens, closes) in enumerate(rows, start=1):
        Wave.objects.create(
            survey=survey, number=place, title="W", status=status, opens_at=at(opens), closes_at=at(closes)
        )
    state = queries.wave_state(survey)
    assert (state.kind, state.wave and state.wave.number) == (kind, number)


@pytest.mark.django_db
def test_wave_state_of_an_unsaved_page():
    assert queries.wave_state(SurveyPage(title="New")).kind == "none"


def test_rows_carry_codes_dispositions_and_no_id(survey, wave):
    actions.submit(response=ben.save(begin(survey)))
    ben.save(begin(survey), *ben.ORDER[:3])
    out = begin(survey)
    actions.save_section(response=out, section="start", post={"work_status": ["outside"]}, revision=0)
    begin(survey)
    rows = list(queries.wave_rows(wave))
    assert sorted(row["_status"] for row in rows) == ["complete", "partial", "screened_out"]
    assert {key for row in rows for key in row if key.startswith("_")} == {
        "_status",
        "_source",
        "_tier",
        "_demo",
        "_flags",
        "_left_out",
        "_version",
    }
    assert {row["_left_out"] for row in rows} == {""}
    complete = next(row for row in rows if row["_status"] == "complete")
    assert (complete["issue"], complete["party"], complete["years"], complete["gender"]) == (4, 0, 0, -3)
    assert not any(isinstance(value, str) and len(value) > 30 for value in complete.values())


def test_rows_come_in_random_order(survey, wave):
    """The rank correlation of arrival and order is small, and two readings differ."""
    first = begin(survey)
    Response.objects.filter(pk=first.pk).update(status="partial")
    count = 400
    Response.objects.bulk_create(
        Response(
            survey=survey,
            wave=wave,
            version=first.version,
            submission_id=uuid4(),
            status="partial",
            answers={"work_status": "inhouse", "years": place % 61, "party": place % 11},
            state={"saved": ["start", "about"], "arrival": place},
            key_version=1,
            resume_hash=f"{place:064d}",
            resume_expires_on=first.resume_expires_on,
            consent_version="consent v1",
            started_on=first.started_on,
        )
        for place in range(count)
    )

    def order():
        return [(row["years"], row["party"]) for row in queries.wave_rows(wave) if row["years"] >= 0]

    arrival = {(place % 61, place % 11): place for place in range(count)}
    places = [arrival[pair] for pair in order()]
    mean = (count - 1) / 2
    spread = sum((place - mean) ** 2 for place in range(count))
    rho = sum((a - mean) * (b - mean) for a, b in enumerate(places)) / spread
    assert abs(rho) < 0.25  # five standard errors
    assert order() != order()


def test_rows_say_why_they_are_left_out(survey, wave):
    for fields in (
        {"flags": ["speeder"]},
        {"flags": ["duplicate"]},
        {"quarantine": "odd", "flags": ["speeder"]},
    ):
        Response.objects.filter(pk=ben.save(begin(survey)).pk).update(**fields)
    rows = list(queries.wave_rows(wave))
    assert sorted(row["_left_out"] for row in rows) == ["", "quarantine", "speeder"]
    assert {row["_status"] for row in rows} == {"partial"}
    encoder = RowEncoder(queries.definition_of(survey.versions.get()))
    analysed = {row["_left_out"]: encoder.row(row)[ANALYSIS] for row in rows}
    assert analysed == {"": 1, "quarantine": 0, "speeder": 0}


def test_wave_rows_ask_the_database_once(survey, wave):
    for _ in range(3):
        actions.submit(response=ben.save(begin(survey)))
    queries.definition_of(survey.versions.get())
    with CaptureQueriesContext(connection) as made:
        assert len(list(queries.wave_rows(wave))) == 3
    assert len(made) == 1


def test_waves_with_counts(survey, wave, django_assert_num_queries):
    actions.submit(response=ben.save(begin(survey)))
    ben.save(begin(survey), *ben.ORDER[:3])
    Wave.objects.create(survey=survey, number=2, title="Next")
    with django_assert_num_queries(1):
        counts = [(w.number, w.completes, w.partials) for w in queries.waves_with_counts(survey)]
    assert counts == [(2, 0, 0), (1, 1, 1)]
    assert queries.closed_waves(survey) == []


def test_the_holder_of_a_key_finds_one_row(survey, wave):
    mine, other = begin(survey), begin(survey)
    receipt = actions.submit(response=ben.save(mine))
    actions.submit(response=ben.save(other))
    token = keys.resume_token(mine.submission_id)
    assert queries.own_response(receipt.code).pk == mine.pk
    assert queries.own_response(token).pk == mine.pk
    assert queries.own_response("nonsense") is None
    assert queries.encoded(queries.own_response(receipt.code))["issue"] == 4


def test_a_response_holds_no_address_no_browser_and_no_time_of_day():
    fields = Response._meta.get_fields()
    assert [
        f.name
        for f in fields
        if isinstance(f, models.DateTimeField | models.TimeField | models.DurationField)
    ] == []
    assert [f.name for f in fields if isinstance(f, models.GenericIPAddressField | models.EmailField)] == []
    assert sorted(f.name for f in fields) == [
        "amended_on",
        "answers",
        "consent_version",
        "flags",
        "id",
        "is_demo",
        "key_version",
        "pace",
        "quarantine",
        "quotas",
        "receipt_hash",
        "resume_expires_on",
        "resume_hash",
        "revision",
        "saved_on",
        "source",
        "started_on",
        "state",
        "status",
        "submission_id",
        "submitted_on",
        "survey",
        "tier",
        "version",
        "wave",
    ]
    assert [f.name for f in fields if f.is_relation] == ["survey", "wave", "version"]
    assert Response._meta.pk.get_internal_type() == "UUIDField"
