"""Is what the site acknowledges on the disk before it says so? Asked of the live connection, not of settings.

A server that answers "saved" and then loses power must still have the answer. SQLite keeps that promise in
WAL mode with `synchronous` at FULL; PostgreSQL with `fsync`, `full_page_writes`, `synchronous_commit` on.
"""

import logging
from typing import Any

from django.db import DatabaseError, OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

logger = logging.getLogger(__name__)

#: PRAGMA synchronous: 0 OFF, 1 NORMAL, 2 FULL, 3 EXTRA.
FULL = 2
#: Values of synchronous_commit that wait for the disk of this server.
WAITING = frozenset({"on", "local", "remote_write", "remote_apply"})


class NotDurable(OperationalError):
    """The database was away when the server started; now that it answers, it would lose what it confirms."""


def faults() -> dict[str, str]:
    """Check id -> plain sentence; empty where a confirmed write outlives a power cut. One or two queries.

    Raise DatabaseError where the database does not answer.
    """
    connection.ensure_connection()
    return _faults(connection)


def watch() -> dict[str, str]:
    """The same at the start of a server. A database that is away is looked at when it comes back: until it
    has been found durable, every use of it raises NotDurable.
    """
    try:
        return faults()
    except DatabaseError:
        logger.warning("durability_not_known_yet")
        connection_created.connect(_look_at_last, dispatch_uid="website.core.durability")
        return {}


def _look_at_last(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    found = _faults(connection)
    if found:
        connection.close()
        logger.error("not_durable", extra={"checks": sorted(found)})
        raise NotDurable(" ".join(found.values()))
    connection_created.disconnect(_look_at_last, dispatch_uid="website.core.durability")


def _faults(connection: BaseDatabaseWrapper) -> dict[str, str]:
    if connection.vendor == "sqlite":
        return _sqlite(connection)
    if connection.vendor == "postgresql":
        return _postgres(connection)
    return {"core.E018": f"{connection.display_name} is not supported: use SQLite or PostgreSQL."}


def _sqlite(connection: Any) -> dict[str, str]:
    found = {}
    if int(_pragma(connection, "synchronous")) < FULL:
        found["core.E012"] = (
            "SQLite's synchronous is below FULL: a power cut would take answers that were confirmed. "
            "Leave the database options of website.settings.base as they are."
        )
    if str(_pragma(connection, "journal_mode")).lower() != "wal":
        found["core.E013"] = (
            "SQLite does not write ahead (journal_mode is not WAL): readers and writers would wait for each "
            "other. Keep the database on a local disk; network folders cannot do it."
        )
    if connection.transaction_mode != "IMMEDIATE":
        found["core.E014"] = (
            "SQLite's transactions do not begin IMMEDIATE: two that read and then write fail halfway. "
            "Leave the database options of website.settings.base as they are."
        )
    return found


def _pragma(connection: BaseDatabaseWrapper, name: str) -> Any:
    """Read past Django's cursor: this also runs while the connection is being made."""
    return connection.connection.execute(f"PRAGMA {name}").fetchone()[0]


def _postgres(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('synchronous_commit'), current_setting('fsync'), "
            "current_setting('full_page_writes')"
        )
        commit, fsync, pages = cursor.fetchone()
    found = {}
    if commit not in WAITING:
        found["core.E015"] = (
            "PostgreSQL's synchronous_commit is off for this role or database: a crash would take answers "
            "that were confirmed. Set it to on."
        )
    if fsync != "on" or pages != "on":
        found["core.E016"] = (
            "PostgreSQL runs with fsync or full_page_writes off: a power cut would destroy the database. "
            "Set both to on in postgresql.conf."
        )
    return found
