"""The WSGI entry point of one machine: `website.embedded:application`, one process with threads.

The clock runs in a thread of the same process, because only one process may write to an SQLite file
(see core.E010). Where a timer calls `manage.py tick`, use `website.wsgi` instead.
"""

import os
import threading

import website  # puts both roots on the path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{website.__name__}.settings.development")

from website.wsgi import application

__all__ = ["application"]

SECONDS = 60


def run_clock(stop: threading.Event) -> None:
    """Tick each minute until `stop` is set; an error is logged and the next tick comes."""
    import logging

    from django.db import close_old_connections

    from website.core import clock

    while not stop.is_set():
        close_old_connections()
        try:
            clock.tick()
        except Exception:
            logging.getLogger(__name__).exception("clock_failed")
        close_old_connections()
        stop.wait(SECONDS)


threading.Thread(target=run_clock, args=(threading.Event(),), name="clock", daemon=True).start()
