"""The analyst's explorer: one page whose address is the whole question, and its workbook."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from reports.datasets import NeverPublished
from reports.explorer import choice as choosing
from reports.explorer import display, history, limits, saved, weights_wording, wording
from reports.explorer.asking import Found, Place, ask, place_of
from reports.explorer.book import CONTENT_TYPE, book
from reports.explorer.choice import Choice
from reports.explorer.weights import LABELS, NotWeighed
from reports.models import Target
from surveys import queries as surveys

MAY_EXPLORE = "reports.explore_answers"


@dataclass(frozen=True)
class Asked:
    """What the address says, and what came of it. `refusal`: why there are no tables; `not_weighed`: because
    of the targets.
    """

    place: Place | None = None
    choice: Choice | None = None
    found: Found | None = None
    refusal: str = ""
    not_weighed: bool = False


class Explorers(PermissionRequiredMixin):
    """Whoever may look at exact tables."""

    permission_required = MAY_EXPLORE
    raise_exception = True


class ExplorerView(Explorers, WagtailAdminTemplateMixin, TemplateView):
    """GET shows tables, or sends them as a workbook; POST keeps the address as a view."""

    template_name = "reports/explorer/page.html"
    page_title = "Explorer"
    header_icon = "table"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": reverse("reports_explorer"), "label": self.page_title}
        return [*super().get_breadcrumbs_items(), here]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = self.asked()
        is_file = request.GET.get("format") == "xlsx" and asked.found is not None
        if asked.place and asked.choice and asked.found:
            action = history.TAKEN if is_file else history.LOOKED
            history.note(wave=asked.place.wave, choice=asked.choice, by=request.user, action=action)
            if is_file:
                return self.workbook(asked.place, asked.choice, asked.found)
        return self.render_to_response(
            self.get_context_data(asked=asked), status=422 if asked.refusal else 200
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        name, is_shared = request.POST.get("name", ""), "is_shared" in request.POST
        try:
            view = saved.save_view(owner=request.user, name=name, query=query, is_shared=is_shared)
        except saved.NotSaved as refusal:
            context = self.get_context_data(asked=self.asked(), not_saved=str(refusal), name=name)
            return self.render_to_response(context, status=422)
        messages.success(request, f"“{view}” is saved.")
        return redirect(f"{reverse('reports_explorer')}?{saved.cleaned(query)}")

    def asked(self) -> Asked:
        """Reads the address and counts. Everything that can go wrong is a sentence."""
        wave = next((w for w in self.waves if str(w.pk) == self.request.GET.get("wave")), None)
        if wave is None:
            return Asked()
        try:
            place = place_of(wave)
        except NeverPublished:
            return Asked(refusal="The survey of this wave was never published, so nobody has answered it.")
        offer = place.offer
        choice = choosing.read(
            self.request.GET, place.catalogue, weights=offer.names, no_weights=offer.lacking
        )
        if not choice.rows:
            return Asked(place, choice)
        try:
            return Asked(place, choice, ask(place, choice))
        except limits.TooMuch as refusal:
            return Asked(place, choice, refusal=str(refusal))
        except NotWeighed as refusal:
            return Asked(place, choice, refusal=str(refusal), not_weighed=True)

    @property
    def waves(self) -> list[Any]:
        return list(surveys.real_waves().select_related("survey").order_by("survey__title", "-number"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`asked` is always given."""
        asked: Asked = kwargs["asked"]
        context = super().get_context_data(**kwargs) | {
            "waves": self.waves,
            "bases": choosing.BASES,
            "corrections": choosing.CORRECTIONS,
            "shows": choosing.SHOWS,
            "views": saved.views_for(self.request.user),
            "mark": wording.NOT_FOR_PUBLICATION,
            "why_not": wording.WHY_NOT,
        }
        if asked.place is None or asked.choice is None:
            return context
        context |= _form(asked.place, asked.choice)
        context["targets"] = self.targets(asked.place)
        if asked.found is not None:
            sheet, weights = asked.found.sheet, asked.found.weights
            context |= {
                "query": asked.choice.query(asked.place.wave.pk),
                "people": sheet.people[0],
                "spans": display.spans(sheet),
                "heads": sheet.banner.heads,
                "tables": display.tables(sheet, asked.choice),
                "filtered": wording.filters(asked.choice),
                "nowhere": wording.nowhere(sheet),
                "weighted": weights_wording.shown(weights) if weights else None,
                "weights_heads": weights_wording.HEADS,
            }
        return context

    def targets(self, place: Place) -> str:
        """Address of the wave's targets, for who may write them; empty for others."""
        policy = policy_registry.get_by_type(Target, fallback=False)
        if not policy.user_has_permission(self.request.user, "change"):
            return ""
        return reverse("reports_targets:wave", args=[place.wave.pk])

    def workbook(self, place: Place, choice: Choice, found: Found) -> HttpResponse:
        answer = HttpResponse(book(place, choice, found), content_type=CONTENT_TYPE)
        name = f"{place.wave.survey.slug}-wave-{place.wave.number}-not-for-publication.xlsx"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "no-store"
        return answer


def _form(place: Place, choice: Choice) -> dict[str, Any]:
    """What the boxes of the form offer, and which are ticked."""
    known = place.catalogue
    suggested = [known.variables[name] for name in known.banners]
    others = known.groups(lambda v: v.can_split and v.name not in known.banners)
    return {
        "weights": {name: LABELS[name] for name in place.offer.names},
        "row_groups": [
            _group(heading, found, choice.rows) for heading, found in known.groups(lambda v: True).items()
        ],
        "suggested": [(variable, variable in choice.segments) for variable in suggested],
        "other_groups": [_group(heading, found, choice.segments) for heading, found in others.items()],
        "filters": [
            (each.variable, [(level, level in each.levels) for level in _offered(each.variable)])
            for each in choice.filters
        ],
        "filter_groups": known.groups(lambda v: v.can_split),
    }


def _group(heading: str, found: list[Any], chosen: tuple[Any, ...]) -> dict[str, Any]:
    ticked = sum(variable in chosen for variable in found)
    return {"heading": heading, "ticked": ticked, "variables": [(v, v in chosen) for v in found]}


def _offered(variable: Any) -> Any:
    """Levels to filter by: of several answers, only the ones that can be chosen."""
    return variable.valid if variable.kind == "bits" else variable.levels


class OpenView(Explorers, View):
    """Leads from a saved view to the explorer; what is kept is read and checked there."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = get_object_or_404(saved.views_for(request.user), pk=pk)
        return redirect(f"{reverse('reports_explorer')}?{saved.cleaned(view.query)}")


class DeleteView(Explorers, WagtailAdminTemplateMixin, TemplateView):
    """GET asks, POST deletes. Only one's own."""

    template_name = "reports/explorer/delete.html"
    page_title = "Delete a saved view"
    header_icon = "bin"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "view": self.own(self.kwargs["pk"])}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = self.own(pk)
        saved.delete_view(view=view)
        messages.success(request, f"“{view}” is deleted.")
        return redirect("reports_explorer")

    def own(self, pk: int) -> saved.SavedView:
        user: Any = self.request.user
        view = saved.views_for(user).filter(owner=user, pk=pk).first()
        if view is None:
            raise Http404
        return view
