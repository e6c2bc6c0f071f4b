"""The release document, format "overlap-release/1": the only thing that charts, views and exports read.

Frozen dataclasses with the very names of the JSON keys. Every number in here has passed the disclosure rules:
bases and counts are multiples of 5, shares lie on the grid 5 ÷ base, and withheld rows carry no cells. Pure:
no Django, no numpy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FORMAT = "overlap-release/1"

Kind = Literal[
    "single",
    "multi",
    "likert",
    "matrix",
    "grid",
    "ranking",
    "slider",
    "number",
    "vignette",
    "text",
    "persona",
    "index",
]
Status = Literal["shown", "care", "few", "hidden", "withheld"]
"""By the base; "withheld": hidden so that another group can't be worked out by subtraction."""
BaseKind = Literal["asked", "valid"]

#: Code of the cell that counts blank answers ("No answer").
NO_ANSWER_CELL = "-2"
#: Code of the single group of a topline.
EVERYONE = "all"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % interval. Unit: that of the item (share 0…1, scale points, NPS points)."""

    value: float
    lo: float
    hi: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One released cell. `share` = `count` ÷ the row's base; `lo`, `hi` in 0…1."""

    code: str
    count: int
    share: float
    lo: float
    hi: float
    missing: bool = False
    """No answer, not sure, prefer not to say, does not apply."""
    first: float | None = None
    """Ranking: share that put it first."""
    first_lo: float | None = None
    first_hi: float | None = None
    mean_rank: float | None = None
    """Ranking: mean rank among those who ranked it; one decimal."""
    borda: float | None = None
    """Ranking: 0…100, unranked options share the remaining points."""
    letters: str = ""
    """Banners: letters of the groups (A, B … in the table's order) that this share is really higher than:
    p < .05 after Holm's correction within the row.
    """


@dataclass(frozen=True, slots=True)
class Row:
    """One distribution. `row` is None where the item has no rows; else a row code or a vignette cell
    ("client.private").

    `stats` may hold: mean, nps, net, share_problem, borderline (Estimate), median (float) and, in a weighted
    release, effective_base (float, rounded to 5): how many equally weighted answers the base is worth.
    """

    row: str | None
    status: Status
    base: int | None
    """Rounded to 5; None if under 10. What `share` is a share of."""
    valid: int | None
    """Rounded to 5: substantive answers. In banners equal to `base`."""
    asked: int | None
    """Rounded to 5: everyone who was asked. None in banners."""
    cells: tuple[Cell, ...] = ()
    outside: tuple[Cell, ...] = ()
    """Grid toplines only: no answer and does not apply, as shares of `asked` (the grid itself is on the valid
    base).
    """
    stats: Mapping[str, Estimate | float] = field(default_factory=dict)

    def cell(self, code: str) -> Cell | None:
        return next((c for c in self.cells if c.code == code), None)

    @property
    def is_shown(self) -> bool:
        return self.status in ("shown", "care")


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    label: str
    rows: tuple[Row, ...]

    def row(self, code: str | None) -> Row | None:
        return next((r for r in self.rows if r.row == code), None)


@dataclass(frozen=True, slots=True)
class Table:
    base_kind: BaseKind
    groups: tuple[Group, ...]
    since: str = ""
    """Milestones: ISO date of the release that last renewed this table, where it is an earlier one."""

    def group(self, code: str) -> Group | None:
        return next((g for g in self.groups if g.code == code), None)


