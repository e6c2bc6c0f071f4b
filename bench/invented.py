"""Invented answers to forty questions of five to ten codes, the same for every peer."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

QUESTIONS = 40
BANNERS = 10
#: What the weighted cross-table asks: the two questions, and the codes that the two filters let through.
CROSSED = ("q01", "q02")
FILTERS = (("q03", (0, 1, 2)), ("q04", (0, 1)))
NO_ANSWER, NOT_ASKED = -2, -3


@dataclass(frozen=True)
class Data:
    """`codes`: column name -> int8 a response, below 0 where the answer is missing; `weights`: float64, all
    above 0.
    """

    codes: dict[str, NDArray[np.int8]]
    weights: NDArray[np.float64]
    options: dict[str, int]
    """Column name -> how many valid codes it has."""

    @property
    def rows(self) -> int:
        return len(self.weights)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.codes)

    @property
    def banners(self) -> tuple[str, ...]:
        return self.names[-BANNERS:]

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every question by every banner."""
        return tuple((name, banner) for name in self.names for banner in self.banners)

    def some(self, rows: slice) -> "Data":
        return Data(
            {name: codes[rows] for name, codes in self.codes.items()}, self.weights[rows], self.options
        )

    def only(self, names: tuple[str, ...]) -> "Data":
        """Some of the questions."""
        options = {name: self.options[name] for name in names}
        return Data({name: self.codes[name] for name in names}, self.weights, options)


def draw(rows: int, seed: int = 1) -> Data:
    """Uneven answers; 4 % gave none, and each fourth question was not asked of 10 %."""
    rng = np.random.default_rng(seed)
    codes, options = {}, {}
    for number in range(QUESTIONS):
        name, width = f"q{number + 1:02d}", 5 + number % 6
        shares = np.random.default_rng(number).dirichlet(np.full(width, 3.0))
        drawn = np.searchsorted(np.cumsum(shares)[:-1], rng.random(rows, np.float32)).astype(np.int8)
        chance = rng.random(rows, np.float32)
        drawn[chance < 0.04] = NO_ANSWER
        if number % 4 == 3:
            drawn[chance > 0.9] = NOT_ASKED
        codes[name], options[name] = drawn, width
    return Data(codes, rng.gamma(4.0, 0.25, rows) + 0.1, options)
