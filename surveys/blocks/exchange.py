"""How one value of the editor's form and one key of the instrument stand for each other.

Everything here works on plain JSON values: what `Block.get_prep_value` gives on one side, the instrument's
data on the other. A `Codec` writes a form value into the instrument (or `ABSENT`, to leave the key out) and
reads it back.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

ABSENT: Final = object()
#: Ids that are made up for an instrument without any come from its codes, so loading a file twice gives the
#: same page.
NAMESPACE = uuid.UUID("5ad6ea9a-3ba2-4f43-8a4a-4f9ac75d6d1d")

Json = Any


class ExchangeError(Exception):
    """The editor has no place for a key of the instrument."""


@dataclass(frozen=True)
class Codec:
    write: Callable[[Json], Json]
    """Form value -> instrument value or ABSENT."""
    read: Callable[[Json, str], Json]
    """Instrument value (or ABSENT), path of codes -> form value."""


@dataclass(frozen=True)
class Key:
    """A field of a form and the key of the instrument that it stands for."""

    key: str
    codec: Codec


def whole(number: float | int | None) -> float | int | None:
    """7.0 as 7: the editor's number fields hold floats, the instrument says 7."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _text_or(value: Json, default: Json) -> Json:
    return default if value is ABSENT else value


def split_codes(text: str | None) -> list[str]:
    return [code for code in (part.strip() for part in (text or "").split(",")) if code]


def join_codes(codes: list[str]) -> str:
    return ", ".join(codes)


TEXT = Codec(lambda v: v if v else ABSENT, lambda v, path: _text_or(v, ""))
#: A text that is always written, even when it is empty.
REQUIRED_TEXT = Codec(lambda v: v or "", lambda v, path: _text_or(v, ""))
FLAG = Codec(lambda v: True if v else ABSENT, lambda v, path: v is True)
NUMBER = Codec(lambda v: ABSENT if v is None else whole(v), lambda v, path: _text_or(v, None))
CODES = Codec(lambda v: split_codes(v) or ABSENT, lambda v, path: "" if v is ABSENT else join_codes(v))


def _write_question_number(text: str | None) -> Json:
    if not text:
        return ABSENT
    return int(text) if text.isdecimal() and text == str(int(text)) else text


#: The printed number of a question: 7 or "13a".
QUESTION_NUMBER = Codec(_write_question_number, lambda v, path: "" if v is ABSENT else str(v))


def block_id(path: str) -> str:
    return str(uuid.uuid5(NAMESPACE, path))


def write_keys(keys: Mapping[str, Key], value: Mapping[str, Json]) -> dict[str, Json]:
    """A form's values as a dict of the instrument."""
    written = {key.key: key.codec.write(value.get(name)) for name, key in keys.items()}
    return {key: item for key, item in written.items() if item is not ABSENT}


def read_keys(keys: Mapping[str, Key], data: Mapping[str, Json], path: str) -> dict[str, Json]:
    """A dict of the instrument as a form's values. ExchangeError names a key that has no field."""
    unknown = set(data) - {key.key for key in keys.values()} - {"uuid"}
    if unknown:
        raise ExchangeError(f"{path}: the editor has no field for {', '.join(sorted(unknown))}.")
    return {name: key.codec.read(data.get(key.key, ABSENT), path) for name, key in keys.items()}


def items(keys: Mapping[str, Key], *, with_uuid: bool = True, code: str = "code") -> Codec:
    """A list of dicts of the instrument as a ListBlock of StructBlocks."""

    def write(value: Json) -> Json:
        rows = []
        for item in value or []:
            data = write_keys(keys, item["value"])
            rows.append({**data, "uuid": item["id"]} if with_uuid and item.get("id") else data)
        return rows or ABSENT

    def read(value: Json, path: str) -> Json:
        if value is ABSENT:
            return []
        forms = []
        for place, data in enumerate(value):
            below = f"{path}/{data.get(code, place)}"
            forms.append(
                {
                    "type": "item",
                    "id": data.get("uuid") or block_id(below),
                    "value": read_keys(keys, data, below),
                }
            )
        return forms

    return Codec(write, read)


def struct(keys: Mapping[str, Key]) -> Codec:
    """A dict of the instrument as a StructBlock; left out when nothing in it is filled in."""

    def write(value: Json) -> Json:
        return write_keys(keys, value or {}) or ABSENT

    def read(value: Json, path: str) -> Json:
        return read_keys(keys, {} if value is ABSENT else value, path)

    return Codec(write, read)
