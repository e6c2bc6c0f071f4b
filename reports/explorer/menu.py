"""Where the explorer stands in the admin: its place in the menu, its addresses, its permission."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from wagtail.admin.menu import MenuItem

from reports.explorer.views import MAY_EXPLORE, DeleteView, ExplorerView, OpenView


class ExplorerMenuItem(MenuItem):  # type: ignore[misc]  # wagtail has no types
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm(MAY_EXPLORE))


def menu_item() -> ExplorerMenuItem:
    # Not "explorer": so Wagtail calls its tree of pages, and both would be marked together.
    return ExplorerMenuItem(
        "Explorer", reverse_lazy("reports_explorer"), name="cross-tables", icon_name="table", order=161
    )


def permissions() -> QuerySet[Permission]:
    """What an admin can give to a group."""
    app, _, codename = MAY_EXPLORE.partition(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename)


def addresses() -> list[URLPattern]:
    return [
        path("reports/explorer/", ExplorerView.as_view(), name="reports_explorer"),
        path("reports/explorer/view/<int:pk>/", OpenView.as_view(), name="reports_explorer_open"),
        path("reports/explorer/delete/<int:pk>/", DeleteView.as_view(), name="reports_explorer_delete"),
    ]
