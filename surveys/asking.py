"""One question on its own, outside the questionnaire: which ones can be asked so, and what a page draws."""

from dataclasses import dataclass

from django.urls import reverse

from surveys.logic.definition import Definition, Option, Question
from surveys.wording import curly


@dataclass(frozen=True, slots=True)
class AskChoice:
    """One answer. `apart`: Not sure and the like, set apart from the others."""

    value: str
    label: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class InlineQuestion:
    """What may stand in a page that everybody shares: nothing in it is about its reader."""

    survey_slug: str
    survey_title: str
    question_id: str
    words: str
    help: str
    choices: tuple[AskChoice, ...]

    def label_of(self, value: str) -> str | None:
        """The words of an answer; None for what is no answer to this question."""
        return next((choice.label for choice in self.choices if choice.value == value), None)

    @property
    def address(self) -> str:
        """The page that asks it; never cached."""
        return reverse("surveys:ask", kwargs={"slug": self.survey_slug, "question_id": self.question_id})


def can_be_asked_alone(question: Question) -> bool:
    """One answer of several, the same for everybody: no condition, no earlier answer, no drawn order.

    A drawn order is left out because pages that show the question are the same for all readers.
    """
    return (
        question.type == "single"
        and not question.follows
        and question.show_if is None
        and question.rows_from is None
        and not question.randomize
    )


def askable(d: Definition) -> tuple[Question, ...]:
    """In questionnaire order."""
    return tuple(q for q in d.questions if can_be_asked_alone(q))


def inline_question(slug: str, title: str, question: Question) -> InlineQuestion:
    return InlineQuestion(
        survey_slug=slug,
        survey_title=title,
        question_id=question.id,
        words=curly(question.text),
        help=curly(question.help),
        choices=tuple(_choice(option) for option in sorted(question.options, key=_is_apart)),
    )


def _choice(option: Option) -> AskChoice:
    return AskChoice(option.code, curly(option.label), _is_apart(option))


def _is_apart(option: Option) -> bool:
    return option.is_missing
