"""What whole pages show of surveys."""

from typing import Any

from django import template

from surveys import landing, queries
from surveys.views import begun_mark

register = template.Library()


@register.simple_tag(takes_context=True)
def survey_landing(context: dict[str, Any]) -> landing.Landing:
    """The landing page in words, from what SurveyPage puts into the context."""
    preview = bool(getattr(context.get("request"), "is_preview", False))
    return landing.landing_of(
        context["page"].title, context["questionnaire"], context["wave_state"], preview=preview
    )


@register.simple_tag(takes_context=True)
def begun_here(context: dict[str, Any]) -> queries.Begun | None:
    """What waits on the browser that opens the landing page; None in a preview."""
    request = context.get("request")
    if request is None or getattr(request, "is_preview", False):
        return None
    return begun_mark.begun(request, context["page"])


@register.inclusion_tag("surveys/inline_question.html")
def inline_question(survey: Any, question_id: str) -> dict[str, Any]:
    """One question of a survey (its page, or its slug) to be answered in place; nothing if it cannot be
    asked. The markup is the same for every reader. Three queries.
    """
    return {"ask": queries.inline_question(survey, question_id)}
