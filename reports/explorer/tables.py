"""Cross-tables: a banner of columns, and for each variable its lines with bases, figures, letters and tests.

Everybody is the first column, which is never tested. A table rests on one scan or two of the dataset.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from reports.explorer import estimates
from reports.explorer.association import Association, association
from reports.explorer.counting import EVERYBODY, Block, Counting
from reports.explorer.estimates import Figure, Pairs, Weighing
from reports.explorer.variables import Level, Variable
from reports.stats.arrays import Floats, Ints
from reports.stats.column_tests import column_letter, corrected, letters
from reports.stats.tabulate import MISSING, OUTSIDE, place

BaseKind = Literal["valid", "asked"]
Correction = Literal["holm", "bh"]
ALPHA = 0.05
WHY_MISSING = {
    -1: "Not asked",
    -5: "Not reached",
    -2: "No answer",
    -3: "Prefer not to say",
    -4: "Not sure",
    -6: "Does not apply",
}


@dataclass(frozen=True, slots=True)
class Head:
    """One column of the banner. `letter` is empty where the columns of the segment share people."""

    segment: str
    label: str
    letter: str


@dataclass(frozen=True, slots=True)
class Banner:
    """`blocks` and `segments` go together; `heads` are all their columns, without everybody."""

    segments: tuple[Variable, ...]
    blocks: tuple[Block, ...]
    heads: tuple[Head, ...]

    @property
    def all_blocks(self) -> tuple[Block, ...]:
        return (EVERYBODY, *self.blocks)

    def part(self, index: int) -> slice:
        """Where the columns of a segment stand in an array that begins with everybody."""
        start = 1 + sum(block.width for block in self.blocks[:index])
        return slice(start, start + self.blocks[index].width)


def banner(segments: Sequence[Variable]) -> Banner:
    blocks, heads = [], []
    for segment in segments:
        block = _block(segment)
        blocks.append(block)
        for place_in_segment, level in enumerate(segment.valid):
            letter = column_letter(place_in_segment) if block.is_disjoint else ""
            heads.append(Head(segment.words, level.label, letter))
    return Banner(tuple(segments), tuple(blocks), tuple(heads))


def _block(segment: Variable) -> Block:
    if segment.kind == "bits":
        return Block(bits=tuple(segment.column_of(level) for level in segment.valid))
    return Block(segment.column, tuple(level.value for level in segment.valid))


@dataclass(frozen=True, slots=True)
class Line:
    """One figure for each column, everybody first. Shares are 0…1; points of a net score −100…100."""

    label: str
    kind: Literal["share", "mean", "net", "median"]
    figures: tuple[Figure, ...]
    tests: Pairs = ()
    section: str = ""
    """A heading above the first line that has it."""
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`base`: people the shares rest on, by column. With weights only: `weight`, what they weigh together,
    and `effective`, Kish's size of the base. `excluded`: why people of a column are in no base, with their
    number by column.
    """

    variable: Variable
    base_kind: BaseKind
    base: tuple[int, ...]
    weight: tuple[float, ...]
    effective: tuple[float, ...]
    excluded: tuple[tuple[str, tuple[int, ...]], ...]
    lines: tuple[Line, ...]
    associations: tuple[Association, ...] = ()
    overlaps: bool = False
    """Shares add up to more than everybody: several answers."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on one page. `people`: in each column, everybody first, answered or not. `nowhere`: for each
    segment, people who stand in none of its columns.
    """

    banner: Banner
    weighing: Weighing
    correction: Correction
    people: tuple[int, ...]
    nowhere: tuple[int, ...]
    tables: tuple[Table, ...]


def sheet(
    *,
    rows: Sequence[Variable],
    segments: Sequence[Variable],
    counting: Counting,
    base: BaseKind = "valid",
    correction: Correction = "holm",
    before_each: Callable[[], None] = lambda: None,
) -> Sheet:
    """Count everything. `before_each` is called before each table and may raise to stop."""
    columns = banner(segments)
    weighing = Weighing(bool(counting.weights), counting.design())
    before_each()
    people = counting.codes(columns.all_blocks)[0].astype(np.int64)
    tables = []
    for variable in rows:
        before_each()
        tables.append(_TABLES[variable.kind](_Making(variable, columns, counting, weighing, base, people)))
    return Sheet(
        columns,
        weighing,
        correction,
        tuple(int(n) for n in people),
        tuple(_nowhere(columns, i, people) for i in range(len(columns.blocks))),
        _lettered(tables, columns, correction),
    )


def _nowhere(columns: Banner, index: int, people: Ints) -> int:
    """0 for columns that share people: how many stand in none can't be told from their sizes."""
    if not columns.blocks[index].is_disjoint:
        return 0
    return int(people[0] - people[columns.part(index)].sum())


