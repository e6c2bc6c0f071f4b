"""The vendored Plotly is the one plotly.py knows, its style sheet its own, and every figure valid for it."""

import json
import re
from pathlib import Path

import plotly.graph_objects as go
import pytest
from plotly.offline import get_plotlyjs_version

import reports
from tests.reports.charts.walk import Drawn, charts
from tests.reports.factory import release_document

STATIC = Path(reports.__file__).parent / "static" / "reports"
BUNDLE = (STATIC / "js" / "vendor" / "plotly-cartesian.min.js").read_text("utf-8")
#: What the cartesian bundle can draw (its README), without geography, 3-D and WebGL.
CARTESIAN = {
    "bar",
    "box",
    "contour",
    "heatmap",
    "histogram",
    "histogram2d",
    "histogram2dcontour",
    "image",
    "pie",
    "scatter",
    "scatterternary",
    "violin",
}


@pytest.fixture(scope="module")
def drawn() -> list[Drawn]:
    found = charts(release_document(seed=3))
    return [each for each in found if each.segment in ("", "work_status", "age3") and not each.chart.reason]


def test_the_bundle_is_the_version_plotly_py_ships() -> None:
    head = re.search(r"plotly\.js \(cartesian - minified\) v([\d.]+)", BUNDLE[:400])
    assert head and head.group(1) == get_plotlyjs_version()


def test_the_style_sheet_is_what_the_bundle_would_inject() -> None:
    table = re.search(r'\{("X,X div":.*?)\};for\(', BUNDLE, re.DOTALL)
    assert table
    rule = r"""(?:^|,)"?([XY][^"]*?)"?:(?:'([^']*)'|"([^"]*)")"""
    rules = re.findall(rule, table.group(1))
    own = (STATIC / "css" / "plotly.css").read_text("utf-8").splitlines()[1:]
    expected = [_selector(name) + "{" + (single or double) + "}" for name, single, double in rules]
    assert own == expected
    assert len(own) > 60


def _selector(name: str) -> str:
    return name.replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")


def test_every_figure_is_valid_and_cartesian(drawn: list[Drawn]) -> None:
    assert len(drawn) > 80
    for each in drawn:
        figure = go.Figure(json.loads(json.dumps(each.chart.spec, allow_nan=False)))
        assert {trace.type for trace in figure.data} <= CARTESIAN, each.name
        assert figure.layout.meta["wave"] == 1


def test_no_figure_asks_for_another_host_or_a_template(drawn: list[Drawn]) -> None:
    for each in drawn:
        text = json.dumps({**each.chart.spec, "layout": {**each.chart.spec["layout"], "meta": {}}})
        assert not re.search(r"https?:|hovertemplate|texttemplate|\"images\"|<a|<b>|style", text), each.name


def test_the_share_button_can_never_reach_a_cloud() -> None:
    script = (STATIC / "js" / "charts.js").read_text("utf-8")
    assert "showSendToCloud: false" in script
    assert 'plotlyServerURL: ""' in script
    assert "displayModeBar: false" in script


def test_hovering_never_says_a_label_twice(drawn: list[Drawn]) -> None:
    texts = [
        text
        for each in drawn
        for trace in each.chart.spec["data"]
        if trace["type"] == "bar" and isinstance(trace.get("hovertext"), list)
        for text in trace["hovertext"]
    ]
    assert len(texts) > 50
    twice = [
        text
        for text in texts
        if "<br>" in text and text.partition("<br>")[2].startswith(text.partition("<br>")[0])
    ]
    assert twice == []


def test_a_bar_is_highlighted_only_when_its_lead_is_clear(drawn: list[Drawn]) -> None:
    found = {True: 0, False: 0}
    for each in drawn:
        if each.item.kind != "single" or each.segment:
            continue
        lit = any(
            trace.get("meta", {}).get("tone") == "1"
            for trace in each.chart.spec["data"]
            if trace["type"] == "bar"
        )
        assert lit == ("is the most common" in each.chart.sentence), each.name
        found[lit] += 1
    assert min(found.values()) >= 1
