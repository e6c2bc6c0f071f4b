"""A scene as a Plotly figure of the cartesian bundle: bar and scatter traces, nothing fetched, nothing
executed.

Rows stand at whole numbers of y, from the top. `meta` names the ink of each trace (or of each point), so that
the page can recolour it for light and dark, and `layout.meta` holds labels, so that the page can wrap them to
its width. Plotly reads a little HTML in text: every label is escaped, and no hover template is used.
"""

from html import escape

from .context import ChartContext
from .figure_discs import discs
from .figure_rows import Figure, few_at, note_at, rows_axis
from .geometry import tip_of
from .letters import beside
from .palette import ROLES, TONES, light
from .scene import Bar, ColumnScene, DiscScene, Point, Scene, Strip, StripScene
from .wording import interval


def figure(scene: Scene, sentence: str, wording: str, base: str, context: ChartContext) -> Figure:
    """{"data", "layout"}; plain JSON values only."""
    if isinstance(scene, StripScene):
        data, layout = _strips(scene)
    elif isinstance(scene, ColumnScene):
        data, layout = _columns(scene)
    elif isinstance(scene, DiscScene):
        data, layout = discs(scene)
    else:
        return {}
    demo = " (demo data)" if context.is_demo else ""
    layout = {
        "title": {"text": escape(sentence + demo), "x": 0, "xanchor": "left"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": ROLES["--ink"][0], "size": 14},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        **layout,
    }
    layout["meta"] = {
        **layout["meta"],
        "claim": escape(sentence),
        "wording": escape(wording),
        "base": escape(base),
        "survey": escape(context.survey_title),
        "wave": context.wave_number,
        "release": context.release_number,
        "is_demo": context.is_demo,
        "address": escape(context.address),
        "methods": escape(context.methods),
    }
    return {"data": data, "layout": layout}


def _strips(scene: StripScene) -> tuple[list[Figure], Figure]:
    rows: list[Figure] = []
    placed: list[tuple[int, Strip]] = []
    for panel in scene.panels:
        if panel.title:
            rows.append({"kind": "title", "label": escape(panel.title), "note": ""})
        for strip in panel.strips:
            placed.append((len(rows), strip))
            kind = "few" if strip.withheld else "strip"
            rows.append(
                {
                    "kind": kind,
                    "label": escape(strip.label),
                    "note": escape(strip.note),
                    "apart": strip.apart,
                }
            )
    data = [*_bars(placed, slim=False), *_bars(placed, slim=True), *_points(placed), *_numbers(placed)]
    outside = any(not bar.inside for _y, strip in placed for bar in strip.bars)
    most = max((len(bar.letters) for _y, s in placed for bar in s.bars if not bar.inside), default=0)
    share = 0.15 + (0.04 * (most + 1) if most else 0)
    room = share * (scene.axis.high - scene.axis.low) if outside or any(s.points for _y, s in placed) else 0
    notes = [few_at(y, strip.withheld) for y, strip in placed if strip.withheld]
    notes += [note_at(y, 1.01, escape(s.end), "left", "--ink") for y, s in placed if s.end]
    ticks = scene.axis.ticks
    xaxis: Figure = {
        "range": [scene.axis.low - room * 0.12, scene.axis.high + room],
        "fixedrange": True,
        "showgrid": bool(ticks),
        "gridcolor": light("--rule"),
        "zeroline": scene.axis.zero is not None,
        "zerolinecolor": light("--ink"),
        "showticklabels": bool(ticks),
        "tickvals": [at for at, _label in ticks],
        "ticktext": [escape(label) for _at, label in ticks],
    }
    return data, {
        "meta": {"scene": "strips", "rows": rows, "ends": escape(scene.end_title)},
        "barmode": "overlay",
        "xaxis": xaxis,
        "yaxis": rows_axis(rows),
        "annotations": notes,
        "margin": {"l": 230, "r": 64 if scene.end_title else 12, "t": 70, "b": 30 if ticks else 10},
        "height": 90 + 44 * len(rows),
    }


def _bars(placed: list[tuple[int, Strip]], *, slim: bool) -> list[Figure]:
    """One trace an ink."""
    by_tone: dict[str, list[tuple[int, Strip, Bar]]] = {}
    for y, strip in placed:
        for bar in strip.bars:
            if bar.slim is slim:
                by_tone.setdefault(bar.tone, []).append((y, strip, bar))
    return [_bar_trace(tone, found, slim) for tone, found in by_tone.items()]


def _bar_trace(tone: str, found: list[tuple[int, Strip, Bar]], slim: bool) -> Figure:
    bars = [bar for _y, _strip, bar in found]
    _role, colour, _dark, on = TONES[tone]
    trace: Figure = {
        "type": "bar",
        "orientation": "h",
        "x": [bar.length for bar in bars],
        "base": [bar.start for bar in bars],
        "y": [y for y, _strip, _bar in found],
        "width": 0.3 if slim else 0.66,
        "text": [_inside(bar) for bar in bars],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": ROLES[on][0], "size": 13},
        "hoverinfo": "text",
        "hovertext": [_hover(strip, bar) for _y, strip, bar in found],
        "marker": {
            "color": colour,
            "line": {
                "color": light("--edge")
                if tone in ("heat-0", "heat-1", "heat-2", "void")
                else light("--paper"),
                "width": 1,
            },
            "pattern": {"shape": ["/" if strip.care else "" for _y, strip, _bar in found]},
        },
        "meta": {"tone": tone, "slim": slim},
    }
    outside = [bar for bar in bars if not bar.inside]
    if outside and all(bar.lo is not None and bar.hi is not None for bar in bars):
        trace["error_x"] = {
            "type": "data",
            "symmetric": False,
            "array": [(bar.hi or 0) - bar.start - bar.length for bar in bars],
            "arrayminus": [bar.start + bar.length - (bar.lo or 0) for bar in bars],
            "color": light("--ink"),
            "thickness": 2,
            "width": 0,
        }
    return trace


def _inside(bar: Bar) -> str:
    """The letters only where a wide piece leaves room for them."""
    if not bar.inside:
        return ""
    return escape(beside(bar.text, bar.letters) if bar.length >= 4 * (len(bar.letters) + 3) else bar.text)


def _hover(strip: Strip, bar: Bar) -> str:
    """What the mark says; above it the strip's label, unless it begins with that."""
    said = escape(tip_of(bar))
    return said if bar.name.startswith(strip.label) else f"{escape(strip.label)}<br>{said}"


def _points(placed: list[tuple[int, Strip]]) -> list[Figure]:
    found = [(y, strip, point) for y, strip in placed for point in strip.points]
    if not found:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [p.x for _y, _s, p in found],
            "y": [y for y, _s, _p in found],
            "error_x": {
                "type": "data",
                "symmetric": False,
                "array": [(p.x if p.hi is None else p.hi) - p.x for _y, _s, p in found],
                "arrayminus": [p.x - (p.x if p.lo is None else p.lo) for _y, _s, p in found],
                "color": light("--ink"),
                "thickness": 2,
                "width": 0,
            },
            "marker": {
                "color": light("--mark-1"),
                "size": 14,
                "symbol": ["circle-open" if s.care else "circle" for _y, s, _p in found],
            },
            "hoverinfo": "text",
            "hovertext": [f"{escape(s.label)}: {escape(_point_tip(p))}" for _y, s, p in found],
            "meta": {"tone": "1"},
        }
    ]