def _lettered(tables: Sequence[Table], columns: Banner, correction: Correction) -> tuple[Table, ...]:
    """Letters need the p-values of the whole page. They begin anew with A in each segment."""
    lines = [line for table in tables for line in table.lines]
    rules = corrected([line.tests for line in lines])
    done = iter(
        _with_letters(line, rule.holm_row if correction == "holm" else rule.bh_page, columns)
        for line, rule in zip(lines, rules, strict=True)
    )
    return tuple(replace(table, lines=tuple(next(done) for _ in table.lines)) for table in tables)


def _with_letters(line: Line, p: Sequence[float | None], columns: Banner) -> Line:
    figures = list(line.figures)
    for index, block in enumerate(columns.blocks):
        part = columns.part(index)
        here = [
            (replace(test, a=test.a + 1 - part.start, b=test.b + 1 - part.start), value)
            for test, value in zip(line.tests, p, strict=True)
            if part.start <= test.a + 1 < part.stop
        ]
        found = letters([test for test, _ in here], [value for _, value in here], block.width, ALPHA)
        figures[part] = [replace(f, letters=each) for f, each in zip(figures[part], found, strict=True)]
    return replace(line, figures=tuple(figures))


# One table --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Making:
    variable: Variable
    banner: Banner
    counting: Counting
    weighing: Weighing
    base_kind: BaseKind
    people: Ints

    def share(
        self, label: str, hits: Floats, bases: Floats, section: str = "", missing: bool = False
    ) -> Line:
        """With tests where the base is valid answers and the line is one of them."""
        tests: Pairs = ()
        if self.base_kind == "valid":
            tests = estimates.share_tests(hits[:, 1:], bases[:, 1:], self.banner.blocks, self.weighing)
        return Line(label, "share", estimates.shares(hits, bases, self.weighing), tests, section, missing)

    def mean(
        self, label: str, figures: tuple[Figure, ...], kind: Literal["mean", "net"], section: str = ""
    ) -> Line:
        """Always of the people with a value, so always with tests."""
        tests = estimates.mean_tests(figures[1:], self.banner.blocks, self.weighing)
        return Line(label, kind, figures, tests, section)

    def bases(self, table: Floats) -> Floats:
        """Of a code column's counts (3, columns, axis): (3, columns)."""
        levels = table.shape[2] - 6
        inside = [*range(levels)]
        if self.base_kind == "asked":
            inside += [place(code, levels) for code in MISSING if code not in OUTSIDE]
        return np.asarray(table[:, :, inside].sum(axis=2), np.float64)

    def table(self, bases: Floats, lines: Sequence[Line], counted: Floats, **more: object) -> Table:
        """`counted` (columns, axis): people by code, from which the excluded are told."""
        squares = np.where(bases[2] > 0, bases[2], 1.0)
        weighted = self.weighing.is_weighted
        return Table(
            self.variable,
            self.base_kind,
            tuple(int(n) for n in bases[0]),
            tuple(float(v) for v in bases[1]) if weighted else (),
            tuple(float(v) for v in bases[1] ** 2 / squares) if weighted else (),
            _excluded(counted, self.base_kind),
            tuple(lines),
            **more,  # type: ignore[arg-type]
        )


def _excluded(counted: Floats, base: BaseKind) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The reasons that anybody has, those who were not asked first."""
    levels = counted.shape[1] - 6
    found = []
    for code, label in WHY_MISSING.items():
        numbers = tuple(int(n) for n in counted[:, place(code, levels)])
        if any(numbers) and (base == "valid" or code in OUTSIDE):
            found.append((label, numbers))
    return tuple(found)


def _missing_levels(table: Floats, known: Sequence[Level]) -> list[Level]:
    """Missing codes that anybody has, in their own words or the variable's."""
    own = {level.value: level for level in known if level.is_missing}
    levels = table.shape[2] - 6
    return [
        own.get(code, Level(str(code), label, code))
        for code, label in WHY_MISSING.items()
        if code not in OUTSIDE and (code in own or table[0, :, place(code, levels)].any())
    ]


def _codes(making: _Making) -> Table:
    variable, blocks = making.variable, making.banner.all_blocks
    counted = making.counting.codes(blocks, variable.column)
    levels, bases = counted.shape[2] - 6, making.bases(counted)
    shown = list(variable.valid)
    if making.base_kind == "asked":
        shown += _missing_levels(counted, variable.levels)
    lines = [
        making.share(level.label, counted[:, :, place(level.value, levels)], bases, missing=level.is_missing)
        for level in shown
    ]
    for measure in variable.measures:
        figures = estimates.means_of_codes(
            counted, measure.points, making.weighing, is_net=measure.kind == "net"
        )
        lines.append(making.mean(measure.label, figures, measure.kind))
    if variable.number:
        moments = making.counting.moments(blocks, variable.number)
        lines.append(making.mean("Mean", estimates.means_of_numbers(moments, making.weighing), "mean"))
    if variable.median_of is not None:
        medians = estimates.medians_of_codes(counted, variable.median_of, making.weighing)
        lines.append(Line("Median", "median", medians))
    return making.table(bases, lines, counted[0], associations=_associations(making, counted))


