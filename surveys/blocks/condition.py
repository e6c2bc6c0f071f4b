"""When a question is asked: rows of 'question, test, codes' joined by all or any."""

from typing import Any

import yaml
from django.core.exceptions import ValidationError
from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.codes import CodeBlock, CodesBlock
from surveys.blocks.exchange import ABSENT, Json

TESTS = [
    ("in", "is one of"),
    ("any_of", "includes any of"),
    ("answered", "was answered"),
]


class RuleBlock(blocks.StructBlock):
    """One test of one earlier question."""

    question = CodeBlock(required=True, help_text="The code of an earlier question.")
    negate = blocks.BooleanBlock(required=False, label="Not", help_text="Turns the test round.")
    test = blocks.ChoiceBlock(
        choices=TESTS,
        default="in",
        help_text="'is one of' for questions with one answer, 'includes any of' for questions with several.",
    )
    codes = CodesBlock(
        required=False,
        label="Options",
        help_text="Codes with commas between them, for example: inhouse, agency",
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if cleaned["test"] != "answered" and not exchange.split_codes(cleaned["codes"]):
            raise blocks.StructBlockValidationError(
                block_errors={"codes": ValidationError("Name at least one option of that question.")}
            )
        return cleaned

    class Meta:
        icon = "check"
        label_format = "{question} {test} {codes}"


class ConditionBlock(blocks.StructBlock):
    """A whole condition; without rules it always holds."""

    join = blocks.ChoiceBlock(
        choices=[("all", "all of these hold"), ("any", "at least one of these holds")],
        default="all",
        label="Ask if",
    )
    rules = blocks.ListBlock(RuleBlock(), default=[], help_text="No rule: everyone is asked.")
    advanced = blocks.TextBlock(
        required=False,
        rows=3,
        help_text="Only for conditions that the rows can't say. Written as in the questionnaire's text form, "
        "for example {any: [{q: role, in: [pr]}, {not: {answered: issue}}]}. It replaces the rows.",
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        try:
            parsed = parse_advanced(cleaned["advanced"])
        except ValueError as problem:
            raise blocks.StructBlockValidationError(
                block_errors={"advanced": ValidationError(str(problem))}
            ) from problem
        if parsed is not None and len(cleaned["rules"]):
            raise blocks.StructBlockValidationError(
                block_errors={"advanced": ValidationError("Use either the rows or this field, not both.")}
            )
        return cleaned

    class Meta:
        icon = "group"
        form_layout = blocks.BlockGroup(children=["join", "rules"], settings=["advanced"])


def parse_advanced(text: str | None) -> dict[str, Json] | None:
    """A condition written as YAML, or None for an empty text. ValueError with a sentence for the editor."""
    if not text or not text.strip():
        return None
    try:
        condition = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as problem:
        raise ValueError("This can't be read. Check brackets, colons and commas.") from problem
    if not isinstance(condition, dict) or len(text) > 5000:
        raise ValueError("Write one condition in braces, such as {q: role, in: [pr]}.")
    return condition


def write_rule(rule: dict[str, Json]) -> dict[str, Json]:
    if rule["test"] == "answered":
        test: dict[str, Json] = {"answered": rule["question"]}
    else:
        test = {"q": rule["question"], rule["test"]: exchange.split_codes(rule["codes"])}
    return {"not": test} if rule.get("negate") else test


def read_rule(condition: Json) -> dict[str, Json] | None:
    """A rule of the form, or None if one row can't say it."""
    if not isinstance(condition, dict):
        return None
    negate = set(condition) == {"not"}
    test = condition["not"] if negate else condition
    if not isinstance(test, dict):
        return None
    if set(test) == {"answered"} and isinstance(test["answered"], str):
        return {"question": test["answered"], "negate": negate, "test": "answered", "codes": ""}
    for name in ("in", "any_of"):
        if set(test) == {"q", name} and all(isinstance(code, str) for code in test[name]):
            codes = exchange.join_codes(test[name])
            return {"question": test["q"], "negate": negate, "test": name, "codes": codes}
    return None


def write(value: Json) -> Json:
    """The form as a condition, or ABSENT when there is none."""
    if not value:
        return ABSENT
    advanced = parse_advanced(value.get("advanced"))
    if advanced is not None:
        return advanced
    rules = [write_rule(item["value"]) for item in value.get("rules") or []]
    if not rules:
        return ABSENT
    return rules[0] if len(rules) == 1 else {value.get("join") or "all": rules}


def read(value: Json, path: str) -> Json:
    """A condition as the form; what the rows can't say goes to the advanced field."""
    empty: dict[str, Json] = {"join": "all", "rules": [], "advanced": ""}
    if value is ABSENT:
        return empty
    join, parts = "all", [value]
    if len(value) == 1 and next(iter(value)) in ("all", "any"):
        join = next(iter(value))
        parts = value[join]
    rules = [read_rule(part) for part in parts]
    form = {
        **empty,
        "join": join,
        "rules": [
            {"type": "item", "id": exchange.block_id(f"{path}/if/{place}"), "value": rule}
            for place, rule in enumerate(rules)
        ],
    }
    if None not in rules and write(form) == value:
        return form
    return {**empty, "advanced": yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=90)}


CONDITION = exchange.Codec(write, read)
