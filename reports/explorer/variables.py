"""What can be asked about in the explorer: a catalogue made from the questionnaires of a wave. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from reports.dataset import columns as layout
from reports.dataset.columns import SOURCE, SOURCES, STATUS, TIER, TIERS
from reports.release.assembly import TIER_LABELS
from reports.release.items import items
from reports.release_format import Item
from reports.stats.bins import bin_edges
from surveys.logic import scoring
from surveys.logic.definition import NO_ANSWER, Definition, Option, Question

SCORES = "Scores, types and groups"
ABOUT = "About the response"
LONGEST = 90
SOURCE_WORDS = {"site": "The survey's own page", "inline": "A question in an article", "link": "A link"}


@dataclass(frozen=True, slots=True)
class Level:
    """One answer. `value`: the stored code, a missing code where below 0; `code`: its name in an address."""

    code: str
    label: str
    value: int

    @property
    def is_missing(self) -> bool:
        return self.value < 0


BLANK = Level("-2", "No answer", NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean of `points` by stored code, over the answers that have any: a mean, a net score, an NPS."""

    label: str
    points: Mapping[int, float]
    kind: Literal["mean", "net"] = "mean"


@dataclass(frozen=True, slots=True)
class Variable:
    """`codes`: one answer, in the code column `column`. `bits`: several, one bit column a level, whose
    common `column` says who answered. `ranking`: `column` holds how many were ranked, and each level a
    column of ranks. `number`: values in `number` alone.
    """

    name: str
    label: str
    group: str
    """The heading it stands under in lists."""
    text: str
    """The question's wording, or what the score means."""
    kind: Literal["codes", "bits", "ranking", "number"]
    column: str = ""
    levels: tuple[Level, ...] = ()
    measures: tuple[Measure, ...] = ()
    median_of: Mapping[int, float] | None = None
    """Code -> value, where the answers are places on a numeric scale."""
    number: str = ""
    """A column of exact values: the mean is theirs, whatever the levels are."""
    whole_from: int | None = None
    """The lowest value of a column of whole numbers; None for other numbers."""

    heading: str = ""
    """Short words for the head of columns; the label where there are none."""

    @property
    def words(self) -> str:
        return self.heading or self.label

    @property
    def can_split(self) -> bool:
        """May stand in the banner and in filters."""
        return self.kind in ("codes", "bits")

    @property
    def valid(self) -> tuple[Level, ...]:
        return tuple(level for level in self.levels if not level.is_missing)

    def level(self, code: str) -> Level | None:
        return next((level for level in self.levels if level.code == code), None)

    def column_of(self, level: Level) -> str:
        """The bit or rank column of a level."""
        return f"{self.column}__{level.code}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`banners`: names of the segments that the questionnaire itself names, in its order."""

    variables: Mapping[str, Variable]
    banners: tuple[str, ...]

    def groups(self, wanted: Callable[[Variable], bool]) -> dict[str, list[Variable]]:
        """Heading -> variables, in order."""
        found: dict[str, list[Variable]] = {}
        for variable in self.variables.values():
            if wanted(variable):
                found.setdefault(variable.group, []).append(variable)
        return found


def catalogue(definitions: Sequence[Definition]) -> Catalogue:
    """Of the versions that a wave's responses name, oldest first. Words are the newest version's; answers
    and variables that only an older one has are kept.
    """
    found: dict[str, Variable] = {}
    for d in reversed(definitions):
        for variable in _variables(d):
            known = found.get(variable.name)
            found[variable.name] = variable if known is None else _joined(known, variable)
    names = [name for name in definitions[-1].segments if name in found and found[name].can_split]
    return Catalogue(found, tuple(names))


def _joined(newer: Variable, older: Variable) -> Variable:
    known = {level.code for level in newer.levels}
    return replace(
        newer, levels=newer.levels + tuple(level for level in older.levels if level.code not in known)
    )


def _variables(d: Definition) -> Iterator[Variable]:
    """In questionnaire order, then the derived ones, then what is known about the response."""
    known = {item.id: item for item in items(d)}
    titles = {section.id: section.title for section in d.sections}
    for q in d.questions:
        yield from _of_question(q, known[q.id], titles[q.section])
    for entry in d.derived:
        yield from _of_derived(d, entry)
    for name, (source, _, _) in scoring.compiled(d).bands.items():
        yield Variable(name, f"{_words(d, source)}, grouped", SCORES, "", "codes", name, _coded(d, name))
    yield Variable(
        STATUS,
        "How far the response got",
        ABOUT,
        "",
        "codes",
        STATUS,
        (Level("complete", "Complete", 0), Level("partial", "Partial", 1)),
    )
    sources = tuple(Level(s, SOURCE_WORDS.get(s, "Other"), i) for i, s in enumerate(SOURCES))
    yield Variable(SOURCE, "How the response began", ABOUT, "", "codes", SOURCE, sources)
    tiers = tuple(Level(tier, TIER_LABELS[tier], i) for i, tier in enumerate(TIERS))
    text = "How far it is known that nobody answered twice."
    yield Variable(TIER, "How the person came", ABOUT, text, "codes", TIER, tiers)


