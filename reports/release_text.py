"""Release documents as text: the one canonical form that is hashed, and reading it back. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from types import MappingProxyType
from typing import Any

from reports.release_format import (
    FORMAT,
    Audit,
    Cell,
    Dispositions,
    Estimate,
    Group,
    Hidden,
    Item,
    ItemColumn,
    ItemOption,
    ItemRow,
    Level,
    Questionnaire,
    RakeVariable,
    ReleaseDoc,
    ReleaseInfo,
    Row,
    Scale,
    SectionInfo,
    Segment,
    SurveyInfo,
    Table,
    Tier,
    WaveInfo,
    Weights,
)


class ReleaseDamaged(ValueError):
    """The stored text is not the document that was released (hash, format or shape differs)."""


def to_data(value: Any) -> Any:
    """Dataclasses -> plain JSON-able data, every key present; of cells only what differs from the default."""
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, Cell):
        return {name: v for name, default in _CELL_FIELDS if (v := getattr(value, name)) != default}
    if isinstance(value, Mapping):
        return {str(k): to_data(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [to_data(v) for v in value]
    return {name: to_data(getattr(value, name)) for name in _names(value.__class__)}


_CELL_FIELDS = tuple((f.name, f.default) for f in fields(Cell))


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """Raise TypeError for anything that is not a dataclass."""
    return tuple(f.name for f in fields(kind))


def canonical(doc: ReleaseDoc) -> str:
    """The one text of a document: sorted keys, no spaces, UTF-8, finite numbers only."""
    return json.dumps(
        to_data(doc), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def parse(text: str, expected_sha256: str) -> ReleaseDoc:
    """Read a stored document. Raise ReleaseDamaged unless it is byte for byte what was hashed at release."""
    if sha256(text) != expected_sha256:
        raise ReleaseDamaged("The release's text does not match its SHA-256.")
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ReleaseDamaged("The release is not JSON.") from error
    return from_data(data)


def from_data(data: Mapping[str, Any]) -> ReleaseDoc:
    """Raise ReleaseDamaged for another format or a missing or unknown key."""
    if data.get("format") != FORMAT:
        raise ReleaseDamaged(f"The release has format {data.get('format')!r}; this program reads {FORMAT!r}.")
    try:
        return ReleaseDoc(
            **{
                **data,
                "survey": SurveyInfo(**data["survey"]),
                "wave": WaveInfo(**data["wave"]),
                "release": ReleaseInfo(**data["release"]),
                "questionnaire": Questionnaire(**data["questionnaire"]),
                "dispositions": Dispositions(**data["dispositions"]),
                "sections": tuple(SectionInfo(**s) for s in data["sections"]),
                "segments": tuple(
                    Segment(**{**s, "levels": tuple(Level(**each) for each in s["levels"])})
                    for s in data["segments"]
                ),
                "items": tuple(_item(i) for i in data["items"]),
                "hidden": Hidden(**data["hidden"]),
                "tiers": tuple(Tier(**t) for t in data.get("tiers", ())),
                "weights": _weights(data.get("weights")),
                "audit": None if data.get("audit") is None else Audit(**data["audit"]),
            }
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ReleaseDamaged(f"The release has an unexpected shape: {error}") from error


def read_item(data: Mapping[str, Any]) -> Item:
    """One item as `to_data` writes it. Raise ReleaseDamaged for a missing or unknown key."""
    try:
        return _item(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ReleaseDamaged(f"The item has an unexpected shape: {error}") from error


def _weights(data: Mapping[str, Any] | None) -> Weights | None:
    if data is None:
        return None
    variables = tuple(
        RakeVariable(**{**v, "targets": tuple((label, share) for label, share in v["targets"])})
        for v in data["variables"]
    )
    return Weights(**{**data, "variables": variables})


def _item(data: Mapping[str, Any]) -> Item:
    scale = data["scale"]
    return Item(
        **{
            **data,
            "options": tuple(ItemOption(**o) for o in data["options"]),
            "rows": tuple(ItemRow(**r) for r in data["rows"]),
            "columns": tuple(ItemColumn(**c) for c in data["columns"]),
            "scale": None
            if scale is None
            else Scale(scale["min"], scale["max"], MappingProxyType(scale["anchors"])),
            "topline": None if data["topline"] is None else _table(data["topline"]),
            "banners": MappingProxyType({k: _table(t) for k, t in data["banners"].items()}),
        }
    )


def _table(data: Mapping[str, Any]) -> Table:
    groups = tuple(Group(g["code"], g["label"], _rows(g["rows"])) for g in data["groups"])
    return Table(data["base_kind"], groups, data.get("since", ""))


def _rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    return tuple(
        Row(
            **{
                **r,
                "cells": tuple(Cell(**c) for c in r["cells"]),
                "outside": tuple(Cell(**c) for c in r["outside"]),
                "stats": MappingProxyType(
                    {k: Estimate(**v) if isinstance(v, Mapping) else v for k, v in r["stats"].items()}
                ),
            }
        )
        for r in rows
    )
