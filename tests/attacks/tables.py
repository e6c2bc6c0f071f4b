"""Random surveys, and Mallory who has every released table of one and works out what stands behind it.

Her programme is her own: it takes nothing from the audit but the released numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from reports.disclosure.exact import ExactCell, ExactGroup, ExactItem, ExactRow, ExactTable
from reports.disclosure.thresholds import SMALLEST_BASE
from reports.release_format import Estimate, Item, ItemOption, Row, Scale, Table
from reports.stats import column_tests, means

CODES = ("a", "b", "c", "d", "e", "f")
BLANK = "-2"


@dataclass(frozen=True)
class Survey:
    """`answer` (n,): 0 … options − 1, −1 blank; `groups` (segments, n): level, −1 for none."""

    options: int
    answer: np.ndarray
    groups: tuple[np.ndarray, ...]
    kind: str


def survey(chance: np.random.Generator, *, kind: str = "", most: int = 3000, segments: int = 0) -> Survey:
    n = int(60 * (most / 60) ** chance.random())
    options = int(chance.integers(2, 7))
    answer = chance.choice(options, n, p=chance.dirichlet(np.full(options, 0.7)))
    answer[chance.random(n) < chance.choice([0.0, 0.05])] = -1
    groups = []
    for _ in range(segments or int(chance.integers(1, 13))):
        levels = int(chance.integers(2, 7))
        group = chance.choice(levels, n, p=chance.dirichlet(np.full(levels, 0.8)))
        group[chance.random(n) < chance.choice([0.0, 0.03])] = -1
        groups.append(group)
    return Survey(options, answer, tuple(groups), kind or str(chance.choice(["single", "likert"])))


def exact(s: Survey, *, letters: bool = False) -> ExactItem:
    options = tuple(ItemOption(CODES[i], CODES[i], float(i + 1)) for i in range(s.options))
    item = Item(
        "q", "1", "s", "slider" if s.kind == "slider" else "single", "Q?", "", "All.", False, False,
        options=(*options, ItemOption(BLANK, "No answer", None, missing=True)), scale=Scale(1, s.options),
    )  # fmt: skip
    if s.kind == "likert":
        item = replace(item, kind="likert")
    blank = int((s.answer == -1).sum())
    top = _row(s, np.ones(len(s.answer), bool), blank)
    banners = {}
    for number, group in enumerate(s.groups):
        levels = int(group.max(initial=0)) + 1
        rows = [_row(s, group == level, None) for level in range(levels)]
        if letters:
            rows = _with_letters(rows)
        banners[f"s{number}"] = ExactTable(
            "valid", tuple(ExactGroup(f"g{i}", f"G{i}", (row,)) for i, row in enumerate(rows))
        )
    return ExactItem(item, ExactTable("asked", (ExactGroup("all", "Everyone", (top,)),)), banners)


def _row(s: Survey, who: np.ndarray, blank: int | None) -> ExactRow:
    counts = [int((who & (s.answer == i)).sum()) for i in range(s.options)]
    cells = [ExactCell(CODES[i], k) for i, k in enumerate(counts)]
    valid = sum(counts)
    if blank is not None:
        cells.append(ExactCell(BLANK, blank, missing=True))
    base = valid + (blank or 0)
    mean = means.mean_of_counts([i + 1.0 for i in range(s.options)], counts) if s.kind == "likert" else None
    return ExactRow(None, base, valid, None if blank is None else base, tuple(cells), mean=mean)


def _with_letters(rows: list[ExactRow]) -> list[ExactRow]:
    counts = [[row.cells[i].count for row in rows] for i in range(len(rows[0].cells))]
    tests = column_tests.unweighted_pairs(counts, [row.base for row in rows])
    corrected = column_tests.corrected(tests)
    found = [column_tests.letters(t, c.holm_row, len(rows)) for t, c in zip(tests, corrected, strict=True)]
    return [
        replace(row, cells=tuple(replace(c, letters=found[i][g]) for i, c in enumerate(row.cells)))
        for g, row in enumerate(rows)
    ]


# ------------------------------------------------------------------ what is to be protected


def small_cells(e: ExactItem) -> dict[tuple[str, str, str], int]:
    """(table, group, cell) -> 1 … 9."""
    tables = {"top": e.topline, **e.banners}
    return {
        (name, group.code, cell.code): cell.count
        for name, table in tables.items()
        if table is not None
        for group in table.groups
        for cell in group.rows[0].cells
        if 1 <= cell.count < SMALLEST_BASE
    }


# ------------------------------------------------------------------ the attack


class Attack:
    """Unknown counts, and everything that is known about them. No number is known but the printed ones."""

    def __init__(self) -> None:
        self.place: dict[tuple[str, str, str], int] = {}
        self.bounds: list[tuple[float, float | None]] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []

    def var(self, *name: str, low: float = 0.0, high: float | None = None) -> int:
        key = (name[0], name[1], name[2])
        if key not in self.place:
            self.place[key] = len(self.bounds)
            self.bounds.append((low, high))
        return self.place[key]

    def say(self, terms: dict[int, float], low: float, high: float) -> None:
        self.rows.append((terms, low, high))

    def equalities(self) -> np.ndarray:
        found = [terms for terms, low, high in self.rows if low == high]
        matrix = np.zeros((len(found), len(self.bounds)))
        for i, terms in enumerate(found):
            for place, value in terms.items():
                matrix[i, place] = value
        return matrix

    def determined(self) -> set[int]:
        """Rank: the unknowns that lie on no direction of the null space."""
        matrix = self.equalities()
        _, sizes, rows = np.linalg.svd(matrix, full_matrices=True)
        null = rows[int((sizes > 1e-9).sum()) :]
        return {i for i in range(matrix.shape[1]) if np.abs(null[:, i]).max(initial=0.0) < 1e-9}

    def ranges(
        self, names: list[tuple[str, str, str]], *, of_whole: bool = False
    ) -> Iterator[tuple[float, float]]:
        """The least and the most of each. `of_whole`: she remembers that people are whole numbers."""
        a, b = [], []
        for terms, low, high in self.rows:
            for sign, end in ((1.0, high), (-1.0, low)):
                if np.isfinite(end):
                    a.append({k: sign * v for k, v in terms.items()})
                    b.append(sign * end)
        rows = [i for i, terms in enumerate(a) for _ in terms]
        matrix = csr_array(
            ([v for terms in a for v in terms.values()], (rows, [k for terms in a for k in terms])),
            shape=(len(a), len(self.bounds)),
        )
        for name in names:
            ends = []
            for sign in (1.0, -1.0):
                cost = np.zeros(len(self.bounds))
                cost[self.place[name]] = sign
                found = linprog(
                    cost, A_ub=matrix, b_ub=b, bounds=self.bounds, method="highs", integrality=int(of_whole)
                )
                assert found.status in (0, 3), found.message
                ends.append(sign * found.fun if found.status == 0 else -sign * np.inf)
            yield ends[0], ends[1]


def known(item: Item, empty_rest: dict[str, bool]) -> Attack:
    """Mallory reads a release. `empty_rest`: she knows that everybody is in one of a banner's groups."""
    attack = Attack()
    _read_all(attack, item, empty_rest, "")
    return attack


