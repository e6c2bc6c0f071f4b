"""Invitations in the Wagtail admin: the list, the upload of addresses, sending, reminding, revoking."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permissions import policy_registry

from surveys import actions, addresses, queries
from surveys.actions.invitations import NotNow
from surveys.models import Invitation, Wave
from surveys.queries import invitations as reads
from website.core import formatting

#: Lines of one kind that a page lists; the rest is counted.
LISTED = 50


class InvitationFilter(WagtailFilterSet):
    """By wave, and by how far an invitation has come."""

    wave = django_filters.ModelChoiceFilter(queryset=lambda request: queries.real_waves(), label="Wave")
    state = django_filters.ChoiceFilter(choices=tuple(reads.STATES.items()), label="State", method="by_state")

    class Meta:
        model = Invitation
        fields: list[str] = []

    def by_state(self, queryset: QuerySet[Invitation], name: str, value: str) -> QuerySet[Invitation]:
        return reads.in_state(queryset, value)


class InvitationIndexView(generic.IndexView):
    """Every invitation, the newest wave first."""

    def get_base_queryset(self) -> QuerySet[Invitation]:
        return reads.invitations()

    @property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_buttons
        number = self.request.GET.get("wave", "")
        wave = queries.wave_by_id(int(number)) if number.isascii() and number.isdigit() else None
        if self.user_has_permission("add"):
            url = reverse("surveys_invitation:waves")
            if wave is not None:
                url = reverse("surveys_invitation:upload", args=[wave.pk])
            buttons.append(HeaderButton("Add addresses", url=url, icon_name="plus"))
            if wave is not None:
                url = reverse("surveys_invitation:send", args=[wave.pk])
                buttons.append(HeaderButton("Send or remind", url=url, icon_name="mail"))
        return buttons

    def get_list_more_buttons(self, instance: Invitation) -> list[Any]:
        if instance.is_revoked or not self.user_has_permission("change"):
            return []
        url = reverse("surveys_invitation:revoke", args=[instance.pk])
        return [Button("Revoke", url=url, icon_name="cross", priority=10)]


class _Page(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page of our own below the list."""

    permission_policy = policy_registry.get_by_type(Invitation, fallback=False)
    permission_required = "add"
    page_title = "Invitations"
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[Any]:
        here = [
            {"url": reverse("surveys_invitation:index"), "label": "Invitations"},
            {"url": "", "label": self.page_title},
        ]
        return [*super().get_breadcrumbs_items(), *here]

    def wave(self) -> Wave:
        return get_object_or_404(queries.real_waves().select_related("survey"), pk=self.kwargs["pk"])


class WavesView(_Page):
    """Which wave is meant: one line each, with numbers."""

    template_name = "surveys/admin/invitation_waves.html"
    permission_required = "view"
    page_title = "Waves"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waves = queries.real_waves().select_related("survey")
        lines = [(wave, reads.invitation_counts(wave)) for wave in waves[:LISTED]]
        return {**super().get_context_data(**kwargs), "lines": lines}


class UploadView(_Page):
    """A file or pasted lines; then a page that says what would be added; only its button adds."""

    template_name = "surveys/admin/invitation_upload.html"
    page_title = "Add addresses"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        limits = {"lines": formatting.number(addresses.MOST_LINES)}
        return {**super().get_context_data(**kwargs), "wave": self.wave(), "limits": limits}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """`do` is `look`, which changes nothing, or `add`."""
        wave, typed = self.wave(), request.POST.get("addresses", "")
        try:
            file = request.FILES.get("file")
            if file is not None:
                # One byte more than is allowed tells that there is more; the rest is never read.
                typed = addresses.decoded(file.read(addresses.MOST_BYTES + 1))
            found = addresses.read(
                typed, known=reads.invited_addresses(wave), declined=reads.declined_addresses()
            )
            if request.POST.get("do") == "add":
                added = actions.invite(wave=wave, addresses=found.new)
                messages.success(
                    request, f"Added {formatting.count(added, 'address', 'addresses')}. Nothing is sent yet."
                )
                return redirect("surveys_invitation:send", wave.pk)
        except (addresses.Refused, NotNow) as refusal:
            context = {"refusal": str(refusal), "typed": typed[: addresses.MOST_BYTES]}
            return render(request, self.template_name, {**self.get_context_data(), **context}, status=422)
        return render(request, self.template_name, {**self.get_context_data(), **_plan(found)})


