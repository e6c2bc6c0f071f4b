"""The whole page and the whole instrument, each from the other."""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from surveys.blocks import scale, section
from surveys.logic import instrument
from surveys.logic.errors import InstrumentError

if TYPE_CHECKING:
    from surveys.models import QuestionnaireVersion, SurveyPage

#: Parts of the instrument that the page holds as text.
RULES = (
    "missing_codes",
    "spss_missing_range",
    "derived",
    "segments",
    "publication",
    "weighting",
    "quality",
    "wave",
)
NAMES = {
    "sections": "section",
    "questions": "question",
    "options": "answer",
    "rows": "row",
    "columns": "column",
    "points": "point",
}


@dataclass(frozen=True)
class Part:
    """A section, question, option, row, column or point of a scale: whatever has a code that is frozen."""

    path: tuple[str, ...]
    """Codes from the outside in, such as ('questions', 'issue', 'options', 'big')."""
    data: dict[str, Any]

    @property
    def code(self) -> str:
        return self.path[-1]

    @property
    def name(self) -> str:
        return NAMES[self.path[-2]]

    @property
    def label(self) -> str:
        return str(self.data.get("label") or self.data.get("text") or self.data.get("title") or self.code)


def parts(data: dict[str, Any]) -> Iterator[Part]:
    """Every part of the instrument that has a code, outer before inner.

    `data` of each is the very dict, not a copy.
    """
    for name, points in data.get("scales", {}).items():
        for part in points:
            yield Part(("scales", name, "points", part["code"]), part)
    for part in data.get("sections", []):
        yield Part(("sections", part["id"]), part)
    for question in data.get("questions", []):
        for asked in (question, question["followup"]) if "followup" in question else (question,):
            yield Part(("questions", asked["id"]), asked)
            for kind in ("options", "rows", "columns"):
                for part in asked.get(kind, []):
                    yield Part(("questions", asked["id"], kind, part["code"]), part)


def default_rules() -> str:
    """The rules of a new survey: explicit missing codes, no scores, unweighted."""
    return DEFAULT_RULES


def page_to_instrument(page: "SurveyPage") -> dict[str, Any]:
    """Instrument data of a page. InstrumentError if the rules' text cannot be read or holds a foreign key."""
    rules = instrument.load_text(page.rules)
    foreign = sorted(set(rules) - set(RULES))
    if foreign:
        raise InstrumentError([f"rules: '{foreign[0]}' does not belong here"])
    about = {
        "id": page.instrument_id,
        "version": page.instrument_version,
        "title": page.title,
        "language": page.language,
        "expected_minutes": {
            "median": _number(page.minutes_median),
            "low": _number(page.minutes_low),
            "high": _number(page.minutes_high),
        },
        "mode": page.mode,
        "population": page.population,
        "sample_type": page.sample_type,
        "intro": page.intro,
        "consent": {"id": page.consent_id, "required": True, "label": page.consent_label},
        "outro": page.outro,
        "wave": rules.pop("wave", None),
    }
    sections, questions = section.to_data(page.sections.get_prep_value())
    scales = scale.to_data(page.scales.get_prep_value())
    return {
        "instrument": {key: value for key, value in about.items() if value not in (None, "")},
        **rules,
        **({"scales": scales} if scales else {}),
        "sections": sections,
        "questions": questions,
    }


def instrument_to_page(page: "SurveyPage", data: dict[str, Any]) -> None:
    """Fill the unsaved page.

    Parts without a uuid take that of the page's part with the same codes, if there is one.
    """
    data = _with_known_uuids(page, data)
    about = data["instrument"]
    minutes = about.get("expected_minutes", {})
    page.title = about["title"]
    page.instrument_id = about["id"]
    page.instrument_version = about["version"]
    page.language = about["language"]
    page.mode = about.get("mode", page.mode)
    page.sample_type = about.get("sample_type", page.sample_type)
    page.population = about.get("population", "")
    page.minutes_median = minutes.get("median", page.minutes_median)
    page.minutes_low = minutes.get("low", page.minutes_low)
    page.minutes_high = minutes.get("high", page.minutes_high)
    page.intro = about["intro"]
    page.consent_id = about["consent"]["id"]
    page.consent_label = about["consent"]["label"]
    page.outro = about["outro"]
    rules = {key: data[key] for key in RULES if key in data}
    if "wave" in about:
        rules["wave"] = about["wave"]
    page.rules = rules_text(rules)
    page.scales = page.scales.stream_block.to_python(scale.from_data(data.get("scales", {})))
    page.sections = page.sections.stream_block.to_python(
        section.from_data(data["sections"], data["questions"])
    )


def without_uuids(data: Any) -> Any:
    """A copy of instrument data without the editor's uuids."""
    if isinstance(data, dict):
        return {key: without_uuids(value) for key, value in data.items() if key != "uuid"}
    if isinstance(data, list):
        return [without_uuids(item) for item in data]
    return data


def rules_text(rules: dict[str, Any]) -> str:
    """The parts of the instrument that the page holds as text, short records on one line."""
    return yaml.safe_dump(rules, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)


