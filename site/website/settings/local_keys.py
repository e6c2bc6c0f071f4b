"""Secrets of an installation that nobody configured: drawn once, kept in a file only its owner reads."""

import json
import os
import secrets
from pathlib import Path


def local_keys(path: Path) -> dict[str, str]:
    """Return `secret` and `private_link`, drawing and storing them at the first call.

    Two processes that start together agree: the file appears whole, under the name of the first.
    Raises OSError where the folder cannot be written.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        keys = {"secret": secrets.token_urlsafe(64), "private_link": secrets.token_hex(32)}
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(keys, file)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    stored: dict[str, str] = json.loads(path.read_text())
    return stored
