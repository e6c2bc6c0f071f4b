"""From counts to exact rows: what each kind of item asks of the dataset, and how it reads the answer.

Toplines are shares of those asked, with blank and 'not sure' as rows; the grid's and all banners are on valid
answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from numpy.typing import NDArray

from reports.dataset.columns import bin_name
from reports.dataset.queries import Bits, Joint, Moments, Query, Spread
from reports.disclosure.exact import Contrast, ExactCell, ExactRow
from reports.release.items import cell_code
from reports.release.segments import Cut
from reports.release_format import NO_ANSWER_CELL, Item
from reports.stats import means, quantiles, ranking
from reports.stats.tabulate import Counts, bases, place
from surveys.logic import scoring
from surveys.logic.definition import Definition, Option, Question

Answers = Mapping[Query, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Counter:
    """Reads one group's counts out of the answers to a scan; with no answers it can still say what it will
    ask.
    """

    cut: Cut
    answers: Answers

    def joint_query(self, *columns: str) -> Joint:
        return Joint((self.cut.by, *columns) if self.cut.by else columns, self.cut.within, self.cut.where)

    def joint(self, *columns: str) -> Counts:
        counts = self.answers[self.joint_query(*columns)]
        return counts[self.cut.place] if self.cut.by else counts

    def bits_query(self, bits: Sequence[str]) -> Bits:
        return Bits(tuple(bits), self.cut.by, self.cut.within, self.cut.where)

    def bits(self, bits: Sequence[str]) -> Counts:
        return self.answers[self.bits_query(bits)][:, self.cut.place]

    def moments_query(self, column: str) -> Moments:
        return Moments(column, self.cut.by, self.cut.within, self.cut.where)

    def moments(self, column: str) -> means.Mean | None:
        n, total, squares = self.answers[self.moments_query(column)][:, self.cut.place]
        return means.mean(int(n), float(total), float(squares))

    def spread_query(self, column: str) -> Spread:
        return Spread(column, self.cut.by, self.cut.within, self.cut.where)

    def spread(self, column: str) -> Counts:
        counts: Counts = self.answers[self.spread_query(column)][self.cut.place]
        return counts


@dataclass(frozen=True, slots=True)
class Tabulator:
    """One item of one questionnaire."""

    d: Definition
    item: Item
    index_decimals: int = 0

    @property
    def question(self) -> Question:
        return self.d.question(self.item.id)

    def queries(self, cut: Cut) -> list[Query]:
        """Everything that `rows` will look up for this group."""
        ask, name = Counter(cut, {}), self.item.id
        match self.item.kind:
            case "text":
                return []
            case "multi":
                return [ask.joint_query(name), ask.bits_query(self._bit_names(""))]
            case "grid":
                return [
                    query
                    for row in self.item.rows
                    for query in (
                        ask.joint_query(f"{name}__{row.code}"),
                        ask.bits_query(self._bit_names(row.code)),
                    )
                ]
            case "ranking":
                return [ask.joint_query(name, f"{name}__{o.code}") for o in self._valid_options()]
            case "vignette":
                return [ask.joint_query(*self.question.factors, name)]
            case "index":
                return [ask.joint_query(bin_name(name)), ask.moments_query(name)]
            case "persona":
                return [ask.joint_query(name), ask.joint_query(f"{name}_borderline")]
            case "number":
                return self._number_queries(ask)
            case _:
                return [ask.joint_query(column) for _, column in self._columns()]

    def rows(self, cut: Cut, answers: Answers, *, topline: bool) -> list[ExactRow]:
        """One exact row an item row, in order."""
        counter = Counter(cut, answers)
        match self.item.kind:
            case "multi":
                return [self._multi(counter, topline)]
            case "grid":
                return [self._grid(counter, row.code, topline) for row in self.item.rows]
            case "ranking":
                return [self._ranking(counter, topline)]
            case "vignette":
                return self._vignette(counter, topline)
            case "index":
                return [self._index(counter, topline)]
            case "persona":
                return [self._persona(counter, topline)]
            case "number":
                return [self._number(counter, topline)]
            case _:
                return [self._codes(row, counter.joint(column), topline) for row, column in self._columns()]

    # -- code columns: single, matrix, likert, slider

    def _columns(self) -> list[tuple[str | None, str]]:
        if self.item.rows:
            return [(row.code, f"{self.item.id}__{row.code}") for row in self.item.rows]
        return [(None, self.item.id)]

    def _places(self) -> list[tuple[str, int, bool]]:
        """(cell code, stored code, missing) of every cell but 'no answer'."""
        if self.item.kind == "slider":
            options = [o for o in self.item.options if not o.missing]
            return [(o.code, index, False) for index, o in enumerate(options)]
        return [(o.code, o.value, o.is_missing) for o in self.question.options]

    def _codes(self, row: str | None, histogram: Counts, topline: bool) -> ExactRow:
        levels = len(histogram) - 6
        counted = bases(histogram)
        cells = [
            ExactCell(code, int(histogram[place(value, levels)]), missing)
            for code, value, missing in self._places()
            if topline or not missing
        ]
        if topline:
            cells.append(_blank(counted.no_answer))
        return ExactRow(
            row,
            base=counted.asked if topline else counted.valid,
            valid=counted.valid,
            asked=counted.asked if topline else None,
            cells=tuple(cells),
            **self._code_stats(histogram),
        )

    def _code_stats(self, histogram: Counts) -> dict[str, Any]:
        options = [o for o in self.item.options if not o.missing and o.value is not None]
        if self.item.kind == "slider":
            values = [o.value or 0.0 for o in options]
            counts = [int(c) for c in histogram[: len(options)]]
            return {
                "mean": means.mean_of_counts(values, counts),
                "median": quantiles.median(values, counts),
                "nps": self._promoters(),
            }
        if self.item.kind in ("likert", "vignette"):
            values = [o.value or 0.0 for o in options]
            counts = [int(histogram[int(v)]) for v in values]
            middle = (len(options) + 1) / 2
            high = tuple(o.code for i, o in enumerate(options, 1) if i > middle)
            low = tuple(o.code for i, o in enumerate(options, 1) if i < middle)
            contrast = (
                {"net": Contrast(high, low)} if self.item.kind == "likert" else {"problem": Contrast(high)}
            )
            return {"mean": means.mean_of_counts(values, counts), **contrast}
        return {}

    def _promoters(self) -> Contrast | None:
        groups = self.question.nps
        if groups is None:
            return None

        def codes(name: str) -> tuple[str, ...]:
            low, high = groups[name]
            values = [o for o in self.item.options if o.value is not None]
            return tuple(o.code for o in values if o.value is not None and low <= o.value <= high)

        return Contrast(codes("promoters"), codes("detractors"))

    # -- bits: multi, grid

    def _bit_options(self) -> Sequence[Option]:
        return self.question.columns if self.item.kind == "grid" else self.question.options

    def _bit_names(self, row: str) -> list[str]:
        stem = f"{self.item.id}__{row}" if row else self.item.id
        return [f"{stem}__{o.code}" for o in self._bit_options()]

    def _multi(self, counter: Counter, topline: bool) -> ExactRow:
        counted = bases(counter.joint(self.item.id))
        bits = zip(self._bit_options(), counter.bits(self._bit_names("")), strict=True)
        cells = [ExactCell(o.code, int(k), o.is_missing) for o, k in bits if topline or not o.is_missing]
        if topline:
            cells.append(_blank(counted.no_answer))
        base = counted.asked if topline else counted.valid
        return ExactRow(None, base, counted.valid, counted.asked if topline else None, tuple(cells))

    def _grid(self, counter: Counter, row: str, topline: bool) -> ExactRow:
        """Base: answered, and 'does not apply' not chosen. A column that was not shown counts as not
        connected.
        """
        counted = bases(counter.joint(f"{self.item.id}__{row}"))
        bits = list(zip(self._bit_options(), counter.bits(self._bit_names(row)), strict=True))
        cells = tuple(ExactCell(o.code, int(k)) for o, k in bits if not o.is_missing)
        outside = [ExactCell(o.code, int(k), True) for o, k in bits if o.is_missing]
        outside.append(_blank(counted.no_answer))
        return ExactRow(
            row,
            counted.valid,
            counted.valid,
            counted.asked if topline else None,
            cells,
            tuple(outside) if topline else (),
        )

    # -- the others

    def _valid_options(self) -> list[Option]:
        return [o for o in self.question.options if not o.is_missing]

    def _ranking(self, counter: Counter, topline: bool) -> ExactRow:
        options = self._valid_options()
        cells = []
        counted = None
        for option in options:
            joint = counter.joint(self.item.id, f"{self.item.id}__{option.code}")
            counted = bases(joint.sum(axis=1))
            ranked = ranking.ranked(joint[:-6, :-6].tolist(), len(options))
            cells.append(ExactCell(option.code, ranked.ranked if ranked else 0, ranked=ranked))
        if counted is None:
            return ExactRow(None, 0, 0, None, ())
        if topline:
            cells.append(_blank(counted.no_answer))
        base = counted.asked if topline else counted.valid
        return ExactRow(None, base, counted.valid, counted.asked if topline else None, tuple(cells))

    def _vignette(self, counter: Counter, topline: bool) -> list[ExactRow]:
        joint = counter.joint(*self.question.factors, self.item.id)
        factors = list(self.question.factors.values())
        return [
            self._codes(
                cell_code(levels),
                joint[tuple(f.index(x) for f, x in zip(factors, levels, strict=True))],
                topline,
            )
            for levels in product(*factors)
        ]

    def _scored(self, counted: Counts, topline: bool, **stats: Any) -> ExactRow:
        """Derived variables stand on the people whose score could be worked out."""
        cells = tuple(ExactCell(o.code, int(k)) for o, k in zip(self.item.options, counted[:-6], strict=True))
        valid = sum(c.count for c in cells)
        return ExactRow(None, valid, valid, valid if topline else None, cells, **stats)

    def _index(self, counter: Counter, topline: bool) -> ExactRow:
        mean = counter.moments(self.item.id)
        return self._scored(
            counter.joint(bin_name(self.item.id)), topline, mean=mean, mean_decimals=self.index_decimals
        )

    def _persona(self, counter: Counter, topline: bool) -> ExactRow:
        borderline = int(counter.joint(f"{self.item.id}_borderline")[1])
        return self._scored(counter.joint(self.item.id), topline, borderline=borderline)

    def _band_column(self) -> str | None:
        return next(
            (
                name
                for name, (source, _, _) in scoring.compiled(self.d).bands.items()
                if source == self.item.id
            ),
            None,
        )

    def _number_queries(self, ask: Counter) -> list[Query]:
        name = self.item.id
        queries: list[Query] = [ask.moments_query(name)]
        if self.question.integer:
            queries.append(ask.spread_query(name))
        if (column := self._band_column()) is not None:
            queries.append(ask.joint_query(column))
        return queries

    def _number(self, counter: Counter, topline: bool) -> ExactRow:
        mean, median = counter.moments(self.item.id), None
        if self.question.integer:
            spread = counter.spread(self.item.id)
            low = int(self.question.minimum or 0)
            median = quantiles.median([float(low + i) for i in range(len(spread) - 6)], spread[:-6].tolist())
        column = self._band_column()
        if column is None:
            n = mean.n if mean else 0
            return ExactRow(None, n, n, n if topline else None, (), mean=mean, median=median)
        histogram = counter.joint(column)
        counted = bases(histogram)
        bands = [o for o in self.item.options if not o.missing]
        cells = [ExactCell(o.code, int(k)) for o, k in zip(bands, histogram[: len(bands)], strict=True)]
        if topline:
            cells.append(_blank(counted.no_answer))
        return ExactRow(
            None,
            counted.asked if topline else counted.valid,
            counted.valid,
            counted.asked if topline else None,
            tuple(cells),
            mean=mean,
            median=median,
        )


def _blank(count: int) -> ExactCell:

    return ExactCell(NO_ANSWER_CELL, count, True)
