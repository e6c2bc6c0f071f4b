"""What every template knows."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Site

from website.core.models import SiteSettings


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_settings` and `is_demo_site`. Two queries, of which Wagtail keeps the first for the request."""
    found = Site.find_for_request(request)
    if found is None:
        return {"site_settings": SiteSettings(), "is_demo_site": False}
    settings = SiteSettings.for_request(request)
    return {
        "site_settings": settings,
        "is_demo_site": settings.is_demo_site,
    }
