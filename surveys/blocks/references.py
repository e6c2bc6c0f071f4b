"""Codes that are still missing, and references that lead nowhere: checks over the whole questionnaire.

Errors are raised as nested block errors, so that each stands beside the field that has to change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from surveys.blocks import condition
from surveys.blocks.codes import propose

FIXED_TARGETS = ("END", "END_SCREENED_OUT")


@dataclass(frozen=True, eq=False)
class Place:
    """Where a question stands in the form."""

    section: int
    question: int
    follow_up: bool
    value: Any
    type_name: str

    @property
    def code(self) -> str:
        return self.value["code"] or ""


def places(sections: Any) -> Iterator[Place]:
    """Every question and follow-up, in the order in which they are asked."""
    for s, section in enumerate(sections):
        for q, question in enumerate(section.value["questions"]):
            yield Place(s, q, False, question.value, question.block_type)
            for child in question.value.get("followup") or []:
                yield Place(s, q, True, child.value, child.block_type)


def fill_codes(sections: Any) -> None:
    """Give every section and question without a code one that is made from its wording."""
    taken = {section.value["code"] for section in sections} | {place.code for place in places(sections)}
    for section in sections:
        if not section.value["code"]:
            section.value["code"] = propose(section.value["title"] or "section", taken)
            taken.add(section.value["code"])
    for place in places(sections):
        if not place.code:
            place.value["code"] = propose(place.value["text"] or "question", taken)
            taken.add(place.code)


def check_references(sections: Any) -> None:
    """Raise StreamBlockValidationError if a code is used twice or a condition names what does not come before
    it.
    """
    faults: dict[Place, dict[str, ValidationError]] = {}
    seen: dict[str, Place] = {}
    section_codes = [section.value["code"] for section in sections]
    for place in places(sections):
        own = _faults(place, seen, section_codes)
        if place.code in seen:
            own["code"] = ValidationError(
                f"Another question already has the code '{place.code}'. Choose a new one."
            )
        if own:
            faults[place] = own
        seen.setdefault(place.code, place)
    errors = _section_errors(section_codes) or _nested(faults)
    if errors:
        raise blocks.StreamBlockValidationError(block_errors=errors)


def _faults(place: Place, seen: dict[str, Place], section_codes: list[str]) -> dict[str, ValidationError]:
    known = {**seen, place.code: place}
    found: dict[str, ValidationError] = {}
    if message := _condition_fault(place.value["show_if"], known if place.follow_up else seen):
        found["show_if"] = blocks.StructBlockValidationError(non_block_errors=[ValidationError(message)])
    for route in place.value["routing"]:
        message = _condition_fault(route["condition"], known)
        if (
            not message
            and route["goto"] not in FIXED_TARGETS
            and route["goto"] not in section_codes[place.section + 1 :]
        ):
            message = f"'{route['goto']}' is not a later section, END or END_SCREENED_OUT."
        if message:
            found["routing"] = ValidationError(message)
    source = (place.value.get("rows_from") or {}).get("question")
    if source and (source not in seen or seen[source].type_name != "multi"):
        found["rows_from"] = ValidationError(f"'{source}' is not an earlier question with several answers.")
    return found


def _condition_fault(form: Any, seen: dict[str, Place]) -> str:
    """A sentence if the condition names an unknown question or option, else ''."""
    written = condition.write(form.block.get_prep_value(form) if hasattr(form, "block") else form)
    return "" if written is condition.ABSENT else _fault(written, seen, depth=0)


def _fault(test: Any, seen: dict[str, Place], *, depth: int) -> str:
    if depth > 20:
        return "This condition is nested too deeply."
    if not isinstance(test, dict):
        return "Each part of a condition stands in braces, such as {q: role, in: [pr]}."
    for join in ("all", "any"):
        if set(test) == {join} and isinstance(test[join], list):
            return next((m for part in test[join] if (m := _fault(part, seen, depth=depth + 1))), "")
    if set(test) == {"not"}:
        return _fault(test["not"], seen, depth=depth + 1)
    code = test.get("answered", test.get("q"))
    if code not in seen:
        return f"There is no earlier question with the code '{code}'."
    if "answered" in test:
        return ""
    wanted = test.get("in", test.get("any_of"))
    if not isinstance(wanted, list):
        return "A test names a question (q) and a list of options (in, or any_of)."
    known = {option["code"] for option in seen[code].value.get("options") or []}
    missing = [str(option) for option in wanted if option not in known]
    if missing:
        return f"The question '{code}' has no option '{missing[0]}'."
    return ""


def _section_errors(codes: list[str]) -> dict[int, ValidationError]:
    return {
        place: blocks.StructBlockValidationError(
            block_errors={"code": ValidationError(f"Another section already has the code '{code}'.")}
        )
        for place, code in enumerate(codes)
        if code in codes[:place]
    }


def _nested(faults: dict[Place, dict[str, ValidationError]]) -> dict[int, ValidationError]:
    by_section: dict[int, dict[int, ValidationError]] = {}
    for place, errors in faults.items():
        error: ValidationError = blocks.StructBlockValidationError(block_errors=errors)
        if place.follow_up:
            inner = blocks.StreamBlockValidationError(block_errors={0: error})
            error = blocks.StructBlockValidationError(block_errors={"followup": inner})
        by_section.setdefault(place.section, {}).setdefault(place.question, error)
    return {
        section: blocks.StructBlockValidationError(
            block_errors={"questions": blocks.StreamBlockValidationError(block_errors=errors)}
        )
        for section, errors in by_section.items()
    }
