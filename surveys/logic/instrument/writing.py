"""Instrument data -> YAML text that reads back as equal data."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from surveys.logic.instrument.schema import INSTRUMENT

_WHOLE = re.compile(r"(?:0|-?[1-9]\d*)\Z")


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dump_text(data: Mapping[str, Any]) -> str:
    """YAML of valid instrument data, keys in the schema's order, short records on one line."""
    arranged = _with_numeric_keys(INSTRUMENT.arrange(data))
    return yaml.dump(
        arranged, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None
    )


def _with_numeric_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {int(k) if _WHOLE.match(k) else k: _with_numeric_keys(inner) for k, inner in value.items()}
    if isinstance(value, list):
        return [_with_numeric_keys(item) for item in value]
    return value
