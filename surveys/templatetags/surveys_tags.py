"""What whole pages show of surveys."""

from typing import Any

from django import template

from surveys import landing

register = template.Library()


@register.simple_tag(takes_context=True)
def survey_landing(context: dict[str, Any]) -> landing.Landing:
    """The landing page in words, from what SurveyPage puts into the context."""
    preview = bool(getattr(context.get("request"), "is_preview", False))
    return landing.landing_of(
        context["page"].title, context["questionnaire"], context["wave_state"], preview=preview
    )
