"""Picture, file, table, Plotly figure and alt text of every chart say the same released numbers."""

import re
from collections import Counter
from xml.etree import ElementTree

import pytest

from tests.reports.charts.demo import demo_release
from tests.reports.charts.walk import (
    Drawn,
    answered,
    between,
    charts,
    drawn_shares,
    parsed,
    percent,
    shown_rows,
)
from tests.reports.factory import release_document

TIP = re.compile(r"(\d+|\*)%?(?: \((\d+–\d+)\))?(?:, really higher than [A-Z](?:, [A-Z])*(?: and [A-Z])?)?$")
#: Letters of the groups that a share is really higher than; tested in test_letters.py.
LETTERS = re.compile("\xa0[A-Z]+$")
SVG = "{http://www.w3.org/2000/svg}"


RELEASES = {
    "invented numbers": lambda: release_document(seed=2, base=320),
    "demonstration, wave 1": lambda: demo_release(1),
    "demonstration, wave 2": lambda: demo_release(2),
}


@pytest.fixture(scope="module", params=RELEASES)
def drawn(request: pytest.FixtureRequest) -> list[Drawn]:
    return [each for each in charts(RELEASES[request.param]()) if not each.chart.reason]


def test_every_kind_and_many_splits_are_walked(drawn: list[Drawn]) -> None:
    kinds = {(each.item.kind, bool(each.segment)) for each in drawn}
    plain = (
        "single",
        "multi",
        "likert",
        "matrix",
        "grid",
        "ranking",
        "slider",
        "number",
        "vignette",
        "persona",
        "index",
    )
    assert kinds >= {(kind, False) for kind in plain} | {(kind, True) for kind in plain if kind != "vignette"}


def test_the_picture_holds_the_released_numbers(drawn: list[Drawn]) -> None:
    for each in drawn:
        root = parsed(f"<div>{each.chart.marks}</div>")
        assert picture_numbers(each, root) == drawn_shares(each), each.name


def test_the_file_holds_the_same_numbers_as_the_page(drawn: list[Drawn]) -> None:
    for each in drawn:
        page = parsed(f"<div>{each.chart.marks}</div>")
        if each.item.kind == "grid":
            discs = Counter(
                t.text for t in parsed(each.chart.svg).iter(f"{SVG}text") if "v-on" in t.get("class", "")
            )
            assert discs == picture_numbers(each, page), each.name
            continue
        own = [t.text for t in parsed(each.chart.svg).iter(f"{SVG}title")][1:]
        assert own == [t.text for t in page.iter("title")], each.name


def picture_numbers(each: Drawn, root: ElementTree.Element) -> Counter[str]:
    """Numbers in the page's marks: tooltips of bars and columns, texts of points, words in discs."""
    if each.item.kind == "grid":
        return Counter(e.text for e in root.iter("span") if "heat__disc" in e.get("class", "") and e.text)
    tips = [e.text or "" for e in root.iter("title")]
    if tips:
        # A hatched mark carries its tooltip twice: on the colour and on the hatching.
        rects = [r for r in root.iter("rect") if not (r.get("fill") or "").startswith("url")]
        plain = [tip for rect in rects for tip in rect.itertext()]
        return Counter(TIP.search(tip).group(1) for tip in plain)  # type: ignore[union-attr]  # every tip has it
    points = [e.text or "" for e in root.iter("text") if e.get("class") == "v"]
    return Counter(bare(text) for text in points)


def bare(text: str) -> str:
    return LETTERS.sub("", text).removesuffix("%")


def test_numbers_written_in_the_marks_are_the_tooltips_numbers(drawn: list[Drawn]) -> None:
    for each in drawn:
        root = parsed(f"<div>{each.chart.marks}</div>")
        written = Counter(
            bare(e.text or "")
            for e in root.iter("text")
            if (e.get("class") or "").split()[0] in ("v", "v-on")
        )
        assert written <= drawn_shares(each), each.name


