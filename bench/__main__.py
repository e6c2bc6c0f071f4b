"""`make bench`: the disk's own rate of durable writes, and requests a second of a few pages, in one process.

The database is the one that `make setup` filled. What is printed is a measurement, not a promise.
"""

import os
import tempfile
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "website.settings.development")
os.environ.setdefault("LOG_LEVEL", "WARNING")
SECONDS = 2.0
PAGES = ("/health/", "/", "/survey/", "/results/")


def rate(once: Callable[[], object]) -> float:
    """How often `once` runs in a second, after one run that does not count."""
    once()
    begun, runs = time.perf_counter(), 0
    while time.perf_counter() - begun < SECONDS:
        once()
        runs += 1
    return runs / (time.perf_counter() - begun)


def durable_writes() -> float:
    """fsyncs of 4 kB a second: the ceiling of every rate of saves on this disk."""
    with tempfile.NamedTemporaryFile(dir=".") as file:
        return rate(lambda: (file.write(b"x" * 4096), file.flush(), os.fsync(file.fileno())))


def main() -> None:
    """Print one line for each measurement."""
    import django

    django.setup()
    from django.test import Client

    print(f"{'durable writes of the disk':<32}{durable_writes():>10.0f} /s")
    client = Client(HTTP_HOST="localhost")
    for path in PAGES:
        status = client.get(path).status_code
        print(f"{path + f' ({status})':<32}{rate(lambda path=path: client.get(path)):>10.0f} /s")


if __name__ == "__main__":
    main()
