"""Questions with several answers: shares of respondents, of responses and of those who chose something."""

from dataclasses import dataclass

import numpy as np

from reports.stats.arrays import Bools, Floats, Ints
from reports.stats.design import Design
from reports.stats.estimates import DomainMean, domain_mean
from reports.stats.proportions import Proportion, proportion


@dataclass(frozen=True, slots=True)
class Option:
    """Shares 0…1. `of_responses` and `of_choosers` are None where nobody chose anything."""

    count: int
    of_respondents: Proportion
    of_responses: float | None
    of_choosers: float | None


@dataclass(frozen=True, slots=True)
class MultiSelect:
    """`n` people with an answer in every column, `excluded` the others; `nobody`: how many chose nothing, and
    `none` their share.
    `selections` in all; means are selections a person, among all and among choosers; `sd` with divisor n
    − 1, None for n < 2.
    """

    n: int
    excluded: int
    nobody: int
    none: Proportion
    selections: int
    mean: float
    mean_of_choosers: float | None
    sd: float | None
    options: tuple[Option, ...]


def answered(columns: Floats) -> Bools:
    """Rows (n,) of `columns` (n, options) without a missing value (NaN). Raise ValueError for anything
    but 0 and 1.
    """
    x = np.asarray(columns, np.float64)
    if not np.isin(x[~np.isnan(x)], (0.0, 1.0)).all():
        raise ValueError("options are 1 if chosen and 0 if not")
    return np.asarray(~np.isnan(x).any(axis=1), np.bool_)


def multi_select(columns: Floats) -> MultiSelect | None:
    """Of `columns` (n, options): 1 chosen, 0 not, NaN missing. Shares of respondents add up to more than
    1. None if nobody answered. Raise ValueError for other values.
    """
    base = answered(columns)
    x = np.asarray(columns, np.float64)[base]
    n = len(x)
    by_person = x.sum(axis=1)
    nobody = int((by_person == 0).sum())
    none = proportion(nobody, n)
    if none is None:
        return None
    selections, choosers = int(x.sum()), n - nobody
    options = []
    for count in (int(c) for c in x.sum(axis=0)):
        share = proportion(count, n)
        assert share is not None
        options.append(
            Option(
                count,
                share,
                count / selections if selections else None,
                count / choosers if choosers else None,
            )
        )
    return MultiSelect(
        n=n,
        excluded=len(base) - n,
        nobody=nobody,
        none=none,
        selections=selections,
        mean=selections / n,
        mean_of_choosers=selections / choosers if choosers else None,
        sd=float(by_person.std(ddof=1)) if n > 1 else None,
        options=tuple(options),
    )


@dataclass(frozen=True, slots=True)
class WeightedOptions:
    """`shares` of respondents, one an option, then of those who chose nothing; `of_responses` one an
    option; `mean` selections a person.
    """

    n: int
    excluded: int
    shares: tuple[DomainMean, ...]
    of_responses: tuple[float, ...]
    mean: float


def weighted_multi_select(columns: Floats, design: Design) -> WeightedOptions | None:
    """As `multi_select`, of a design. None if nobody answered or nobody chose anything."""
    base = answered(columns)
    x = np.where(base[:, None], np.asarray(columns, np.float64), 0.0)
    w = np.where(base, design.weights, 0.0)
    by_option = w @ x
    selections = float(by_option.sum())
    nothing = np.where(x.sum(axis=1) == 0, 1.0, 0.0)
    found = [domain_mean(y, base, design) for y in (*x.T, nothing)]
    shares = tuple(each for each in found if each is not None)
    if len(shares) < len(found) or selections <= 0.0:
        return None
    return WeightedOptions(
        n=int(base.sum()),
        excluded=int((~base).sum()),
        shares=shares,
        of_responses=tuple(float(v) / selections for v in by_option),
        mean=selections / float(w.sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class MultiByGroup:
    """`counts` (options, groups), `sizes` (groups,): people with a group and an answer in every column;
    `excluded` the others. Columns of a banner, so `column_tests.unweighted_pairs(counts, sizes)` applies;
    options are never tested against each other, for they share people.
    """

    counts: Ints
    sizes: Ints
    excluded: int


def multi_by_group(columns: Floats, group: Ints, groups: int) -> MultiByGroup:
    """`group` (n,): the place of each row's group, −1 for none."""
    base = answered(columns) & (group >= 0)
    sizes = np.bincount(group[base], minlength=groups)
    x = np.asarray(columns, np.float64)[base]
    counts = np.zeros((x.shape[1], groups), np.int64)
    for j in range(groups):
        counts[:, j] = x[group[base] == j].sum(axis=0)
    return MultiByGroup(counts, sizes.astype(np.int64), int((~base).sum()))
