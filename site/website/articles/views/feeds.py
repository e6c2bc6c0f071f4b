"""The feeds. Each answers a reader who has the newest copy already with 304."""

from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from website.articles import feeds, queries
from website.articles.feeds import About
from website.core.cache import cacheable
from website.core.models import SiteSettings


@require_safe
@cacheable
def site(request: HttpRequest) -> HttpResponse:
    """Everything in the magazine."""
    settings = SiteSettings.for_request(request)
    about = About(settings.publication_name, settings.tagline, request.path, "/")
    return _answer(request, about, queries.published())


@require_safe
@cacheable
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands under one topic."""
    found = queries.topic(slug)
    if found is None:
        raise Http404("There is no such topic.")
    settings = SiteSettings.for_request(request)
    title = f"{found.name} · {settings.publication_name}"
    return _answer(
        request,
        About(title, found.intro, reverse("articles_feeds:topic", args=[slug]), found.get_absolute_url()),
        queries.by_topic(found),
    )


@require_safe
@cacheable
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """What one author has written."""
    found = queries.author(slug)
    if found is None:
        raise Http404("There is no such author.")
    settings = SiteSettings.for_request(request)
    title = f"{found.name} · {settings.publication_name}"
    return _answer(
        request,
        About(title, found.bio, reverse("articles_feeds:author", args=[slug]), found.get_absolute_url()),
        queries.by_author(found),
    )


def _answer(request: HttpRequest, about: About, articles: queries.Articles) -> HttpResponse:
    text, changed = feeds.written(about, list(articles[: feeds.MOST]))
    response = HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
    etag = f'"{sha256(text.encode()).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed.timestamp())
    # The text alone decides: a page that was taken down changes a feed without making any of it newer.
    answered = get_conditional_response(request, etag=etag, response=response)
    return answered if isinstance(answered, HttpResponse) else response
