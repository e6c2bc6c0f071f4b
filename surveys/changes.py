"""What changed from one version of a questionnaire to the next, in words an editor can check."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from surveys import saying
from surveys.exchange import Part, parts, without_uuids
from surveys.logic.hashing import WORDING
from surveys.marking import Run, side_by_side

RULES = (
    "derived",
    "segments",
    "publication",
    "weighting",
    "quality",
    "missing_codes",
    "spss_missing_range",
)
NESTED = frozenset({"options", "rows", "columns", "followup", "uuid"})
LISTS = {
    "sections": "sections",
    "questions": "questions",
    "options": "answers",
    "rows": "rows",
    "columns": "columns",
    "points": "points",
}


@dataclass(frozen=True)
class Wording:
    """One text that reads differently now."""

    where: str
    """Such as `Question 5 (issue), answer “A big issue”`."""
    what: str
    """The field, as the editor's form calls it."""
    was: str
    now: str

    @property
    def sentence(self) -> str:
        was, now = saying.differing(self.was, self.now)
        return f"{self.where}, {self.what}: {was} became {now}."

    @cached_property
    def runs(self) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
        """Both texts, with the words marked that differ."""
        return side_by_side(self.was, self.now)


@dataclass(frozen=True)
class Changes:
    wordings: tuple[Wording, ...]
    structure: tuple[str, ...]
    """One sentence for each thing added, removed, moved or working differently."""

    @property
    def sentences(self) -> tuple[str, ...]:
        return (*self.structure, *(wording.sentence for wording in self.wordings))

    @property
    def summary(self) -> str:
        found = [
            f"{len(items)} {singular if len(items) == 1 else plural}"
            for items, singular, plural in (
                (self.wordings, "wording", "wordings"),
                (self.structure, "change of structure", "changes of structure"),
            )
            if items
        ]
        return " and ".join(found).capitalize() if found else "No change"


NOTHING = Changes((), ())


def between(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Changes:
    """Differences between two instruments; with no `before`, none. Parts are matched by their codes."""
    if before is None:
        return NOTHING
    sides = _Sides(before, after)
    return Changes(
        (*_about(before, after), *sides.wordings()),
        (*sides.gone(), *sides.new(), *sides.different(), *sides.moved(), *_rules(before, after)),
    )


class _Sides:
    """The parts of both, by path, and what each side calls them."""

    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        self.old = {part.path: part for part in parts(dict(before))}
        self.now = {part.path: part for part in parts(dict(after))}
        self.old_names, self.names = saying.Names(before), saying.Names(after)
        self.follows = {
            record["followup"]["id"]: record["id"] for record in after["questions"] if "followup" in record
        }

    def wordings(self) -> Iterator[Wording]:
        for was, now in self._both():
            for key in _differing(was, now):
                if key in WORDING:
                    for inner, old, new in _texts(was.data.get(key), now.data.get(key)):
                        what = f"{saying.key(key)}, {inner}" if inner else saying.key(key)
                        yield Wording(_title(now, self.names), what, old, new)

    def gone(self) -> Iterator[str]:
        for path, part in self.old.items():
            if path not in self.now and self._outer_stays(path):
                yield f"{_title(part, self.old_names)} was removed."

    def new(self) -> Iterator[str]:
        for path, part in self.now.items():
            if path not in self.old and self._outer_stays(path):
                where = self._where(part) if path[-2] == "questions" else ""
                yield f"{_title(part, self.names)} was added{where}."

    def different(self) -> Iterator[str]:
        for was, now in self._both():
            for key in _differing(was, now):
                if key not in WORDING:
                    yield self._sentence(now, key, was.data.get(key), now.data.get(key))

    def moved(self) -> Iterator[str]:
        lists: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}
        for side, everything in enumerate((self.old, self.now)):
            for path in everything:
                if path in self.old and path in self.now:
                    lists.setdefault(path[:-1], ([], []))[side].append(path[-1])
        for path, (was, now) in lists.items():
            for code in _moved(was, now):
                place = now.index(code)
                title = _title(self.now[(*path, code)], self.names)
                yield (
                    f"{title} moved: it stands first among the {LISTS[path[-1]]} now."
                    if not place
                    else f"{title} moved: it comes after {_bare(self.now[(*path, now[place - 1])])} now."
                )

    def _both(self) -> Iterator[tuple[Part, Part]]:
        for path, part in self.now.items():
            if path in self.old:
                yield self.old[path], part

    def _outer_stays(self, path: tuple[str, ...]) -> bool:
        """Whether what a part stands in is on both sides; else the outer part's sentence says it all."""
        outer = path[:-2]
        return len(path) == 2 or path[0] == "scales" or (outer in self.old and outer in self.now)

    def _where(self, part: Part) -> str:
        if part.code in self.follows:
            return f", as a follow-up of {self.names.question(self.follows[part.code])}"
        return f" to {self.names.section(part.data.get('section', ''))}"

    def _sentence(self, part: Part, key: str, was: Any, now: Any) -> str:
        title = _title(part, self.names)
        if key == "show_if":
            asked, before = self.names.condition(now), self.old_names.condition(was)
            return f"{title} is now for {asked}. Before: {before}."
        if key == "routing":
            return f"{title}: {self._jumps(now)} Before: {_lower(self._jumps(was, old=True))}"
        if key == "section":
            return f"{title} moved from {self.old_names.section(was)} to {self.names.section(now)}."
        if key == "required":
            return f"{title} {'must be answered now' if now else 'may be left open now'}."
        if key == "randomize":
            return (
                f"{title}: each person {'gets an order of their own' if now else 'sees the same order'} now."
            )
        if isinstance(was or now, bool):
            return f"{title}: “{saying.key(key)}” is {'ticked' if now else 'no longer ticked'}."
        return f"{title}, {saying.key(key)}: {saying.short(was)} became {saying.short(now)}."

    def _jumps(self, routes: Any, *, old: bool = False) -> str:
        names = self.old_names if old else self.names
        jumps = [
            f"{names.condition(route['if'])} go on to {_goal(route['goto'], names)}" for route in routes or ()
        ]
        return f"{_upper('; '.join(jumps))}." if jumps else "Nobody skips anything after it."


