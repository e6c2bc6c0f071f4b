"""Questions and derived variables as items of a release, still without numbers."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from reports.dataset import columns
from reports.release.sources import sources
from reports.release.wording import ENOUGH, base_text, vignette_text
from reports.release_format import (
    NO_ANSWER_CELL,
    Item,
    ItemColumn,
    ItemOption,
    ItemRow,
    Kind,
    Scale,
)
from reports.stats.bins import bin_edges
from surveys.logic import bands, scoring
from surveys.logic.definition import Definition, Question

NO_ANSWER = ItemOption(NO_ANSWER_CELL, "No answer", None, missing=True)
READ_FIRST = "Open answers are published only after a person has read them."


def items(d: Definition) -> tuple[Item, ...]:
    """Every question in order, then the derived variables that have a scale or types. Tables are still
    missing.
    """
    derived = tuple(_derived(d, e) for e in d.derived if "range" in e or "rules" in e)
    return tuple(_question(d, q) for q in d.questions) + derived


def _kind(q: Question) -> Kind:
    match q.type:
        case "matrix_single":
            return "likert" if _is_balanced(q) else "matrix"
        case "matrix_multi":
            return "grid"
        case _:
            return q.type


def _is_balanced(q: Question) -> bool:
    """An ordered scale around a middle: 1, 2, 3, 4, 5."""
    values = [o.value for o in q.options if not o.is_missing]
    return bool(q.scale) and len(values) % 2 == 1 and values == list(range(1, len(values) + 1))


def _question(d: Definition, q: Question) -> Item:
    kind = _kind(q)
    return Item(
        id=q.id,
        number=q.number,
        section=q.section,
        kind=kind,
        text=vignette_text(q),
        help=q.help,
        base_text=base_text(d, q),
        headline=q.headline,
        derived=False,
        options=_options(d, q),
        rows=_rows(q),
        columns=tuple(
            ItemColumn(c.code, c.label, missing=c.is_missing, anchor=c.exclusive or c.anchor)
            for c in q.columns
        ),
        scale=Scale(q.minimum or 0, q.maximum or 0, dict(q.anchors))
        if kind in ("slider", "number")
        else None,
        reason=READ_FIRST if kind == "text" else "",
    )


def _options(d: Definition, q: Question) -> tuple[ItemOption, ...]:
    if q.type in ("text", "matrix_multi"):
        return ()
    if q.type == "slider":
        own = [ItemOption(f"{v:g}", q.anchors.get(f"{v:g}", f"{v:g}"), v) for v in columns.slider_values(q)]
    elif q.type == "number":
        own = [ItemOption(b.code, bands.label(b), b.minimum) for b in q.bands]
    else:
        apart = _recoded(d, q)
        own = [
            ItemOption(
                o.code, o.label, None if o.is_missing else o.value, o.is_missing, o.value in apart, o.anchor
            )
            for o in q.options
        ]
    return (*own, NO_ANSWER)


def _recoded(d: Definition, q: Question) -> frozenset[int]:
    """Values that an index counts as another value: another kind of answer, so its own bar."""
    found = set()
    for entry in d.derived:
        if any(item.removeprefix("-").partition("__")[0] == q.id for item in entry.get("items", ())):
            found |= {
                int(k) for k, v in entry.get("recode", {}).items() if v != "missing" and int(k) != int(v)
            }
    return frozenset(found)


def _rows(q: Question) -> tuple[ItemRow, ...]:
    if q.type == "vignette":
        return tuple(
            ItemRow(
                cell_code(levels), "; ".join(_fill(q, f, x) for f, x in zip(q.factors, levels, strict=True))
            )
            for levels in product(*q.factors.values())
        )
    return tuple(ItemRow(r.code, r.label, r.domain or r.factor) for r in q.rows)


def _fill(q: Question, factor: str, level: str) -> str:
    return q.fills.get(factor, {}).get(level, level)


def cell_code(levels: tuple[str, ...]) -> str:
    """client, private -> "client.private"."""
    return ".".join(levels)


def _derived(d: Definition, entry: Mapping[str, Any]) -> Item:
    name = entry["id"]
    behind = sources(d, name)
    section = next((q.section for q in reversed(d.questions) if q.id in behind), d.sections[-1].id)
    if "rules" in entry:
        kind: Kind = "persona"
        options = tuple(ItemOption(code, label, i) for i, (code, label) in enumerate(scoring.levels(d, name)))
        scale = None
    else:
        kind = "index"
        low, high = entry["range"]
        options, scale = _bins(low, high), Scale(low, high)
    return Item(
        id=name,
        number="",
        section=section,
        kind=kind,
        text=entry.get("label", name),
        help=entry.get("meaning") or entry.get("note") or "",
        base_text=ENOUGH,
        headline=False,
        derived=True,
        options=options,
        scale=scale,
    )


def _bins(low: float, high: float) -> tuple[ItemOption, ...]:
    edges = bin_edges(low, high)
    return tuple(
        ItemOption(f"{a:g}-{b:g}", f"{a:g} to {b:g}".replace("-", "−"), (a + b) / 2)
        for a, b in zip(edges[:-1], edges[1:], strict=True)
    )
