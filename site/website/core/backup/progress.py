"""How far a long step is, for whoever watches."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Tell(Protocol):
    """Called now and then during a step. `total` is 0 where it is not known; both count bytes, or tables."""

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None: ...


def silent(step: str, done: int = 0, total: int = 0) -> None:
    """For callers that nobody watches."""


@contextmanager
def shown(console: Console) -> Iterator[Tell]:
    """A bar for each step on a terminal; nothing in a log file."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bars: dict[str, TaskID] = {}

        def tell(step: str, done: int = 0, total: int = 0) -> None:
            for name, bar in bars.items():
                if name != step and not progress.tasks[bar].finished:
                    progress.update(bar, total=1, completed=1)
            if step not in bars:
                bars[step] = progress.add_task(step, total=None)
            progress.update(bars[step], total=total or None, completed=min(done, total) if total else 0)

        yield tell
        for bar in bars.values():
            progress.update(bar, total=1, completed=1)
