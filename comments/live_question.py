"""The question that stays open where comments are closed."""

from comments.presentation import Question
from surveys import queries as surveys


def find() -> Question | None:
    """Of the first public survey that asks one alone: the first that people like to show, or else the first.

    Two queries, and one more for each survey that has none.
    """
    for survey, questions in surveys.askable_questions():
        chosen = next((question for question in questions if question.chip), questions[0])
        return Question(survey=survey.slug, id=chosen.id)
    return None
