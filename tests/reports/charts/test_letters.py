"""Letters on charts: in the group's name, beside the value, in the table, in words, in the files."""

import json
import re
from dataclasses import replace

import pytest

from reports.charts import ChartContext, draw
from reports.charts.letters import MEANS, NONE, OVERLAP, RULE, UNTESTED
from reports.charts.long_rows import HEAD, lines
from reports.release_format import Item, Row, Table
from tests.reports.factory import release_document

DOC = release_document()
CONTEXT = ChartContext("The survey", 1, segment_id="role", segment_name="Role")
KINDS = ("single", "multi", "likert", "matrix", "grid", "ranking", "persona")


def with_letters(table: Table, *, hidden: str = "") -> Table:
    """The first group beats B and C in every cell; the group with the code `hidden` is withheld."""
    groups = []
    for place, group in enumerate(table.groups):
        rows = []
        for row in group.rows:
            if group.code == hidden:
                rows.append(Row(row.row, "withheld", 60, 60, None))
            elif place == 0:
                rows.append(replace(row, cells=tuple(replace(c, letters="BC") for c in row.cells)))
            else:
                rows.append(row)
        groups.append(replace(group, rows=tuple(rows)))
    return replace(table, groups=tuple(groups))


def example(kind: str) -> tuple[Item, Table, str]:
    """An item, one of its banners whose first three groups are shown, and the first group's name."""
    for item in DOC.items:
        if item.kind == kind:
            for table in item.banners.values():
                if len(table.groups) > 2 and all(r.is_shown for g in table.groups[:3] for r in g.rows):
                    return item, table, table.groups[0].label
    raise AssertionError(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_stands_wherever_the_number_does(kind):
    item, table, name = example(kind)
    chart = draw(item, with_letters(table), CONTEXT)
    assert f"A\u2002{name.split(' ')[0]}" in chart.marks
    assert "really higher than B and C" in chart.marks
    assert "really higher than B and C" in chart.alt
    assert "really higher than B and C" in json.dumps(chart.spec)
    assert any(cell.endswith("\u00a0BC") for row in chart.table.rows for cell in row)
    assert any(f"A\u2002{name}" in row[0] for row in chart.table.rows)
    assert "really higher than B and C" in chart.svg
    assert RULE in chart.base
    found = [dict(zip(HEAD, line, strict=True)) for line in lines(item, with_letters(table), CONTEXT)]
    higher = {(line["group"], line["group_letter"]) for line in found if line["really_higher_than"] == "BC"}
    assert higher == {(name, "A")}


def test_a_group_that_is_hidden_stands_in_no_letter_and_says_why():
    item, table, _ = example("single")
    chart = draw(item, with_letters(table, hidden=table.groups[1].code), CONTEXT)
    said = " ".join([chart.marks, chart.alt, chart.svg, json.dumps(chart.spec), str(chart.table)])
    assert re.findall('really higher than [^.<;"]*B', said) == []
    assert "\u00a0BC" not in said
    assert "really higher than C" in said
    boxes = {box.title: box.sentence for box in chart.boxes}
    assert boxes["Hidden to protect another group"].endswith(
        "this group is hidden so that another group can’t be worked out by subtraction."
    )
    assert "withheld" in {row[-1] for row in chart.table.rows}


def test_without_letters_the_chart_says_what_that_means():
    item, table, name = example("single")
    chart = draw(item, table, CONTEXT)
    assert NONE in chart.base
    assert f"A\u2002{name}" not in chart.marks
    assert UNTESTED in draw(item, table, replace(CONTEXT, tested=False)).base
    assert OVERLAP in draw(item, table, replace(CONTEXT, overlap=True)).base
    index, banner, _ = example("index")
    assert MEANS in draw(index, banner, CONTEXT).base


def test_the_widest_gap_is_the_one_that_a_letter_marks():
    item, table, name = example("single")
    cells = [c.code for c in table.groups[0].rows[0].cells]

    def only(code: str) -> Table:
        first = table.groups[0].rows[0]
        marked = tuple(replace(c, letters="B" if c.code == code else "", share=0.9) for c in first.cells)
        low = tuple(replace(c, share=0.1) for c in table.groups[1].rows[0].cells)
        groups = (
            replace(table.groups[0], rows=(replace(first, cells=marked),)),
            replace(table.groups[1], rows=(replace(table.groups[1].rows[0], cells=low),)),
        )
        return replace(table, groups=groups)

    for code in cells:
        label = item.option(code).label
        assert draw(item, only(code), CONTEXT).sentence.startswith(f"The groups differ most on “{label}”")


def test_a_letter_makes_the_claim_even_if_a_small_group_lies_lower():
    item, table, _ = example("single")
    code = table.groups[0].rows[0].cells[0].code
    shares = {0: 0.6, 1: 0.4, 2: 0.3}

    def group(place: int):
        row = table.groups[place].rows[0]
        cells = [replace(c, share=shares[place] if c.code == code else 0.2, letters="") for c in row.cells]
        cells[0] = replace(cells[0], letters="B" if place == 0 else "")
        return replace(table.groups[place], rows=(replace(row, cells=tuple(cells)),))

    three = replace(table, groups=tuple(group(place) for place in range(3)))
    claim = draw(item, three, CONTEXT).sentence
    assert claim.startswith("The groups differ most on")
    assert "60% of" in claim
    assert "40% of" in claim


def test_a_table_kept_from_an_earlier_release_says_since_when():
    item, table, _ = example("single")
    kept = draw(item, replace(table, since="2026-05-12"), CONTEXT)
    assert "As of 12 May 2026: kept from an earlier release." in kept.base
