"""Targets for weighting in the Wagtail admin: a list of waves, the variables of one, and a form for each."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from reports import weighting
from reports.models import Target
from reports.release.segments import SegmentPlan
from reports.wave_page import WavePage
from reports.weighting_form import WORDS, TargetForm
from surveys import queries as surveys
from surveys.logic.definition import Definition
from website.core.menu import entry_for


class TargetsPage(WavePage):
    permission_policy = policy_registry.get_by_type(Target, fallback=False)
    header_icon = "group"
    page_title = "Weighting"

    @cached_property
    def definition(self) -> Definition | None:
        """Of the newest version that the wave's people answered; None before the first publication."""
        versions = surveys.wave_versions(self.wave)
        return surveys.definition_of(versions[-1]) if versions else None

    def above(self) -> list[dict[str, Any]]:
        found = [
            *super().get_breadcrumbs_items(),
            {"url": reverse("reports_targets:index"), "label": "Weighting"},
        ]
        if "pk" in self.kwargs:
            found.append(
                {"url": reverse("reports_targets:wave", args=[self.wave.pk]), "label": str(self.wave)}
            )
        return found

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = self.above()
        return [*above, {**here, "url": ""}]


class TargetsListView(TargetsPage):
    """Every wave, and what it may be weighted by."""

    template_name = "reports/admin/targets_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "waves": weighting.overview()}


class WaveTargetsView(TargetsPage):
    """The targets of one wave."""

    template_name = "reports/admin/targets.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        d = self.definition
        saved = {each.variable: each for each in weighting.targets(self.wave)}
        plans = weighting.variables(d) if d else ()
        return {
            **super().get_context_data(**kwargs),
            "wave": self.wave,
            "is_published": d is not None,
            "variables": [
                (plan.segment, saved.get(plan.segment.id), _lines(d, saved.get(plan.segment.id)))
                for plan in plans
            ],
            "strange": [each for name, each in saved.items() if name not in {p.segment.id for p in plans}],
            "bounds": weighting.bounds(d) if d else None,
        }


def _lines(d: Definition | None, target: Target | None) -> list[weighting.Line]:
    return weighting.lines(d, target) if d and target else []


class TargetView(TargetsPage):
    """The form of one variable."""

    template_name = "reports/admin/target.html"

    @cached_property
    def plan(self) -> SegmentPlan:
        d = self.definition
        found = weighting.variable(d, self.kwargs["name"]) if d else None
        if found is None:
            raise Http404
        return found

    def form(self, data: Any = None) -> TargetForm:
        assert self.definition is not None
        saved = weighting.target(self.wave, self.plan.segment.id)
        smallest = weighting.bounds(self.definition).smallest
        return TargetForm(data, instance=saved, plan=self.plan, smallest=smallest)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.above(), {"url": "", "label": self.plan.segment.label}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        segment = self.plan.segment
        return {
            **super().get_context_data(**kwargs),
            "wave": self.wave,
            "segment": segment,
            "form": kwargs.get("form") or self.form(),
            "levels": [f"share_{level.code}" for level in segment.levels],
            "is_saved": weighting.target(self.wave, segment.id) is not None,
        }

    def post(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        label = self.plan.segment.label
        if request.POST.get("do") == "remove":
            weighting.remove(wave=self.wave, name=self.plan.segment.id, user=request.user)
            messages.success(request, f"{self.wave} has no target for “{label}” any more.")
            return redirect("reports_targets:wave", pk)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        weighting.save(
            wave=self.wave,
            name=self.plan.segment.id,
            shares=form.shares,
            words={field: form.cleaned_data[field].strip() for field in WORDS},
            user=request.user,
        )
        messages.success(request, f"Saved. {self.wave} can be weighted by “{label}”.")
        return redirect("reports_targets:wave", pk)


class TargetsViewSet(ViewSet):  # type: ignore[misc]  # wagtail has no types
    name = "reports_targets"
    url_prefix = "reports/targets"
    icon = "group"
    menu_label = "Weighting"
    menu_order = 167
    add_to_admin_menu = True
    menu_item_class = entry_for(Target, "change")

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", TargetsListView.as_view(), name="index"),
            path("<int:pk>/", WaveTargetsView.as_view(), name="wave"),
            path("<int:pk>/<slug:name>/", TargetView.as_view(), name="edit"),
        ]
