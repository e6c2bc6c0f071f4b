"""What reports adds to the Wagtail admin. Nothing but registrations."""

from wagtail import hooks

from reports import policies

policies.register()

from reports.viewsets import ReleaseViewSet  # noqa: E402  # views ask for the policy that stands above


@hooks.register("register_admin_viewset")
def viewset() -> ReleaseViewSet:
    return ReleaseViewSet("reports_release")
