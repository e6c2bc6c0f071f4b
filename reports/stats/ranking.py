"""Partial rankings ("choose up to three"): first places, mentions, mean rank, Borda."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reports.stats.arrays import Ints


@dataclass(frozen=True, slots=True)
class Ranked:
    """One option among `n` people who ranked at least one."""

    n: int
    ranked: int
    first: int
    share_ranked: float
    share_first: float
    mean_rank: float | None
    """Among those who ranked it."""
    points: int
    """top, top − 1, … 1 points by place (3, 2, 1)."""
    borda_mean: float
    """0…k − 1."""
    borda: float
    """0…100."""


def ranked(counts: Sequence[Sequence[int]], options: int) -> Ranked | None:
    """`counts[m][r]`: people who ranked m options in all and gave this one rank r (0 = not ranked).

    Unranked options share the mean of the remaining points: (k − 1 − m) / 2 for someone who ranked m of k.
    None if nobody ranked anything.
    """
    top = max((r for row in counts for r in range(len(row))), default=0)
    n = any_rank = first = points = rank_sum = 0
    borda = 0.0
    for made, row in enumerate(counts):
        if made == 0:
            continue
        for rank, count in enumerate(int(c) for c in row):
            n += count
            if rank == 0:
                borda += count * (options - 1 - made) / 2.0
                continue
            any_rank += count
            first += count if rank == 1 else 0
            rank_sum += rank * count
            points += (top + 1 - rank) * count
            borda += count * (options - rank)
    if n == 0:
        return None
    mean = borda / n
    return Ranked(
        n,
        any_rank,
        first,
        any_rank / n,
        first / n,
        rank_sum / any_rank if any_rank else None,
        points,
        mean,
        100.0 * mean / (options - 1) if options > 1 else 100.0,
    )


def ranked_counts(ranks: Ints, item: int, most: int) -> list[list[int]]:
    """What `ranked` takes, from `ranks` (n, items): 0 not ranked, else the place from 1; `item` a column,
    `most` places at most. Raise ValueError for a rank above `most`.
    """
    if ranks.max(initial=0) > most:
        raise ValueError("a rank is above the number of places")
    made = (ranks > 0).sum(axis=1)
    counts = np.zeros((most + 1, most + 1), np.int64)
    np.add.at(counts, (made, ranks[:, item]), 1)
    return [[int(c) for c in row] for row in counts]
