"""Responses that wait for an analyst: a list, one in plain words, and two buttons."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from surveys import actions, queries
from surveys.models import Response
from website.core.menu import entry_for


class QuarantineView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_policy = policy_registry.get_by_type(Response, fallback=False)
    permission_required = "review"
    template_name = "surveys/admin/quarantine.html"
    page_title = "Quarantine"
    header_icon = "warning"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": reverse("surveys_quarantine:index"), "label": "Quarantine"}
        return [*super().get_breadcrumbs_items(), here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "waiting": [(each, queries.reason_in_words(each)) for each in queries.waiting_in_quarantine()],
            "kept_out": [(each, queries.reason_in_words(each)) for each in queries.kept_out()],
        }


class ReviewView(QuarantineView):
    """One response in plain words. POST decides."""

    template_name = "surveys/admin/quarantined.html"

    def found(self) -> Response:
        response = queries.quarantined_response(self.kwargs["pk"])
        if response is None:
            raise Http404
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        response = self.found()
        sections = queries.in_plain_words(response)
        reason = queries.reason_in_words(response)
        context = super(QuarantineView, self).get_context_data(**kwargs)
        return {**context, "response": response, "reason": reason, "sections": sections}

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        response = queries.quarantined_response(pk)
        decision = request.POST.get("decision")
        if response is None:
            messages.info(request, "Somebody else decided on that one, or it was taken back.")
        elif decision == "count":
            actions.count_in(response=response, by=request.user)
            messages.success(request, "It counts now, from the next release on. The wave's history says so.")
        elif decision == "keep_out":
            actions.keep_out(response=response, by=request.user)
            messages.success(request, "It stays out, and in the account. The wave's history says so.")
        else:
            messages.error(request, "Choose one of the two buttons. Nothing was changed.")
            return redirect("surveys_quarantine:review", pk)
        return redirect("surveys_quarantine:index")


class QuarantineViewSet(ViewSet):
    name = "surveys_quarantine"
    url_prefix = "surveys/quarantine"
    icon = "warning"
    menu_label = "Quarantine"
    menu_order = 400
    menu_item_class = entry_for(Response, "review")

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", QuarantineView.as_view(), name="index"),
            path("<uuid:pk>/", ReviewView.as_view(), name="review"),
        ]
