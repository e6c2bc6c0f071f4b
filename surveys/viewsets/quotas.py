"""A wave's quotas in the admin: a list, a form, and a question before one goes."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from surveys import actions, queries
from surveys.models import Quota
from surveys.viewsets.pages import WavePageView

LONGEST_WORDING = 110


class PlacesForm(forms.Form):
    """Name and number of places."""

    title = forms.CharField(
        label="Name", max_length=120, help_text="For example: Freelancers. Only the people here read it."
    )
    target = forms.IntegerField(
        label="Places",
        min_value=0,
        max_value=2**31 - 1,
        help_text="Once so many people are complete, the next one with these answers reads that the places "
        "are taken, and is not counted.",
    )


class QuotaForm(PlacesForm):
    """With the answers of one question."""

    options = forms.MultipleChoiceField(
        label="Answers", widget=forms.CheckboxSelectMultiple, help_text="Whoever gives one of these belongs."
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["options"].choices = choices  # type: ignore[attr-defined]  # a field with choices, as declared above
        self.order_fields(["options", "title", "target"])


class QuotaPageView(WavePageView):
    permission_policy = policy_registry.get_by_type(Quota, fallback=False)
    header_icon = "group"
    page_title = "Quotas"

    @cached_property
    def quota(self) -> Quota:
        quota = queries.quota_of_wave(self.kwargs["pk"], self.kwargs["quota"])
        if quota is None:
            raise Http404
        return quota

    def back(self) -> HttpResponse:
        return redirect("surveys_wave:quotas", self.kwargs["pk"])


class QuotaListView(QuotaPageView):
    permission_required = "view"
    template_name = "surveys/admin/quotas.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        lines = queries.quota_lines(context["wave"].pk, context["wave"].survey)
        may_change = self.user_has_permission("change")
        return {**context, "lines": lines, "may_change": may_change}


class AddQuotaView(QuotaPageView):
    """First the question, then its answers and the places; works without a script."""

    permission_required = "add"
    template_name = "surveys/admin/quota_form.html"
    page_title = "New quota"

    @cached_property
    def questions(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        return queries.quota_choices(self.wave.survey)

    @property
    def question(self) -> tuple[str, str, list[tuple[str, str]]] | None:
        wanted = self.request.GET.get("question", "")
        return next((each for each in self.questions if each[0] == wanted), None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.question is not None and "form" not in context:
            context["form"] = QuotaForm(choices=self.question[2])
        offered = [
            (code, text if len(text) <= LONGEST_WORDING else f"{text[:LONGEST_WORDING]}…")
            for code, text, _ in self.questions
        ]
        return {**context, "questions": offered, "question": self.question}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.question is None:
            return redirect("surveys_wave:quota_new", pk)
        form = QuotaForm(request.POST, choices=self.question[2])
        if form.is_valid():
            try:
                quota = actions.add_quota(
                    wave=self.wave,
                    question_id=self.question[0],
                    **_cleaned(form, "title", "options", "target"),
                )
            except actions.QuotaRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, f"“{quota}” is there, with {quota.target - quota.taken} places left."
                )
                return self.back()
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ChangeQuotaView(QuotaPageView):
    """Name and places. The answers stay: who has a place has it for them."""

    permission_required = "change"
    template_name = "surveys/admin/quota_form.html"
    page_title = "Change a quota"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if "form" not in context:
            context["form"] = PlacesForm(initial={"title": self.quota.title, "target": self.quota.target})
        lines = queries.quota_lines(context["wave"].pk, context["wave"].survey)
        line = next(line for line in lines if line.quota.pk == self.quota.pk)
        delete = reverse("surveys_wave:quota_delete", args=[context["wave"].pk, self.quota.pk])
        return {**context, "line": line, "delete_url": delete}

    def post(self, request: HttpRequest, pk: int, quota: int) -> HttpResponse:
        form = PlacesForm(request.POST)
        if form.is_valid():
            try:
                changed = actions.change_quota(quota=self.quota, **_cleaned(form, "title", "target"))
            except actions.QuotaRefused as refusal:
                form.add_error("target", str(refusal))
            else:
                messages.success(request, f"“{changed}” was changed.")
                return self.back()
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DeleteQuotaView(QuotaPageView):
    """GET asks, POST deletes."""

    permission_required = "delete"
    template_name = "surveys/admin/quota_delete.html"
    page_title = "Delete a quota"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "quota": self.quota}

    def post(self, request: HttpRequest, pk: int, quota: int) -> HttpResponse:
        title = self.quota.title
        actions.delete_quota(quota=self.quota)
        messages.success(request, f"“{title}” was deleted. Who had a place stays in the wave.")
        return self.back()


def _cleaned(form: forms.Form, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names}
