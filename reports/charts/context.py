"""What goes into a chart besides its numbers, and what each kind makes of them."""

from dataclasses import dataclass

from .scene import Scene


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
    overlap: bool = False
    """People can stand in several groups of the segment."""
    tested: bool = True
    """False for releases made before differences between groups were tested."""
    methods: str = ""
    """The address of the page that says how the wave was done."""


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
