"""What every template knows."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, Site

from website.core.models import SiteSettings


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_settings`, `is_demo_site`, and `nav`: live pages below the front page that are ticked for menus.

    Three queries, of which Wagtail keeps the first for the request; `nav` costs one more when it is read.
    """
    found = Site.find_for_request(request)
    if found is None:
        return {"site_settings": SiteSettings(), "is_demo_site": False, "nav": Page.objects.none()}
    settings = SiteSettings.for_request(request)
    return {
        "site_settings": settings,
        "is_demo_site": settings.is_demo_site,
        "nav": found.root_page.get_children().live().public().in_menu(),
    }
