"""What every admin page about one wave shares."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from surveys import queries
from surveys.models import Response, Wave


class WavePageView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page about the wave that its address names."""

    permission_policy = policy_registry.get_by_type(Response, fallback=False)
    permission_required = "review"
    header_icon = "date"

    @property
    def wave(self) -> Wave:
        """Http404 for a wave that is not there, and for the one that holds trials."""
        wave = queries.real_wave(self.kwargs["pk"])
        if wave is None:
            raise Http404
        return wave

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("surveys_wave:index"), "label": "Waves"}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "wave": self.wave}