class SendView(_Page):
    """How the invitations of a wave stand; GET shows the progress, POST sends or reminds."""

    template_name = "surveys/admin/invitation_send.html"
    permission_required = "change"
    page_title = "Send and remind"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wave = self.wave()
        return {
            **super().get_context_data(**kwargs),
            "wave": wave,
            "is_open": queries.current_wave(wave.survey) == wave,
            "counts": reads.invitation_counts(wave),
            "days_apart": reads.DAYS_APART,
            "most_reminders": reads.MOST_REMINDERS,
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """`do` is `send` or `remind`."""
        wave = self.wave()
        act = {"send": actions.send_invitations, "remind": actions.send_reminders}.get(
            request.POST.get("do", "")
        )
        try:
            if act is None:
                raise NotNow("Choose one of the buttons.")
            queued = act(wave=wave)
        except NotNow as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, f"On their way: {formatting.count(queued, 'mail')}, a batch each minute."
            )
        return redirect("surveys_invitation:send", wave.pk)


class RevokeView(_Page):
    """Asks before a link is made worthless."""

    template_name = "surveys/admin/invitation_revoke.html"
    permission_required = "change"
    page_title = "Revoke"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invitation = get_object_or_404(reads.invitations(), pk=self.kwargs["pk"])
        return {**super().get_context_data(**kwargs), "invitation": invitation}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        invitation = get_object_or_404(Invitation, pk=pk)
        actions.revoke_invitation(invitation=invitation)
        messages.success(request, f"The link of {invitation.email} opens nothing any more.")
        return redirect(f"{reverse('surveys_invitation:index')}?wave={invitation.wave_id}")


def _plan(found: addresses.AddressList) -> dict[str, Any]:
    """What the dry run prints: numbers, the first lines of each kind, and the addresses for the button."""
    return {
        "plan": found,
        "first": found.new[:LISTED],
        "more": {
            kind: max(0, len(getattr(found, kind)) - LISTED) for kind in ("new", "twice", "declined", "wrong")
        },
        "twice": found.twice[:LISTED],
        "declined": found.declined[:LISTED],
        "wrong": found.wrong[:LISTED],
        "typed": "\n".join(found.new),
    }


def _state(invitation: Invitation) -> str:
    state = reads.STATES[reads.state_of(invitation)]
    return f"{state} (demo data)" if invitation.is_demo else state


class InvitationViewSet(ModelViewSet):
    """No form writes an invitation, and none is deleted: an address that came again would begin again."""

    model = Invitation
    name = "surveys_invitation"
    url_prefix = "surveys/invitations"
    icon = "mail"
    menu_label = "Invitations"
    menu_order = 300
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = InvitationIndexView
    filterset_class = InvitationFilter
    search_fields: ClassVar[list[str]] = ["email"]
    list_per_page = 100
    list_display: ClassVar[list[Any]] = [
        "email",
        Column("wave", accessor="wave", label="Wave"),
        Column("survey", accessor="wave.survey.title", label="Survey"),
        Column("state", accessor=_state, label="State"),
        Column("sent_on", label="Sent", sort_key="sent_on"),
        Column("reminded_on", label="Last reminder", sort_key="reminded_on"),
    ]
    form_fields: ClassVar[list[str]] = []

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("waves/", WavesView.as_view(), name="waves"),
            path("upload/<int:pk>/", UploadView.as_view(), name="upload"),
            path("send/<int:pk>/", SendView.as_view(), name="send"),
            path("revoke/<int:pk>/", RevokeView.as_view(), name="revoke"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("history", "usage", "add", "edit", "delete", "inspect")
        return {**super().get_common_view_kwargs(**kwargs), **{f"{name}_url_name": None for name in names}}

    def register_admin_url_finder(self) -> None:
        """An invitation has no page to edit it on."""
