"""The methods of each wave in the Wagtail admin: a list of waves, and a form with the eleven items."""

from typing import Any

from django.forms import ModelForm, Textarea
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from reports import methods
from reports.models import Methods
from reports.wave_page import WavePage
from website.core.menu import entry_for


class MethodsForm(ModelForm):  # type: ignore[type-arg]  # a class without type arguments when it runs
    """The eleven; each may wait until later."""

    class Meta:
        """Which fields, and how tall."""

        model = Methods
        fields = methods.ITEMS
        widgets = {name: Textarea(attrs={"rows": 3}) for name in methods.ITEMS}


class MethodsPageView(WavePage):
    permission_policy = policy_registry.get_by_type(Methods, fallback=False)
    header_icon = "doc-full"
    page_title = "Methods"


class MethodsListView(MethodsPageView):
    """Every wave, and what it still lacks."""

    template_name = "reports/admin/methods_list.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "waves": methods.overview(), "all": len(methods.ITEMS)}


class MethodsView(MethodsPageView):
    """The form of one wave. What nobody has written yet is proposed where the site knows it."""

    template_name = "reports/admin/methods.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("reports_methods:index"), "label": self.page_title}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": str(self.wave)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        saved = methods.of_wave(self.wave)
        known = methods.proposals(self.wave)
        empty = {name for name in methods.ITEMS if saved is None or not getattr(saved, name)}
        proposed = {name: text for name, text in known.items() if name in empty}
        form = kwargs.get("form") or MethodsForm(instance=saved, initial=proposed)
        return {
            **super().get_context_data(**kwargs),
            "wave": self.wave,
            "form": form,
            "proposed": [methods.label(name) for name in methods.ITEMS if name in proposed],
            "blank": [
                methods.label(name) for name in methods.ITEMS if name in empty and name not in proposed
            ],
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = MethodsForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        methods.save(wave=self.wave, words=form.cleaned_data, user=request.user)
        still = methods.missing(self.wave)
        if still:
            messages.warning(
                request, f"Saved. {self.wave} can't be released yet; still empty: {', '.join(still)}."
            )
        else:
            messages.success(request, f"Saved. The methods of {self.wave} are complete.")
        return redirect("reports_methods:index")


class MethodsViewSet(ViewSet):  # type: ignore[misc]  # wagtail has no types
    name = "reports_methods"
    url_prefix = "reports/methods"
    icon = "doc-full"
    menu_label = "Methods"
    menu_order = 165
    add_to_admin_menu = True
    menu_item_class = entry_for(Methods, "change")

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", MethodsListView.as_view(), name="index"),
            path("<int:pk>/", MethodsView.as_view(), name="edit"),
        ]
