"""Long work that a page asks for: begun in this process after the commit, so that the page answers at once.

Name another backend for "long" in TASKS to let workers of their own do it.
"""

import threading
from typing import Any

from django.db import close_old_connections, connections, transaction
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task
from django_tasks.utils import get_random_id

_turn = threading.Lock()
"""One piece of work at a time in a process: django-tasks makes a backend for each thread that asks."""


class InThread(ImmediateBackend):
    """Nothing survives the end of the process: whoever asks keeps a row by which the clock goes on."""

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        thread = threading.Thread(target=self._work, args=(result,), name="long-work", daemon=True)
        transaction.on_commit(thread.start)
        return result

    def _work(self, result: TaskResult[Any]) -> None:
        with _turn:
            close_old_connections()
            try:
                self._execute_task(result)
            finally:
                connections.close_all()
