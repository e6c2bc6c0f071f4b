"""Instrument data -> Definition. The data must have passed the schema; what they name need not exist yet."""

import copy
from collections.abc import Mapping
from typing import Any

from surveys.logic import bands
from surveys.logic.definition import (
    Definition,
    MissingCode,
    Option,
    Question,
    Route,
    Row,
    RowsFrom,
    Section,
)

Data = Mapping[str, Any]


def build(data: Data) -> Definition:
    """The compiled questionnaire. Follow-ups become questions that follow their parent."""
    about = data["instrument"]
    scales = {name: _options(points) for name, points in data.get("scales", {}).items()}
    chips = frozenset(data.get("publication", {}).get("chip", ()))
    questions: dict[str, Question] = {}
    ordered = []
    for record in data["questions"]:
        question = _question(record, scales, chips, questions, section=record["section"], follows="")
        ordered.append(question)
        questions[question.id] = question
        if "followup" in record:
            follow = _question(
                record["followup"], scales, chips, questions, section=record["section"], follows=question.id
            )
            ordered.append(follow)
            questions[follow.id] = follow
    return Definition(
        id=about["id"],
        version=about["version"],
        title=about["title"],
        language=about["language"],
        minutes=about.get("expected_minutes", {}),
        population=about.get("population", ""),
        intro=about["intro"],
        consent_id=about["consent"]["id"],
        consent_label=about["consent"]["label"],
        outro=about["outro"],
        missing_codes=tuple(
            MissingCode(value=m["value"], code=m["code"], label=m["label"], base=m["base"])
            for m in data["missing_codes"]
        ),
        scales=scales,
        sections=tuple(
            Section(id=s["id"], title=s["title"], uuid=s.get("uuid", "")) for s in data["sections"]
        ),
        questions=tuple(ordered),
        derived=tuple(data.get("derived", ())),
        segments=tuple(data.get("segments", ())),
        publication=data.get("publication", {}),
        weighting=data.get("weighting", {}),
        quality=data.get("quality", {}),
        data=copy.deepcopy(dict(data)),
    )


def _question(
    record: Data,
    scales: Mapping[str, tuple[Option, ...]],
    chips: frozenset[str],
    earlier: Mapping[str, Question],
    *,
    section: str,
    follows: str,
) -> Question:
    piped = record.get("rows_from")
    rows_from = RowsFrom(piped["q"], tuple(piped.get("exclude", ()))) if piped else None
    rows = tuple(
        Row(
            code=row["code"],
            label=row["label"],
            keyed=row.get("keyed", ""),
            factor=row.get("factor", ""),
            domain=row.get("domain", ""),
            uuid=row.get("uuid", ""),
        )
        for row in record.get("rows", ())
    )
    scale = record.get("scale", "")
    return Question(
        id=record["id"],
        number=str(record.get("n", "")),
        section=section,
        type=record["type"],
        text=record["text"],
        help=record.get("help", ""),
        required=record.get("required", False),
        trend=record.get("trend", False),
        headline=record.get("headline", False),
        segment=record.get("segment", False),
        chip=record["id"] in chips,
        show_if=record.get("show_if"),
        randomize=record.get("randomize", ""),
        present=record.get("present", ""),
        scale=scale,
        options=scales.get(scale, ()) if scale else _options(record.get("options", ())),
        rows=_piped_rows(rows_from, earlier) if rows_from else rows,
        rows_from=rows_from,
        columns=_options(record.get("columns", ())),
        routing=tuple(Route(route["if"], route["goto"]) for route in record.get("routing", ())),
        minimum=record.get("min"),
        maximum=record.get("max"),
        step=record.get("step", 1 if record["type"] == "slider" else None),
        integer=record.get("integer", False),
        anchors=dict(sorted(record.get("anchors", {}).items(), key=lambda item: int(item[0]))),
        no_default=record.get("no_default", False),
        nps={key: (low, high) for key, (low, high) in record["nps"].items()} if "nps" in record else None,
        bands=bands.read(record),
        top=record.get("top"),
        factors=_factors(record),
        fills=record.get("fills", {}),
        max_chars=record.get("max_chars"),
        publish=record.get("publish"),
        follows=follows,
        uuid=record.get("uuid", ""),
    )


def _options(records: Any) -> tuple[Option, ...]:
    return tuple(
        Option(
            code=option["code"],
            value=option["value"],
            label=option["label"],
            specify=option.get("specify", False),
            anchor=option.get("anchor", False),
            exclusive=option.get("exclusive", False),
            missing=option.get("missing"),
            practice=option.get("practice"),
            shown_for=tuple(option.get("show_if_platform", ())),
            uuid=option.get("uuid", ""),
        )
        for option in records
    )


def _piped_rows(rows_from: RowsFrom, earlier: Mapping[str, Question]) -> tuple[Row, ...]:
    source = earlier.get(rows_from.question)
    options = source.options if source else ()
    return tuple(
        Row(code=o.code, label=o.label, uuid=o.uuid) for o in options if o.code not in rows_from.exclude
    )


def _factors(record: Data) -> Mapping[str, tuple[str, ...]]:
    """Factors in the order in which the wording names them: a database may have lost the written order."""
    factors = record.get("design", {}).get("factors", {})
    place = {name: record["text"].find("{" + name + "}") for name in factors}
    return {name: tuple(factors[name]) for name in sorted(factors, key=lambda name: (place[name], name))}
