"""Row 52: who may export single responses, what the file holds, and that none is left to be fetched later."""

import csv
import io
import tempfile
import zipfile

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from wagtail.models import ModelLogEntry

from surveys import queries
from surveys.models import Response
from tests.attacks import linkage
from tests.attacks.linkage import BOUND, MARK, PEOPLE, number_in, rho
from tests.support.people import client_of, person
from tests.surveys.test_closing import respondent
from website.core.groups import ADMIN, ALL, ANALYST, RELEASE_MANAGER

pytestmark = pytest.mark.django_db
JUDGES = {ANALYST, RELEASE_MANAGER, ADMIN}
WANTED = {"reason": "A reader asked for a table", "format": "csv"}
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\n=1+1",
    "=cmd|'/c calc'!A1",
)


def url(wave):
    return reverse("surveys_wave:export", args=[wave.pk])


def csv_of(answer):
    """responses.csv of a zip, as dictionaries."""
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert archive.namelist() == ["responses.csv", "codebook.csv"]
    return list(csv.DictReader(io.StringIO(archive.read("responses.csv").decode("utf-8-sig"), newline="")))


def xlsx_of(answer):
    sheet = load_workbook(io.BytesIO(answer.getvalue()))["Responses"]
    names, *rows = ([cell.value for cell in row] for row in sheet.rows)
    assert {cell.data_type for row in sheet.rows for cell in row} <= {"s", "inlineStr", "n"}, "A formula."
    return [dict(zip(names, row, strict=True)) for row in rows]


@pytest.fixture
def answered(wave):
    version = queries.newest_version(wave.survey)
    for text in FORMULAS:
        respondent(wave, version, {"work_status": "self", "story": text})
    return wave


def test_each_role_gets_what_its_permission_says(answered):
    """Permission × role: the group's own, then taken away, then given to the others."""
    permission = Permission.objects.get(content_type__app_label="surveys", codename="export_response")
    for role in (None, *ALL):
        client = client_of(role)
        may = role in JUDGES
        assert client.get(url(answered)).status_code == (200 if may else 302), role
        answer = client.post(url(answered), WANTED)
        assert (answer.get("Content-Type") == "application/zip") is may, role
        if role is None:
            continue
        group = person(role).groups.get()
        (group.permissions.remove if may else group.permissions.add)(permission)
        answer = client_of(role).post(url(answered), WANTED)
        assert (answer.get("Content-Type") == "application/zip") is not may, role


def test_nothing_is_left_to_be_fetched_later(answered, monkeypatch):
    """Each file is made for one request. The permission is asked for at that moment, and no file is made."""
    client = client_of(ANALYST)
    made = []
    monkeypatch.setattr(tempfile, "_get_candidate_names", lambda: made.append(1) or iter(()))
    for form in ("csv", "xlsx"):
        answer = client.post(url(answered), WANTED | {"format": form})
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")
        assert len(answer.getvalue()) > 1000
    assert made == [], "A temporary file was written."
    person(ANALYST).groups.clear()
    assert client.post(url(answered), WANTED).status_code == 302


def test_a_reason_is_asked_for_and_kept(answered):
    client = client_of(ANALYST)
    answer = client.post(url(answered), {"reason": "  ", "format": "csv"})
    assert (answer.status_code, ModelLogEntry.objects.count()) == (422, 0)
    client.post(url(answered), WANTED)
    line = ModelLogEntry.objects.get()
    assert (line.user.username, line.object_id) == ("ada", str(answered.pk))
    assert line.message == "Exported single responses: A reader asked for a table"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_is_a_formula(answered, form):
    answer = client_of(ANALYST).post(url(answered), WANTED | {"format": form})
    rows = csv_of(answer) if form == "csv" else xlsx_of(answer)
    texts = [row["story"] for row in rows]
    assert len(texts) == len(FORMULAS)
    # Without the control: what a workbook makes of them.
    sheet = Workbook().active
    sheet.append(FORMULAS[:1])
    assert sheet["A1"].data_type == "f"
    assert all(text.startswith("'") for text in texts), texts


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_holds_no_id_no_day_no_key_and_no_order(wave, form, capsys):
    came = linkage.arrive(wave)
    answer = client_of(ANALYST).post(url(wave), WANTED | {"format": form})
    rows = csv_of(answer) if form == "csv" else xlsx_of(answer)
    everything = repr(rows)
    for response in Response.objects.all()[:20]:
        for secret in (response.pk, response.pk.hex, response.submission_id, response.resume_hash):
            assert str(secret) not in everything
        assert response.receipt_hash not in everything
    assert str(came[0].started_on) not in everything
    assert MARK in everything
    without, with_control = rho(linkage.as_they_lie()), rho([number_in(row["story"]) for row in rows])
    with capsys.disabled():
        print(f"\nrow 52, {form}: |rho| {without:.3f} without, {with_control:.3f} with, {PEOPLE} people")
    assert (without > 0.9, with_control < BOUND) == (True, True)


def test_the_codebook_says_what_every_column_is(answered):
    answer = client_of(ANALYST).post(url(answered), WANTED)
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    responses = csv.DictReader(io.StringIO(archive.read("responses.csv").decode("utf-8-sig"), newline=""))
    book = list(csv.DictReader(io.StringIO(archive.read("codebook.csv").decode("utf-8-sig"))))
    assert [row["variable"] for row in book] == responses.fieldnames
    issue = next(row for row in book if row["variable"] == "issue")
    assert "4 A big issue" in issue["values"]
    assert "−2 no answer" in issue["values"]
