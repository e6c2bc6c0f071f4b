"""robots.txt and the sitemap: what search engines are asked to read, and what to leave alone."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from website.articles.sitemap import entries
from website.core.cache import cacheable

#: Pages for one visitor, and lists that only repeat what stands elsewhere.
CLOSED = ("/admin/", "/answer/", "/discussion/", "/mail/", "/search/", "/count/", "/documents/")


@require_safe
@cacheable
def robots(request: HttpRequest) -> HttpResponse:
    """Everything that is published may be read; forms and the admin are nobody's business."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cacheable
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every published page that anyone may read, and every released question."""
    return render(request, "sitemap.xml", {"entries": entries(request)}, content_type="application/xml")
