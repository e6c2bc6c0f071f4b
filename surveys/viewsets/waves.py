"""Waves in the Wagtail admin."""

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from surveys import actions, queries
from surveys.models import Wave
from surveys.viewsets.days import moment
from surveys.viewsets.dispositions import DispositionsView
from surveys.viewsets.exports import ExportView
from surveys.viewsets.pages import WavePageView
from surveys.viewsets.quotas import AddQuotaView, ChangeQuotaView, DeleteQuotaView, QuotaListView
from surveys.viewsets.wave_form import WaveForm
from website.core.filters import SafeFilterSet


class WaveIndexView(generic.IndexView):
    """The list of waves, with what can be done to each. It leaves out the ones that hold trials."""

    base_filterset_class = SafeFilterSet

    def get_base_queryset(self) -> Any:
        return queries.real_waves().select_related("survey")

    def get_add_url(self) -> str | None:
        """From a list of one survey's waves, the form begins with that survey."""
        url: str | None = super().get_add_url()
        named = self.request.GET.get("survey", "")
        return f"{url}?{urlencode({'survey': named})}" if url and named else url

    def get_list_more_buttons(self, instance: Wave) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        for page in WAVE_PAGES:
            if page.allowed(self.request.user):
                url = reverse(f"surveys_wave:{page.name}", args=[instance.pk])
                buttons.append(Button(page.verb, url=url, icon_name=page.icon, priority=30))
        if self.user_has_permission("change"):
            for action in WAVE_ACTIONS:
                if action.fits(instance):
                    url = reverse(f"surveys_wave:{action.name}", args=[instance.pk])
                    buttons.append(Button(action.verb, url=url, icon_name=action.icon, priority=15))
        return buttons


class WaveAddView(generic.CreateView):
    """Begins with the survey that was named, or with the only one, and with its next number."""

    def get_initial_form_instance(self) -> Wave | None:
        survey = queries.survey_for_new_wave(self.request.GET.get("survey", ""))
        return None if survey is None else Wave(survey=survey, number=queries.next_wave_number(survey))


