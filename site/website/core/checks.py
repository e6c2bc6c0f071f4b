"""System checks of the core: a misconfiguration is found at start, not at midnight."""

import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection

from website.core import durability
from website.core.refusals import refusals

#: Earlier versions can lose a checkpoint when several processes write to one file in WAL mode.
SAFE_SQLITE = (3, 51, 3)


@register(Tags.security, deploy=True)
def production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """core.E001–E008, E017, E019: what a production server refuses to start with."""
    return [Error(text, id=key) for key, text in refusals().items()]


@register(Tags.database)
def sqlite_with_processes(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """core.E010: several processes on one SQLite file with a version that can lose writes."""
    if (
        connection.vendor != "sqlite"
        or settings.WEB_PROCESSES < 2
        or sqlite3.sqlite_version_info >= SAFE_SQLITE
    ):
        return []
    return [
        Error(
            f"SQLite {sqlite3.sqlite_version} can lose writes when several processes share a file.",
            hint="Use PostgreSQL (DATABASE_URL), the pysqlite3 wheel, or one process with threads.",
            id="core.E010",
        )
    ]


@register(Tags.database)
def keeps_what_it_confirms(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """core.E012–E016, E018: a database that would lose confirmed answers. One that is away is not judged."""
    if not settings.REQUIRE_DURABILITY or not kwargs.get("databases"):
        return []
    try:
        return [Error(text, id=key) for key, text in durability.faults().items()]
    except DatabaseError:
        return []


@register(Tags.caches)
def processes_without_cache(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """core.W011: several processes, each with a cache of its own."""
    if settings.WEB_PROCESSES < 2 or settings.CACHE_IS_SHARED:
        return []
    return [
        Warning(
            "Several processes run, each with its own cache.",
            hint="Set CACHE_URL to a Redis or Valkey server.",
            id="core.W011",
        )
    ]
