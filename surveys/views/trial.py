"""Try a survey out as an editor: a cookie of its own, and only for who may edit the page."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from surveys import actions, queries
from surveys.models import Response, SurveyPage
from website.core import ids

TRIAL_COOKIE = "overlap_trial"
"""Holds the token of the trial that this browser is in, beside the one of real answers."""


def trial_of(request: HttpRequest, slug: str) -> Response | None:
    """The trial that this browser is in, if whoever signed in here may edit the survey. Without the cookie
    nothing is read.
    """
    token = request.COOKIES.get(TRIAL_COOKIE, "")
    user = getattr(request, "user", None)
    if not token or user is None or not user.is_authenticated:
        return None
    response = queries.trial_response(token, slug)
    if response is None or not may_edit(user, response.survey):
        return None
    request.trial = response  # type: ignore[attr-defined]  # the banner's, see answering_base.html
    return response


def is_trial(response: Response) -> bool:
    return bool(response.source == queries.TRIAL)


def may_edit(user: Any, survey: SurveyPage) -> bool:
    return bool(survey.permissions_for_user(user).can_edit())


class TryOutView(WagtailAdminTemplateMixin, TemplateView):
    """GET says what a trial is; POST begins one, in place of the one that was under way."""

    template_name = "surveys/admin/try_out.html"
    page_title = "Try it out"
    header_icon = "view"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        survey = editable(self.request, self.kwargs["pk"])
        version = queries.newest_version(survey)
        return {
            **super().get_context_data(**kwargs),
            "survey": survey,
            "version": version,
            "can_begin": survey.live and version is not None,
            "days": actions.TRIAL_DAYS,
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        survey = editable(request, pk)
        if not survey.live or queries.newest_version(survey) is None:
            return HttpResponseRedirect(request.path)
        response = actions.start_trial(survey=survey)
        answer = HttpResponseRedirect(_address(survey))
        answer.set_cookie(
            TRIAL_COOKIE,
            queries.trial_token(response),
            path=_address(survey),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return answer


@require_POST
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete the trial and go back to the editor. Http404 for whoever is in none."""
    trial = trial_of(request, slug)
    if trial is None:
        raise Http404
    survey = trial.survey
    actions.end_trial(response=trial)
    answer = HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[survey.pk]))
    answer.delete_cookie(TRIAL_COOKIE, path=_address(survey), samesite="Lax")
    return answer


def editable(request: HttpRequest, pk: int) -> SurveyPage:
    """The survey. Http404 for none, PermissionDenied for who may not edit it."""
    survey = queries.survey_page(pk) if ids.possible(pk) else None
    if survey is None:
        raise Http404
    if not may_edit(request.user, survey):
        raise PermissionDenied
    return survey


def _address(survey: SurveyPage) -> str:
    return reverse("surveys:go_on", kwargs={"slug": survey.slug})
