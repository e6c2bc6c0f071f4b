"""The release document, format "overlap-release/1": the only thing that charts, views and exports read.

Frozen dataclasses with the very names of the JSON keys. Every number in here has passed the disclosure rules:
bases and counts are multiples of 5, shares lie on the grid 5 ÷ base, and withheld rows carry no cells. Pure:
no Django, no numpy.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

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
Status = Literal["shown", "care", "few", "hidden"]
BaseKind = Literal["asked", "valid"]

#: Code of the cell that counts blank answers ("No answer").
NO_ANSWER_CELL = "-2"
#: Code of the single group of a topline.
EVERYONE = "all"


class ReleaseDamaged(ValueError):
    """The stored text is not the document that was released (hash, format or shape differs)."""


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


@dataclass(frozen=True, slots=True)
class Row:
    """One distribution. `row` is None where the item has no rows; else a row code or a vignette cell
    ("client.private").

    `stats` may hold: mean, nps, net, share_problem, borderline (Estimate) and median (float).
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
    weighting: Literal["unweighted"]
    questionnaire: Questionnaire
    dispositions: Dispositions
    analysis_n: int | None
    """Responses that the tables rest on, rounded to 5; None if under 10."""
    sections: tuple[SectionInfo, ...]
    segments: tuple[Segment, ...]
    items: tuple[Item, ...]
    hidden: Hidden
    format: str = FORMAT

    def item(self, item_id: str) -> Item | None:
        return next((i for i in self.items if i.id == item_id), None)

    def segment(self, segment_id: str) -> Segment | None:
        return next((s for s in self.segments if s.id == segment_id), None)

    def in_section(self, section_id: str) -> tuple[Item, ...]:
        return tuple(i for i in self.items if i.section == section_id)


# ------------------------------------------------------------------ text


def to_data(value: Any) -> Any:
    """Dataclasses -> plain JSON-able data, every key present; of cells only what differs from the default."""
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, Cell):
        return {name: v for name, default in _CELL_FIELDS if (v := getattr(value, name)) != default}
    if isinstance(value, Mapping):
        return {str(k): to_data(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [to_data(v) for v in value]
    return {name: to_data(getattr(value, name)) for name in _names(value.__class__)}


_CELL_FIELDS = tuple((f.name, f.default) for f in fields(Cell))


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """Raise TypeError for anything that is not a dataclass."""
    return tuple(f.name for f in fields(kind))


def canonical(doc: ReleaseDoc) -> str:
    """The one text of a document: sorted keys, no spaces, UTF-8, finite numbers only."""
    return json.dumps(
        to_data(doc), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def parse(text: str, expected_sha256: str) -> ReleaseDoc:
    """Read a stored document. Raise ReleaseDamaged unless it is byte for byte what was hashed at release."""
    if sha256(text) != expected_sha256:
        raise ReleaseDamaged("The release's text does not match its SHA-256.")
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ReleaseDamaged("The release is not JSON.") from error
    return from_data(data)


def from_data(data: Mapping[str, Any]) -> ReleaseDoc:
    """Raise ReleaseDamaged for another format or a missing or unknown key."""
    if data.get("format") != FORMAT:
        raise ReleaseDamaged(f"The release has format {data.get('format')!r}; this program reads {FORMAT!r}.")
    try:
        return ReleaseDoc(
            **{
                **data,
                "survey": SurveyInfo(**data["survey"]),
                "wave": WaveInfo(**data["wave"]),
                "release": ReleaseInfo(**data["release"]),
                "questionnaire": Questionnaire(**data["questionnaire"]),
                "dispositions": Dispositions(**data["dispositions"]),
                "sections": tuple(SectionInfo(**s) for s in data["sections"]),
                "segments": tuple(
                    Segment(**{**s, "levels": tuple(Level(**each) for each in s["levels"])})
                    for s in data["segments"]
                ),
                "items": tuple(_item(i) for i in data["items"]),
                "hidden": Hidden(**data["hidden"]),
            }
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ReleaseDamaged(f"The release has an unexpected shape: {error}") from error


def _item(data: Mapping[str, Any]) -> Item:
    scale = data["scale"]
    return Item(
        **{
            **data,
            "options": tuple(ItemOption(**o) for o in data["options"]),
            "rows": tuple(ItemRow(**r) for r in data["rows"]),
            "columns": tuple(ItemColumn(**c) for c in data["columns"]),
            "scale": None
            if scale is None
            else Scale(scale["min"], scale["max"], MappingProxyType(scale["anchors"])),
            "topline": None if data["topline"] is None else _table(data["topline"]),
            "banners": MappingProxyType({k: _table(t) for k, t in data["banners"].items()}),
        }
    )


def _table(data: Mapping[str, Any]) -> Table:
    groups = tuple(Group(g["code"], g["label"], _rows(g["rows"])) for g in data["groups"])
    return Table(data["base_kind"], groups)


def _rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    return tuple(
        Row(
            **{
                **r,
                "cells": tuple(Cell(**c) for c in r["cells"]),
                "outside": tuple(Cell(**c) for c in r["outside"]),
                "stats": MappingProxyType(
                    {k: Estimate(**v) if isinstance(v, Mapping) else v for k, v in r["stats"].items()}
                ),
            }
        )
        for r in rows
    )