def frozen_code_problems(page: "SurveyPage") -> list[str]:
    """Sentences about codes and numbers that differ from a published version, whichever knew them last.

    [] before the first. What was removed may come back as it was; its code never means something else.
    """
    versions = list(page.versions.all()) if page.pk else []
    if not versions:
        return []
    try:
        now = page_to_instrument(page)
    except InstrumentError:
        return []
    problems = []
    code = versions[0].data["instrument"]["id"]
    if now["instrument"]["id"] != code:
        problems.append(f"The survey code was '{code}' in {versions[0]} and can't change.")
    newest = {part.data.get("uuid"): part for part in parts(versions[0].data)}
    last: dict[tuple[str, ...], tuple[Part, str]] = {}
    for version in versions:
        known = f"when {str(version).lower()} was published"
        for part in parts(version.data):
            last.setdefault(part.path, (part, known))
    for part in parts(now):
        old = newest.get(part.data.get("uuid")) if part.data.get("uuid") else None
        if old is not None:
            problems += _changed(part, old, last[old.path][1])
        elif part.path in last and not _comes_back(part, last[part.path][0], newest.values()):
            problems.append(
                f"The code '{part.code}' belonged to another {part.name} {last[part.path][1]}. "
                f"Choose a new one, for example '{part.code}_v2'."
            )
    return problems + _reused_numbers(versions, list(parts(now)))


def _reused_numbers(versions: Iterable["QuestionnaireVersion"], now: list[Part]) -> list[str]:
    """Sentences about numbers that stood for another answer in any version.

    Data files know answers by their numbers, so a number that was published keeps its meaning like a code.
    Negative ones are the missing codes, which mean the same everywhere.
    """
    owners: dict[tuple[tuple[str, ...], int], tuple[Part, str]] = {}
    for version in versions:
        for part in parts(version.data):
            value = part.data.get("value")
            if value is not None and value >= 0:
                owners.setdefault((part.path[:-1], value), (part, str(version).lower()))
    problems = []
    for part in now:
        owner = owners.get((part.path[:-1], part.data.get("value", -1)))
        if owner is not None and owner[0].code != part.code:
            taken = {value for outer, value in owners if outer == part.path[:-1]}
            taken |= {other.data.get("value", 0) for other in now if other.path[:-1] == part.path[:-1]}
            problems.append(
                f"The number {part.data['value']} stood for the {part.name} '{owner[0].label}' in "
                f"{owner[1]}. Give '{part.label}' another one, for example {max(taken) + 1}."
            )
    return problems


def _changed(part: Part, old: Part, known: str) -> list[str]:
    """What may not differ from the same part as it was published."""
    if len(old.path) == len(part.path) and old.code != part.code:
        return [
            f"The code of the {part.name} '{part.label}' was '{old.code}' {known} and can't change. "
            f"Put '{old.code}' back; the wording is free to change."
        ]
    if old.data.get("type") != part.data.get("type"):
        return [
            f"The question '{part.code}' was of another type {known}. Add a new question, for example "
            f"'{part.code}_v2'."
        ]
    if old.data.get("value") != part.data.get("value"):
        return [
            f"The number of the {part.name} '{part.label}' was {old.data.get('value')} {known} and "
            f"can't change."
        ]
    return []


def _comes_back(part: Part, old: Part, newest: Iterable[Part]) -> bool:
    """A part that had been removed and was added anew, word for word."""
    removed = part.path not in {each.path for each in newest}
    same = all(part.data.get(key) == old.data.get(key) for key in ("type", "value"))
    return removed and same and part.label == old.label


def _with_known_uuids(page: "SurveyPage", data: dict[str, Any]) -> dict[str, Any]:
    """A copy of the data; parts that the page already has keep their uuid."""
    data = copy.deepcopy(data)
    try:
        known = {part.path: part.data.get("uuid") for part in parts(page_to_instrument(page))}
    except InstrumentError:
        known = {}
    for part in parts(data):
        if not part.data.get("uuid") and known.get(part.path):
            part.data["uuid"] = known[part.path]
    return data


def _number(value: float | str) -> float | int:
    number = float(value)
    return int(number) if number.is_integer() else number


DEFAULT_RULES = """\
missing_codes:
  - {value: -1, code: not_asked, label: "Not asked (routing)", base: outside}
  - {value: -2, code: no_answer, label: "No answer (seen, left blank)", base: asked_item_missing}
  - {value: -3, code: prefer_not, label: "Prefer not to say", base: asked_explicit}
  - {value: -4, code: dont_know, label: "Not sure / don't know", base: asked_explicit}
  - {value: -5, code: not_reached, label: "Not reached (break-off)", base: outside}
  - {value: -6, code: not_applicable, label: "Does not apply to me", base: asked_explicit}
segments: []
publication: {disclosure: default, results_while_open: milestones}
weighting: {default: none}
quality:
  complete: "reached the end page and answered at least 50% of the questions asked"
"""
