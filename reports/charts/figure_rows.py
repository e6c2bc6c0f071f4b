"""What the rows of a Plotly figure have in common: their axis, and what stands beside them."""

from textwrap import wrap
from typing import Any

from .cells import in_short
from .palette import light

Figure = dict[str, Any]
NARROW = 30
"""Letters a line in row labels where the page does not wrap them itself."""


def rows_axis(rows: list[Figure]) -> Figure:
    """Row 0 at the top."""
    labels = [
        "<br>".join(wrap(row["label"] + (f" ({row['note']})" if row["note"] else ""), NARROW)) for row in rows
    ]
    return {
        "range": [len(rows) - 0.5, -0.5],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickvals": list(range(len(rows))),
        "ticktext": labels,
    }


def note_at(y: float, x: float, text: str, anchor: str, role: str) -> Figure:
    return {
        "xref": "paper",
        "x": x,
        "y": y,
        "yref": "y",
        "text": text,
        "showarrow": False,
        "xanchor": anchor,
        "font": {"color": light(role), "size": 13, **({"weight": 600} if role == "--ink" else {})},
    }


def few_at(y: float, reason: str) -> Figure:
    words = in_short(reason)
    return note_at(y, 0, words[0].upper() + words[1:], "left", "--ink-soft")
