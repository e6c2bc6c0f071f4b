"""Every address of the site; Wagtail's pages come last."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from website.core.views import health

handler500 = "website.core.failing.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    path("admin/login/", include("website.core.second_step.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("answer/", include("surveys.urls")),
    path("results/", include("reports.urls")),
    path("discussion/", include("comments.urls")),
    path("", include("website.articles.urls")),
    path("mail/", include("website.core.mail.urls")),
    path("letter/", include("website.articles.letter.urls")),
    path("demo/mail/", include("website.core.mail.demo_urls")),
]
if settings.SERVE_MEDIA:
    # Pictures alone: documents are served by Wagtail, which asks who may read them.
    pictures = {"document_root": settings.MEDIA_ROOT / "images"}
    urlpatterns.append(path("media/images/<path:path>", serve, pictures, name="pictures"))
urlpatterns.append(path("", include(wagtail_urls)))
