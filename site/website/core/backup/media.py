"""Uploads in and out."""

import secrets
import shutil
from pathlib import Path

from website.core.backup import files
from website.core.backup.progress import Tell

FOLDER = "media"


def dump(root: Path, folder: Path, tell: Tell) -> None:
    """Copy every upload. One that is deleted meanwhile is left out; links are not followed."""
    found = (
        [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
        if root.is_dir()
        else []
    )
    for number, source in enumerate(sorted(found), 1):
        target = folder / source.relative_to(root)
        for above in reversed(target.relative_to(folder.parent).parents):
            (folder.parent / above).mkdir(exist_ok=True, mode=files.OWN_FOLDER)
        try:
            files.copy(source, target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)
        tell("Copying uploads", number, len(found))


def restore(folder: Path, root: Path, tell: Tell) -> None:
    """Put the backup's uploads in the place of those that are there: first beside them, then by two renames.

    The files get the permissions that a web server may need, not the backup's.
    """
    new, old = (root.with_name(f".{root.name}-{kind}-{secrets.token_hex(4)}") for kind in ("new", "old"))
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()] if folder.is_dir() else []
    new.mkdir(parents=True)
    try:
        for number, source in enumerate(found, 1):
            target = new / source.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            files.settle(target)
            tell("Restoring uploads", number, len(found))
        if root.exists():
            root.rename(old)
        new.rename(root)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
