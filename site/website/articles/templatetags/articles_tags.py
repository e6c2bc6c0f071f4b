"""What whole pages ask of the articles app."""

from django import template
from wagtail.models import Site

from website.articles import menu

register = template.Library()


@register.simple_tag(takes_context=True)
def site_menu(context: template.Context) -> menu.Menu:
    """Return the site's menus; built once a request."""
    request = context.get("request")
    if request is None:
        return menu.build(None)
    if not hasattr(request, "site_menu"):
        request.site_menu = menu.build(Site.find_for_request(request))
    built: menu.Menu = request.site_menu
    return built


@register.simple_tag(takes_context=True)
def place(context: template.Context, entry: menu.Entry) -> str:
    """Say in the words of aria-current whether the visitor is at `entry`: page, true or nothing."""
    request = context.get("request")
    return entry.place(request.path) if request else ""
