"""One respondent's scores beside a release. Reads the one row it is given and released numbers,
nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.disclosure.rounding import to_decimals
from reports.release.items import items
from reports.release_format import Estimate, Item, ItemOption, ReleaseDoc, Row, Scale
from reports.stats.bins import bin_of
from surveys.logic import scoring
from surveys.logic.definition import Definition

#: What a profile shows, in order, as far as the questionnaire has it.
PARTS = ("segmentation_index", "persona", "collapse_index")
NOT_RELEASED = "There are no released results to compare with yet."
TOO_FEW = "Too few people have answered so far to show how others compare."


@dataclass(frozen=True, slots=True)
class Answer:
    """One bar of the released distribution."""

    option: ItemOption
    share: float
    """0…1."""
    lo: float
    hi: float
    own: bool
    """The respondent is in this bin or type."""


@dataclass(frozen=True, slots=True)
class Part:
    """One score: the respondent's value or why there is none, and the released distribution or why there is
    none.
    """

    id: str
    kind: str
    """"index" or "persona"."""
    label: str
    help: str
    scale: Scale | None
    value: float | None
    """Index: at the instrument's decimals."""
    code: str | None
    """Persona."""
    code_label: str | None
    borderline: bool
    band: str | None
    """Label of the band that the value falls in, where the index has bands."""
    missing: str | None
    distribution: tuple[Answer, ...]
    mean: Estimate | None
    base: int | None
    unreleased: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    parts: tuple[Part, ...]
    wave_number: int | None
    wave_title: str | None
    is_demo: bool
    """The released numbers are demonstration data."""

    def part(self, part_id: str) -> Part | None:
        return next((p for p in self.parts if p.id == part_id), None)


def profile(d: Definition, encoded: Mapping[str, Any], release: ReleaseDoc | None) -> Profile:
    """The scores of one encoded response, each beside the release's topline of the same derived variable."""
    scores = scoring.score(d, encoded)
    bands = scoring.bands(d, encoded, scores)
    known = {item.id: item for item in items(d) if item.derived}
    parts = tuple(
        _part(d, encoded, known[name], scores, bands, None if release is None else release.item(name))
        for name in PARTS
        if name in known
    )
    if release is None:
        return Profile(parts, None, None, False)
    return Profile(parts, release.wave.number, release.wave.title, release.is_demo)


def _part(
    d: Definition,
    encoded: Mapping[str, Any],
    item: Item,
    scores: Mapping[str, Any],
    bands: Mapping[str, str | None],
    released: Item | None,
) -> Part:
    score = scores[item.id]
    is_index = item.kind == "index"
    own = _own_cell(item, score)
    row, unreleased = _row(released)
    mean = row.stats.get("mean") if row is not None else None
    decimals = int(d.publication.get("rounding", {}).get("index_decimals", 0))
    return Part(
        id=item.id,
        kind=item.kind,
        label=item.text,
        help=item.help,
        scale=item.scale,
        value=to_decimals(float(score), decimals) if is_index and score is not None else None,
        code=None if is_index else score,
        code_label=None if is_index or score is None else dict(scoring.levels(d, item.id))[score],
        borderline=bool(scores.get(f"{item.id}_borderline")),
        band=_band(d, item.id, bands),
        missing=scoring.why_missing(d, encoded, item.id),
        distribution=_distribution(released, row, own),
        mean=mean if isinstance(mean, Estimate) else None,
        base=None if row is None else row.base,
        unreleased=unreleased,
    )


def _own_cell(item: Item, score: Any) -> str | None:
    if score is None or item.scale is None:
        return None if score is None else str(score)
    return item.options[bin_of(float(score), item.scale.min, item.scale.max)].code


def _band(d: Definition, index: str, bands: Mapping[str, str | None]) -> str | None:
    for name, (source, is_score, _) in scoring.compiled(d).bands.items():
        if is_score and source == index:
            code = bands[name]
            return None if code is None else dict(scoring.levels(d, name))[code]
    return None


def _row(released: Item | None) -> tuple[Row | None, str | None]:
    if released is None or released.topline is None:
        return None, NOT_RELEASED
    row = released.topline.groups[0].rows[0]
    return (row, None) if row.is_shown else (None, TOO_FEW)


def _distribution(released: Item | None, row: Row | None, own: str | None) -> tuple[Answer, ...]:
    if released is None or row is None:
        return ()
    cells = {cell.code: cell for cell in row.cells}
    return tuple(
        Answer(o, cells[o.code].share, cells[o.code].lo, cells[o.code].hi, o.code == own)
        for o in released.options
        if o.code in cells and not o.missing
    )
