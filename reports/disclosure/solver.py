"""Linear and integer programmes with named variables, solved by HiGHS for one aim after the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from reports.stats.arrays import Floats

Name = tuple[str, str, str]
"""(table, group, cell): the banner or `TOPLINE`; the group's code, or `REST`; the cell's code, or `BASE`."""
#: Branches of an integer programme before it is given up.
NODES = 200


@dataclass(slots=True)
class Programme:
    """Variables by name; `solved`: programmes solved so far."""

    places: dict[Name, int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    solved: int = 0
    _rows: list[int] = field(default_factory=list)
    _columns: list[int] = field(default_factory=list)
    _values: list[float] = field(default_factory=list)
    _least: list[float] = field(default_factory=list)
    _most: list[float] = field(default_factory=list)

    def add(self, name: Name, low: float = 0.0, high: float = np.inf) -> Name:
        self.places[name] = len(self.low)
        self.low.append(low)
        self.high.append(high)
        return name

    def require(self, terms: Mapping[Name, float], least: float = -np.inf, most: float = np.inf) -> None:
        """least ≤ Σ coefficient · variable ≤ most."""
        row = len(self._least)
        for name, value in terms.items():
            self._rows.append(row)
            self._columns.append(self.places[name])
            self._values.append(value)
        self._least.append(least)
        self._most.append(most)

    def matrix(self) -> tuple[csr_array, Floats, Floats]:
        shape = (len(self._least), len(self.low))
        return (
            csr_array((self._values, (self._rows, self._columns)), shape=shape),
            np.array(self._least),
            np.array(self._most),
        )

    def solver(self) -> "Solver":
        return Solver(self)


class Solver:
    """Solves one programme for many aims."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        matrix, least, most = programme.matrix()
        self._all, self._least, self._most = matrix, least, most
        equal = least == most
        above, below = np.isfinite(most) & ~equal, np.isfinite(least) & ~equal
        self._a_eq = matrix[equal] if equal.any() else None
        self._b_eq = least[equal] if equal.any() else None
        self._a_ub = vstack([matrix[above], -matrix[below]], format="csr")
        self._b_ub = np.concatenate([most[above], -least[below]])
        self._bounds = np.column_stack([programme.low, programme.high])

    def whole(self, aim: Mapping[Name, float]) -> Floats | None:
        """A point of whole numbers where Σ coefficient · variable is great; None if none was found in
        `NODES` steps.
        """
        cost = np.zeros(len(self.programme.low))
        for name, value in aim.items():
            cost[self.programme.places[name]] -= value
        self.programme.solved += 1
        found = milp(
            cost,
            constraints=LinearConstraint(self._all, self._least, self._most),
            bounds=Bounds(self._bounds[:, 0], self._bounds[:, 1]),
            integrality=np.ones(len(cost)),
            options={"node_limit": NODES, "mip_rel_gap": 0.1},
        )
        return None if found.x is None else np.asarray(np.round(found.x), np.float64)

    def best(self, aim: Mapping[Name, float]) -> Floats | None:
        """The point where Σ coefficient · variable is greatest; None if there is none."""
        cost = np.zeros(len(self.programme.low))
        for name, value in aim.items():
            cost[self.programme.places[name]] -= value
        self.programme.solved += 1
        found = linprog(
            cost,
            A_ub=self._a_ub,
            b_ub=self._b_ub,
            A_eq=self._a_eq,
            b_eq=self._b_eq,
            bounds=self._bounds,
            method="highs",
        )
        if found.status == 3:
            raise ArithmeticError("a protected cell has no bound")
        return np.asarray(found.x, np.float64) if found.status == 0 else None