@dataclass(frozen=True, slots=True)
class ItemOption:
    """One code that cells may have: an option, a scale point, a slider value, a band or a bin."""

    code: str
    label: str
    value: float | None
    missing: bool = False
    apart: bool = False
    """A different kind of answer ("should not do this at all"): always its own bar."""
    anchor: bool = False
    """Stays last when options are sorted by size."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    code: str
    label: str
    group: str = ""
    """Domain of a circle or factor of a behaviour."""


@dataclass(frozen=True, slots=True)
class ItemColumn:
    code: str
    label: str
    missing: bool = False
    anchor: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    min: float
    max: float
    anchors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    number: str
    section: str
    kind: Kind
    text: str
    help: str
    base_text: str
    headline: bool
    derived: bool
    options: tuple[ItemOption, ...] = ()
    rows: tuple[ItemRow, ...] = ()
    columns: tuple[ItemColumn, ...] = ()
    scale: Scale | None = None
    topline: Table | None = None
    banners: Mapping[str, Table] = field(default_factory=dict)
    reason: str = ""
    """Why `topline` is None; a sentence for readers."""
    no_banners: str = ""
    """Why some or all banners are missing that would be allowed; a sentence for readers."""

    def option(self, code: str) -> ItemOption | None:
        return next((o for o in self.options if o.code == code), None)


@dataclass(frozen=True, slots=True)
class Level:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Segment:
    id: str
    label: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class SectionInfo:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class SurveyInfo:
    id: str
    slug: str
    title: str
    population: str


@dataclass(frozen=True, slots=True)
class WaveInfo:
    number: int
    title: str
    opened_on: str | None
    """ISO dates."""
    closed_on: str | None


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    number: int
    date: str
    kind: Literal["closing", "milestone"]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    version: int
    structure_sha256: str
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Dispositions:
    """Rounded to 5; None if under 10."""

    complete: int | None
    partial: int | None
    screened_out: int | None
    left_out: int | None = None
    """Complete or partial, but no part of the analysis (`quality.analysis_base`)."""


@dataclass(frozen=True, slots=True)
class Tier:
    """How many of the analysis came by one way of being let in ("open", "email", "invited"); rounded to 5."""

    code: str
    label: str
    n: int | None


@dataclass(frozen=True, slots=True)
class RakeVariable:
    """One variable the weights were fitted on, with the source of its targets (shares 0…1 by category, in
    words). `unknown`: people without a category, rounded to 5, None if under 10; they keep their share.
    """

    id: str
    label: str
    targets: tuple[tuple[str, float], ...]
    source: str
    url: str
    date: str
    population: str
    unknown: int | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """How a weighted release was weighted. `design_effect`: Kish's; `effective_n`: rounded to 5. `smallest`,
    `largest`: weights, their mean is 1; `at_least`, `at_most`: the bounds they were trimmed to.
    """

    method: str
    variables: tuple[RakeVariable, ...]
    design_effect: float
    effective_n: int
    smallest: float
    largest: float
    at_least: float
    at_most: float


@dataclass(frozen=True, slots=True)
class Audit:
    """What the audit after rounding did: linear programmes solved over how many items, rounds of hiding, and
    items whose letters, banners or whole tables had to go.
    """

    items: int
    programmes: int
    rounds: int
    without_letters: int
    without_banners: int
    withheld: int
    """Groups hidden to protect others."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """How much was withheld: cells not printed, rows of a table without estimates, tables without any."""

    cells: int
    groups: int
    tables: int


@dataclass(frozen=True, slots=True)
class ReleaseDoc:
    survey: SurveyInfo
    wave: WaveInfo
    release: ReleaseInfo
    is_demo: bool
    weighting: Literal["unweighted", "weighted"]
    questionnaire: Questionnaire
    dispositions: Dispositions
    analysis_n: int | None
    """Responses that the tables rest on, rounded to 5; None if under 10."""
    sections: tuple[SectionInfo, ...]
    segments: tuple[Segment, ...]
    items: tuple[Item, ...]
    hidden: Hidden
    tiers: tuple[Tier, ...] = ()
    weights: Weights | None = None
    audit: Audit | None = None
    format: str = FORMAT

    @property
    def is_weighted(self) -> bool:
        return self.weighting == "weighted"

    def item(self, item_id: str) -> Item | None:
        return next((i for i in self.items if i.id == item_id), None)

    def segment(self, segment_id: str) -> Segment | None:
        return next((s for s in self.segments if s.id == segment_id), None)

    def in_section(self, section_id: str) -> tuple[Item, ...]:
        return tuple(i for i in self.items if i.section == section_id)