def _associations(making: _Making, counted: Floats) -> tuple[Association, ...]:
    """For every segment whose columns share nobody; none where the base is everybody asked."""
    if making.base_kind == "asked":
        return ()
    found = []
    for i, (segment, block) in enumerate(zip(making.banner.segments, making.banner.blocks, strict=True)):
        if not block.is_disjoint or segment.name == making.variable.name:
            continue
        places = [level.value for level in making.variable.valid]
        table = np.swapaxes(counted[:, making.banner.part(i)][:, :, places], 1, 2)
        found.append(association(segment.words, table, making.weighing))
    return tuple(found)


def _bits(making: _Making) -> Table:
    """“Not sure” beside several answers is a bit of its own: whoever ticked it did answer."""
    variable, blocks = making.variable, making.banner.all_blocks
    answered = making.counting.codes(blocks, variable.column)
    bases = making.bases(answered)
    chosen = making.counting.bits(blocks, [variable.column_of(level) for level in variable.levels])
    lines = [
        making.share(level.label, chosen[:, :, i], bases, missing=level.is_missing)
        for i, level in enumerate(variable.levels)
    ]
    if making.base_kind == "asked":
        levels = answered.shape[2] - 6
        lines += [
            making.share(level.label, answered[:, :, place(level.value, levels)], bases, missing=True)
            for level in _missing_levels(answered, ())
        ]
    return making.table(bases, lines, answered[0], overlaps=True)


def _ranking(making: _Making) -> Table:
    """First places, any place, Borda (what is not ranked shares the points that are left), mean rank."""
    variable, blocks = making.variable, making.banner.all_blocks
    sections: dict[str, list[Line]] = {}
    options = len(variable.valid)
    made = making.counting.codes(blocks, variable.column)
    bases = making.bases(made[:, :, 1:])
    for level in variable.valid:
        table = making.counting.codes(blocks, variable.column, variable.column_of(level))[:, :, :-6, :-6]
        most, ranks = table.shape[2:]
        flat = table.reshape(3, table.shape[1], -1)
        points = {
            m * ranks + r: 100.0 * (options - r if r else (options - 1 - m) / 2) / max(1, options - 1)
            for m in range(1, most)
            for r in range(ranks)
        }
        given = {m * ranks + r: float(r) for m in range(1, most) for r in range(1, ranks)}
        for section, hits in (
            ("Ranked first", table[:, :, 1:, 1].sum(axis=2)),
            ("Ranked at all", table[:, :, 1:, 1:].sum(axis=(2, 3))),
        ):
            sections.setdefault(section, []).append(making.share(level.label, hits, bases, section))
        for section, values in (
            ("Borda points, 0 to 100", points),
            ("Mean rank of those who ranked it", given),
        ):
            figures = estimates.means_of_codes(flat, values, making.weighing)
            sections.setdefault(section, []).append(making.mean(level.label, figures, "mean", section))
    lines = [line for each in sections.values() for line in each]
    return making.table(bases, lines, made[0], overlaps=True)


def _number(making: _Making) -> Table:
    variable, blocks = making.variable, making.banner.all_blocks
    moments = making.counting.moments(blocks, variable.number)
    lines = [making.mean("Mean", estimates.means_of_numbers(moments, making.weighing), "mean")]
    bases = moments[[0, 1, 4]]
    if variable.whole_from is None:
        lost = tuple(int(n) for n in making.people - moments[0].astype(np.int64))
        found = making.table(bases, lines, np.zeros((len(making.people), 6)))
        return replace(found, base_kind="valid", excluded=(("Without a value", lost),) if any(lost) else ())
    spread = making.counting.spread(blocks, variable.number)
    if not making.weighing.is_weighted:
        lines.append(Line("Median", "median", estimates.medians_of_numbers(spread, variable.whole_from)))
    found = making.table(bases, lines, spread.astype(np.float64))
    return replace(found, base_kind="valid", excluded=_excluded(spread.astype(np.float64), "valid"))


_TABLES: dict[str, Callable[[_Making], Table]] = {
    "codes": _codes,
    "bits": _bits,
    "ranking": _ranking,
    "number": _number,
}
