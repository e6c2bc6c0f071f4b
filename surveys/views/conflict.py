"""Two devices saved the same section: both versions side by side, nothing stored until one is chosen."""

from django.http import HttpResponse
from django.shortcuts import render

from surveys import wording
from surveys.logic.definition import Question
from surveys.logic.validation import Reading
from surveys.views.place import Place, Posted

#: Belong to the page that was left behind, not to the answers on it.
_NOT_REPEATED = frozenset({"csrfmiddlewaretoken", "revision", "to", "page", "turn", "seconds"})


def collides(place: Place, reading: Reading) -> bool:
    """Whether what was posted differs from what another device has stored in this section.

    What could not be read counts as different: it was typed, and the other device has something else there.
    """
    typed = any(_typed(reading, q) for q in place.definition.in_section(place.section.id))
    return typed or not place.is_same_here(reading.answers, place.draft.answers)


def two_versions(place: Place, reading: Reading, posted: Posted) -> HttpResponse:
    """Both versions where they differ, what was typed on this page as it was typed. HTTP 409."""
    mine, theirs = place.in_plain_words(reading.answers), place.in_plain_words(place.draft.answers)
    for q in place.definition.in_section(place.section.id):
        lines = tuple(("As typed", text) for text in _typed(reading, q))
        if lines and q.id in mine:
            mine[q.id] = wording.PlainAnswer(q.id, q.number, mine[q.id].words, lines)
    differing = [
        q.id for q in place.definition.in_section(place.section.id) if mine.get(q.id) != theirs.get(q.id)
    ]
    context = {
        "survey": place.survey,
        "title": wording.curly(place.section.title),
        "amends": place.draft.amends,
        "pairs": [_pair(q, mine, theirs) for q in differing],
        "is_whole": len(differing) == len(mine.keys() | theirs.keys()),
        "fields": [
            (name, text) for name, texts in posted.items() for text in texts if name not in _NOT_REPEATED
        ],
        "to": posted.get("to", ["next"])[-1],
        "revision": place.response.revision,
        "action": place.address,
    }
    return render(place.request, "pages/conflict.html", context, status=409)


def _pair(
    question_id: str, mine: dict[str, wording.PlainAnswer], theirs: dict[str, wording.PlainAnswer]
) -> dict[str, object]:
    """One question with what each version says to it; None where that version does not ask it."""
    here, there = mine.get(question_id), theirs.get(question_id)
    question = here or there
    return {"words": question.words if question else "", "here": here, "there": there}


def _typed(reading: Reading, q: Question) -> list[str]:
    """What stands in the fields of a question that could not be read; nothing where they were left blank."""
    labels = {option.code: wording.curly(option.label) for option in (*q.options, *q.columns)}
    return [
        labels.get(text, text)
        for name in reading.errors
        if name == q.id or name.startswith(f"{q.id}__")
        for text in reading.typed.get(name, ())
        if text.strip()
    ]
