"""Every address that the site's URL configuration knows, with an example of each."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern
from django.utils.regex_helper import normalize

SAMPLES = {
    "int": "1",
    "slug": "a",
    "str": "1",
    "path": "a",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
_PART = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    """One pattern of the resolver. `pattern` is its text, `example` an address that it matches."""

    pattern: str
    example: str
    name: str
    view: Callable[..., Any]


def routes() -> list[Route]:
    """All of them, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, "", "/", ""))


def _walk(patterns: list[Any], text: str, example: str, namespace: str) -> Iterator[Route]:
    for entry in patterns:
        here, sample = text + str(entry.pattern), example + _example(entry)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, here, sample, inner)
        elif isinstance(entry, URLPattern):
            yield Route(here, sample, f"{namespace}{entry.name or ''}", entry.callback)


def _example(entry: URLPattern | URLResolver) -> str:
    """A text that the pattern matches: converters are filled in, a regex by its shortest alternative."""
    pattern = entry.pattern
    if isinstance(pattern, RegexPattern):
        text, names = normalize(pattern._regex)[0]
        filled = text % dict.fromkeys(names, "1") if names else text
        return filled if re.match(pattern._regex, filled) else ""
    return _PART.sub(lambda part: SAMPLES.get(part["converter"] or "str", "1"), str(pattern))
