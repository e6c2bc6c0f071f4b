"""Random surveys for property tests: the same in every process, from a seed."""

from dataclasses import dataclass

import numpy as np

from reports.stats.arrays import Floats, Ints


@dataclass(frozen=True)
class Sample:
    """`answer` 0 … 3 and `group` 0 … 2, both −1 for about one in ten; `score` with NaN there; weights of
    mean 1.
    """

    answer: Ints
    group: Ints
    score: Floats
    weights: Floats
    strata: Ints
    clusters: Ints

    @property
    def n(self) -> int:
        return len(self.answer)


def sample(seed: int, n: int = 400) -> Sample:
    rng = np.random.default_rng(seed)
    group = rng.choice([0, 1, 2], n, p=[0.5, 0.3, 0.2])
    answer = (rng.random((n, 3)) < (0.35 + 0.1 * group)[:, None]).sum(axis=1)
    score = rng.normal(5 + group, 2, n).round(2)
    blank = rng.random((3, n)) < 0.1
    weights = rng.lognormal(0, 0.6, n)
    strata = rng.integers(0, 4, n)
    return Sample(
        answer=np.where(blank[0], -1, answer).astype(np.int64),
        group=np.where(blank[1], -1, group).astype(np.int64),
        score=np.where(blank[2], np.nan, score),
        weights=weights / weights.mean(),
        strata=strata,
        clusters=strata * 10 + rng.integers(0, 10, n),
    )
