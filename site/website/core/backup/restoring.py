"""Check a backup, try it, and put it in the site's place."""

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from website.core.backup import database, kept, keys, manifest, media
from website.core.backup.errors import BackupError
from website.core.backup.manifest import Manifest
from website.core.backup.progress import Tell, silent


@dataclass(frozen=True)
class Restored:
    """What came of a restore or of a drill."""

    manifest: Manifest
    seconds: float
    migrated: int
    """Migrations that the backup did not have."""
    missing_keys: list[str]
    """Numbers of private-link keys that this site lacks: links and receipts made under them will not work."""
    taken_out: Mapping[str, int] | None = None
    """Kind -> how many had been taken back since the backup and were taken out of it. None: nobody knows."""

    @property
    def rows(self) -> int:
        return sum(self.manifest.tables.values())


def restore(
    folder: Path, *, replace: bool = False, forget_withdrawals: bool = False, tell: Tell = silent
) -> Restored:
    """Put the backup in the place of database and uploads. What people took back since stays taken back.

    Nothing is changed before every byte has been checked. Raise BackupError where the backup is damaged,
    another's, or newer than this software, where the site's database holds anything and `replace` is not
    said, and where it can't be read and `forget_withdrawals` is not said.
    """
    begun = time.monotonic()
    made = _fit(folder, tell)
    engine = database.engine()
    is_empty = _is_empty()
    if not is_empty and not replace:
        raise BackupError(
            "This site's database is not empty. Make a backup of it first, then say --replace: everything "
            "that came after the backup will be gone."
        )
    found = None if is_empty or forget_withdrawals else kept.read()
    tell("Restoring the database")

    def checked() -> tuple[int, Mapping[str, int] | None]:
        migrated = _check(made, tell)
        return migrated, None if found is None else kept.again(found)

    migrated, taken_out = engine.restore(folder / engine.FILE, checked)
    kept.done()
    try:
        media.restore(folder / media.FOLDER, Path(settings.MEDIA_ROOT), tell)
    except OSError as error:
        raise BackupError(
            f"The database is restored, the uploads are not ({error.strerror}). Copy the backup's folder "
            f"{media.FOLDER} to {settings.MEDIA_ROOT} by hand."
        ) from error
    # Counted from answers that may since have been withdrawn; the next release builds it anew.
    shutil.rmtree(settings.DATASET_ROOT, ignore_errors=True)
    return Restored(made, time.monotonic() - begun, migrated, keys.missing(made.keys), taken_out)


def drill(folder: Path, tell: Tell = silent) -> Restored:
    """The same into a database that is thrown away: the site is not touched. Raise BackupError."""
    begun = time.monotonic()
    made = _fit(folder, tell)
    engine = database.engine()
    tell("Filling a database that is thrown away")
    with engine.scratch(folder / engine.FILE):
        migrated = _check(made, tell)
    return Restored(made, time.monotonic() - begun, migrated, keys.missing(made.keys))


def _is_empty() -> bool:
    """Whether there is nothing to lose. A database that can't be read is not empty."""
    try:
        return database.engine().is_empty()
    except DatabaseError:
        return False


def _fit(folder: Path, tell: Tell) -> Manifest:
    """The backup is whole, of this kind of database, and not newer than this software."""
    made = manifest.verify(folder, tell)
    if made.engine != connection.vendor:
        raise BackupError(
            f"The backup is of a {made.engine} database and this site runs on {connection.vendor}. "
            "Set DATABASE_URL to a database of that kind."
        )
    if not (folder / database.engine().FILE).is_file():
        raise BackupError("The backup holds no database.")
    newer = database.unknown(dict(made.migrations))
    if newer:
        raise BackupError(
            f"The backup was made by a newer version of this software ({made.application}); here "
            f"{', '.join(newer[:3])} is not known. Install that version first."
        )
    return made


def _check(made: Manifest, tell: Tell) -> int:
    """Counts and integrity of the connection's database, before and after it is brought up to date."""
    tell("Counting and checking")
    try:
        found = database.tables()
        wrong = [name for name in {*found, *made.tables} if found.get(name) != made.tables.get(name)]
        if wrong:
            raise BackupError(f"The restored database differs from the manifest: {', '.join(sorted(wrong))}.")
        _whole()
        migrated = database.migrate()
        if migrated:
            _whole()
    except DatabaseError as error:
        raise BackupError(f"The restored database can't be read: {type(error).__name__}.") from error
    return migrated


def _whole() -> None:
    faults = database.engine().faults()
    if faults:
        raise BackupError(f"The restored database is not whole: {faults[0]}")
