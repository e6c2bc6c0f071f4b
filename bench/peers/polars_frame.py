"""Polars: one frame in memory, eagerly a column after the other, or lazily all of them at once."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.invented import CROSSED, FILTERS, Data
from bench.peers import histogram, table, weighted


class Polars:
    """Eager."""

    name = "Polars, eager"
    query = 'frame["q01"].value_counts(), a column after the other'
    cross_query = "filter(is_in, is_in), group_by(q01, q02), len, sum(w), sum(w²)"
    banner_query = "select(q01, q31).group_by(q01, q31).len(), a table after the other"
    indexes = "none"

    @staticmethod
    def missing() -> str:
        try:
            import polars  # noqa: F401  # only whether it is there
        except ImportError:
            return "polars is not installed (make test installs it)"
        return ""

    def __init__(self, data: Data) -> None:
        import polars

        self.polars = polars
        self.frame = polars.DataFrame({**data.codes, "w": data.weights})
        self.settings = f"version {polars.__version__}, threads = {polars.thread_pool_size()}, Int8 columns"
        self.names = data.names

    def add(self, data: Data) -> None:
        self.frame = self.frame.vstack(self.polars.DataFrame({**data.codes, "w": data.weights}))

    def topline(self) -> Callable[[], NDArray]:
        return read([self.frame[name].value_counts() for name in self.names])

    def cross(self) -> Callable[[], NDArray]:
        found = self.crossed(self.frame.lazy()).collect()
        return lambda: weighted(found.rows())

    def crossed(self, frame: Any) -> Any:
        column = self.polars.col
        for name, codes in FILTERS:
            frame = frame.filter(column(name).is_in(codes))
        w = column("w")
        return frame.group_by(*CROSSED).agg(self.polars.len(), w.sum(), (w * w).sum().alias("squares"))

    def banners(self, pairs: tuple[tuple[str, str], ...]) -> Callable[[], NDArray]:
        found = [self._pair(*pair) for pair in pairs]
        return lambda: np.stack([table(frame.rows()) for frame in found])

    def _pair(self, name: str, banner: str) -> Any:
        frame = self.frame.select(name, self.polars.col(banner).alias("banner"))
        return frame.group_by(name, "banner").len()

    def close(self) -> None:
        del self.frame


class LazyPolars(Polars):
    name = "Polars, lazy"
    query = "collect_all(group_by(q01).agg(len()) of every question)"

    def topline(self) -> Callable[[], NDArray]:
        lazy = self.frame.lazy()
        return read(
            self.polars.collect_all([lazy.group_by(name).agg(self.polars.len()) for name in self.names])
        )


def read(frames: list[Any]) -> Callable[[], NDArray]:
    """Later, what each question's frame has counted."""
    return lambda: np.stack([histogram(frame.rows()) for frame in frames])
