"""Two fingerprints of instrument data: structure, which the dataset depends on, and content, with wording."""

import hashlib
import json
from typing import Any

#: Keys that carry wording or display only. Changing them leaves the structure as it was.
WORDING = frozenset(
    {
        "title",
        "label",
        "text",
        "help",
        "intro",
        "outro",
        "population",
        "meaning",
        "note",
        "fills",
        "anchors",
        "n",
    }
)
#: Keys of the `instrument` block that describe the questionnaire to people.
ABOUT = frozenset({"version", "expected_minutes"})
#: Keys whose value is a mapping from names an editor chose: those names are never taken for keywords.
NAMED = frozenset({"scales", "map", "factors"})


def structure_sha256(data: Any) -> str:
    """Hex SHA-256 over everything but wording, numbering, the version string and the editor's uuids."""
    return _digest(_without(data, WORDING | ABOUT | {"uuid"}))


def content_sha256(data: Any) -> str:
    """Hex SHA-256 over structure and source wording; uuids do not count."""
    return _digest(_without(data, frozenset({"uuid"})))


def _without(value: Any, dropped: frozenset[str], *, names: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            key: _without(inner, dropped, names=not names and key in NAMED)
            for key, inner in value.items()
            if names or key not in dropped
        }
    if isinstance(value, list):
        return [_without(inner, dropped) for inner in value]
    return value


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
