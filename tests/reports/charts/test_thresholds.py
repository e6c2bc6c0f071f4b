"""What may not be shown is not drawn, and is said in words."""

import json
import re
from dataclasses import replace

from reports.charts import ChartContext, draw
from reports.release_format import Group, Item, Row, Table
from tests.reports.charts.walk import charts, context
from tests.reports.factory import release_document

DOC = release_document(seed=1)
CONTEXT = context(DOC, "work_status")


def banner(item_id: str, *rows: Row) -> tuple[Item, Table]:
    item = DOC.item(item_id)
    assert item is not None and item.topline is not None
    plain = item.topline.groups[0].rows[0]
    names = ("Ants", "Bees", "Cats")
    full = Group("a", names[0], (replace(plain, cells=tuple(c for c in plain.cells if not c.missing)),))
    groups = (full, *(Group(n.lower(), n, (row,)) for n, row in zip(names[1:], rows, strict=False)))
    return item, Table("valid", groups)


def test_a_group_of_fewer_than_30_is_a_hatched_disc_and_a_sentence() -> None:
    item, table = banner("issue", Row(None, "few", 20, 20, None))
    chart = draw(item, table, CONTEXT)
    assert [(box.title, box.sentence) for box in chart.boxes] == [
        ("Too few to show", "Bees: fewer than 30 people in this group answered, so we draw nothing.")
    ]
    assert "Bees" not in chart.marks
    assert "Bees" not in json.dumps(chart.spec)
    assert chart.table.rows[1] == ("Bees", "–", "–", "–", "–", "too few")


def test_a_group_of_fewer_than_10_keeps_even_its_base() -> None:
    item, table = banner("issue", Row(None, "hidden", None, None, None))
    chart = draw(item, table, CONTEXT)
    assert (
        chart.boxes[0].sentence
        == "Bees: fewer than 10 people in this group answered, so we show nothing at all."
    )
    assert chart.table.rows[1] == ("Bees", "–", "–", "–", "–", "hidden")


def test_a_group_of_30_to_49_is_hatched_and_read_with_care() -> None:
    item = DOC.item("issue")
    assert item is not None and item.topline is not None
    plain = item.topline.groups[0].rows[0]
    care = replace(
        plain, status="care", base=40, valid=40, cells=tuple(c for c in plain.cells if not c.missing)
    )
    chart = draw(item, Table("valid", (Group("a", "Ants", (care,)),)), CONTEXT)
    assert chart.marks.count("read with care") == 4
    assert chart.marks.count("url(#c-issue-by-work_status-") == 4
    assert "Hatched: 30 to 49 answers, read with care." in chart.base
    patterns = {
        shape
        for trace in chart.spec["data"]
        if trace["type"] == "bar"
        for shape in trace["marker"]["pattern"]["shape"]
    }
    assert patterns == {"/"}


def test_a_table_of_small_groups_only_is_a_reason_and_nothing_else() -> None:
    small = [each for each in charts(release_document(seed=5, base=20)) if each.item.kind != "text"]
    assert small
    for each in small:
        if any(row.status in ("shown", "care") for group in each.table.groups for row in group.rows):
            continue
        chart = each.chart
        assert (chart.marks, chart.svg, chart.spec, chart.table.rows) == ("", "", {}, ()), each.name
        assert chart.reason in (
            "Fewer than 30 people in this group answered, so we draw nothing.",
            "Fewer than 10 people in this group answered, so we show nothing at all.",
        )


def test_open_answers_are_a_sentence() -> None:
    item = DOC.item("story")
    assert item is not None
    chart = draw(item, item.topline, ChartContext("Survey", 1))
    assert chart.reason == "Open answers are published only after a person has read them."
    assert chart.marks == chart.svg == ""


def test_ids_on_a_page_are_unique() -> None:
    for each in charts(release_document(seed=6, base=160)):
        ids = re.findall(r' id="([^"]+)"', each.chart.marks)
        assert len(ids) == len(set(ids)), each.name


def test_words_of_a_scale_stand_at_its_ends_and_not_under_a_column() -> None:
    item = DOC.item("party")
    assert item is not None
    words = {"0": "Very uncomfortable", "5": "In between", "10": "Very comfortable"}
    named = replace(item, options=tuple(replace(o, label=words.get(o.code, o.label)) for o in item.options))
    chart = draw(named, named.topline, context(DOC))
    under = re.findall(r'<text class="t-small t-mid" x="[^"]+" y="195">([^<]*)</text>', chart.marks)
    assert under == [str(value) for value in range(11)]
    assert [row[0] for row in chart.table.rows][:2] == ["0, Very uncomfortable", "1"]
    assert "0, Very uncomfortable: " in chart.alt