class WaveDeleteView(generic.DeleteView):
    """Refuses, with a sentence, to delete a wave that somebody has answered."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wave = get_object_or_404(Wave, pk=kwargs["pk"])
        if not self.user_has_permission("delete"):
            raise PermissionDenied
        if queries.wave_has_responses(wave):
            messages.error(request, f"{wave} has answers, so it can't be deleted. Close it instead.")
            return redirect("surveys_wave:index")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class WaveActionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Asks before it opens, ends or closes a wave. GET shows the question, POST acts."""

    permission_policy = policy_registry.get_by_type(Wave, fallback=False)
    permission_required = "change"
    template_name = "surveys/admin/wave_action.html"
    page_title = "Waves"
    header_icon = "date"
    name: ClassVar[str] = ""
    verb: ClassVar[str] = ""
    icon: ClassVar[str] = ""
    question: ClassVar[str] = ""
    done: ClassVar[str] = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("surveys_wave:index"), "label": "Waves"}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.verb}]

    @classmethod
    def fits(cls, wave: Wave) -> bool:
        raise NotImplementedError

    def act(self, wave: Wave) -> Wave | None:
        """A wave that was made: its form is where to go on."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wave = get_object_or_404(Wave.objects.select_related("survey"), pk=self.kwargs["pk"])
        return {**super().get_context_data(**kwargs), "wave": wave, "fits": self.fits(wave), "action": self}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        wave = get_object_or_404(Wave, pk=pk)
        if not self.fits(wave):
            messages.error(request, f"{wave} is {wave.get_status_display().lower()}; nothing was changed.")
            return redirect("surveys_wave:index")
        try:
            made = self.act(wave)
        except IntegrityError:
            messages.error(request, "Another wave of this survey is open. Close that one first.")
        else:
            messages.success(request, f"{wave}: {self.done}")
            if made is not None:
                return redirect("surveys_wave:edit", made.pk)
        return redirect("surveys_wave:index")


class OpenWaveView(WaveActionView):
    name, verb, icon = "open", "Open now", "play"
    question = "Open this wave now? People can begin at once."
    done = "open. People can begin."

    @classmethod
    def fits(cls, wave: Wave) -> bool:
        return bool(wave.status == Wave.Status.PLANNED)

    def act(self, wave: Wave) -> None:
        actions.open_wave(wave=wave)


class EndWaveView(WaveActionView):
    name, verb, icon = "end", "End", "pause"
    question = (
        "End this wave? Nobody can begin any more. "
        "Who has begun may still finish within the minutes of grace."
    )
    done = "ended. It closes for good when its minutes of grace are over."

    @classmethod
    def fits(cls, wave: Wave) -> bool:
        return bool(wave.status == Wave.Status.OPEN)

    def act(self, wave: Wave) -> None:
        actions.end_wave(wave=wave)


class CloseWaveView(WaveActionView):
    name, verb, icon = "close", "Close for good", "stop"
    question = (
        "Close this wave for good? Nothing more can be saved, "
        "not even by people who are answering at this moment."
    )
    done = "closed."

    @classmethod
    def fits(cls, wave: Wave) -> bool:
        return bool(wave.status == Wave.Status.OPEN)

    def act(self, wave: Wave) -> None:
        actions.close_wave(wave=wave)


class CopyWaveView(WaveActionView):
    name, verb, icon = "again", "Copy to a new wave", "copy"
    permission_required = "add"
    question = (
        "Make the next wave of this survey from this one? It gets the same title, quotas (with all places "
        "free), minutes of grace, way in and milestones, and no dates. The questionnaire's codes stay, "
        "so both waves compare."
    )
    done = "copied. Give the new wave its title and dates."

    @classmethod
    def fits(cls, wave: Wave) -> bool:
        return bool(wave.status != Wave.Status.TEST)

    def act(self, wave: Wave) -> Wave:
        return actions.copy_wave(wave=wave)


WAVE_ACTIONS: tuple[type[WaveActionView], ...] = (OpenWaveView, EndWaveView, CloseWaveView, CopyWaveView)


@dataclass(frozen=True)
class WavePage:
    """A page about a wave, as the list of waves offers it to those who may see it."""

    name: str
    verb: str
    icon: str
    view: type[WavePageView]

    def allowed(self, user: Any) -> bool:
        policy = self.view.permission_policy
        return bool(policy.user_has_permission(user, self.view.permission_required))


WAVE_PAGES = (
    WavePage("quotas", "Quotas", "group", QuotaListView),
    WavePage("dispositions", "Account of dispositions", "table", DispositionsView),
    WavePage("export", "Export single responses", "download", ExportView),
)


class WaveViewSet(ModelViewSet):
    model = Wave
    name = "surveys_wave"
    url_prefix = "surveys/waves"
    icon = "date"
    menu_label = "Waves"
    menu_order = 100
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = WaveIndexView
    add_view_class = WaveAddView
    delete_view_class = WaveDeleteView
    list_filter = ("survey", "status")
    list_display: ClassVar[list[Any]] = [
        "__str__",
        Column("survey", accessor="survey.title", label="Survey"),
        Column("status", accessor="get_status_display", label="Status", sort_key="status"),
        Column("opens_at", accessor=lambda wave: moment(wave.opens_at), label="Opens", sort_key="opens_at"),
        Column(
            "closes_at", accessor=lambda wave: moment(wave.closes_at), label="Closes", sort_key="closes_at"
        ),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("survey"),
            FieldRowPanel([FieldPanel("number"), FieldPanel("title")]),
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            FieldPanel("grace_minutes"),
            FieldPanel("entry"),
            FieldPanel("release_while_open"),
        ],
        base_form_class=WaveForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        own = [path(f"{view.name}/<int:pk>/", view.as_view(), name=view.name) for view in WAVE_ACTIONS]
        pages = [path(f"{page.name}/<int:pk>/", page.view.as_view(), name=page.name) for page in WAVE_PAGES]
        quotas = [
            path("quotas/<int:pk>/new/", AddQuotaView.as_view(), name="quota_new"),
            path("quotas/<int:pk>/<int:quota>/", ChangeQuotaView.as_view(), name="quota_edit"),
            path("quotas/<int:pk>/<int:quota>/delete/", DeleteQuotaView.as_view(), name="quota_delete"),
        ]
        return [*super().get_urlpatterns(), *own, *pages, *quotas]
