"""A plausible full release of the product's own questionnaire with random numbers, for charts and views.

`release_document(seed=1)` is deterministic. Numbers obey the format (multiples of 5, shares on the grid,
statuses by base); they come from no respondent. Some groups are small on purpose: every status occurs.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from reports.release_format import (
    Cell,
    Dispositions,
    Estimate,
    Group,
    Hidden,
    Item,
    ItemColumn,
    ItemOption,
    ItemRow,
    Level,
    Questionnaire,
    ReleaseDoc,
    ReleaseInfo,
    Row,
    Scale,
    SectionInfo,
    Segment,
    SurveyInfo,
    Table,
    WaveInfo,
)

INSTRUMENT = Path(__file__).parents[2] / "surveys" / "instrument" / "work_personal_online.yaml"
SEGMENTS = (
    "work_status solo role senior3 market size3 years_band region age3 gender persona segmentation_band "
    "platforms"
)
INDICES = (
    ("segmentation_index", "boundaries"),
    ("audience_score", "boundaries"),
    ("content_score", "boundaries"),
    ("persona", "boundaries"),
    ("practice_index", "boundaries"),
    ("fit_gap", "boundaries"),
    ("collapse_index", "circles"),
    ("disclosure_index", "disclosure"),
)
NO_ANSWER = ItemOption("-2", "No answer", None, missing=True)


def release_document(*, seed: int = 1, is_demo: bool = True, wave: int = 1, base: int = 700) -> ReleaseDoc:
    """Base: number of responses; small ones (20, 40) give 'few' and 'care' everywhere."""
    draw = _Draw(random.Random(seed))
    data = yaml.safe_load(INSTRUMENT.read_text("utf-8"))
    segments = _segments(data)
    items = []
    for number, question in enumerate(_with_followups(data["questions"])):
        asked = (
            base if number < 12 else round(base * (0.3 if question["id"] == "policy_own" else 0.8) / 5) * 5
        )
        items.append(_question_item(draw, data, question, segments if is_demo else (), asked))
    for derived_id, section in INDICES:
        entry = next(d for d in data["derived"] if d["id"] == derived_id)
        items.append(_derived_item(draw, entry, section, segments if is_demo else (), base - 35))
    return ReleaseDoc(
        survey=SurveyInfo(
            "work_personal_online",
            "survey",
            data["instrument"]["title"],
            data["instrument"]["population"],
        ),
        wave=WaveInfo(wave, f"Wave {wave}", "2026-05-04", "2026-05-29"),
        release=ReleaseInfo(1, "2026-06-02", "closing"),
        is_demo=is_demo,
        weighting="unweighted",
        questionnaire=Questionnaire(1, "0" * 64, "1" * 64),
        dispositions=Dispositions(base, 60, 25),
        analysis_n=base + 60,
        sections=tuple(SectionInfo(s["id"], s["title"]) for s in data["sections"]),
        segments=segments if is_demo else (),
        items=tuple(items),
        hidden=Hidden(41, 12, 0),
    )


def _with_followups(questions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    out = []
    for question in questions:
        out.append(question)
        if "followup" in question:
            out.append({**question["followup"], "section": question["section"], "n": ""})
    return out


class _Draw:
    """Random tables in the format's own arithmetic."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def shares(self, n: int) -> list[float]:
        weights = [self.rng.random() + 0.05 for _ in range(n)]
        return [w / sum(weights) for w in weights]

    def cell(self, code: str, share: float, base: int, *, missing: bool = False, **more: float) -> Cell:
        steps = min(base // 5, int(share * base / 5 + 0.5))
        p, half = steps * 5 / base, 2.5 / base
        z = 1.959963984540054
        middle = (p + z * z / 2 / base) / (1 + z * z / base)
        width = z * ((p * (1 - p) / base + z * z / 4 / base / base) ** 0.5) / (1 + z * z / base)
        lo, hi = max(0.0, middle - width - half), min(1.0, middle + width + half)
        return Cell(code, steps * 5, p, lo, hi, missing, **more)

    def row(self, item: Item, row: str | None, base: int, topline: bool) -> Row:
        asked = base if topline else None
        if base < 10:
            return Row(row, "hidden", None, None, None)
        if base < 30:
            return Row(row, "few", base, base, asked)
        valid = base - base // 40 // 5 * 5 if topline else base
        cells, outside, stats = self._cells(item, base, valid, topline)
        return Row(
            row,
            "care" if base < 50 else "shown",
            base,
            valid,
            asked,
            cells,
            outside,
            self._stats(item, cells) | stats,
        )

    def _cells(
        self, item: Item, base: int, valid: int, topline: bool
    ) -> tuple[tuple[Cell, ...], tuple[Cell, ...], dict[str, Estimate | float]]:
        if item.kind in ("multi", "grid"):
            options = item.options or item.columns
            keep = [o for o in options if not o.missing or (topline and item.kind == "multi")]
            cells = [self.cell(o.code, self.rng.random() * 0.8, base, missing=o.missing) for o in keep]
            outside = []
            if topline and item.kind == "grid":
                outside = [self.cell(c, 0.05, base, missing=True) for c in ("na", "-2")]
            if topline and item.kind == "multi":
                cells.append(self.cell("-2", 0.02, base, missing=True))
            return tuple(cells), tuple(outside), {}
        if item.kind == "ranking":
            cells = [
                self.cell(
                    o.code,
                    0.2 + self.rng.random() * 0.6,
                    base,
                    first=round(self.rng.random() * 0.3 * base / 5) * 5 / base,
                    first_lo=0.0,
                    first_hi=0.4,
                    mean_rank=round(1 + 2 * self.rng.random(), 1),
                    borda=float(round(100 * self.rng.random())),
                )
                for o in item.options
                if not o.missing
            ]
            if topline:
                cells.append(self.cell("-2", 0.05, base, missing=True))
            return tuple(cells), (), {}
        options = [o for o in item.options if topline or not o.missing]
        shares = self.shares(len(options))
        return (
            tuple(
                self.cell(o.code, p, base, missing=o.missing) for o, p in zip(options, shares, strict=True)
            ),
            (),
            {},
        )

    def _stats(self, item: Item, cells: tuple[Cell, ...]) -> dict[str, Estimate | float]:
        around = self.rng.random() - 0.5
        share = {c.code: c.share for c in cells}
        by_kind: dict[str, dict[str, Estimate | float]] = {
            "likert": {"mean": _estimate(3 + around, 0.1, 1), "net": _estimate(around, 0.06, 3)},
            "vignette": {
                "mean": _estimate(2.5 + around, 0.2, 1),
                "share_problem": _estimate(share.get("moderate", 0.0) + share.get("serious", 0.0), 0.06, 9),
            },
            "slider": {"mean": _estimate(5.5 + around, 0.3, 1), "median": 6.0},
            "number": {"mean": _estimate(9.4 + around, 0.8, 1), "median": 7.0},
            "index": {"mean": _estimate(50 + 20 * around, 2.4, 0)},
            "persona": {"borderline": _estimate(0.3, 0.04, 9)},
        }
        stats = dict(by_kind.get(item.kind, {}))
        if item.id == "recommend":
            stats["nps"] = _estimate(-8 + 10 * around, 8, 0)
        return stats


def _estimate(value: float, half: float, decimals: int) -> Estimate:
    return Estimate(round(value, decimals), round(value - half, 4), round(value + half, 4))


def _segments(data: dict[str, Any]) -> tuple[Segment, ...]:
    questions = {q["id"]: q for q in data["questions"]}
    derived = {d["id"]: d for d in data["derived"]}
    out = []
    for name in SEGMENTS.split():
        if name in questions:
            options = [o for o in questions[name]["options"] if o["value"] > 0]
            label = questions[name]["text"]
        elif name == "years_band":
            options, label = questions["years"]["bands"], questions["years"]["text"]
        elif name == "segmentation_band":
            options, label = derived["segmentation_index"]["bands"], derived["segmentation_index"]["label"]
        elif name == "persona":
            options, label = derived["persona"]["rules"], derived["persona"]["label"]
        else:
            options = [{"code": c} for c in derived[name]["map"]]
            label = derived[name].get("label", questions[derived[name]["map_from"]]["text"])
        levels = tuple(Level(o["code"], o.get("label", o["code"].replace("_", " "))) for o in options)
        out.append(Segment(name, label, levels))
    return tuple(out)


def _options(data: dict[str, Any], question: dict[str, Any]) -> tuple[ItemOption, ...]:
    options = question.get("options") or data["scales"].get(question.get("scale", ""), [])
    return tuple(
        ItemOption(
            o["code"],
            o["label"],
            o["value"] if o["value"] >= 0 else None,
            missing=o["value"] < 0,
            apart=o["code"] == "not_at_all",
            anchor=bool(o.get("anchor")),
        )
        for o in options
    )


def _question_item(
    draw: _Draw, data: dict[str, Any], q: dict[str, Any], segments: Sequence[Segment], asked: int
) -> Item:
    options = _options(data, q)
    kind = {"matrix_single": "matrix", "matrix_multi": "grid"}.get(q["type"], q["type"])
    if kind == "matrix" and q.get("scale") in ("agree5", "freq5", "purpose5"):
        kind = "likert"
    rows: tuple[ItemRow, ...] = tuple(
        ItemRow(r["code"], r["label"], r.get("domain") or r.get("factor") or "") for r in q.get("rows", ())
    )
    if "rows_from" in q:
        source = next(x for x in data["questions"] if x["id"] == q["rows_from"]["q"])
        rows = tuple(
            ItemRow(o["code"], o["label"])
            for o in source["options"]
            if o["code"] not in q["rows_from"]["exclude"]
        )
    if kind == "vignette":
        rows = tuple(
            ItemRow(f"{a}.{b}", f"{q['fills']['vig_rel'][a]}; {q['fills']['vig_aud'][b]}")
            for a in q["design"]["factors"]["vig_rel"]
            for b in q["design"]["factors"]["vig_aud"]
        )
    scale = None
    if kind in ("slider", "number"):
        scale = Scale(q["min"], q["max"], {str(k): v for k, v in q.get("anchors", {}).items()})
    if kind == "slider":
        options = tuple(ItemOption(str(v), str(v), v) for v in range(q["min"], q["max"] + 1))
    if kind == "number":
        options = tuple(
            ItemOption(
                b["code"],
                f"{b['min']}–{b['max']}" if b["max"] < q["max"] else f"{b['min']} or more",
                b["min"],
            )
            for b in q["bands"]
        )
    columns = tuple(
        ItemColumn(c["code"], c["label"], missing="missing" in c, anchor=bool(c.get("exclusive")))
        for c in q.get("columns", ())
    )
    if kind not in ("grid", "text"):
        options = (*options, NO_ANSWER)
    item = Item(
        id=q["id"],
        number=str(q["n"]),
        section=q["section"],
        kind=kind,
        text=q["text"],
        help=q.get("help", ""),
        base_text="Everyone who took part."
        if "show_if" not in q
        else "People who chose at least one network in question 2.",
        headline=bool(q.get("headline")),
        derived=False,
        options=options,
        rows=rows,
        columns=columns,
        scale=scale,
        reason="Open answers are published only after a person has read them." if kind == "text" else "",
    )
    return item if kind == "text" else _with_tables(draw, item, segments, asked)


def _derived_item(
    draw: _Draw, entry: dict[str, Any], section: str, segments: Sequence[Segment], base: int
) -> Item:
    kind = "persona" if entry["id"] == "persona" else "index"
    scale, options = None, ()
    if kind == "persona":
        options = tuple(ItemOption(r["code"], r["label"], i) for i, r in enumerate(entry["rules"]))
    else:
        low, high = entry["range"]
        step = (high - low) // 10
        edges = range(low, high, step)
        scale = Scale(low, high, {})
        options = tuple(
            ItemOption(f"{a}-{a + step}", f"{a} to {a + step}".replace("-", "−"), a + step / 2) for a in edges
        )
    item = Item(
        id=entry["id"],
        number="",
        section=section,
        kind=kind,
        text=entry["label"],
        help=entry.get("meaning", ""),
        base_text="Everyone whose answers are enough to compute it.",
        headline=False,
        derived=True,
        options=options,
        scale=scale,
    )
    return _with_tables(
        draw, item, [s for s in segments if s.id not in ("persona", "segmentation_band")], base
    )


def _with_tables(draw: _Draw, item: Item, segments: Sequence[Segment], asked: int) -> Item:
    def table(codes: Sequence[tuple[str, str]], bases: Sequence[int], topline: bool) -> Table:
        rows: Sequence[str | None] = [r.code for r in item.rows] or [None]
        per_row = 6 if item.kind == "vignette" else 1
        groups = tuple(
            Group(code, label, tuple(draw.row(item, r, base // per_row // 5 * 5, topline) for r in rows))
            for (code, label), base in zip(codes, bases, strict=True)
        )
        return Table(
            "asked" if topline and item.kind not in ("grid", "index", "persona") else "valid",
            groups,
        )

    banners = {}
    for segment in segments:
        if segment.id == item.id:
            continue
        levels = [(level.code, level.label) for level in segment.levels]
        bases = [asked * (2 if i == 0 else 1) // (len(levels) + 1) // 5 * 5 for i in range(len(levels))]
        bases[-1] = (5, 20, 40, bases[-1])[draw.rng.randrange(4)]
        banners[segment.id] = table(levels, bases, False)

    return replace(item, topline=table([("all", "Everyone")], [asked], True), banners=banners)
