"""The compiled questionnaire: frozen dataclasses that every other rule walks.

Codes are the stable names of options, rows and columns; values are the numbers stored in the dataset. A
negative value is one of the instrument's missing codes (−1 … −6), zero is an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from surveys.logic.hashing import content_sha256

type_names = (
    "single",
    "multi",
    "matrix_single",
    "matrix_multi",
    "ranking",
    "slider",
    "number",
    "vignette",
    "text",
)
QuestionType = Literal[
    "single", "multi", "matrix_single", "matrix_multi", "ranking", "slider", "number", "vignette", "text"
]
#: Asked only where there is a row, and a column, to be asked about.
MATRICES = frozenset({"matrix_single", "matrix_multi"})
Condition = Mapping[str, Any]

NOT_ASKED, NO_ANSWER, PREFER_NOT, DONT_KNOW, NOT_REACHED, NOT_APPLICABLE = -1, -2, -3, -4, -5, -6

#: Targets of routing besides section ids.
END, SCREENED_OUT = "END", "END_SCREENED_OUT"


@dataclass(frozen=True, slots=True)
class MissingCode:
    value: int
    code: str
    label: str
    base: Literal["outside", "asked_item_missing", "asked_explicit"]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer option, or one column of a grid."""

    code: str
    value: int
    label: str
    specify: bool = False
    anchor: bool = False
    """Keeps its place at the end when options are randomised."""
    exclusive: bool = False
    missing: int | None = None
    """The missing code that choosing a grid column means; options say it by a negative value."""
    practice: float | None = None
    """0 … 100, how much separation this answer means in practice."""
    shown_for: tuple[str, ...] = ()
    """Grid columns: shown if any of these options of the columns' source question is selected."""
    uuid: str = ""

    @property
    def is_missing(self) -> bool:
        return self.value < 0 or self.missing is not None


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    label: str
    keyed: Literal["", "+", "-"] = ""
    factor: str = ""
    domain: Literal["", "work", "private", "neutral"] = ""
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class RowsFrom:
    """Rows piped from the options selected in an earlier multi question."""

    question: str
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    code: str
    label: str
    minimum: float | None = None
    maximum: float | None = None
    min_exclusive: float | None = None
    max_exclusive: float | None = None


@dataclass(frozen=True, slots=True)
class Route:
    condition: Condition
    goto: str


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    number: str
    section: str
    type: QuestionType
    text: str
    help: str = ""
    required: bool = False
    trend: bool = False
    headline: bool = False
    segment: bool = False
    chip: bool = False
    show_if: Condition | None = None
    randomize: Literal["", "options", "rows"] = ""
    present: str = ""
    scale: str = ""
    options: tuple[Option, ...] = ()
    """Also the points of the scale of a matrix_single."""
    rows: tuple[Row, ...] = ()
    """All rows that can ever be shown; piped rows are the options of their source, without excluded ones."""
    rows_from: RowsFrom | None = None
    columns: tuple[Option, ...] = ()
    routing: tuple[Route, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    integer: bool = False
    anchors: Mapping[str, str] = field(default_factory=dict)
    no_default: bool = False
    nps: Mapping[str, tuple[int, int]] | None = None
    bands: tuple[Band, ...] = ()
    top: int | None = None
    factors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Vignette: factor -> its levels; cells are drawn uniformly over the product."""
    fills: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    max_chars: int | None = None
    publish: Mapping[str, Any] | None = None
    follows: str = ""
    """Id of the question this is the follow-up of."""
    uuid: str = ""
    codes: frozenset[str] = field(init=False, repr=False, compare=False)
    """Of its options."""
    specified: tuple[Option, ...] = field(init=False, repr=False, compare=False)
    """Its options beside which a text is typed."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", frozenset(option.code for option in self.options))
        object.__setattr__(self, "specified", tuple(option for option in self.options if option.specify))

    def option(self, code: str) -> Option | None:
        return next((o for o in self.options if o.code == code), None)

    @property
    def is_plain(self) -> bool:
        """True if whoever comes to it is asked it, and comes to the next one after it."""
        return self.show_if is None and not self.routing and self.type not in MATRICES


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    uuid: str = ""


@dataclass(frozen=True)
class Definition:
    """A whole questionnaire. Questions stand in the order of asking; follow-ups come after their parent."""

    id: str
    version: str
    title: str
    language: str
    minutes: Mapping[str, float]
    """median, low, high; minutes."""
    population: str
    intro: str
    consent_id: str
    consent_label: str
    outro: str
    missing_codes: tuple[MissingCode, ...]
    scales: Mapping[str, tuple[Option, ...]]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    derived: tuple[Mapping[str, Any], ...]
    segments: tuple[str, ...]
    publication: Mapping[str, Any]
    weighting: Mapping[str, Any]
    quality: Mapping[str, Any]
    data: Mapping[str, Any] = field(repr=False, default_factory=dict)
    """The instrument data it was compiled from."""

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def fingerprint(self) -> str:
        """Hex SHA-256 of structure and wording."""
        return content_sha256(self.data)

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        return {q.id: q for q in self.questions}

    @cached_property
    def column_sources(self) -> Mapping[str, str]:
        """Grid question id -> id of the multi question whose selected options decide which columns are shown.

        It is the one that the grid's own condition names, or else the only earlier one that holds all those
        codes. A grid whose source is missing or ambiguous has no entry.
        """
        found = {}
        for place, grid in enumerate(self.questions):
            wanted = {code for column in grid.columns for code in column.shown_for}
            holding = [
                q.id
                for q in self.questions[:place]
                if q.type == "multi" and wanted and wanted <= {option.code for option in q.options}
            ]
            named = [question_id for question_id in holding if question_id in names_of(grid.show_if)]
            for candidates in (named, holding):
                if len(candidates) == 1:
                    found[grid.id] = candidates[0]
                    break
        return found

    def question(self, question_id: str) -> Question:
        """Raise KeyError for an unknown id."""
        return self.by_id[question_id]

    @cached_property
    def steps(self) -> tuple[tuple[Question, ...], ...]:
        """All questions in order: plain ones of one section that follow each other together, others alone."""
        found: list[list[Question]] = []
        for q in self.questions:
            before = found[-1][-1] if found else None
            if before and before.is_plain and q.is_plain and before.section == q.section:
                found[-1].append(q)
            else:
                found.append([q])
        return tuple(tuple(step) for step in found)

    @cached_property
    def section_places(self) -> Mapping[str, int]:
        """Section id -> place from 0."""
        return {section.id: place for place, section in enumerate(self.sections)}

    @cached_property
    def _by_section(self) -> Mapping[str, tuple[Question, ...]]:
        found: dict[str, list[Question]] = {}
        for q in self.questions:
            found.setdefault(q.section, []).append(q)
        return {section: tuple(questions) for section, questions in found.items()}

    def in_section(self, section_id: str) -> tuple[Question, ...]:
        """Its questions in order; none for an unknown section."""
        return self._by_section.get(section_id, ())


def names_of(condition: Condition | None) -> frozenset[str]:
    """Ids of the questions that a condition looks at."""
    if condition is None:
        return frozenset()
    own = {condition[key] for key in ("q", "answered") if key in condition}
    inner = [*condition.get("all", ()), *condition.get("any", ())] + (
        [condition["not"]] if "not" in condition else []
    )
    return frozenset(own).union(*(names_of(part) for part in inner))
