"""What there is to see, in the units of the data: no pixels, no colours, no file format.

Lengths of bars and positions of points are in the unit of the axis (percent, scale points). A tone names an
ink of the palette; `palette.py` knows its colours.
"""

from dataclasses import dataclass

Tone = str


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a strip from `start`, `length` long. `text` stands inside it, or after it if `inside` is
    false.
    """

    start: float
    length: float
    tone: Tone
    text: str
    name: str
    """What it counts, for tooltips."""
    lo: float | None = None
    hi: float | None = None
    inside: bool = True
    slim: bool = False
    """Drawn thinner, on top of the one before."""
    letters: str = ""
    """Of the groups that this share is really higher than."""


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    text: str
    name: str
    lo: float | None = None
    hi: float | None = None
    tone: Tone = "1"


@dataclass(frozen=True, slots=True)
class Strip:
    """One labelled row of marks."""

    label: str
    note: str = ""
    bars: tuple[Bar, ...] = ()
    points: tuple[Point, ...] = ()
    end: str = ""
    """A number at the right edge: net, mean, mean rank."""
    withheld: str = ""
    """A sentence in place of marks."""
    care: bool = False
    """Base 30–49: hatched."""
    apart: bool = False
    """A rule above it: another kind of answer."""
    icon: str = ""
    """Id of a persona whose mark stands before the label."""


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    low: float
    high: float
    zero: float | None = None
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A hatched disc and a sentence: a group too small to draw."""

    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class StripScene:
    axis: Axis
    panels: tuple[Panel, ...]
    key: tuple[tuple[Tone, str], ...] = ()
    end_title: str = ""
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    """Under the column."""
    name: str
    """In tooltips and alt texts."""
    share: float
    """Percent."""
    lo: float
    hi: float
    text: str


@dataclass(frozen=True, slots=True)
class ColumnScene:
    """A distribution over a scale, with the mean where it lies. `low`, `high`: the scale positions of the
    outer edges.
    """

    columns: tuple[Column, ...]
    low: float
    high: float
    mean: Point | None = None
    ends: tuple[str, ...] = ()
    """Words under the axis, left to right."""
    care: bool = False
    bins: bool = False
    """Columns are intervals: their edges are labelled, not their middles."""
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Disc:
    share: float
    """Percent."""
    text: str
    name: str
    step: int
    """0…5, by share."""
    letters: str = ""
    """Of the groups that this share is really higher than."""


@dataclass(frozen=True, slots=True)
class DiscRow:
    label: str
    discs: tuple[Disc | None, ...]
    n: str
    note: str = ""
    withheld: str = ""
    care: bool = False


@dataclass(frozen=True, slots=True)
class DiscPanel:
    title: str
    rows: tuple[DiscRow, ...]


@dataclass(frozen=True, slots=True)
class DiscScene:
    row_title: str
    columns: tuple[str, ...]
    panels: tuple[DiscPanel, ...]
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class NoScene:
    """Nothing may be shown; the reason is a sentence."""

    reason: str


Scene = StripScene | ColumnScene | DiscScene | NoScene
