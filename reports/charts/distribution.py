"""Columns over a scale with the mean where it lies: what slider and index charts share."""

from reports.release_format import Estimate, Item, Row

from .cells import Answer, answers
from .scene import Column, ColumnScene, Point
from .wording import number, percent


def columns(item: Item, row: Row) -> tuple[Column, ...]:
    return tuple(
        Column(
            _under(item, a),
            a.label,
            100 * a.cell.share,
            100 * a.cell.lo,
            100 * a.cell.hi,
            percent(a.cell.share),
        )
        for a in answers(item, row)
    )


def _under(item: Item, answer: Answer) -> str:
    """What fits under a column: the number alone, its words stand at the ends of the scale."""
    option = item.option(answer.cell.code)
    return answer.label if option is None or option.value is None else f"{option.value:g}"


def mean_point(row: Row, places: int) -> Point | None:
    mean = row.stats.get("mean")
    if not isinstance(mean, Estimate):
        return None
    return Point(mean.value, f"Mean {number(mean.value, places)}", "Mean", mean.lo, mean.hi)


def scene(item: Item, row: Row, places: int, *, bins: bool) -> ColumnScene:
    low, high = (item.scale.min, item.scale.max) if item.scale else (0.0, 100.0)
    anchors = item.scale.anchors if item.scale else {}
    ends = tuple(anchors[key] for key in sorted(anchors, key=float))
    pad = 0.0 if bins else 0.5
    return ColumnScene(
        columns(item, row), low - pad, high + pad, mean_point(row, places), ends, row.status == "care", bins
    )
