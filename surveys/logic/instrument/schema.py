"""Every key of the instrument, at every level."""

import re
from collections.abc import Mapping
from typing import Any

from surveys.logic.definition import type_names
from surveys.logic.instrument.kinds import (
    Condition,
    Either,
    Flag,
    Kind,
    Listing,
    Name,
    Number,
    OneOf,
    Record,
    Table,
    Text,
    shown,
)

NUMERIC_KEY = re.compile(r"-?\d+\Z")
ID = Name(starts_with_letter=True)
CODE = Name()
LABEL = Text(500)
WORDING = Text(4000)
UUID = Text(36)
#: Dataset columns keep 250 … 255 for the missing codes.
VALUE = Number(-6, 249, whole=True)
WHOLE = Number(whole=True)
PAIR = Listing(WHOLE, least=2, most=2)
SPAN = Listing(Number(), least=2, most=2)

OPTION = Record(
    {"value": VALUE, "code": CODE, "label": LABEL},
    {
        "practice": Number(0, 100),
        "specify": Flag(),
        "exclusive": Flag(),
        "anchor": Flag(),
        "uuid": UUID,
    },
)
POINT = Record({"value": VALUE, "code": CODE, "label": LABEL}, {"practice": Number(0, 100), "uuid": UUID})
COLUMN = Record(
    {"value": VALUE, "code": CODE, "label": LABEL},
    {
        "show_if_platform": Listing(CODE),
        "exclusive": Flag(),
        "missing": Number(-6, -1, whole=True),
        "uuid": UUID,
    },
)
ROW = Record(
    {"code": CODE, "label": LABEL},
    {"keyed": OneOf(("+", "-")), "factor": ID, "domain": OneOf(("work", "private", "neutral")), "uuid": UUID},
    order=("code", "keyed", "factor", "label", "domain"),
)
BAND = Record(
    {"code": CODE},
    {
        "label": LABEL,
        "min": Number(),
        "max": Number(),
        "min_exclusive": Number(),
        "max_exclusive": Number(),
    },
)
ROWS = Listing(ROW)
OPTIONS = Listing(OPTION)
ROWS_FROM = Record({"q": ID, "selected": Flag(only=True)}, {"exclude": Listing(CODE)})
SCALE_OR_OPTIONS: Mapping[str, Kind] = {"scale": ID, "options": Listing(POINT)}

#: Question type -> (required keys, optional keys) beside the common ones.
BY_TYPE: Mapping[str, tuple[Mapping[str, Kind], Mapping[str, Kind]]] = {
    "single": ({"options": OPTIONS}, {"randomize": OneOf(("options",))}),
    "multi": ({"options": OPTIONS}, {"randomize": OneOf(("options",))}),
    "matrix_single": (
        {},
        {**SCALE_OR_OPTIONS, "rows": ROWS, "rows_from": ROWS_FROM, "randomize": OneOf(("rows",))},
    ),
    "matrix_multi": (
        {"rows": ROWS, "columns": Listing(COLUMN)},
        {"present": OneOf(("one_card_per_row",)), "randomize": OneOf(("rows",))},
    ),
    "ranking": (
        {"options": Listing(POINT), "top": Number(1, 20, whole=True)},
        {"randomize": OneOf(("options",))},
    ),
    "slider": (
        {"min": WHOLE, "max": WHOLE},
        {
            "step": Number(1, 1000, whole=True),
            "anchors": Table(LABEL, key=NUMERIC_KEY),
            "no_default": Flag(only=True),
            "nps": Record({"detractors": PAIR, "passives": PAIR, "promoters": PAIR}, {}),
        },
    ),
    "number": ({"min": Number(), "max": Number()}, {"integer": Flag(), "bands": Listing(BAND)}),
    "vignette": (
        {
            "design": Record(
                {
                    "type": OneOf(("between_subjects",)),
                    "factors": Table(Listing(CODE, least=2, most=20), most=4),
                    "assignment": LABEL,
                },
                {},
            ),
            "fills": Table(Table(LABEL, key=re.compile(r"[a-z0-9_]+\Z"))),
            "options": Listing(POINT),
        },
        {},
    ),
    "text": (
        {},
        {
            "max_chars": Number(1, 10_000, whole=True),
            "publish": Record(
                {"moderated": Flag(only=True)}, {"only_if": Condition()}, order=("only_if", "moderated")
            ),
        },
    ),
}
COMMON_FIRST = (
    "id",
    "n",
    "section",
    "type",
    "required",
    "trend",
    "headline",
    "segment",
    "show_if",
    "text",
    "help",
)
COMMON_OPTIONAL: Mapping[str, Kind] = {
    "n": Either((int,), Number(1, 999, whole=True), Text(8)),
    "required": Flag(),
    "trend": Flag(),
    "headline": Flag(),
    "segment": Flag(),
    "show_if": Condition(),
    "help": Text(1000),
    "uuid": UUID,
}
ROUTING = Listing(Record({"if": Condition(), "goto": Text(LABEL.longest)}, {}))


class Question:
    """A question: the keys depend on its type. A follow-up stands inside its parent, in the same section."""

    def __init__(self, *, followup: bool) -> None:
        self.records = {name: self._record(name, followup=followup) for name in type_names}

    @staticmethod
    def _record(type_name: str, *, followup: bool) -> Record:
        required, optional = BY_TYPE[type_name]
        own: dict[str, Kind] = {"id": ID, "type": OneOf(type_names), "text": WORDING, **required}
        more: dict[str, Kind] = {**COMMON_OPTIONAL, **optional}
        if not followup:
            own["section"] = ID
            more["routing"] = ROUTING
            more["followup"] = Question(followup=True)
        return Record(own, more, order=COMMON_FIRST)

    def check(self, value: Any, path: str, problems: list[str]) -> None:
        type_name = value.get("type") if isinstance(value, Mapping) else None
        if isinstance(type_name, str) and type_name in self.records:
            self.records[type_name].check(value, path, problems)
        else:
            problems.append(f"{path}.type: {shown(type_name)} is not one of: {', '.join(type_names)}")

    def arrange(self, value: Any) -> Any:
        return self.records[value["type"]].arrange(value)


