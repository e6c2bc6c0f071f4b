"""Small questionnaires for tests: one that holds every type, and random ones that compile by construction."""

import copy
from pathlib import Path
from random import Random
from typing import Any

from surveys.logic import routing
from surveys.logic.definition import Definition, Question, type_names

ROOT = Path(__file__).resolve().parents[3]
YAML = ROOT / "surveys/instrument/work_personal_online.yaml"
ORACLE = ROOT / "tests/oracles/data/instrument_synth"

Data = dict[str, Any]


def options(*codes: str, **extra: Any) -> list[Data]:
    return [{"value": n, "code": code, "label": code.title(), **extra} for n, code in enumerate(codes, 1)]


def instrument(*questions: Data, sections: tuple[str, ...] = ("one",), **more: Any) -> Data:
    """Instrument data around some questions; those without a section go to the first."""
    return {
        "instrument": {
            "id": "small",
            "version": "1",
            "title": "Small",
            "language": "en",
            "intro": "Hello.",
            "consent": {"id": "consent", "required": True, "label": "I agree."},
            "outro": "Thank you.",
        },
        "missing_codes": [
            {"value": -1, "code": "not_asked", "label": "Not asked", "base": "outside"},
            {"value": -2, "code": "no_answer", "label": "No answer", "base": "asked_item_missing"},
            {"value": -4, "code": "not_sure", "label": "Not sure", "base": "asked_explicit"},
            {"value": -5, "code": "not_reached", "label": "Not reached", "base": "outside"},
            {"value": -6, "code": "na", "label": "Does not apply", "base": "asked_explicit"},
        ],
        "sections": [{"id": name, "title": name.title()} for name in sections],
        "questions": [{"section": sections[0], "text": "What?", **copy.deepcopy(q)} for q in questions],
        **more,
    }


def every_type() -> Data:
    """One question of each type in one section, with the extras each may have."""
    return instrument(
        {
            "id": "net",
            "type": "multi",
            "options": [
                {"value": 1, "code": "a", "label": "A"},
                {"value": 2, "code": "b", "label": "B", "specify": True},
                {"value": 3, "code": "none", "label": "None of these", "exclusive": True},
                {"value": -4, "code": "unsure", "label": "Not sure", "exclusive": True},
            ],
        },
        {
            "id": "pick",
            "type": "single",
            "options": [
                *options("yes", "no"),
                {"value": 3, "code": "other", "label": "Other", "specify": True},
                {"value": -4, "code": "unsure", "label": "Not sure"},
            ],
        },
        {
            "id": "use",
            "type": "matrix_single",
            "options": options("work", "home"),
            "rows_from": {"q": "net", "selected": True, "exclude": ["none", "unsure"]},
        },
        {
            "id": "grid",
            "type": "matrix_multi",
            "rows": [{"code": "kin", "label": "Kin"}, {"code": "team", "label": "Team"}],
            "columns": [
                {"value": 1, "code": "ca", "label": "On A", "show_if_platform": ["a"]},
                {"value": 2, "code": "cb", "label": "On B", "show_if_platform": ["b"]},
                {"value": 3, "code": "off", "label": "Nowhere", "exclusive": True},
                {"value": 4, "code": "na", "label": "Does not apply", "exclusive": True, "missing": -6},
            ],
        },
        {"id": "best", "type": "ranking", "top": 3, "options": options("w", "x", "y", "z")},
        {"id": "feel", "type": "slider", "min": 0, "max": 10, "step": 1},
        {"id": "age", "type": "number", "min": 0, "max": 60, "integer": True},
        {"id": "share", "type": "number", "min": 0, "max": 1},
        {
            "id": "scene",
            "type": "vignette",
            "text": "She {who} in {where}.",
            "design": {
                "type": "between_subjects",
                "factors": {"who": ["he", "she"], "where": ["in", "out"]},
                "assignment": "uniform over the 4 cells when first shown, stored with the response",
            },
            "fills": {"who": {"he": "and he", "she": "alone"}, "where": {"in": "a house", "out": "the open"}},
            "options": options("good", "bad"),
        },
        {"id": "words", "type": "text", "max_chars": 20},
    )


def random_instrument(rng: Random) -> Data:
    """Valid instrument data with random types, conditions, routes, pipes and extras."""
    sections = tuple(f"s{n}" for n in range(rng.randint(1, 4)))
    questions: list[Data] = []
    for number in range(rng.randint(len(sections), 9)):
        section = sections[min(number, len(sections) - 1)]
        questions.append(_question(f"q{number}", section, questions, rng))
    for question in questions:
        later = [name for name in sections if name > question["section"]]
        if question["type"] == "single" and rng.random() < 0.4:
            goto = rng.choice([*later, "END", "END_SCREENED_OUT"])
            code = rng.choice(question["options"])["code"]
            question["routing"] = [{"if": {"q": question["id"], "in": [code]}, "goto": goto}]
    return instrument(*questions, sections=sections)


