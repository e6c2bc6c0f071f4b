"""A table of discs as Plotly traces. Every label is escaped."""

from html import escape
from textwrap import wrap

from .figure_rows import Figure, few_at, note_at, rows_axis
from .hyphens import soften
from .letters import in_words
from .palette import light
from .scene import DiscScene


def discs(scene: DiscScene) -> tuple[list[Figure], Figure]:
    rows: list[Figure] = []
    spots: list[tuple[int, int, str, str, int]] = []
    below: list[tuple[int, int, str]] = []
    notes = []
    for panel in scene.panels:
        if panel.title:
            rows.append({"kind": "title", "label": escape(panel.title), "note": ""})
        for row in panel.rows:
            y = len(rows)
            rows.append(
                {
                    "kind": "few" if row.withheld else "strip",
                    "label": escape(row.label),
                    "note": escape(row.note),
                }
            )
            notes.append(note_at(y, 1.01, escape(row.n), "left", "--ink-soft"))
            if row.withheld:
                notes.append(few_at(y, row.withheld))
            for x, disc in enumerate(row.discs):
                if disc is not None:
                    higher = in_words(disc.letters)
                    tip = f"{row.label}, {disc.name}: {disc.text}%" + (f", {higher}" if higher else "")
                    spots.append((x, y, disc.text, tip, disc.step))
                    if disc.letters:
                        below.append((x, y, disc.letters))
    trace: Figure = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [x for x, *_rest in spots],
        "y": [y for _x, y, *_rest in spots],
        "text": [escape(text) for _x, _y, text, *_rest in spots],
        "textfont": {"color": [light(f"--on-heat-{step}") for *_rest, step in spots], "size": 13},
        "hoverinfo": "text",
        "hovertext": [escape(tip) for *_rest, tip, _step in spots],
        "marker": {
            "size": 40,
            "color": [light(f"--heat-{step}") for *_rest, step in spots],
            "line": {"color": light("--edge"), "width": [1 if step < 3 else 0 for *_rest, step in spots]},
        },
        "cliponaxis": False,
        "meta": {"tones": [f"heat-{step}" for *_rest, step in spots]},
    }
    data = [trace, _below(below)] if below else [trace]
    return data, {
        "meta": {
            "scene": "discs",
            "rows": rows,
            "lettered": bool(below),
            "columns": [escape(soften(c)) for c in scene.columns],
            "ends": "n",
        },
        "xaxis": {
            "range": [-0.6, len(scene.columns) - 0.4],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "side": "top",
            "tickvals": list(range(len(scene.columns))),
            "ticktext": ["<br>".join(wrap(escape(c), 12)) for c in scene.columns],
        },
        "yaxis": rows_axis(rows),
        "annotations": notes,
        "margin": {"l": 230, "r": 60, "t": 150, "b": 10},
        "height": 170 + 52 * len(rows),
    }


def _below(found: list[tuple[int, int, str]]) -> Figure:
    """Letters under their discs."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _y, _letters in found],
        "y": [y + 0.42 for _x, y, _letters in found],
        "text": [escape(letters) for _x, _y, letters in found],
        "textposition": "middle center",
        "textfont": {"color": light("--ink"), "size": 12},
        "hoverinfo": "skip",
        "cliponaxis": False,
        "meta": {"role": "--ink", "below": True},
    }
