"""The banner book: an XLSX workbook with a sheet of contents and a sheet for each table.

Texts are text cells, whatever they begin with; numbers are numbers with all their digits, shares 0…1 shown
as percentages. Bases come first, each share has its letters, count and interval below it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from reports.explorer import weights_wording, wording
from reports.explorer.asking import Found, Place
from reports.explorer.choice import BASES, CORRECTIONS, Choice
from reports.explorer.tables import Line, Sheet, Table
from reports.explorer.weights import Weights
from surveys.workbook import packed, typed

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENTS = "Contents"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_000
BOLD, WARNING, SOFT = Font(bold=True), Font(bold=True, color="B00020"), Font(color="555555", italic=True)
HEAD = PatternFill("solid", fgColor="E8EAF2")
FORMATS = {"share": "0.0%", "mean": "0.00", "net": "+0.0;-0.0;0.0", "median": "General"}


def book(place: Place, choice: Choice, found: Found) -> bytes:
    """The workbook as a file."""
    sheet = found.sheet
    made = Workbook()
    made.remove(made.active)
    contents = made.create_sheet(CONTENTS)
    titles = [f"{i} {table.variable.name}"[:31] for i, table in enumerate(sheet.tables, 1)]
    _contents(contents, place, choice, found, titles)
    for title, table in zip(titles, sheet.tables, strict=True):
        _table(made.create_sheet(title), place, choice, sheet, table)
    for each in made.worksheets:
        each.oddHeader.center.text = each.oddFooter.center.text = wording.NOT_FOR_PUBLICATION
    return packed(made)


def _text(value: str) -> str:
    """Without the characters that no sheet can hold."""
    return _UNPRINTABLE.sub("", value)[:LONGEST_CELL]


def _add(sheet: Any, *values: Any, font: Font | None = None, number: str = "") -> int:
    """A row at the end; its number. None leaves a cell empty."""
    sheet.append([typed(sheet, _text(value) if isinstance(value, str) else value) for value in values])
    row = sheet._current_row
    for cell in sheet[row]:
        if font is not None:
            cell.font = font
        if number and isinstance(cell.value, int | float):
            cell.number_format = number
    return int(row)


def _heading(sheet: Any, place: Place, choice: Choice) -> None:
    """What every sheet says first."""
    _add(sheet, wording.NOT_FOR_PUBLICATION.upper(), font=WARNING)
    demo = " Demonstration data: nobody gave these answers." if place.wave.is_demo else ""
    _add(sheet, f"{place.wave.survey.title}. {place.wave}.{demo}", font=BOLD)
    if choice.weights:
        _add(sheet, f"Weighted to the wave's targets: see the sheet {CONTENTS}.", font=BOLD)
    else:
        _add(sheet, "Unweighted.", font=BOLD)
    for line in wording.filters(choice):
        _add(sheet, f"Only {line}")


def _contents(sheet: Any, place: Place, choice: Choice, found: Found, titles: Sequence[str]) -> None:
    counted = found.sheet
    _heading(sheet, place, choice)
    _add(sheet, wording.WHY_NOT)
    _add(sheet, f"Counted on {timezone.localdate():%-d %B %Y}.")
    _add(sheet, f"People in the analysis: {counted.people[0]:,}.")
    _add(sheet, wording.weighting_rule(counted))
    _add(
        sheet, f"Percentages of {BASES[choice.base]}. Letters corrected by {CORRECTIONS[choice.correction]}."
    )
    for sentence in wording.nowhere(counted):
        _add(sheet, sentence)
    _add(sheet, "")
    _add(sheet, "Sheet", "Variable", "Question", "Base", font=BOLD)
    for title, table in zip(titles, counted.tables, strict=True):
        row = _add(sheet, title, table.variable.label, table.variable.text, table.base[0], number="#,##0")
        link = sheet.cell(row, 1)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{title}'!A1")
        link.font = Font(underline="single", color="2A4BA0")
    if found.weights is not None:
        _weights(sheet, found.weights)
    _widths(sheet, 28, 60, 80, 12, 14)


def _weights(sheet: Any, weights: Weights) -> None:
    """What the answers were weighted to, and what it cost."""
    _add(sheet, "")
    _add(sheet, "Weights", font=BOLD)
    _add(sheet, weights_wording.by(weights))
    _add(sheet, weights_wording.cost(weights))
    for sentence in weights_wording.rules(weights):
        _add(sheet, sentence)
    for label, value, number in (
        ("Design effect (Kish)", weights.weighed.design_effect, "0.000"),
        ("Effective base (Kish)", weights.weighed.effective_n, "#,##0.0"),
        ("Smallest weight", weights.smallest, "0.000"),
        ("Largest weight", weights.largest, "0.000"),
        ("Lower bound", weights.bounds.low, "0.00"),
        ("Upper bound", weights.bounds.high, "0.00"),
    ):
        _add(sheet, label, value, number=number)
    for margin in weights.margins:
        _add(sheet, "")
        _add(sheet, f"Target: {margin.label}", font=BOLD)
        target = margin.target
        for label, text in (
            ("Source", target.source),
            ("Address", target.url),
            ("Date", target.as_of),
            ("Population", target.population),
        ):
            _add(sheet, label, text)
        _add(sheet, "Without a level", margin.unknown, number="#,##0")
        _add(sheet, *weights_wording.HEADS, font=BOLD)
        for line in margin.lines:
            row = _add(sheet, line.label, line.people, line.sample, line.target, line.weight, number="0.0%")
            sheet.cell(row, 2).number_format, sheet.cell(row, 5).number_format = "#,##0", "0.000"


def _table(sheet: Any, place: Place, choice: Choice, counted: Sheet, table: Table) -> None:
    _heading(sheet, place, choice)
    _add(sheet, table.variable.label, font=BOLD)
    _add(sheet, table.variable.text)
    _add(sheet, "")
    heads = counted.banner.heads
    before, segments = "", []
    for head in heads:
        segments.append(head.segment if head.segment != before else None)
        before = head.segment
    for values in (
        (None, None, *segments),
        (None, "Everybody", *(head.label for head in heads)),
        (None, None, *(head.letter or None for head in heads)),
    ):
        row = _add(sheet, *values, font=BOLD)
        for cell in sheet[row]:
            cell.fill, cell.alignment = HEAD, Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = f"B{row + 1}"
    _add(sheet, "People", *counted.people, number="#,##0")
    for reason, counts in table.excluded:
        _add(sheet, reason, *counts, font=SOFT, number="#,##0")
    unweighted = ", unweighted" if table.effective else ""
    _add(sheet, f"Base: people{unweighted}", *table.base, font=BOLD, number="#,##0")
    if table.effective:
        _add(sheet, "Base: weighted", *table.weight, font=BOLD, number="#,##0.0")
        _add(sheet, "Base: effective", *table.effective, font=BOLD, number="#,##0.0")
    section = ""
    for line in table.lines:
        if line.section != section:
            _add(sheet, line.section, font=BOLD)
            section = line.section
        _line(sheet, line)
    _add(sheet, "")
    for sentence in _footnotes(counted, table):
        _add(sheet, sentence, font=SOFT)
    _widths(sheet, 48, *(14 for _ in range(len(heads) + 1)))


def _line(sheet: Any, line: Line) -> None:
    number = FORMATS[line.kind]
    _add(sheet, line.label, *(figure.value for figure in line.figures), font=BOLD, number=number)
    if any(figure.letters for figure in line.figures):
        _add(sheet, "   higher than", *(" ".join(figure.letters) or None for figure in line.figures))
    for label, values, form in (
        ("   count", [figure.count for figure in line.figures], "#,##0"),
        ("   weighted count", [figure.weight for figure in line.figures], "#,##0.0"),
        ("   n", [figure.n for figure in line.figures if line.kind != "share"], "#,##0"),
        ("   standard error", [figure.se for figure in line.figures], "0.0000"),
        ("   95 % from", [figure.lo for figure in line.figures], number),
        ("   95 % to", [figure.hi for figure in line.figures], number),
    ):
        if any(value is not None for value in values):
            _add(sheet, label, *values, font=SOFT, number=form)


def _footnotes(counted: Sheet, table: Table) -> Iterator[str]:
    yield from wording.rules(counted, table)
    small = wording.untested(counted, table)
    if small:
        yield f"Too small to be tested: {'; '.join(small)}."
    for found in table.associations:
        yield f"Independence. {wording.association(found)}"
    yield f"{wording.NOT_FOR_PUBLICATION}. {wording.WHY_NOT}"


def _widths(sheet: Any, *widths: int) -> None:
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