def _point_tip(point: Point) -> str:
    if point.lo is None or point.hi is None:
        return point.text
    if point.text.endswith("%"):
        return f"{point.text} ({interval(point.lo / 100, point.hi / 100)})"
    return f"{point.text} ({point.lo:.1f} to {point.hi:.1f})".replace("-", "−")


def _numbers(placed: list[tuple[int, Strip]]) -> list[Figure]:
    """Numbers that stand after the whisker."""
    found = [
        (y, bar.hi, beside(bar.text, bar.letters))
        for y, s in placed
        for bar in s.bars
        if not bar.inside and bar.hi is not None
    ]
    found += [(y, max(p.x, p.hi or p.x), p.text) for y, s in placed for p in s.points]
    if not found:
        return []
    return [
        {
            "type": "scatter",
            "mode": "text",
            "x": [x for _y, x, _text in found],
            "y": [y for y, _x, _text in found],
            "text": [f"\u00a0\u00a0{escape(text)}" for _y, _x, text in found],
            "textposition": "middle right",
            "textfont": {"color": light("--ink"), "size": 13},
            "hoverinfo": "skip",
            "cliponaxis": False,
            "meta": {"role": "--ink"},
        }
    ]


def _columns(scene: ColumnScene) -> tuple[list[Figure], Figure]:
    n = len(scene.columns)
    step = (scene.high - scene.low) / max(1, n)
    middles = [scene.low + (place + 0.5) * step for place in range(n)]
    highest = max((c.hi for c in scene.columns), default=1.0)
    bars: Figure = {
        "type": "bar",
        "x": middles,
        "y": [c.share for c in scene.columns],
        "width": 0.9 * step,
        "hoverinfo": "text",
        "hovertext": [
            f"{escape(c.name)}: {escape(c.text)}% ({interval(c.lo / 100, c.hi / 100)})" for c in scene.columns
        ],
        "marker": {"color": light("--mark-rest"), "pattern": {"shape": "/" if scene.care else ""}},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [c.hi - c.share for c in scene.columns],
            "arrayminus": [c.share - c.lo for c in scene.columns],
            "color": light("--ink"),
            "thickness": 2,
            "width": 0,
        },
        "meta": {"tone": "rest"},
    }
    numbers: Figure = {
        "type": "scatter",
        "mode": "text",
        "x": middles,
        "y": [c.hi for c in scene.columns],
        "text": [escape(c.text) for c in scene.columns],
        "textposition": "top center",
        "textfont": {"color": light("--ink"), "size": 13},
        "hoverinfo": "skip",
        "cliponaxis": False,
        "meta": {"role": "--ink"},
    }
    edges = [scene.low + place * step for place in range(n + 1)]
    at = edges if scene.bins else middles
    words = [f"{v:g}".replace("-", "−") for v in edges] if scene.bins else [c.label for c in scene.columns]
    shapes, notes = [], []
    if scene.mean is not None:
        mean = scene.mean
        line = {"color": light("--mark-1"), "width": 2}
        spot = {"yref": "paper", "y0": 0, "y1": 1}
        if mean.lo is not None and mean.hi is not None:
            fill = {"fillcolor": light("--mark-1"), "opacity": 0.17, "line": {"width": 0}}
            shapes.append({"type": "rect", "x0": mean.lo, "x1": mean.hi, **spot, **fill})
        shapes.append({"type": "line", "x0": mean.x, "x1": mean.x, **spot, "line": line})
        notes.append(
            {
                "x": mean.x,
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "text": escape(mean.text),
                "showarrow": False,
                "font": {"color": light("--ink"), "size": 14},
            }
        )
    return [bars, numbers], {
        "meta": {"scene": "columns", "ends": [escape(end) for end in scene.ends]},
        "bargap": 0.1,
        "xaxis": {
            "range": [scene.low, scene.high],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "tickvals": at,
            "ticktext": [escape(word) for word in words],
        },
        "yaxis": {"range": [0, highest * 1.12], "fixedrange": True, "visible": False},
        "shapes": shapes,
        "annotations": notes,
        "margin": {"l": 4, "r": 4, "t": 70, "b": 40},
        "height": 320,
    }
