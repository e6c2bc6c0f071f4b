"""Letters as a reader may use them: which counts of a banner's groups would print the same letters.

The rule of `stats.column_tests` for many tables at once: pooled z, Holm within the row, groups of 30 and
more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import erfc

from reports.disclosure import rounding
from reports.disclosure.block import Block, Side
from reports.stats.arrays import Bools, Ints
from reports.stats.column_tests import MINIMUM, column_letter, pooled_z

ALPHA = 0.05


def higher(counts: Ints, sizes: Ints) -> Bools:
    """`counts`, `sizes` (tables, groups) of one cell -> (tables, groups, groups): a is really higher than
    b.
    """
    tables, groups = counts.shape
    result = np.zeros((tables, groups, groups), np.bool_)
    pairs = list(combinations(range(groups), 2))
    if not pairs:
        return result
    a, b = (np.array(side) for side in zip(*pairs, strict=True))
    x1, n1, x2, n2 = counts[:, a], sizes[:, a], counts[:, b], sizes[:, b]
    with np.errstate(divide="ignore", invalid="ignore"):
        p = (x1 + x2) / (n1 + n2)
        difference = x1 / n1 - x2 / n2
        z = difference / np.sqrt(p * (1 - p) * (1 / n1 + 1 / n2))
    tested = (n1 >= MINIMUM) & (n2 >= MINIMUM) & (p > 0) & (p < 1)
    values = np.where(tested, erfc(np.abs(np.where(tested, z, 0.0)) / np.sqrt(2.0)), np.inf)
    order = np.argsort(values, axis=1, kind="stable")
    left = np.maximum(tested.sum(axis=1, keepdims=True) - np.arange(len(pairs)), 1)
    stepped = np.maximum.accumulate(np.take_along_axis(values, order, axis=1) * left, axis=1)
    corrected = np.empty_like(stepped)
    np.put_along_axis(corrected, order, stepped, axis=1)
    real = (corrected < ALPHA) & tested
    result[:, a, b] = real & (difference > 0)
    result[:, b, a] = real & (difference < 0)
    return result


def printed(side: Side, code: str) -> Bools:
    """(groups, groups): the letters of one cell as published; b's letter stands at a."""
    found = np.zeros((len(side.groups), len(side.groups)), np.bool_)
    for a, group in enumerate(side.groups):
        cell = group.row.cell(code)
        for b in range(len(side.groups)):
            # Beyond Z the letters are pairs and cannot be told apart; nothing has so many groups.
            found[a, b] = cell is not None and column_letter(b) in cell.letters
    return found


def visible(side: Side) -> Bools:
    """(groups, groups): both are shown, so that a letter or its absence can be read."""
    shown = np.array([group.row.is_shown for group in side.groups], np.bool_)
    return shown[:, None] & shown[None, :]


def has_letters(side: Side) -> bool:
    """At least one letter is printed. Without any, nobody knows that there were tests."""
    return any(cell.letters for group in side.groups for cell in group.row.cells)


def are_known(side: Side, codes: tuple[str, ...]) -> bool:
    """The exact counts give the letters that are printed."""
    sizes = np.array([[group.exact.base for group in side.groups]], np.int64)
    mask = visible(side)
    for k, code in enumerate(codes):
        counts = np.array([[group.counts[k] for group in side.groups]], np.int64)
        if ((higher(counts, sizes)[0] != printed(side, code)) & mask).any():
            return False
    return True


@dataclass(frozen=True, slots=True)
class Cut:
    """least ≤ size_b · count_a − size_a · count_b ≤ most, and the ranges (least, most) that are left to the
    two counts.
    """

    a: int
    b: int
    size_a: float
    size_b: float
    least: float
    most: float
    range_a: tuple[int, int]
    range_b: tuple[int, int]


def cuts(side: Side, block: Block, k: int) -> Iterator[Cut]:
    """What the letters of one cell tell besides the shares: of all counts and bases that round to the
    printed ones, those with this letter or with none. As if the reader knew the correction of each pair.
    """
    sizes = np.array([group.exact.base for group in side.groups], np.int64)
    counts = np.array([group.counts[k] for group in side.groups], np.int64)
    shown = [i for i, group in enumerate(side.groups) if group.row.is_shown]
    tested = [i for i in shown if sizes[i] >= MINIMUM]
    real = higher(counts[None, :], sizes[None, :])[0]
    factors = _factors(counts, sizes)
    for a, b in combinations(tested, 2):
        boxes = _box(side, block, a, k), _box(side, block, b, k)
        n1, n2 = boxes[0][:, 0][:, None], boxes[1][:, 0][None, :]
        x1, x2 = boxes[0][:, 1][:, None], boxes[1][:, 1][None, :]
        with np.errstate(divide="ignore", invalid="ignore"):
            p = (x1 + x2) / (n1 + n2)
            z = (x1 / n1 - x2 / n2) / np.sqrt(p * (1 - p) * (1 / n1 + 1 / n2))
        z = np.nan_to_num(z)
        passed = erfc(np.abs(z) / np.sqrt(2.0)) * factors.get((a, b), 1) < ALPHA
        fits = ~passed if real[a, b] == real[b, a] else passed & ((z > 0) == real[a, b])
        if fits.all() or not fits.any():
            continue
        gap = np.broadcast_to(float(sizes[b]) * x1 - float(sizes[a]) * x2, fits.shape)[fits]
        own, other = np.broadcast_to(x1, fits.shape)[fits], np.broadcast_to(x2, fits.shape)[fits]
        yield Cut(
            a,
            b,
            float(sizes[a]),
            float(sizes[b]),
            float(gap.min()),
            float(gap.max()),
            (int(own.min()), int(own.max())),
            (int(other.min()), int(other.max())),
        )


def _factors(counts: Ints, sizes: Ints) -> dict[tuple[int, int], int]:
    """What Holm multiplies each pair's p by: the number of tests that are not smaller."""
    found = []
    for a, b in combinations(range(len(sizes)), 2):
        pooled = pooled_z(counts[a], sizes[a], counts[b], sizes[b])
        if min(sizes[a], sizes[b]) >= MINIMUM and pooled is not None:
            found.append((pooled[1], a, b))
    found.sort()
    return {(a, b): len(found) - i for i, (_, a, b) in enumerate(found)}


def _box(side: Side, block: Block, group: int, k: int) -> Ints:
    """(n, 2): every base and count that are released as this cell is."""
    seen = side.groups[group]
    assert seen.row.base is not None
    cell = seen.row.cell(block.codes[k])
    steps = 0 if cell is None else cell.count // rounding.STEP
    pairs = [
        (n, count)
        for n in range(max(MINIMUM, seen.row.base - 2), seen.row.base + 3)
        for count in _counts(steps, n)
    ]
    return np.array(pairs, np.int64)


def _counts(steps: int, n: int) -> range:
    """The counts whose share of n is set to so many steps."""
    unit, twice = rounding.STEP * n, 2 * rounding.to_five(n)
    least = -(-unit * (2 * steps - 1) // twice)
    most = -(-unit * (2 * steps + 1) // twice) - 1
    return range(max(0, least), min(n, most) + 1)
