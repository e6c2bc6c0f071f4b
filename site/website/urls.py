"""Every address of the site; Wagtail's pages come last."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from website.core.views import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
if find_spec("surveys.urls"):
    urlpatterns.append(path("answer/", include("surveys.urls")))
if find_spec("reports.urls"):
    urlpatterns.append(path("results/", include("reports.urls")))
urlpatterns.append(path("", include(wagtail_urls)))
