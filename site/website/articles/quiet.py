"""Keeping the log's notes of single steps out of a command that shows its own progress."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

LOGGERS = ("django_tasks", "wagtail")


@contextmanager
def quiet_log() -> Iterator[None]:
    """Let only warnings and errors of page and task loggers through."""
    before = {name: logging.getLogger(name).level for name in LOGGERS}
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
