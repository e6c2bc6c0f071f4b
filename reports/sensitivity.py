"""The analyst's page: headline figures with and without careless answers."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from reports import actions
from surveys import queries as surveys


class SensitivityView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """Exact, counted from the responses at each call; for people who may see single responses anyway."""

    permission_required = "surveys.review_response"
    raise_exception = True
    template_name = "reports/admin/sensitivity.html"
    page_title = "With and without careless answers"
    header_icon = "view"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": reverse("reports_sensitivity"), "label": self.page_title}
        return [*super().get_breadcrumbs_items(), here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waves = list(surveys.real_waves().select_related("survey"))
        chosen = next((wave for wave in waves if str(wave.pk) == self.request.GET.get("wave")), None)
        found = None if chosen is None else actions.sensitivity_of(wave=chosen)
        context = super().get_context_data(**kwargs)
        return {**context, "waves": waves, "wave": chosen, "found": found, "lines": _lines(found)}


def _lines(found: Any) -> list[dict[str, Any]]:
    """A dictionary a figure; the item's name only on its first."""
    lines: list[dict[str, Any]] = []
    before = None
    for figure in found.figures if found else ():
        lines.append(
            {
                "item": "" if figure.item == before else figure.item,
                "label": figure.label,
                "unit": " %" if figure.is_share else "",
                "published": figure.value("published"),
                "everybody": figure.value("everybody"),
                "everybody_shift": figure.shift("everybody"),
                "unmarked": figure.value("unmarked"),
                "unmarked_shift": figure.shift("unmarked"),
            }
        )
        before = figure.item
    return lines
