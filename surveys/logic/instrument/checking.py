"""What a questionnaire must be beyond its keys: all that is named exists, and nothing is named twice."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import prod

from surveys.logic import bands, encoding
from surveys.logic.definition import (
    END,
    NO_ANSWER,
    NOT_ASKED,
    NOT_REACHED,
    SCREENED_OUT,
    Condition,
    Definition,
    Option,
    Question,
)

#: Names that fields of the answering form and columns of the dataset already have.
RESERVED = frozenset(
    {"to", "shown", "revision", "submission_id", "csrfmiddlewaretoken", "resp", "source", "status"}
)
ASSIGNMENT = re.compile(r"uniform over the (\d+) cells when first shown, stored with the response\Z")
TOKEN = re.compile(r"\{([a-z0-9_]+)\}")


def faults(d: Definition) -> list[str]:
    """One "path: message" per fault, in reading order."""
    return [
        *_missing_codes(d),
        *_names(d),
        *_order(d),
        *(fault for place, q in enumerate(d.questions) for fault in _question(d, q, d.questions[:place])),
        *_lists(d),
    ]


def twice(names: Iterable[str]) -> list[str]:
    """Names that stand in the list more than once."""
    return sorted(name for name, count in Counter(names).items() if count > 1)


def _missing_codes(d: Definition) -> Iterator[str]:
    values = [code.value for code in d.missing_codes]
    if len(set(values)) < len(values):
        yield "missing_codes: a value stands here twice"
    for needed in (NOT_ASKED, NO_ANSWER, NOT_REACHED):
        if needed not in values:
            yield f"missing_codes: {needed} is missing; every questionnaire needs it"
    spss = d.data.get("spss_missing_range")
    if spss and not spss["low"] <= min(values) <= max(values) <= spss["high"]:
        yield "spss_missing_range: does not hold all missing codes"


def _names(d: Definition) -> Iterator[str]:
    for name in twice(section.id for section in d.sections):
        yield f"sections[{name}]: the id stands here twice"
    for name, points in d.scales.items():
        yield from _options(d, f"scales.{name}", points)
    used = [*(variable.name for variable in encoding.variables(d)), *(entry["id"] for entry in d.derived)]
    used += [part["id"] for entry in d.derived for part in entry.get("components", ())]
    used += [f"{entry['id']}_borderline" for entry in d.derived if "borderline" in entry]
    used += sorted({q.id for q in d.questions} - set(used))
    for name in twice([*used, d.data["instrument"].get("wave", {}).get("variable", "")]):
        yield f"questions: two variables of the dataset would be called {name}"
    for name in twice(q.id for q in d.questions):
        yield f"questions[{name}]: the id stands here twice"
    for name in sorted({q.id for q in d.questions} & RESERVED):
        yield f"questions[{name}].id: this name is taken; choose another"


def _order(d: Definition) -> Iterator[str]:
    places = [d.section_places.get(q.section, -1) for q in d.questions]
    for q, place in zip(d.questions, places, strict=True):
        if place < 0:
            yield f"questions[{q.id}].section: there is no section {q.section}"
    for (before, after), q in zip(pairwise(places), d.questions[1:], strict=True):
        if 0 <= after < before:
            yield f"questions[{q.id}].section: stands after questions of a later section"
    for section in d.sections:
        if not d.in_section(section.id):
            yield f"sections[{section.id}]: has no question"


def _question(d: Definition, q: Question, before: tuple[Question, ...]) -> Iterator[str]:
    path = f"questions[{q.follows}].followup" if q.follows else f"questions[{q.id}]"
    earlier = {other.id: other for other in before}
    yield from _condition(q.show_if, f"{path}.show_if", earlier)
    for route in q.routing:
        yield from _condition(route.condition, f"{path}.routing.if", {**earlier, q.id: q})
        here = d.section_places.get(q.section, -1)
        if route.goto not in (END, SCREENED_OUT) and d.section_places.get(route.goto, -1) <= here:
            yield f"{path}.routing.goto: {route.goto} is no later section, {END} or {SCREENED_OUT}"
    yield from _options(d, f"{path}.options", q.options)
    yield from _options(d, f"{path}.columns", q.columns)
    for code in twice(row.code for row in q.rows):
        yield f"{path}.rows[{code}]: the code stands here twice"
    for code in twice(band.code for band in q.bands):
        yield f"{path}.bands[{code}]: the code stands here twice"
    yield from _of_type(d, q, path, earlier)


def _of_type(d: Definition, q: Question, path: str, earlier: dict[str, Question]) -> Iterator[str]:
    if q.type == "matrix_single":
        yield from _matrix(d, q, path, earlier)
    if q.columns and any(c.shown_for for c in q.columns) and q.id not in d.column_sources:
        yield f"{path}.columns: show_if_platform must name options of exactly one earlier multi question"
    if q.type == "ranking" and q.top is not None and q.top > len(q.options):
        yield f"{path}.top: there are only {len(q.options)} options"
    if q.minimum is not None and q.maximum is not None:
        yield from _limits(q, path, q.minimum, q.maximum)
    if q.type == "vignette":
        yield from _vignette(d, q, path)
    if q.type == "text" and q.publish and "only_if" in q.publish:
        later = {other.id: other for other in d.questions if other.follows == q.id}
        yield from _condition(q.publish["only_if"], f"{path}.publish.only_if", {**earlier, q.id: q, **later})


def _matrix(d: Definition, q: Question, path: str, earlier: dict[str, Question]) -> Iterator[str]:
    record = next(
        r
        for parent in d.data["questions"]
        for r in (parent, parent.get("followup", {}))
        if r.get("id") == q.id
    )
    if ("scale" in record) == ("options" in record):
        yield f"{path}: needs either a scale or options of its own"
    elif q.scale and q.scale not in d.scales:
        yield f"{path}.scale: there is no scale {q.scale}"
    if ("rows" in record) == ("rows_from" in record):
        yield f"{path}: needs either rows or rows_from"
    elif q.rows_from is not None:
        source = earlier.get(q.rows_from.question)
        if source is None or source.type != "multi":
            wanted = q.rows_from.question
            yield f"{path}.rows_from.q: {wanted} is no multi question that stands before this one"
            return
        for code in q.rows_from.exclude:
            if source.option(code) is None:
                yield f"{path}.rows_from.exclude: {code} is no option of {source.id}"
        if not q.rows:
            yield f"{path}.rows_from.exclude: leaves no row"


def _limits(q: Question, path: str, low: float, high: float) -> Iterator[str]:
    if low >= high:
        yield f"{path}.max: must be greater than min"
        return
    if q.step is not None and ((high - low) % q.step or (high - low) / q.step > 100):
        yield f"{path}.step: must lead from min to max in at most 100 equal steps"
    if low < 0:
        yield f"{path}.min: must not be below 0; values below 0 are missing codes"
    if q.integer and (low % 1 or high % 1):
        yield f"{path}.integer: min and max must be whole numbers too"
    for key in q.anchors:
        if not low <= int(key) <= high:
            yield f"{path}.anchors.{key}: lies outside min and max"
    if q.nps is not None:
        covered = sorted(value for first, last in q.nps.values() for value in range(first, last + 1))
        if covered != list(range(int(low), int(high) + 1)):
            yield f"{path}.nps: the three groups must cover {low:g} to {high:g} once"
    for band in q.bands:
        if not any(bands.holds(band, low + step) for step in range(int(high - low) + 1)):
            yield f"{path}.bands[{band.code}]: holds no value from {low:g} to {high:g}"


def _vignette(d: Definition, q: Question, path: str) -> Iterator[str]:
    record = next(
        r
        for parent in d.data["questions"]
        for r in (parent, parent.get("followup", {}))
        if r.get("id") == q.id
    )
    tokens = set(TOKEN.findall(q.text))
    if tokens != set(q.factors):
        yield f"{path}.text: must name each factor in braces and nothing else there: {', '.join(q.factors)}"
    for factor, levels in q.factors.items():
        if set(q.fills.get(factor, {})) != set(levels) or len(set(levels)) < len(levels):
            yield f"{path}.fills.{factor}: must give words for each of its levels: {', '.join(levels)}"
    for factor in sorted(set(q.fills) - set(q.factors)):
        yield f"{path}.fills.{factor}: is no factor of the design"
    assignment = ASSIGNMENT.match(record["design"]["assignment"])
    cells = prod(len(levels) for levels in q.factors.values())
    if assignment is None or int(assignment[1]) != cells:
        yield (
            f"{path}.design.assignment: must be “uniform over the {cells} cells when first shown, "
            "stored with the response”"
        )


def _options(d: Definition, path: str, options: tuple[Option, ...]) -> Iterator[str]:
    known = {code.value for code in d.missing_codes}
    for code in twice(option.code for option in options):
        yield f"{path}[{code}]: the code stands here twice"
    if len({option.value for option in options}) < len(options):
        yield f"{path}: a value stands here twice"
    for option in options:
        for value in (option.value, option.missing):
            if value is not None and value < 0 and value not in known:
                yield f"{path}[{option.code}]: {value} is not among the missing_codes"


def _condition(condition: Condition | None, path: str, known: dict[str, Question]) -> Iterator[str]:
    if condition is None:
        return
    for word in ("all", "any"):
        for place, part in enumerate(condition.get(word, ())):
            yield from _condition(part, f"{path}.{word}[{place}]", known)
    yield from _condition(condition.get("not"), f"{path}.not", known)
    if "answered" in condition and condition["answered"] not in known:
        yield f"{path}.answered: {condition['answered']} is no question that stands before this one"
    for word, types in (("in", ("single", "vignette")), ("any_of", ("multi",))):
        if word not in condition:
            continue
        q = known.get(condition["q"])
        if q is None:
            yield f"{path}.q: {condition['q']} is no question that stands before this one"
        elif q.type not in types:
            yield f"{path}.{word}: {q.id} is not of type {' or '.join(types)}"
        else:
            for code in condition[word]:
                if q.option(code) is None:
                    yield f"{path}.{word}: {code} is no option of {q.id}"


def _lists(d: Definition) -> Iterator[str]:
    wave = d.data["instrument"].get("wave", {}).get("variable", "")
    banners = {q.id for q in d.questions if q.type in ("single", "multi", "vignette")} | {wave}
    banners |= {e["id"] for e in d.derived if "rules" in e or "map_from" in e}
    banners |= {bands.band_id(q.id) for q in d.questions if q.bands}
    banners |= {bands.band_id(e["id"]) for e in d.derived if "bands" in e}
    for name in d.segments:
        if name not in banners:
            yield f"segments: {name} has no groups to compare"
    for name in twice(d.segments):
        yield f"segments: {name} stands here twice"
    for name in d.publication.get("filters", ()):
        if name not in d.segments:
            yield f"publication.filters: {name} is not among the segments"
    for name in d.publication.get("chip", ()):
        chosen = d.by_id.get(name)
        if chosen is None or chosen.type != "single":
            yield f"publication.chip: {name} is no question with one choice"
    for name in d.weighting.get("optional", {}).get("variables", ()):
        if name not in banners:
            yield f"weighting.optional.variables: {name} has no groups to weight by"
