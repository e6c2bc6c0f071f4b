"""The claim of a banner: the widest gap between two groups, said with its doubt."""

from reports.release_format import Item, Table

from .cells import row_label, widest_gap
from .wording import quoted, said


def gap_sentence(item: Item, table: Table) -> str:
    gap = widest_gap(item, table)
    if gap is None:
        return "Only one group is large enough to show"
    answer = quoted(gap.label, 60)
    if gap.row is not None:
        answer += f" for {quoted(row_label(item, gap.row), 60)}"
    low, high = (
        f"{said(gap.low)} of {quoted(gap.low_group, 44)}",
        f"{said(gap.high)} of {quoted(gap.high_group, 44)}",
    )
    if not gap.clear:
        return f"No group stands clearly apart: even the widest gap, {answer}, may be chance"
    return f"The groups differ most on {answer}: {high}, {low}"


def means_sentence(rows: list[tuple[str, float, float, float]], unit: str) -> str:
    """Rows: label, mean, lo, hi. `unit`: the mean with its decimals is made by the caller's format string,
    e.g. "{:.1f}".
    """
    if len(rows) < 2:
        return "Only one group is large enough to show"
    low, high = min(rows, key=lambda r: r[1]), max(rows, key=lambda r: r[1])
    spread = (
        f"{unit.format(low[1])} for {quoted(low[0], 44)} and {unit.format(high[1])} for {quoted(high[0], 44)}"
    )
    spread = spread.replace("-", "−") if low[1] < 0 else spread
    if low[3] >= high[2]:
        return f"The means lie close together: {spread}, within their intervals"
    return f"Means range from {spread.replace(' and ', ' to ', 1)}"
