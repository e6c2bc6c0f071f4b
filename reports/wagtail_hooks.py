"""What reports adds to the Wagtail admin. Nothing but registrations."""

from django.urls import URLPattern, path
from wagtail import hooks

from reports import policies

policies.register()

from reports.sensitivity import SensitivityView  # noqa: E402  # needs the policies above
from reports.viewsets import ReleaseViewSet  # noqa: E402  # views ask for the policy that stands above


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("reports/sensitivity/", SensitivityView.as_view(), name="reports_sensitivity")]


@hooks.register("register_admin_viewset")
def viewset() -> ReleaseViewSet:
    return ReleaseViewSet("reports_release")
