"""One common factor by maximum likelihood, and omega (total) from it."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from reports.stats.arrays import Floats
from reports.stats.reliability import complete

#: Unique variances of standardised items are kept within these bounds, as R's factanal does.
LOWEST, HIGHEST = 0.005, 1.0


@dataclass(frozen=True, slots=True, eq=False)
class OneFactor:
    """Of standardised items: `loadings`, `unique` variances (k,). `omega` = (Σλ)² / ((Σλ)² + Σψ),
    McDonald 1999. `at_bound`: items whose unique variance is at its lower bound (a Heywood case: do not
    trust omega).
    """

    n: int
    excluded: int
    loadings: Floats
    unique: Floats
    omega: float
    at_bound: tuple[int, ...]


def one_factor(items: Floats) -> OneFactor:
    """Of `items` (n, k), k ≥ 3, keyed in one direction, NaN missing, complete rows only. Minimises, over
    the unique variances, −Σ(log θ − θ) − k + 1 of all but the largest eigenvalue θ of Ψ^−½ R Ψ^−½ (Lawley
    & Maxwell 1971). Raise ValueError as `reliability.complete` does, for k < 3, or if the search fails.
    """
    rows = complete(items)
    n, k = rows.shape
    if k < 3:
        raise ValueError("one factor needs three items")
    correlation = np.asarray(np.corrcoef(rows.T), np.float64)
    start = np.clip(0.5 / np.diag(np.linalg.pinv(correlation)), LOWEST, HIGHEST)
    found = minimize(
        _discrepancy,
        start,
        args=(correlation,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LOWEST, HIGHEST)] * k,
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 1000},
    )
    unique = np.asarray(found.x, np.float64)
    if not np.isfinite(unique).all():
        raise ValueError("the factor could not be found")
    loadings, _ = _loadings(unique, correlation)
    common = float(loadings.sum()) ** 2
    return OneFactor(
        n=n,
        excluded=len(items) - n,
        loadings=loadings,
        unique=unique,
        omega=common / (common + float(unique.sum())),
        at_bound=tuple(int(i) for i in np.flatnonzero(unique <= LOWEST * 1.0001)),
    )


def _loadings(unique: Floats, correlation: Floats) -> tuple[Floats, Floats]:
    """The factor, pointing so that its loadings add up to something positive, and all eigenvalues, rising."""
    root = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlation / np.outer(root, root))
    factor = root * vectors[:, -1] * np.sqrt(max(float(values[-1]) - 1.0, 0.0))
    return np.asarray(factor * (1.0 if factor.sum() >= 0 else -1.0), np.float64), values


def _discrepancy(unique: Floats, correlation: Floats) -> tuple[float, Floats]:
    factor, values = _loadings(unique, correlation)
    rest = np.maximum(values[:-1], 1e-300)
    misfit = np.outer(factor, factor) + np.diag(unique) - correlation
    return float((rest - np.log(rest)).sum() - len(rest)), np.diag(misfit) / unique**2
