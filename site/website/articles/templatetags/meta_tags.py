"""`{% page_meta page %}`: what a page's head says to search engines and to whoever shares it."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from website.articles import meta
from website.core.models import SiteSettings

register = template.Library()
#: Nothing in the data can end the script element or open another.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
_ESCAPES |= {0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.filter
def json_ld(shape: meta.Shape) -> SafeString:
    """A shape as the text of a data block; a browser reads no HTML and runs nothing in it."""
    text = json.dumps(shape, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308  # every sign that HTML knows is written as an escape of JSON


@register.inclusion_tag("components/meta.html", takes_context=True)
def page_meta(context: template.Context, page: Any) -> dict[str, Any]:
    """Canonical address, OpenGraph and JSON-LD of a page of the tree, an author or a topic."""
    site = context.get("site_settings") or SiteSettings()
    return {"meta": meta.of(page, site), "site_settings": site}


@register.inclusion_tag("components/meta.html", takes_context=True)
def results_meta(context: template.Context, doc: Any, figure: Any = None, name: str = "") -> dict[str, Any]:
    """The same for a wave of results, or one question of it."""
    site = context.get("site_settings") or SiteSettings()
    return {"meta": meta.of_release(doc, site, figure=figure, name=name), "site_settings": site}
