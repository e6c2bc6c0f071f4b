"""How numbers and their origin are said. The one place that rounds for readers."""

import re
from collections.abc import Iterable
from datetime import date

from reports.release_format import Estimate, Item, Row, Table

from . import letters
from .context import ChartContext

INTERVAL = "95 % interval if answers behaved like a random sample of this audience"
DEMO = "Demo data: every answer is invented."
TOKEN = re.compile(r"\{[a-z0-9_]+\}")
"""Where a vignette's text varies between people."""
MEANS = ("slider", "number", "index")
"""Kinds whose groups are compared by their means."""
STAR = "* stands for less than half a percent."


def percent(share: float) -> str:
    """Share 0…1 -> whole percent without the sign; "*" below half a percent; zero is zero."""
    if share <= 0:
        return "0"
    return "*" if share < 0.005 else str(int(share * 100 + 0.5 + 1e-9))


def with_sign(share: float) -> str:
    """Share -> "34%"; "*" stays alone."""
    text = percent(share)
    return text if text == "*" else f"{text}%"


def said(share: float) -> str:
    """A share inside a sentence."""
    return "less than half a percent" if 0 < share < 0.005 else f"{percent(share)}%"


def interval(lo: float, hi: float) -> str:
    """Shares 0…1 -> "31–37" in whole percent; ends under half a percent are 0."""
    return f"{int(lo * 100 + 0.5)}–{int(hi * 100 + 0.5)}"


def count(n: int | None) -> str:
    return "–" if n is None else f"{n:,}"


def number(value: float, decimals: int = 1) -> str:
    """A plain number with a real minus sign."""
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def signed(points: float) -> str:
    """Points -> "+52", "−4", "0"."""
    whole = int(abs(points) + 0.5 + 1e-9)
    return "0" if whole == 0 else f"{'+' if points > 0 else '−'}{whole}"


def net_points(net: Estimate) -> str:
    return signed(net.value * 100)


def number_interval(estimate: Estimate, decimals: int = 1) -> str:
    return f"{number(estimate.lo, decimals)} to {number(estimate.hi, decimals)}"


def short(text: str, limit: int = 72) -> str:
    """A label inside a sentence: cut at a word, with an ellipsis."""
    text = TOKEN.sub("[…]", text).strip().rstrip(".")
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def quoted(text: str, limit: int = 72) -> str:
    return f"“{short(text, limit)}”"


def span(values: Iterable[int | None]) -> str:
    """Bases -> "n = 1,225" or "n = 410 to 1,105"; withheld ones are left out. Empty if all are."""
    known = sorted({v for v in values if v is not None})
    if not known:
        return ""
    return f"n = {count(known[0])}" if len(known) == 1 else f"n = {count(known[0])} to {count(known[-1])}"


def field_dates(opened_on: str | None, closed_on: str | None) -> str:
    """ISO dates -> "4–29 May 2026", "4 May to 2 June 2026", "from 4 May 2026" or ""."""
    if not opened_on:
        return ""
    start = date.fromisoformat(opened_on[:10])
    if not closed_on:
        return f"from {start.day} {start:%B %Y}"
    end = date.fromisoformat(closed_on[:10])
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{end.day} {end:%B %Y}" if start.day != end.day else f"{end.day} {end:%B %Y}"
    if start.year == end.year:
        return f"{start.day} {start:%B} to {end.day} {end:%B %Y}"
    return f"{start.day} {start:%B %Y} to {end.day} {end:%B %Y}"


def day(iso: str) -> str:
    """ "2026-05-04" -> "4 May 2026"."""
    return field_dates(iso, iso)


def _worth(rows: Iterable[Row]) -> str:
    """What weighting costs: unweighted n beside the effective base; empty without weights."""
    pairs = [(row.base, size) for row in rows if isinstance(size := row.stats.get("effective_base"), float)]
    effects = [base / size for base, size in pairs if base and size]
    if not effects:
        return ""
    sizes = span(int(size) for _, size in pairs).removeprefix("n = ")
    least, most = f"{min(effects):.1f}", f"{max(effects):.1f}"
    effect = least if least == most else f"{least} to {most}"
    return (
        "Percentages and means are weighted, n is not: it is worth "
        f"{sizes} equally weighted answers (design effect {effect})."
    )


def _differences(item: Item, table: Table, context: ChartContext) -> str:
    """Which differences between groups are real, or why that is not said."""
    if letters.has(table):
        return letters.WEIGHTED_RULE if context.weighting == "weighted" else letters.RULE
    if not context.tested:
        return letters.UNTESTED
    if context.overlap:
        return letters.OVERLAP
    return letters.MEANS if item.kind in MEANS else letters.NONE


def wave(context: ChartContext) -> str:
    dates = field_dates(context.opened_on, context.closed_on)
    return f"Wave {context.wave_number}" + (f", {dates}" if dates else "")


def wording(item: Item, context: ChartContext) -> str:
    """The exact question, or what a derived number is."""
    if item.derived:
        text = item.text + (f": {item.help}" if item.help else "")
        text = f"Computed from answers. {text}{'' if text.endswith('.') else '.'}"
    else:
        asked = TOKEN.sub("[…]", item.text)
        text = f"Question {item.number}: “{asked}”" if item.number else f"“{asked}”"
        text += f" {item.help}" if item.help else ""
    return f"{text} Split by: {context.segment_name}." if context.segment_name else text


def base(
    item: Item,
    context: ChartContext,
    table: Table | None,
    whiskers: str,
    notes: Iterable[str],
) -> str:
    """Who was asked, n, wave, how intervals and letters are to be read. One paragraph."""
    shown = [row for group in table.groups for row in group.rows if row.is_shown] if table else []
    base_kind = table.base_kind if table else ""
    n = span(row.base for row in shown)
    who = f"Base: {item.base_text}" if item.base_text else ""
    of = "Percent of everyone asked" if base_kind == "asked" else "Percent of valid answers"
    if item.kind in MEANS and context.segment_id:
        of = "Means of valid answers"
    reading = f"{whiskers or 'Intervals stand in the table'}: {INTERVAL}."
    parts = [who, f"{of}, {n}." if n else "", *notes]
    if table is not None and table.since:
        parts.append(f"As of {day(table.since)}: kept from an earlier release.")
    parts.append(f"{wave(context)}, release {context.release_number}. Volunteers, {context.weighting}.")
    if worth := _worth(shown):
        parts.append(worth)
    if shown:
        parts.append("Counts move in steps of five people, so shares may not add up to 100.")
        parts.append(reading)
    if any(row.status == "care" for row in shown):
        parts.append("Hatched: 30 to 49 answers, read with care.")
    if table is not None and context.segment_id and len(shown) > 1:
        parts.append(_differences(item, table, context))
    if context.is_demo:
        parts.append(DEMO)
    return " ".join(part for part in parts if part)
