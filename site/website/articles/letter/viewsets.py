"""Letters in the Wagtail admin: written and previewed like any content, sent from a page that asks first."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import DeleteView, EditView, IndexView, SnippetViewSet

from website.articles.letter import actions, queries
from website.articles.models import Letter
from website.core import formatting, mail

POLICY = ModelPermissionPolicy(Letter)
_WRITABLE = {Letter.Status.DRAFT, Letter.Status.SCHEDULED}


class LetterIndexView(IndexView):
    """The list of letters; the menu of each leads to its sending."""

    def get_list_more_buttons(self, instance: Letter) -> list[Any]:
        """Wagtail's own buttons, and ours."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.user_has_permission("change"):
            url = reverse("letters:send", args=[instance.pk])
            buttons.append(Button("Send", url=url, icon_name="mail", priority=15))
        return buttons


class LetterEditView(EditView):
    """A letter that has left cannot be written anew: its page of sending shows it instead."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to the page of sending where there is nothing left to edit."""
        letter = get_object_or_404(Letter, pk=kwargs["pk"])
        if letter.status not in _WRITABLE and POLICY.user_has_permission(request.user, "change"):
            return redirect("letters:send", letter.pk)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @property
    def header_more_buttons(self) -> list[Any]:
        """Wagtail's own, and the way to sending."""
        url = reverse("letters:send", args=[self.object.pk])
        return [*super().header_more_buttons, HeaderButton("Send", url=url, icon_name="mail", priority=10)]


class LetterDeleteView(DeleteView):
    """A letter that is on its way has to arrive first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse, with a sentence, while mails of it wait."""
        letter = get_object_or_404(Letter, pk=kwargs["pk"])
        if not POLICY.user_has_permission(request.user, "delete"):
            raise PermissionDenied
        if letter.status == Letter.Status.SENDING:
            messages.error(request, "This letter is being sent. It can be deleted when it has arrived.")
            return redirect("letters:list")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class SendView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What will be sent and to how many; GET asks or shows the progress, POST does one of four things."""

    permission_policy = POLICY
    permission_required = "change"
    template_name = "articles/admin/letter_send.html"
    page_title = "Send a letter"
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[Any]:
        """The list of letters, and where one is."""
        here = [{"url": reverse("letters:list"), "label": "Letters"}, {"url": "", "label": "Send"}]
        return [*super().get_breadcrumbs_items(), *here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`letter`, `progress`, `readers`, `email` of whoever looks."""
        letter = get_object_or_404(Letter, pk=self.kwargs["pk"])
        return {
            **super().get_context_data(**kwargs),
            "letter": letter,
            "is_written": letter.status in _WRITABLE,
            "progress": queries.progress(letter),
            "readers": queries.subscribers().count(),
            "email": getattr(self.request.user, "email", ""),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """`do` says which: test, now, later, back."""
        letter = get_object_or_404(Letter, pk=pk)
        try:
            said = self.act(letter, request.POST.get("do", ""))
        except (actions.NotNow, mail.NotAnAddress) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return redirect("letters:send", letter.pk)

    def act(self, letter: Letter, what: str) -> str:
        """Do it, and say what was done."""
        if what == "test":
            email = getattr(self.request.user, "email", "")
            if not email:
                raise actions.NotNow(
                    "Your account has no e-mail address. Add one under your name, then try once more."
                )
            actions.send_test(letter=letter, address=email)
            return f"A test is on its way to {email}."
        if what == "now":
            actions.begin(letter=letter)
            return f"On its way to {formatting.count(letter.recipients, 'reader')}, a batch each minute."
        if what == "later":
            actions.schedule(letter=letter)
            return f"Scheduled for {moment(letter.send_at)}."
        if what == "back":
            actions.unschedule(letter=letter)
            return "A draft again. Nothing will be sent."
        raise actions.NotNow("Choose one of the buttons.")


def moment(value: Any) -> str:
    """A date and a time as the site writes them."""
    return date_format(timezone.localtime(value), "j F Y, H:i") if value else ""


def state(letter: Letter) -> str:
    """One phrase for the list."""
    if letter.status == Letter.Status.SCHEDULED:
        return f"Scheduled for {moment(letter.send_at)}"
    if letter.status == Letter.Status.SENDING:
        progress = queries.progress(letter)
        return f"Being sent: {formatting.number(progress.left)} of {formatting.number(progress.recipients)}"
    if letter.status == Letter.Status.SENT:
        return f"Sent to {formatting.count(letter.recipients, 'reader')} on {moment(letter.sent_at)}"
    return "Draft"


class LetterViewSet(SnippetViewSet):
    """Write, preview, test, send; the list is the history."""

    model = Letter
    icon = "mail"
    menu_label = "Letters"
    menu_name = "letters"
    menu_order = 140
    add_to_admin_menu = True
    admin_url_namespace = "letters"
    base_url_path = "letters"
    copy_view_enabled = False
    add_to_reference_index = True
    index_view_class = LetterIndexView
    edit_view_class = LetterEditView
    delete_view_class = LetterDeleteView
    list_filter: ClassVar[list[str]] = ["status"]
    list_display: ClassVar[list[Any]] = ["title", Column("state", accessor=state, label="State")]
    search_fields: ClassVar[list[str]] = ["title", "intro"]

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's own, and the page of sending."""
        return [*super().get_urlpatterns(), path("send/<int:pk>/", SendView.as_view(), name="send")]
