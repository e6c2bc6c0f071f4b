"""The clock: tasks that `manage.py tick` runs, each minute or so, one tick at a time.

An app registers a task when Django starts, in a module that its `AppConfig.ready` imports:

    @clock.task("surveys.waves")
    def open_and_close_waves() -> str | None: ...

A task is idempotent, takes no argument, and may return one plain sentence about what it did.
"""

import logging
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

logger = logging.getLogger(__name__)

Task = Callable[[], str | None]
_T = TypeVar("_T", bound=Task)

#: A tick that dies keeps the others out for this long at most.
LEASE = timedelta(minutes=10)
_NAME = "tick"
_TASKS: dict[str, Task] = {}


@dataclass(frozen=True)
class Ran:
    """What one task of one tick did. `note` is its sentence, or the kind of error it met."""

    task: str
    ok: bool
    note: str


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


def tick() -> list[Ran] | None:
    """Run every task once; None where another tick is running. A task that fails does not stop the others."""
    holder = f"{os.getpid()}-{secrets.token_hex(8)}"
    if not _take(holder):
        return None
    try:
        ran = []
        for name, function in tasks().items():
            if not _renew(holder):
                break
            ran.append(_run(name, function))
        return ran
    finally:
        _release(holder)


def last_run() -> datetime | None:
    """When any task last began; None before the first tick."""
    from website.core.models import ClockRun

    started: datetime | None = (
        ClockRun.objects.order_by("-started_at").values_list("started_at", flat=True).first()
    )
    return started


def _run(name: str, function: Task) -> Ran:
    from website.core.models import ClockRun

    started_at, begun = timezone.now(), time.monotonic()
    try:
        ran = Ran(name, True, (function() or "")[:300])
    except Exception as error:
        logger.exception("clock_task_failed", extra={"task": name})
        ran = Ran(name, False, f"Failed: {type(error).__name__}. The log has the details.")
    ClockRun.objects.update_or_create(
        task=name,
        defaults={
            "started_at": started_at,
            "milliseconds": int((time.monotonic() - begun) * 1000),
            "ok": ran.ok,
            "note": ran.note,
        },
    )
    return ran


def _take(holder: str) -> bool:
    """Take the lease if nobody holds it: one conditional UPDATE, or the first INSERT.

    Nobody holds it for longer than `LEASE`: an end further away was written while the time was wrong.
    """
    from website.core.models import ClockLease

    now = timezone.now()
    mine = {"holder": holder, "held_until": now + LEASE}
    is_free = Q(held_until__lte=now) | Q(held_until__gt=now + LEASE)
    if ClockLease.objects.filter(is_free, name=_NAME).update(**mine):
        return True
    try:
        with transaction.atomic():
            ClockLease.objects.create(name=_NAME, **mine)
    except IntegrityError:
        return False
    return True


def _renew(holder: str) -> bool:
    from website.core.models import ClockLease

    held_until = timezone.now() + LEASE
    return ClockLease.objects.filter(name=_NAME, holder=holder).update(held_until=held_until) == 1


def _release(holder: str) -> None:
    from website.core.models import ClockLease

    ClockLease.objects.filter(name=_NAME, holder=holder).update(held_until=timezone.now(), holder="")
