"""The question that stays open where comments are closed."""

from collections.abc import Collection

from comments.presentation import Question
from surveys import queries as surveys


def find(besides: Collection[Question] = ()) -> Question | None:
    """Of the first public survey that asks one alone: the first that people like to show, or else the first.

    Where the page asks a question itself (`besides`) it is one of those that follow, or else any other; the
    same again only where there is no other. One query.
    """
    asked: Question | None = None
    for survey, questions in surveys.askable_questions():
        all_of_it = [(Question(survey=survey.slug, id=question.id), question.chip) for question in questions]
        last = max((place for place, (one, _) in enumerate(all_of_it) if one in besides), default=-1)
        liked = sorted(all_of_it[last + 1 :] + all_of_it[: last + 1], key=lambda pair: not pair[1])
        fresh = next((one for one, _ in liked if one not in besides), None)
        if fresh is not None:
            return fresh
        asked = asked or liked[0][0]
    return asked