def _question(name: str, section: str, before: list[Data], rng: Random) -> Data:
    type_name = rng.choice(type_names)
    multis = [q for q in before if q["type"] == "multi"]
    q: Data = {"id": name, "section": section, "type": type_name}
    if rng.random() < 0.2:
        q["required"] = True
    if before and rng.random() < 0.5:
        q["show_if"] = random_condition(before, rng, 3)
    if type_name in ("single", "multi", "ranking", "vignette", "matrix_single"):
        q["options"] = options("a", "b", "c")
        if type_name in ("single", "multi"):
            q["options"][2] |= {"specify": True}
            q["options"].append(
                {"value": -4, "code": "unsure", "label": "?", "exclusive": type_name == "multi"}
            )
        if rng.random() < 0.5 and type_name != "vignette":
            q["randomize"] = "rows" if type_name == "matrix_single" else "options"
    if type_name == "ranking":
        q["top"] = rng.randint(1, 3)
    if type_name == "matrix_single" and multis and rng.random() < 0.6:
        q["rows_from"] = {"q": rng.choice(multis)["id"], "selected": True, "exclude": ["unsure"]}
    elif type_name in ("matrix_single", "matrix_multi"):
        q["rows"] = [{"code": code, "label": code} for code in ("r1", "r2", "r3")]
    if type_name == "matrix_multi":
        q["columns"] = [
            *options("a", "b", "k"),
            {"value": 9, "code": "none", "label": "None", "exclusive": True},
        ]
        if len(multis) == 1:
            q["columns"][0]["show_if_platform"] = ["a", "c"]
    if type_name == "slider":
        q |= {"min": 0, "max": 10, "step": rng.choice([1, 2, 5])}
    if type_name == "number":
        q |= {"min": 0, "max": 60, "integer": rng.random() < 0.5}
    if type_name == "vignette":
        q["text"] = f"It is {{{name}_f}}."
        q["design"] = {
            "type": "between_subjects",
            "factors": {f"{name}_f": ["u", "v"]},
            "assignment": "uniform over the 2 cells when first shown, stored with the response",
        }
        q["fills"] = {f"{name}_f": {"u": "up", "v": "down"}}
    return q


def random_condition(questions: list[Data], rng: Random, depth: int) -> Data:
    """A condition on some of these questions, at most `depth` + 1 deep."""
    kind = rng.choice(["leaf", "leaf", "all", "any", "not"]) if depth else "leaf"
    if kind in ("all", "any"):
        return {kind: [random_condition(questions, rng, depth - 1) for _ in range(rng.randint(1, 3))]}
    if kind == "not":
        return {"not": random_condition(questions, rng, depth - 1)}
    q = rng.choice(questions)
    word = {"single": "in", "vignette": "in", "multi": "any_of"}.get(q["type"])
    if word is None or rng.random() < 0.3:
        return {"answered": q["id"]}
    codes = [option["code"] for option in q["options"]]
    return {"q": q["id"], word: rng.sample(codes, rng.randint(1, len(codes)))}


def random_post(
    d: Definition, section: str, answers: Data, rng: Random, *, wild: bool = False
) -> dict[str, list[str]]:
    """What somebody may post for a section: answers and blanks; with `wild` also what no form offers."""
    effective = routing.effective(d, answers)
    post: dict[str, list[str]] = {}
    for q in d.in_section(section):
        if rng.random() < 0.8 or q.required:
            post |= _fields(d, q, effective, rng)
        if wild and rng.random() < 0.3:
            name = rng.choice([q.id, f"{q.id}__a", f"{q.id}__r1", f"{q.id}__c__text", f"{q.id}__b"])
            post[name] = rng.choices(
                ["a", "unsure", "zz", "-1", "1e9", "٣", "", " ", "\x00", "\ud800", "x" * 3000, "2"], k=2
            )
    return post


def _fields(d: Definition, q: Question, effective: Data, rng: Random) -> dict[str, list[str]]:
    codes = [option.code for option in q.options]
    if q.type in ("single", "vignette"):
        return {q.id: [rng.choice(codes)], f"{q.id}__c__text": [rng.choice(["", "mine"])]}
    if q.type == "multi":
        chosen = rng.sample([o.code for o in q.options if not o.exclusive], rng.randint(1, 3))
        return {q.id: rng.choice([chosen, ["unsure"]]), f"{q.id}__c__text": ["mine"]}
    if q.type == "matrix_single":
        return {f"{q.id}__{row.code}": [rng.choice([*codes, ""])] for row in q.rows} or {q.id: []}
    if q.type == "matrix_multi":
        columns = [c.code for c in routing.columns(d, q, effective) if not c.exclusive]
        return {
            f"{q.id}__{row.code}": rng.choice([["none"], rng.sample(columns, rng.randint(0, len(columns)))])
            for row in q.rows
        }
    if q.type == "ranking":
        ranked = rng.sample(codes, rng.randint(1, q.top or 1))
        return {f"{q.id}__{code}": [str(ranked.index(code) + 1) if code in ranked else ""] for code in codes}
    if q.type == "slider":
        return {q.id: [str(rng.choice([0, 10]))]}
    if q.type == "number":
        return {q.id: [str(rng.choice([0, 7, 60]))]}
    return {q.id: [rng.choice(["0", "Grüße\r\nzwei", " x "])]}
