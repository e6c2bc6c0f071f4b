"""Every chart of a release, and what its numbers must look like, worked out without the charts' own code."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from xml.etree import ElementTree

from reports.charts import Chart, ChartContext, draw
from reports.release_format import Cell, Estimate, Item, ReleaseDoc, Row, Table

BARS = ("single", "multi", "persona", "number")


@dataclass(frozen=True)
class Drawn:
    item: Item
    table: Table
    segment: str
    chart: Chart

    @property
    def name(self) -> str:
        return f"{self.item.id} by {self.segment}" if self.segment else self.item.id


def charts(doc: ReleaseDoc) -> Iterator[Drawn]:
    for item in doc.items:
        if item.topline is not None:
            yield Drawn(item, item.topline, "", draw(item, item.topline, context(doc)))
        for segment, table in item.banners.items():
            yield Drawn(item, table, segment, draw(item, table, context(doc, segment)))


def context(doc: ReleaseDoc, segment: str = "") -> ChartContext:
    return ChartContext(
        survey_title=doc.survey.title,
        wave_number=doc.wave.number,
        opened_on=doc.wave.opened_on,
        closed_on=doc.wave.closed_on,
        release_number=doc.release.number,
        is_demo=doc.is_demo,
        segment_id=segment,
        segment_name=segment,
        address="https://example.org/chart/",
    )


def parsed(source: str) -> ElementTree.Element:
    """Markup that our own charts made; broken markup is a ParseError."""
    return ElementTree.fromstring(source)  # noqa: S314  # nothing from outside is parsed here


def percent(share: float) -> str:
    """Half up; "*" under half a percent."""
    return "*" if 0 < share < 0.005 else str(floor(share * 100 + 0.5 + 1e-9))


def between(lo: float, hi: float) -> str:
    return f"{floor(lo * 100 + 0.5)}–{floor(hi * 100 + 0.5)}"


def shown_rows(table: Table) -> list[Row]:
    return [row for group in table.groups for row in group.rows if row.status in ("shown", "care")]


def is_missing(item: Item, cell: Cell) -> bool:
    known = {o.code: o.missing for o in item.options} | {c.code: c.missing for c in item.columns}
    return cell.missing or known.get(cell.code, False)


def answered(item: Item, row: Row) -> list[Cell]:
    return [cell for cell in row.cells if not is_missing(item, cell)]


def drawn_shares(drawn: Drawn) -> Counter[str]:
    """The percents that the picture of this chart must hold, as printed, with how often each occurs."""
    item, kind = drawn.item, drawn.item.kind
    found: Counter[str] = Counter()
    for row in shown_rows(drawn.table):
        if drawn.segment and kind in ("slider", "number", "index"):
            mean = row.stats["mean"]
            assert isinstance(mean, Estimate)
            found[decimal(mean.value, 0 if kind == "index" else 1)] += 1
        elif kind == "vignette":
            share = row.stats["share_problem"]
            assert isinstance(share, Estimate)
            found[percent(share.value)] += 1
        elif kind in BARS and not drawn.segment:
            found.update(percent(cell.share) for cell in row.cells)
        else:
            found.update(percent(cell.share) for cell in answered(item, row))
            if kind == "ranking":
                found.update(percent(cell.first) for cell in answered(item, row) if cell.first is not None)
            if kind == "matrix":
                blank = sum(cell.share for cell in row.cells if is_missing(item, cell))
                found.update([percent(blank)] if blank else [])
    return found


def decimal(value: float, places: int) -> str:
    return f"{value:,.{places}f}".replace("-0.0", "0.0").replace("-", "−")