def test_the_plotly_figure_holds_the_released_shares(drawn: list[Drawn]) -> None:
    for each in drawn:
        values = plotly_values(each)
        expected = released_values(each)
        assert sorted(values) == pytest.approx(sorted(expected), abs=1e-9), each.name


def plotly_values(each: Drawn) -> list[float]:
    data = each.chart.spec["data"]
    if each.item.kind == "grid":
        return [0.0 if text == "*" else float(text) for text in data[0]["text"]]
    if each.item.kind in ("slider", "index") and not each.segment:
        return list(data[0]["y"])
    return [x for trace in data if trace.get("mode") != "text" for x in trace["x"]]


def released_values(each: Drawn) -> list[float]:
    """Percent, or scale points for means."""
    item, out = each.item, []
    for row in shown_rows(each.table):
        cells = answered(item, row)
        if each.segment and item.kind in ("slider", "number", "index"):
            out.append(row.stats["mean"].value)  # type: ignore[union-attr]  # an estimate
        elif item.kind == "vignette":
            out.append(100 * row.stats["share_problem"].value)  # type: ignore[union-attr]  # an estimate
        elif item.kind == "grid":
            out += [0.0 if percent(c.share) == "*" else float(percent(c.share)) for c in cells]
        elif item.kind in ("single", "multi", "persona", "number") and not each.segment:
            out += [100 * c.share for c in row.cells]
        else:
            out += [100 * c.share for c in cells]
            if item.kind == "ranking":
                out += [100 * c.first for c in cells if c.first is not None]
            blank = sum(c.share for c in row.cells if c not in cells)
            if item.kind == "matrix" and blank:
                out.append(100 * blank)
    return out


def test_the_table_holds_every_released_cell_with_its_interval(drawn: list[Drawn]) -> None:
    for each in drawn:
        held = Counter(LETTERS.sub("", cell) for line in each.chart.table.rows for cell in line[1:])
        missing = expected_cells(each) - held
        assert missing == Counter(), each.name


def expected_cells(each: Drawn) -> Counter[str]:
    item, found = each.item, Counter[str]()
    plain = item.kind in ("single", "multi", "persona", "number", "slider", "index")
    for row in shown_rows(each.table):
        if each.segment and item.kind in ("slider", "number", "index"):
            mean = row.stats["mean"]
            places = 0 if item.kind == "index" else 1
            found[f"{mean.value:.{places}f}".replace("-", "−")] += 1  # type: ignore[union-attr]  # an estimate
            continue
        for cell in row.cells:
            if plain and not each.segment:
                found.update([percent(cell.share), between(cell.lo, cell.hi), f"{cell.count:,}"])
            elif item.kind == "ranking":
                found.update([percent(cell.share), between(cell.lo, cell.hi)])
            else:
                found[f"{percent(cell.share)} ({between(cell.lo, cell.hi)})"] += 1
    return found


def test_the_alt_text_says_the_claim_and_the_first_numbers(drawn: list[Drawn]) -> None:
    for each in drawn:
        chart = each.chart
        assert chart.alt.startswith(f"{chart.sentence}. "), each.name
        assert chart.alt.endswith(" Demo data."), each.name
        said = Counter(re.findall(r"(\d+)%", chart.alt.removeprefix(chart.sentence)))
        allowed = Counter({number: times for number, times in drawn_shares(each).items() if number != "*"})
        assert not said - allowed or each.item.kind in ("vignette",), each.name


def test_every_chart_says_where_its_numbers_come_from(drawn: list[Drawn]) -> None:
    for each in drawn:
        chart = each.chart
        assert "95 % interval if answers behaved like a random sample" in chart.base, each.name
        assert re.search(r"Wave [12], .+ 20\d\d, release 1\. Volunteers, unweighted\.", chart.base), each.name
        assert chart.base.endswith("Demo data: every answer is invented."), each.name
        assert chart.wording.startswith(("Question ", "“", "Computed from answers. ")), each.name
        assert re.search(r"n = [\d,]+", chart.base), each.name
        assert ">Demo data<" in chart.svg and chart.spec["layout"]["meta"]["is_demo"] is True, each.name
