"""Make a backup, and forget those that are too old."""

import shutil
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from website.core.backup import database, files, keys, manifest, media
from website.core.backup.errors import BackupError
from website.core.backup.progress import Tell, silent

_DRAFT = ".unfinished-"


def make(folder: Path, tell: Tell = silent) -> Path:
    """A new backup in `folder`; its own folder. Nobody has to stop.

    What was confirmed before it began is in it. The folder appears under its name when all of it is on the
    disk. Raise BackupError.
    """
    engine = database.engine()
    created = timezone.now().astimezone(UTC)
    draft = folder / f"{_DRAFT}{created:%Y%m%dT%H%M%S%f}"
    try:
        files.make_folder(draft)
        tell("Copying the database")
        rows = engine.dump(draft / engine.FILE, tell)
        media.dump(Path(settings.MEDIA_ROOT), draft / media.FOLDER, tell)
        made = manifest.Manifest(
            created=created.isoformat(timespec="microseconds"),
            application=version(),
            migrations=database.migrations(),
            engine=connection.vendor,
            server=engine.server(),
            tables=rows,
            keys=keys.fingerprints(),
            files=manifest.describe(draft, tell),
        )
        manifest.write(draft, made)
        files.settle(draft)
        final = _free_name(folder, created)
        draft.rename(final)
        files.settle(folder)
    except OSError as error:
        raise BackupError(f"The backup could not be written to {folder}: {error.strerror}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return final


def forget(folder: Path, days: int) -> list[Path]:
    """Delete the backups in `folder` that are older than `days`; which. Other folders are left alone.

    The newest stays, however old it is.
    """
    limit = timezone.now() - timedelta(days=days)
    gone = []
    for found, made in listed(folder)[1:]:
        if made.created_at < limit:
            shutil.rmtree(found)
            gone.append(found)
    return gone


def listed(folder: Path) -> list[tuple[Path, manifest.Manifest]]:
    """The backups in `folder`, newest first."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            found.append((path, manifest.read(path)))
        except BackupError:
            continue
    return sorted(found, key=lambda one: one[1].created_at, reverse=True)


def version() -> str:
    """Of this software, as its project file says."""
    with (settings.ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def _free_name(folder: Path, created: datetime) -> Path:
    name = f"overlap-{created:%Y-%m-%dT%H%M%SZ}"
    taken = {path.name for path in folder.iterdir()}
    return folder / next(
        candidate
        for number in range(1, len(taken) + 2)
        if (candidate := name if number == 1 else f"{name}-{number}") not in taken
    )