def short(text: str) -> str:
    """Cut at a word, with an ellipsis."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _of_question(q: Question, item: Item, group: str) -> Iterator[Variable]:
    number = f"{q.number}. " if q.number else ""
    common: dict[str, Any] = {"group": group, "text": item.text}
    label = short(f"{number}{item.text}")
    match q.type:
        case "text":
            return
        case "number":
            low = int(q.minimum or 0) if q.integer else None
            yield Variable(q.id, label, kind="number", column=q.id, number=q.id, whole_from=low, **common)
        case "slider":
            yield _slider(q, item, label, common)
        case "multi":
            yield Variable(
                q.id,
                label,
                kind="bits",
                column=q.id,
                levels=_levels(q.options),
                heading=_in_words(q.id),
                **common,
            )
        case "matrix_multi":
            for row in q.rows:
                name = f"{q.id}__{row.code}"
                words = short(f"{number}{_in_words(q.id)}: {row.label}")
                yield Variable(name, words, kind="bits", column=name, levels=_levels(q.columns), **common)
        case "ranking":
            levels = tuple(level for level in _levels(q.options) if not level.is_missing)
            yield Variable(q.id, label, kind="ranking", column=q.id, levels=levels, **common)
        case "matrix_single":
            for row in q.rows:
                name = f"{q.id}__{row.code}"
                words = short(f"{number}{_in_words(q.id)}: {row.label}")
                yield _scaled(name, words, q, item, common)
        case _:
            yield replace(_scaled(q.id, label, q, item, common), heading=_in_words(q.id))
    for factor, codes in q.factors.items():
        levels = tuple(
            Level(code, q.fills.get(factor, {}).get(code, code), i) for i, code in enumerate(codes)
        )
        words = short(f"{number}Shown: {factor}")
        yield Variable(factor, words, kind="codes", column=factor, levels=levels, **common)


def _levels(options: Sequence[Option]) -> tuple[Level, ...]:
    """A grid's column that means 'does not apply' is no level: whoever chose it is counted as missing."""
    return tuple(Level(o.code, o.label, o.value) for o in options if o.missing is None)


def _scaled(name: str, label: str, q: Question, item: Item, common: dict[str, Any]) -> Variable:
    """One answer on a scale or of a list. Means only where the release has them too: a balanced scale, a
    vignette.
    """
    values = [o.value for o in q.options if not o.is_missing]
    measures: tuple[Measure, ...] = ()
    if item.kind in ("likert", "vignette"):
        measures = (Measure("Mean", {value: float(value) for value in values}),)
    if item.kind == "likert":
        middle = (len(values) + 1) / 2
        points = {v: 100.0 * ((i > middle) - (i < middle)) for i, v in enumerate(values, 1)}
        measures += (Measure("Net: upper half − lower half, in points", points, "net"),)
    return Variable(
        name,
        label,
        kind="codes",
        column=name,
        levels=(*_levels(q.options), BLANK),
        measures=measures,
        median_of={value: float(value) for value in values} if measures else None,
        **common,
    )


def _slider(q: Question, item: Item, label: str, common: dict[str, Any]) -> Variable:
    if layout.slider_levels(q) is None:
        return Variable(
            q.id,
            label,
            kind="number",
            column=q.id,
            number=q.id,
            whole_from=int(q.minimum or 0),
            **common,
        )
    values = {place: float(value) for place, value in enumerate(layout.slider_values(q))}
    words = {option.code: option.label for option in item.options}
    levels = tuple(
        Level(
            f"{v:g}", f"{v:g}" if words.get(f"{v:g}") in (None, f"{v:g}") else f"{v:g} {words[f'{v:g}']}", i
        )
        for i, v in values.items()
    )
    measures: tuple[Measure, ...] = (Measure("Mean", values),)
    if q.nps is not None:
        points = {place: _promoter_points(v, q.nps) for place, v in values.items()}
        measures += (Measure("NPS: promoters − detractors, in points", points, "net"),)
    return Variable(
        q.id,
        label,
        kind="codes",
        column=q.id,
        levels=(*levels, BLANK),
        measures=measures,
        median_of=values,
        **common,
    )


def _promoter_points(value: float, groups: Mapping[str, tuple[int, int]]) -> float:
    for name, points in (("promoters", 100.0), ("detractors", -100.0)):
        low, high = groups[name]
        if low <= value <= high:
            return points
    return 0.0


def _of_derived(d: Definition, entry: Mapping[str, Any]) -> Iterator[Variable]:
    name, label = entry["id"], _words(d, entry["id"])
    text = str(entry.get("meaning") or entry.get("note") or "")
    if "rules" in entry:
        yield Variable(name, label, SCORES, text, "codes", name, _coded(d, name))
        near = (Level("no", "Clear", 0), Level("yes", "Close to a border", 1))
        column = f"{name}_borderline"
        yield Variable(column, f"{label}: how clear", SCORES, "", "codes", column, near)
    elif "map" in entry:
        yield Variable(name, label, SCORES, text, "codes", name, _coded(d, name))
    elif "range" in entry:
        edges = bin_edges(*entry["range"])
        ends = zip(edges[:-1], edges[1:], strict=True)
        levels = tuple(
            Level(f"part{i}", f"{a:g} to {b:g}".replace("-", "−"), i) for i, (a, b) in enumerate(ends)
        )
        column = layout.bin_name(name)
        yield Variable(name, label, SCORES, text, "codes", column, levels, number=name)
    else:
        yield Variable(name, label, SCORES, text, "number", name, number=name)


def _coded(d: Definition, name: str) -> tuple[Level, ...]:
    return tuple(
        Level(code, label[:1].upper() + label[1:], i)
        for i, (code, label) in enumerate(scoring.levels(d, name))
    )


def _words(d: Definition, name: str) -> str:
    """A derived variable's label, or its id in words."""
    entry = next((e for e in d.derived if e["id"] == name), {})
    grouped = f"{_words(d, entry['map_from'])}, grouped" if "map" in entry else _in_words(name)
    return str(entry.get("label") or grouped)


def _in_words(name: str) -> str:
    return name.replace("_", " ").capitalize()
