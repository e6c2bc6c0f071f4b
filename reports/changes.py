"""Changes between two released waves: from their published numbers only.

A share's change is later minus earlier; its interval is Newcombe's (1998, method 10) on the released bases,
widened by half a rounding step of each wave, so that it holds the interval of every exact pair that would be
released like this. A mean's interval joins the two published intervals in the same way. Pure: no database.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import sqrt

from reports.charts.cells import answers, row_label
from reports.charts.context import TableView
from reports.charts.wording import INTERVAL, number, signed, with_sign
from reports.disclosure.rounding import SLACK, STEP
from reports.release_format import Cell, Estimate, Item, ReleaseDoc, Row, Scale
from reports.stats.waves import newcombe

MEANS = ("slider", "number", "index")
NONE = "no clear change"
NOT_COMPARABLE = (
    "The question was changed so much since wave {} that the answers do not compare, so no change is shown."
)
BREAK = (
    "The wording of this question, or of its answers, changed since wave {}. The line breaks here: no "
    "change is shown, because nobody could say whether people changed or the words did."
)
WEIGHTS = "One of the two waves is weighted and the other is not, so no change since wave {} is shown."
OTHER_BASE = "Who was asked changed since wave {}, so no change is shown."
NOTE = (
    "Change in percentage points (in points of the scale for means), later minus earlier, from the published "
    "figures. In brackets the {interval}, in both waves. An arrow stands only where that interval leaves out "
    "zero. Each wave has its own volunteers, so a change may also come from other people taking part; of "
    "many changes a few look clear by chance."
)


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in both waves. `lo`, `hi`: interval of the change, in the unit of `difference` (shares
    0…1, else scale points). `direction`: "up", "down" or "" where the interval covers zero.
    """

    label: str
    earlier: str
    later: str
    difference: float
    lo: float
    hi: float
    is_share: bool

    @property
    def direction(self) -> str:
        return "up" if self.lo > 0 else "down" if self.hi < 0 else ""

    @property
    def words(self) -> str:
        """ "▲ +6 (2 to 10)", or "no clear change (−2 to 5)"."""
        scale = 100.0 if self.is_share else 1.0
        show = signed if self.is_share else number
        between = f"({show(self.lo * scale)} to {show(self.hi * scale)})"
        if not self.direction:
            return f"{NONE} {between}"
        arrow = "▲" if self.direction == "up" else "▼"
        said_as = signed(self.difference * scale) if self.is_share else _plus(self.difference)
        return f"{arrow}\u00a0{said_as} {between}"


@dataclass(frozen=True, slots=True)
class Changes:
    """What a question's page says about an earlier wave: changes, or a sentence why there are none."""

    wave: int
    changes: tuple[Change, ...] = ()
    reason: str = ""

    @property
    def note(self) -> str:
        return NOTE.format(interval=INTERVAL)

    @property
    def summary(self) -> str:
        """The clear changes in a sentence."""
        clear = [each for each in self.changes if each.direction]
        if not clear:
            return f"Nothing changed clearly since wave {self.wave}."
        named = sorted(clear, key=lambda each: -abs(each.difference))[:3]
        parts = [
            f"“{each.label}” went {each.direction} from {each.earlier} to {each.later}" for each in named
        ]
        rest = f" {len(clear)} of {len(self.changes)} figures changed clearly." if len(clear) > 3 else ""
        return f"Since wave {self.wave}: {'; '.join(parts)}.{rest}"

    def table(self, later: int) -> TableView:
        rows = tuple((each.label, each.earlier, each.later, each.words) for each in self.changes)
        head = ("Answer", f"Wave {self.wave}", f"Wave {later}", "Change")
        return TableView(f"Waves {self.wave} and {later}.", head, rows)


