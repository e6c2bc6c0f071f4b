"""Items that are ready, laid aside while a release is built, so that a build which was stopped goes on with
the next one. They are as they will be published.
"""

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from reports.disclosure.protect import Protected
from reports.release_text import ReleaseDamaged, read_item, to_data

PLACE = "shelf.json"


class Shelf:
    """A folder. `key` says which answers and rules the items were made from; another key empties it."""

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder
        if self._key() != key:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            _write(folder / PLACE, {"key": key})

    def _key(self) -> str | None:
        found = _read(self.folder / PLACE)
        return str(found.get("key")) if found else None

    def get(self, item_id: str) -> Protected | None:
        """None if it is not there, or was cut short."""
        data = _read(self._path(item_id))
        if data is None:
            return None
        try:
            found = Protected(**{**data, "item": read_item(data["item"])})
            return replace(found, banners_dropped=tuple(found.banners_dropped))
        except (ReleaseDamaged, KeyError, TypeError, AttributeError):
            return None

    def put(self, protected: Protected) -> None:
        """Under the item's id."""
        _write(
            self._path(protected.item.id),
            {**asdict(replace(protected, item=None)), "item": to_data(protected.item)},  # type: ignore[arg-type]  # put back in the same line
        )

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, item_id: str) -> Path:
        return self.folder / f"item-{item_id}.json"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _write(path: Path, data: Any) -> None:
    """Whole or not at all."""
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    temporary.replace(path)
