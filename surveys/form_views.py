"""What a section's template draws: questions, their choices, what was typed and what is wrong. Only data."""

from dataclasses import dataclass, field

from surveys.logic.definition import Question, Section


@dataclass(frozen=True, slots=True)
class Specify:
    name: str
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio or checkbox."""

    name: str
    value: str
    label: str
    checked: bool
    is_exclusive: bool = False
    is_hidden: bool = False
    show_if: str = ""
    specify: Specify | None = None

    @property
    def id(self) -> str:
        return f"f-{self.name}-{self.value or 'none'}"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a matrix or grid, or an item to be ranked. `apart` holds Not sure and the like."""

    code: str
    name: str
    label: str
    choices: tuple[Choice, ...]
    apart: tuple[Choice, ...] = ()
    error: str = ""
    ink: str = ""
    is_hidden: bool = False
    show_if: str = ""

    @property
    def id(self) -> str:
        return f"r-{self.name}"


@dataclass(frozen=True, slots=True)
class QuestionView:
    question: Question
    story: str
    words: str
    help: str
    errors: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    apart: tuple[Choice, ...] = ()
    lines: tuple[Line, ...] = ()
    heads: tuple[str, ...] = ()
    """Labels above the columns of a matrix."""
    apart_heads: tuple[str, ...] = ()
    shape: str = ""
    """discs: a symmetrical scale; even: a short scale; words: labels too long for a row of discs."""
    anchors: tuple[str, ...] = ()
    value: str = ""
    is_hidden: bool = False
    show_if: str = ""

    @property
    def id(self) -> str:
        return f"q-{self.question.id}"

    @property
    def template(self) -> str:
        return f"surveys/questions/{self.question.type}.html"

    @property
    def described_by(self) -> str:
        """Ids of what a screen reader reads after the wording."""
        return " ".join([f"{self.id}-help"] * bool(self.help) + [f"{self.id}-wrong"] * bool(self.errors))


@dataclass(frozen=True, slots=True)
class SectionForm:
    section: Section
    questions: tuple[QuestionView, ...]
    errors: tuple[tuple[str, str], ...]
    """(id of the element at fault, sentence with the question's number), in page order, each once."""
    shown: str
    """What is on this form, so that what appears only after saving can be told: see `new_marks`."""
    elsewhere: str = field(repr=False)
    """JSON of the answers from other sections that this section's conditions refer to."""
