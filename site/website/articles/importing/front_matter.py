"""The lines between `---` and `---` at the top of a text: YAML, every value of which is read as text.

Text only: no numbers, dates or objects are made, so there is nothing to overflow or to run. Aliases (`*name`)
are refused, because a few lines of them unfold into gigabytes.
"""

from typing import Any

import yaml

from website.articles.importing import limits
from website.articles.importing.refusal import Refused

_MARK = "---"


class _Loader(yaml.BaseLoader):
    """Lists, mappings and strings, not too deep, nothing repeated by reference."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise Refused("Its front matter refers to itself (*name), which we do not unfold.")
        self.depth += 1
        if self.depth > limits.FRONT_MATTER_DEPTH:
            raise Refused("Its front matter is nested too deeply.")
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def split(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter and the text under it; {} and the whole text where there is none.

    Refused for front matter that is too long, refers to itself, or is not a list of keys.
    """
    lines = text.split("\n")
    if not lines or lines[0].strip() != _MARK:
        return {}, text
    for number, line in enumerate(lines[1:], 1):
        if line.strip() in {_MARK, "..."}:
            return read("\n".join(lines[1:number])), "\n".join(lines[number + 1 :])
    return {}, text


def read(text: str) -> dict[str, Any]:
    """Read YAML into a mapping of strings, lists and mappings."""
    if len(text) > limits.FRONT_MATTER_CHARACTERS:
        raise Refused("Its front matter is longer than an article may be.")
    loader = _Loader(text)
    try:
        data = loader.get_single_data()
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f" (line {mark.line + 2})" if mark else ""
        raise Refused(f"Its front matter is not YAML that can be read{where}.") from fault
    finally:
        loader.dispose()
    if data in (None, ""):
        return {}
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise Refused("Its front matter is not a list of keys and values.")
    return data
