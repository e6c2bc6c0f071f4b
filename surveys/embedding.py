"""The block that puts one question of a survey into a page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ChoiceField
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

Choices = list[tuple[str, list[tuple[str, str]]]]

NOT_OFFERED = "“{title}” asks no such question on its own. Pick one that is listed under its name."
NOT_PUBLISHED = "“{title}” is not published yet, so nothing of it can be asked."
GONE = "This question can't be asked on its own any more. Pick another one."


def question_choices() -> Choices:
    """Per survey, the questions that can be asked alone, by their words. Two queries a survey."""
    from surveys import queries

    return [
        (survey.title, [(q.id, f"{q.number}. {q.text}" if q.number else q.text) for q in questions])
        for survey, questions in queries.askable_questions()
    ]


class QuestionChoiceBlock(blocks.ChoiceBlock):
    """A question, picked by its words; the value is its code."""

    choices = question_choices
    search_index = False

    def get_field(self, **kwargs: Any) -> ChoiceField:
        return ChoiceField(error_messages={"invalid_choice": GONE}, **kwargs)

    def normalize_choice(self, value: Any) -> Any:
        """As stored. The list of choices, which costs queries, is read only when somebody edits."""
        return value


class InlineQuestionBlock(blocks.StructBlock):
    """One question of a survey, answered where it stands."""

    survey = blocks.PageChooserBlock(
        page_type="surveys.SurveyPage", label="Survey", help_text="The survey that asks it."
    )
    question = QuestionChoiceBlock(
        choices=question_choices,
        label="Question",
        help_text="Questions with one answer that everybody is asked, with the answers in a fixed order.",
        search_index=False,
    )

    class Meta:
        """How the editor and the site draw it."""

        icon = "help"
        label = "Question of the survey"
        label_format = "{question}"
        template = "surveys/inline_question.html"
        description = "One question of the survey. Readers answer it in place and may go on from there."

    def get_default(self) -> Any:
        """With the survey picked already where there is only one."""
        from surveys import queries

        value = super().get_default()
        value["survey"] = value["survey"] or queries.only_survey()
        return value

    def clean(self, value: Any) -> Any:
        """The question has to be one that the chosen survey asks, so that the page never shows a gap."""
        from surveys import queries

        cleaned = super().clean(value)
        survey = cleaned["survey"]
        if survey is None or not cleaned["question"]:
            return cleaned  # a draft, saved or previewed before everything is picked
        if queries.newest_version(survey) is None or not survey.live:
            raise StructBlockValidationError(
                {"survey": ValidationError(NOT_PUBLISHED.format(title=survey.title))}
            )
        if cleaned["question"] not in {q.id for q in queries.askable_of(survey)}:
            raise StructBlockValidationError(
                {"question": ValidationError(NOT_OFFERED.format(title=survey.title))}
            )
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `ask`, an InlineQuestion, or None: then nothing is drawn. Three queries."""
        from surveys import queries

        survey = value.get("survey")
        ask = queries.inline_question(survey, value.get("question")) if survey else None
        return {**super().get_context(value, parent_context), "ask": ask}

    def get_preview_value(self) -> Any:
        """The first question of the first survey that has one."""
        from surveys import queries

        for survey, questions in queries.askable_questions():
            return self.normalize({"survey": survey, "question": questions[0].id})
        return self.normalize({"survey": None, "question": ""})
