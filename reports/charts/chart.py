"""What goes into a chart besides its numbers, and what comes out."""

from dataclasses import dataclass, field
from typing import Any

from .scene import Box, Scene


@dataclass(frozen=True, slots=True)
class ChartContext:
    """What every chart must say about where its numbers come from. Dates are ISO or None."""

    survey_title: str
    wave_number: int
    opened_on: str | None = None
    closed_on: str | None = None
    release_number: int = 1
    release_date: str = ""
    is_demo: bool = False
    weighting: str = "unweighted"
    segment_id: str = ""
    """Empty for a topline."""
    segment_name: str = ""
    address: str = ""
    """The chart's permanent address; ends in a slash."""


@dataclass(frozen=True, slots=True)
class TableView:
    """Text cells. The first cell of a row is its header."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a kind makes: everything that differs between kinds."""

    scene: Scene
    sentence: str
    """The claim, computed from the numbers."""
    table: TableView
    notes: tuple[str, ...] = ()
    """Sentences that belong under the marks of this chart only."""
    whiskers: str = ""
    """How the interval is drawn ("Thin lines", "Pale band"); empty if only the table has it."""


@dataclass(frozen=True, slots=True)
class Chart:
    uid: str
    """Unique on a page; safe as an HTML id."""
    kind: str
    sentence: str
    wording: str
    base: str
    alt: str
    key: str
    """Markup of what the inks stand for; empty where the marks say so themselves."""
    marks: str
    """Page markup, escaped: rows of text beside inline SVG, or a table of discs. Empty if nothing may be
    shown.
    """
    svg: str
    """A complete SVG document with its own colours. Empty if nothing may be shown."""
    table: TableView
    spec: dict[str, Any] = field(default_factory=dict)
    """A Plotly figure: {"data": […], "layout": {…}}."""
    is_demo: bool = False
    reason: str = ""
    """Why there is nothing to see."""
    boxes: tuple[Box, ...] = ()
    """Groups of which nothing is drawn, to be said under the marks."""
    is_table: bool = False
    """The marks are a real table and must not be announced as one picture."""
