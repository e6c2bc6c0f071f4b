"""Mallory writes labels. They stay letters in the page, the file, the figure and the CSV."""

import json
from dataclasses import replace
from typing import Any

import pytest

from reports.charts.long_rows import lines, safe
from reports.release_format import ReleaseDoc
from tests.reports.charts.walk import charts, context, parsed
from tests.reports.factory import release_document

EVIL = "</text><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}%{x}\x00\x08"
HARMLESS = {
    "div",
    "span",
    "p",
    "ul",
    "li",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "svg",
    "rect",
    "line",
    "text",
    "circle",
    "path",
    "g",
    "defs",
    "pattern",
    "title",
    "desc",
    "style",
}


def hostile() -> ReleaseDoc:
    doc = release_document(seed=4)
    return replace(
        doc, survey=replace(doc.survey, title=EVIL), items=tuple(_evil(item) for item in doc.items)
    )


def _evil(item: Any) -> Any:
    def table(found: Any) -> Any:
        return replace(found, groups=tuple(replace(g, label=EVIL + g.label) for g in found.groups))

    return replace(
        item,
        text=EVIL + item.text,
        help=EVIL,
        base_text=EVIL,
        options=tuple(replace(o, label=EVIL + o.label) for o in item.options),
        rows=tuple(replace(r, label=EVIL + r.label) for r in item.rows),
        columns=tuple(replace(c, label=EVIL + c.label) for c in item.columns),
        scale=item.scale and replace(item.scale, anchors=dict.fromkeys(item.scale.anchors, EVIL)),
        topline=item.topline and table(item.topline),
        banners={k: table(t) for k, t in item.banners.items() if k in ("role", "age3")},
    )


@pytest.fixture(scope="module")
def drawn() -> list[Any]:
    return list(charts(hostile()))


def test_marks_and_files_hold_only_elements_that_do_nothing(drawn: list[Any]) -> None:
    assert len(drawn) > 90
    for each in drawn:
        chart = each.chart
        if chart.reason:
            continue
        for source in (f"<div>{chart.key}{chart.marks}</div>", chart.svg):
            for element in parsed(source).iter():
                assert element.tag.rpartition("}")[2] in HARMLESS, each.name
                assert not {name for name in element.attrib if name.startswith("on") or "href" in name}, (
                    each.name
                )


def test_figures_hold_no_markup_but_line_breaks(drawn: list[Any]) -> None:
    for each in drawn:
        text = json.dumps(each.chart.spec).replace("<br>", "")
        assert "<" not in text, each.name
        assert ">" not in text, each.name


def test_a_spreadsheet_reads_no_formula() -> None:
    assert [safe(t) for t in ("=1+1", "+1", "-1", "@x", "\tx", "\rx", "\0x", "5 to 9", "")] == [
        "'=1+1", "'+1", "'-1", "'@x", "'\tx", "'\rx", "'\0x", "5 to 9", "",
    ]  # fmt: skip
    doc = release_document(seed=4)
    item = doc.item("issue")
    assert item is not None and item.topline is not None
    evil = replace(item, options=tuple(replace(o, label="=HYPERLINK(1)") for o in item.options))
    answers = {line[10] for line in lines(evil, item.topline, context(doc)) if line[10]}
    assert answers == {"'=HYPERLINK(1)"}