ITEM = Text(2 * 40 + 3)
DERIVED = Record(
    {"id": ID},
    {
        "label": LABEL,
        "range": SPAN,
        "meaning": WORDING,
        "kind": OneOf(("reflective_scale", "typology", "formative_composite")),
        "needs": Listing(ID),
        "items": Listing(ITEM),
        "recode": Table(Either((int,), WHOLE, OneOf(("missing",))), key=NUMERIC_KEY),
        "rules": Listing(Record({"code": CODE, "label": LABEL, "if": LABEL}, {})),
        "components": Listing(
            Record({"id": ID, "formula": LABEL}, {"min_valid": Number(1, 2000, whole=True)})
        ),
        "formula": WORDING,
        "min_valid": Number(1, 2000, whole=True),
        "missing": WORDING,
        "borderline": WORDING,
        "reliability": Record(
            {
                "statistics": Listing(OneOf(("cronbach_alpha", "omega_total"))),
                "cases": OneOf(("listwise",)),
                "ci": OneOf(("feldt_95",)),
            },
            {"report_if_n_at_least": Number(1, whole=True), "warn_below": Number(0, 1)},
        ),
        "bands": Listing(BAND),
        "note": WORDING,
        "map_from": ID,
        "map": Table(Listing(CODE), key=re.compile(r"[a-z0-9_]+\Z")),
    },
)

INSTRUMENT = Record(
    {
        "instrument": Record(
            {
                "id": ID,
                "version": Text(20),
                "title": LABEL,
                "language": Text(20),
                "intro": WORDING,
                "consent": Record({"id": ID, "required": Flag(only=True), "label": LABEL}, {}),
                "outro": WORDING,
            },
            {
                "expected_minutes": Record(
                    {"median": Number(0, 600), "low": Number(0, 600), "high": Number(0, 600)}, {}
                ),
                "mode": OneOf(("web_self_administered",)),
                "population": WORDING,
                "sample_type": OneOf(("nonprobability_opt_in", "probability")),
                "wave": Record({"variable": ID}, {"current": Number(1, 9999, whole=True), "rule": WORDING}),
            },
            order=(
                *(
                    "id",
                    "version",
                    "title",
                    "language",
                    "expected_minutes",
                    "mode",
                    "population",
                    "sample_type",
                ),
                *("intro", "consent", "outro", "wave"),
            ),
        ),
        "missing_codes": Listing(
            Record(
                {
                    "value": Number(-6, -1, whole=True),
                    "code": CODE,
                    "label": LABEL,
                    "base": OneOf(("outside", "asked_item_missing", "asked_explicit")),
                },
                {},
            )
        ),
        "sections": Listing(Record({"id": ID, "title": LABEL}, {"uuid": UUID}), most=50),
        "questions": Listing(Question(followup=False), most=400),
    },
    {
        "spss_missing_range": Record({"low": WHOLE, "high": WHOLE}, {}),
        "scales": Table(Listing(POINT)),
        "derived": Listing(DERIVED, least=0, most=200),
        "segments": Listing(ID, least=0),
        "publication": Record(
            {},
            {
                "disclosure": OneOf(("default",)),
                "results_while_open": OneOf(("milestones", "previous_release")),
                "filters": Listing(ID, least=0, most=2),
                "chip": Listing(ID, least=0),
                "precision": Record(
                    {
                        "nchs_ci_width": Record(
                            {
                                "hide_abs_at_least": Number(0, 1),
                                "show_abs_at_most": Number(0, 1),
                                "hide_relative_above": Number(0, 100),
                            },
                            {},
                        )
                    },
                    {},
                ),
                "rounding": Record(
                    {},
                    {
                        "percent_decimals": Number(0, 6, whole=True),
                        "index_decimals": Number(0, 6, whole=True),
                        "p_decimals": Number(0, 6, whole=True),
                        "less_than_half_percent": Text(8),
                    },
                ),
                "open_text": OneOf(("moderated_only",)),
            },
        ),
        "weighting": Record(
            {},
            {
                "default": OneOf(("none", "rake")),
                "optional": Record(
                    {"method": OneOf(("rake",)), "variables": Listing(ID)},
                    {
                        "max_iterations": Number(1, 100_000, whole=True),
                        "tolerance": Number(0, 1),
                        "trim": Record(
                            {"rule": OneOf(("cap",))},
                            {
                                "max_ratio_to_mean": Number(1, 100),
                                "min_ratio_to_mean": Number(0, 1),
                                "rerake": Flag(),
                            },
                        ),
                        "missing_on_rake_variable": LABEL,
                        "min_category_share": Number(0, 1),
                    },
                ),
                "targets_required_metadata": Listing(ID),
            },
        ),
        "quality": Record(
            {},
            {
                "speeder": WORDING,
                "straightliner": WORDING,
                "duplicate": WORDING,
                "complete": WORDING,
                "partial": WORDING,
                "analysis_base": WORDING,
            },
        ),
    },
    order=(
        "instrument",
        "missing_codes",
        "spss_missing_range",
        "scales",
        "sections",
        "questions",
        "derived",
        "segments",
    ),
)