def _goal(goto: str, names: saying.Names) -> str:
    if goto == "END":
        return "the end"
    return "the page for people whom this is not about" if goto == "END_SCREENED_OUT" else names.section(goto)


def _upper(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _title(part: Part, names: saying.Names) -> str:
    """The part at the beginning of a sentence."""
    if part.path[0] == "scales":
        return f"Scale {part.path[1]}, {_bare(part)}"
    if part.path[-2] == "sections":
        return f"Section {saying.quoted(part.label)}"
    title = _upper(names.question(part.path[1]))
    return title if len(part.path) == 2 else f"{title}, {_bare(part)}"


def _bare(part: Part) -> str:
    """`answer “A big issue”`."""
    return f"{part.name} {saying.quoted(part.label)}"


def _differing(was: Part, now: Part) -> list[str]:
    keys = dict.fromkeys((*was.data, *now.data))
    found = [key for key in keys if key not in NESTED]
    return [key for key in found if without_uuids(was.data.get(key)) != without_uuids(now.data.get(key))]


def _texts(was: Any, now: Any) -> Iterator[tuple[str, str, str]]:
    """(name inside, old, new) of every text that differs; a table of texts has several."""
    if isinstance(was, Mapping) or isinstance(now, Mapping):
        was, now = was or {}, now or {}
        for key in dict.fromkeys((*was, *now)):
            for inner, old, new in _texts(was.get(key), now.get(key)):
                yield f"{key}, {inner}" if inner else str(key), old, new
    elif was != now:
        yield "", "" if was is None else str(was), "" if now is None else str(now)


def _moved(was: Sequence[str], now: Sequence[str]) -> list[str]:
    """The codes that were taken out of the row and put elsewhere; the others kept their order."""
    if list(was) == list(now):
        return []
    kept = {
        code
        for block in SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
        for code in now[block.b : block.b + block.size]
    }
    return [code for code in now if code not in kept]


def _about(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Wording]:
    """Introduction, consent, closing words and what else describes the survey to people."""
    was, now = before["instrument"], after["instrument"]
    for key in dict.fromkeys((*was, *now)):
        for inner, old, new in _texts(was.get(key), now.get(key)):
            what = key.replace("_", " ")
            yield Wording("About the survey", f"{what}, {inner}" if inner else what, old, new)


def _rules(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for key in RULES:
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        if not isinstance(was or now, list):
            yield f"Scores and publication: {key.replace('_', ' ')} changed."
            continue
        old, new = ({_name(entry): entry for entry in side or ()} for side in (was, now))
        what = f"Scores and publication, {key.replace('_', ' ')}"
        yield from (f"{what}: {name} was added." for name in new if name not in old)
        yield from (f"{what}: {name} was removed." for name in old if name not in new)
        yield from (f"{what}: {name} changed." for name in new if name in old and old[name] != new[name])
        if list(old) != list(new) and set(old) == set(new):
            yield f"{what}: the order changed."


def _name(entry: Any) -> str:
    return str(entry.get("id", entry.get("code", ""))) if isinstance(entry, Mapping) else str(entry)