def changes(
    earlier: ReleaseDoc, later: ReleaseDoc, item_id: str, rulings: Collection[str] = ()
) -> Changes | None:
    """`rulings`: the editor's on each version between the two waves ("same", "wording", "not_comparable").

    None if one of the waves has no figures of the item, or only one of them is demonstration data.
    """
    before, now = earlier.item(item_id), later.item(item_id)
    if before is None or now is None or before.topline is None or now.topline is None:
        return None
    if earlier.is_demo != later.is_demo:
        return None
    wave = earlier.wave.number
    if "not_comparable" in rulings or before.kind != now.kind:
        return Changes(wave, reason=NOT_COMPARABLE.format(wave))
    if "wording" in rulings and _words(before) != _words(now):
        return Changes(wave, reason=BREAK.format(wave))
    if earlier.weighting != later.weighting:
        return Changes(wave, reason=WEIGHTS.format(wave))
    if before.base_text != now.base_text or before.topline.base_kind != now.topline.base_kind:
        return Changes(wave, reason=OTHER_BASE.format(wave))
    found: list[Change] = []
    for row in now.topline.groups[0].rows:
        old = before.topline.groups[0].row(row.row)
        if old is not None and old.is_shown and row.is_shown:
            found += _of_row(now, old, row, is_weighted=later.weighting == "weighted")
    return Changes(wave, tuple(found)) if found else None


def _words(item: Item) -> tuple[object, ...]:
    """All that a person read."""
    options = tuple((o.code, o.label) for o in item.options)
    rows = tuple((r.code, r.label) for r in item.rows)
    columns = tuple((c.code, c.label) for c in item.columns)
    scale: Scale | None = item.scale
    ends = (scale.min, scale.max, tuple(sorted(scale.anchors.items()))) if scale else ()
    return (item.text, item.help, options, rows, columns, ends)


def _of_row(item: Item, old: Row, new: Row, *, is_weighted: bool) -> list[Change]:
    label = row_label(item, new.row)
    if item.kind in MEANS:
        a, b = old.stats.get("mean"), new.stats.get("mean")
        return [_mean("Mean", a, b)] if isinstance(a, Estimate) and isinstance(b, Estimate) else []
    found = []
    for answer in answers(item, new):
        cell = old.cell(answer.cell.code)
        if cell is not None and old.base and new.base:
            name = f"{label}: {answer.label}" if label else answer.label
            found.append(_share(name, cell, old.base, answer.cell, new.base, is_weighted=is_weighted))
    return found


def _share(label: str, old: Cell, old_base: int, new: Cell, new_base: int, *, is_weighted: bool) -> Change:
    if is_weighted:
        lo, hi = _joined(old.share, old.lo, old.hi, new.share, new.lo, new.hi)
    else:
        # The exact bases may be smaller than the released ones by SLACK, and each share off by half a step.
        n1, n2 = old_base - SLACK, new_base - SLACK
        lo, hi = newcombe(old.share * n1, n1, new.share * n2, n2)
        half = STEP / (2 * old_base) + STEP / (2 * new_base)
        lo, hi = lo - half, hi + half
    return Change(
        label,
        with_sign(old.share),
        with_sign(new.share),
        new.share - old.share,
        max(-1.0, lo),
        min(1.0, hi),
        True,
    )


def _mean(label: str, old: Estimate, new: Estimate) -> Change:
    lo, hi = _joined(old.value, old.lo, old.hi, new.value, new.lo, new.hi)
    return Change(label, number(old.value), number(new.value), new.value - old.value, lo, hi, False)


def _joined(v1: float, lo1: float, hi1: float, v2: float, lo2: float, hi2: float) -> tuple[float, float]:
    """Newcombe's way of joining two published intervals, which hold the rounding already."""
    d = v2 - v1
    return d - sqrt((v2 - lo2) ** 2 + (hi1 - v1) ** 2), d + sqrt((hi2 - v2) ** 2 + (v1 - lo1) ** 2)


def _plus(value: float) -> str:
    return f"{'+' if value > 0 else ''}{number(value)}"