THEN = "then:"
"""Before the name of a table in the earlier release."""
SINCE = "since:"
"""The same, for what has been added to it."""


def known_twice(then: Item, now: Item, empty_rest: dict[str, bool]) -> Attack:
    """She has two releases, and knows that nobody took an answer back between them."""
    attack = Attack()
    _read_all(attack, then, empty_rest, THEN)
    _read_all(attack, now, empty_rest, "")
    codes = ["n", *(o.code for o in now.options if not o.missing)]
    for table, group, cell in [name for name in attack.place if not name[0].startswith(THEN)]:
        if cell in codes and (THEN + table, group, cell) in attack.place:
            since = attack.var(SINCE + table, group, cell)
            earlier = attack.var(THEN + table, group, cell)
            attack.say({attack.var(table, group, cell): 1.0, earlier: -1.0, since: -1.0}, 0, 0)
    return attack


def _read_all(attack: Attack, item: Item, empty_rest: dict[str, bool], when: str) -> None:
    codes = [o.code for o in item.options if not o.missing]
    assert item.topline is not None
    _read(attack, when + "top", "", item.topline.groups[0].rows[0], codes)
    for name, table in item.banners.items():
        for group in table.groups:
            _read(attack, when + name, group.code, group.rows[0], codes)
        for cell in ("n", *codes):
            terms = {attack.var(when + name, group.code, cell): 1.0 for group in table.groups}
            terms[attack.var(when + "top", "", cell)] = -1.0
            attack.say(terms, 0 if empty_rest[name] else -np.inf, 0)


