"""Work for processes that have no Django."""

import multiprocessing
import os
import signal


def worker(_: int) -> int:
    return os.getpid()


def doubled_but_killed(number: int) -> int:
    """By whoever is not killed: the process that asked."""
    if multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number
