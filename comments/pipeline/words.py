"""The list of words. Phrases are compared word by word, never as patterns: linear with any list."""

from collections.abc import Iterable

from comments import queries
from comments.models.rules import Does
from comments.pipeline.verdict import PASS, Draft, Verdict, hold, refuse
from comments.text import folded


def check(draft: Draft) -> Verdict:
    """Looks at the text and the name."""
    rules = queries.word_rules()
    if not rules:
        return PASS
    met = matches(f"{draft.name}\n{draft.text}", (phrase for phrase, _ in rules))
    does = {what for phrase, what in rules if phrase in met}
    if Does.REFUSE in does:
        return refuse("word", "Your comment holds a word that is not taken here. Can you say it otherwise?")
    return hold("word") if Does.HOLD in does else PASS


def matches(text: str, phrases: Iterable[str]) -> set[str]:
    """The phrases that stand in the text as whole words. One pass for each length of phrase."""
    by_length: dict[int, dict[tuple[str, ...], set[str]]] = {}
    for phrase in phrases:
        parts = tuple(tokens(phrase))
        if parts:
            by_length.setdefault(len(parts), {}).setdefault(parts, set()).add(phrase)
    words = tokens(text)
    found: set[str] = set()
    for length, wanted in by_length.items():
        for start in range(len(words) - length + 1):
            found |= wanted.get(tuple(words[start : start + length]), set())
    return found


def tokens(text: str) -> list[str]:
    """Runs of letters and digits, without case and accents."""
    return "".join(c if c.isalnum() else " " for c in folded(text)).split()