def _read(attack: Attack, table: str, group: str, row: Row, codes: list[str]) -> None:
    top = table.removeprefix(THEN) == "top"
    n = attack.var(table, group, "n")
    cells = {code: attack.var(table, group, code) for code in codes}
    attack.say(dict.fromkeys(cells.values(), 1.0) | {n: -1.0}, 0, 0)
    of = n
    if top:
        of, blank = attack.var(table, group, "asked"), attack.var(table, group, BLANK)
        attack.say({n: 1.0, blank: 1.0, of: -1.0}, 0, 0)
    if row.status == "hidden":
        attack.say({of: 1.0}, 0, 9)
    if row.base is None:
        return
    attack.say({of: 1.0}, row.base - 2, row.base + 2)
    attack.say({of: 1.0}, {"few": 10, "care": 30, "shown": 50}[row.status], np.inf)
    if row.status == "care":
        attack.say({of: 1.0}, 30, 49)
    for cell in row.cells:
        place, half = attack.var(table, group, cell.code), 2.5 / row.base
        attack.say({place: 1.0, of: -(cell.share - half)}, 0, np.inf)
        attack.say({place: 1.0, of: -(cell.share + half)}, -np.inf, 0)
    mean = row.stats.get("mean")
    if isinstance(mean, Estimate):
        values = {v: i + 1.0 for i, v in enumerate(cells.values())}
        attack.say(values | {n: -(mean.value - 0.05)}, 0, np.inf)
        attack.say(values | {n: -(mean.value + 0.05)}, -np.inf, 0)


def everybody_in_a_group(s: Survey) -> dict[str, bool]:
    return {f"s{i}": not ((group == -1) & (s.answer >= 0)).any() for i, group in enumerate(s.groups)}


def hidden_only(e: ExactItem, s: Survey) -> Attack:
    """Without the control: exact counts, and groups under 10 left out."""
    attack, codes = Attack(), list(CODES[: s.options])
    whole = everybody_in_a_group(s)
    assert e.topline is not None
    for cell in e.topline.groups[0].rows[0].cells:
        if not cell.missing:
            attack.say({attack.var("top", "", cell.code): 1.0}, cell.count, cell.count)
    for name, table in e.banners.items():
        for group in table.groups:
            for cell in group.rows[0].cells:
                place = attack.var(name, group.code, cell.code)
                if group.rows[0].base >= SMALLEST_BASE:
                    attack.say({place: 1.0}, cell.count, cell.count)
        for code in codes:
            terms = {attack.var(name, group.code, code): 1.0 for group in table.groups}
            terms[attack.var("top", "", code)] = -1.0
            attack.say(terms, 0 if whole[name] else -np.inf, 0)
    return attack


__all__ = [
    "SINCE",
    "THEN",
    "Attack",
    "Survey",
    "Table",
    "exact",
    "hidden_only",
    "known",
    "known_twice",
    "small_cells",
    "survey",
]
