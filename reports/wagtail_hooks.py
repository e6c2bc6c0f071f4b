"""What reports adds to the Wagtail admin. Nothing but registrations."""

from django.urls import URLPattern, path
from wagtail import hooks

from reports import history as release_history
from reports import policies

policies.register()

from reports.explorer import history, menu  # noqa: E402  # with the other views, after the policies
from reports.methods_viewset import MethodsViewSet  # noqa: E402  # its views ask for the policies above
from reports.sensitivity import SensitivityView  # noqa: E402  # needs the policies above
from reports.viewsets import ReleaseViewSet  # noqa: E402  # views ask for the policy that stands above
from reports.weighting_viewset import TargetsViewSet  # noqa: E402  # needs the policies above

hooks.register("register_log_actions", history.register)
hooks.register("register_admin_menu_item", menu.menu_item)
hooks.register("register_permissions", menu.permissions)
hooks.register("register_admin_urls", menu.addresses)
hooks.register("register_log_actions", release_history.register)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("reports/sensitivity/", SensitivityView.as_view(), name="reports_sensitivity")]


@hooks.register("register_admin_viewset")
def viewset() -> ReleaseViewSet:
    return ReleaseViewSet("reports_release")


@hooks.register("register_admin_viewset")
def methods_viewset() -> MethodsViewSet:
    return MethodsViewSet("reports_methods")


@hooks.register("register_admin_viewset")
def targets_viewset() -> TargetsViewSet:
    return TargetsViewSet("reports_targets")
