"""Threat 7: formulas in files. Whatever a label, a title or an answer begins with, no cell of a file is run.

The judge is a spreadsheet's own rule, not the guards': in CSV a cell is run if it is no number and begins
with = + - @, a tab, a return or NUL; in XLSX if its XML holds a formula. Each property prints how many of the
same texts are run where nothing guards them.
"""

import csv
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import SimpleNamespace

import pytest
from defusedxml import ElementTree
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from reports.charts import long_rows
from reports.explorer.asking import Found, Place
from reports.explorer.book import book
from reports.explorer.weights import Offer, Weights
from reports.models import Target
from reports.release.raking_cells import Bounds, Category, Margin, weigh
from surveys.logic import codebook
from surveys.workbook import workbook
from tests.attacks.sizes import size
from tests.oracles import synth
from tests.reports.charts.walk import context
from tests.reports.explorer.small import Dataset
from tests.reports.factory import release_document
from tests.reports.views.releases import publish
from tests.support.people import client_of
from website.core import spreadsheets
from website.core.groups import ADMIN, ANALYST

BEGINNINGS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\x00",
    " =",
    "=cmd|'/c calc'!A1",
    "@SUM(1)",
    "+1+1",
    "-2+3",
    "\t=1",
)
#: What has no place in an instrument's texts cannot get into a file either.
TEXTS = st.builds(
    "{}{}".format,
    st.sampled_from(BEGINNINGS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MANY = settings(
    max_examples=size(40, 2_000),
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", text) is not None


def run_in_csv(content: str) -> list[str]:
    """The cells of a CSV that a spreadsheet would run."""
    cells = [cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row]
    return [
        cell
        for cell in cells
        if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\0")) and not is_number(cell)
    ]


def written(rows: Iterable[Sequence[object]]) -> str:
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    return target.getvalue()


def cells_of(content: bytes) -> list[ElementTree]:
    """Every cell of every sheet, as XML."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    return [cell for name in names for cell in ElementTree.fromstring(archive.read(name)).iter(f"{SHEET}c")]


def run_in_xlsx(content: bytes) -> int:
    """Cells with a formula."""
    return sum(cell.find(f"{SHEET}f") is not None for cell in cells_of(content))


class Tally:
    """How many of the texts would have been run."""

    def __init__(self) -> None:
        self.texts, self.bare = 0, 0

    def csv(self, texts: Sequence[str]) -> None:
        self.texts += len(texts)
        self.bare += len(run_in_csv(written([text] for text in texts)))

    def xlsx(self, texts: Sequence[str]) -> None:
        bare = Workbook()
        for text in texts:
            bare.active.append([codebook._UNPRINTABLE.sub("", text)])
        target = io.BytesIO()
        bare.save(target)
        self.texts += len(texts)
        self.bare += run_in_xlsx(target.getvalue())

    def say(self, what: str, capsys: pytest.CaptureFixture[str]) -> None:
        with capsys.disabled():
            print(f"\nrow 7, {what}: {self.bare} of {self.texts} texts run without the guard, 0 with it")
        assert self.bare > 0, "The attack does not even succeed where nothing guards."


def test_public_tables(capsys):
    """The labels of a release, in the CSV under each chart."""
    doc, tally = release_document(seed=4), Tally()
    item = next(each for each in doc.items if each.id == "issue")
    table = item.banners["role"]

    @MANY
    @given(st.lists(TEXTS, min_size=3, max_size=3))
    def check(texts):
        tally.csv(texts)
        label, group, title = texts
        evil = replace(item, options=tuple(replace(o, label=label) for o in item.options))
        groups = replace(table, groups=tuple(replace(g, label=group) for g in table.groups))
        about = replace(context(doc, "role"), survey_title=title)
        assert run_in_csv(written(long_rows.lines(evil, groups, about))) == []

    check()
    tally.say("CSV of a public table", capsys)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_single_responses(form, capsys):
    """The cells of the export of responses and of its codebook."""
    tally = Tally()

    @MANY
    @given(st.lists(TEXTS, min_size=1, max_size=6))
    def check(texts):
        getattr(tally, form)(texts)
        rows = [[codebook.cell(text), 1, -2] for text in texts]
        if form == "csv":
            assert run_in_csv(written(rows)) == []
        else:
            assert run_in_xlsx(workbook([("Responses", rows)])) == 0

    check()
    tally.say(f"{form.upper()} of single responses", capsys)


def test_lists_of_the_admin(capsys):
    """Wagtail's own reports and lists: titles of pages, names, addresses."""
    tally = Tally()

    class Listing(SpreadsheetExportMixin):
        list_export = ("title",)

        def get_heading(self, queryset, field):
            return field

    @MANY
    @given(st.lists(TEXTS, min_size=1, max_size=6))
    def check(texts):
        tally.csv(texts)
        pages = [SimpleNamespace(title=text) for text in texts]
        assert run_in_csv(b"".join(Listing().stream_csv(pages)).decode()) == []

    check()
    tally.say("CSV of the admin's lists", capsys)
    assert spreadsheets.safe("Plain = text") == "Plain = text"


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """Tables over the product's questionnaire, whose words are replaced afterwards."""
    data = Dataset(tmp_path_factory.mktemp("book"), synth.definition(), list(synth.rows()))
    chosen = data.read(row=["issue", "platforms", "recommend"], by=["solo"], where=["role:content"])
    return (
        data,
        chosen,
        data.ask(row=["issue", "platforms", "recommend"], by=["solo"], where=["role:content"]),
    )


def hostile_book(counted, texts):
    """The analyst's workbook with these texts wherever a questionnaire has words."""
    data, chosen, tables = counted
    words = iter(texts * 200)

    def evil(variable):
        levels = tuple(replace(level, label=next(words)) for level in variable.levels)
        return replace(variable, label=next(words), text=next(words), heading=next(words), levels=levels)

    survey = SimpleNamespace(title=next(words), slug="survey")
    wave = type("Wave", (SimpleNamespace,), {"__str__": lambda self: texts[0]})(survey=survey, is_demo=True)
    heads = tuple(replace(h, segment=next(words), label=next(words)) for h in tables.banner.heads)
    segments = tuple(evil(variable) for variable in tables.banner.segments)
    made = replace(
        tables,
        banner=replace(tables.banner, heads=heads, segments=segments),
        tables=tuple(
            replace(
                table,
                variable=evil(table.variable),
                lines=tuple(replace(line, label=next(words)) for line in table.lines),
                associations=tuple(replace(a, segment=next(words)) for a in table.associations),
            )
            for table in tables.tables
        ),
    )
    filters = tuple(replace(f, variable=evil(f.variable)) for f in chosen.filters)
    place = Place(wave, data.known, data.widths, Offer(data.definition, ()))
    return book(place, replace(chosen, filters=filters), Found(made, hostile_weights(data, words)))


def hostile_weights(data, words):
    """Targets whose source is hostile, and weights of everybody."""
    margin = Margin(
        "gender", next(words), (Category(next(words), (1,), 0.5), Category(next(words), (2,), 0.5))
    )
    facts = {name: next(words) for name in ("source", "url", "as_of", "population")}
    offer = Offer(data.definition, (Target(variable="gender", shares=[], **facts),))
    return Weights(offer, weigh(data.parts, [margin], Bounds()))


def test_the_banner_book(counted, capsys):
    """No formula, texts as text, numbers as numbers."""
    tally = Tally()

    @settings(MANY, max_examples=size(8, 200))
    @given(st.lists(TEXTS, min_size=3, max_size=6))
    def check(texts):
        tally.xlsx(texts)
        content = hostile_book(counted, texts)
        assert run_in_xlsx(content) == 0
        kinds = {cell.get("t", "n") for cell in cells_of(content)}
        assert kinds == {"inlineStr", "n"}, kinds

    check()
    tally.say("XLSX of the explorer", capsys)


if shutil.which("soffice"):

    def test_the_banner_book_in_libreoffice(counted, tmp_path):
        """Opened and saved again, the office program has found no formula either."""
        (tmp_path / "book.xlsx").write_bytes(hostile_book(counted, list(BEGINNINGS)))
        command = [
            "soffice",
            "--headless",
            "--convert-to",
            "fods",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "book.xlsx"),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        assert "table:formula" not in (tmp_path / "book.fods").read_text("utf-8")


@pytest.mark.django_db
def test_the_files_as_they_are_served(wave, client, monkeypatch):
    """One file of each address that hands out CSV, with a title that would run."""
    doc = release_document(seed=1, wave=1)
    publish(monkeypatch, {1: replace(doc, survey=replace(doc.survey, slug="survey", title="=1+1"))})
    public = client.get("/results/survey/wave-1/issue/table.csv").content.decode()
    wave.survey.title = "=1+1"
    wave.survey.save_revision().publish()
    analyst = client_of(ANALYST)
    dispositions = reverse("surveys_wave:dispositions", args=[wave.pk])
    account = b"".join(analyst.get(dispositions, {"export": "csv"}).streaming_content).decode()
    pages = client_of(ADMIN).get("/admin/reports/aging-pages/", {"export": "csv"})
    listed = b"".join(pages.streaming_content).decode()
    assert "'=1+1" in public
    assert "'=1+1" in listed
    assert [run_in_csv(text) for text in (public, account, listed)] == [[], [], []]


def test_a_formula_is_noticed():
    """The judges can say no."""
    assert run_in_csv("a,-0.5,=1+1\r\n") == ["=1+1"]
    made = Workbook()
    made.active["A1"] = "=1+1"
    target = io.BytesIO()
    made.save(target)
    assert run_in_xlsx(target.getvalue()) == 1
