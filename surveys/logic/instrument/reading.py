"""YAML text -> instrument data. Strict: no anchors, no double keys, no tags, bounded depth and size."""

from typing import Any

import yaml
from yaml.composer import Composer

from surveys.logic.errors import InstrumentError

LARGEST = 2_000_000
DEEPEST = 60


class _Loader(Composer, yaml.CSafeLoader):
    """PyYAML's safe loader without dates and aliases, with a word for what is wrong.

    libyaml reads the letters, five times as fast; nodes are composed here, where their depth is seen.
    """

    depth = 0

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.depth += 1
        if self.check_event(yaml.AliasEvent) or self.depth > DEEPEST:
            event: Any = self.peek_event()
            message = "nested too deep" if self.depth > DEEPEST else "anchors and aliases are not used here"
            raise yaml.MarkedYAMLError(None, None, message, event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def read_mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key in found:
                raise yaml.MarkedYAMLError(
                    None, None, f"the key {key!r} stands here twice", key_node.start_mark
                )
            found[key] = self.construct_object(value_node, deep=True)
        return found

    def _key(self, node: yaml.Node) -> str:
        key = self.construct_object(node, deep=True)
        if isinstance(key, bool) or not isinstance(key, str | int):
            message = f"{key!r} cannot be a key; put it in quotation marks if you mean the word"
            raise yaml.MarkedYAMLError(None, None, message, node.start_mark)
        return str(key)


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.read_mapping)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":merge"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_text(text: str) -> dict[str, Any]:
    """Instrument data of a YAML text; every key is a str, as in JSON. Raise InstrumentError with the line."""
    if len(text) > LARGEST:
        raise InstrumentError([f"the file: longer than {LARGEST:,} characters"])
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  # a SafeLoader of our own
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "the file"
        raise InstrumentError([f"{place}: {error.problem}"]) from error
    except (yaml.YAMLError, ValueError) as error:
        raise InstrumentError([f"the file: {error}"]) from error
    if not isinstance(data, dict):
        raise InstrumentError(["the file: keys and values expected"])
    return data
