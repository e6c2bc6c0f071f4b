"""The clock: tasks that `manage.py tick` runs, each minute or so, one tick at a time.

An app registers a task when Django starts, in a module that its `AppConfig.ready` imports:

    @clock.task("surveys.waves")
    def open_and_close_waves() -> str | None: ...

A task is idempotent, takes no argument, and may return one plain sentence about what it did.
"""

from collections.abc import Callable
from typing import TypeVar

Task = Callable[[], str | None]
_T = TypeVar("_T", bound=Task)

_TASKS: dict[str, Task] = {}


def task(name: str) -> Callable[[_T], _T]:
    """Register a function under `name` ("app.verb"). Raises ValueError where another holds the name."""

    def register(function: _T) -> _T:
        held = _TASKS.get(name)
        if held is not None and held.__qualname__ != function.__qualname__:
            raise ValueError(f"Two clock tasks are called {name!r}.")
        _TASKS[name] = function
        return function

    return register


def tasks() -> dict[str, Task]:
    """Every task by name, in the order of the names."""
    return dict(sorted(_TASKS.items()))
