"""The magazine: all articles, by date, by topic and by author."""

from typing import Any, ClassVar

from django.core.paginator import InvalidPage, Page, Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from website.core import cache
from website.core.models import BasePage

AT_ONCE = 12
MOST_READ = 5


class MagazinePage(RoutablePageMixin, BasePage):
    """The index of the magazine. Its articles are its children; topics and authors have addresses below."""

    searched: ClassVar[tuple[str, ...]] = ("lead",)

    lead = models.TextField(max_length=400, blank=True, help_text="One or two sentences under the title.")

    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("lead")]
    template = "pages/magazine.html"
    parent_page_types: ClassVar = ["articles.FrontPage"]
    subpage_types: ClassVar = ["articles.ArticlePage"]
    max_count = 1

    class Meta:
        """Names in the admin."""

        verbose_name = "magazine"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Serve the index, a topic or an author; the same for everybody, as BasePage says."""
        response: HttpResponseBase = super().serve(request, *args, **kwargs)
        if not self.get_view_restrictions().exists():
            cache.mark_cacheable(response)
        return response

    @path("")
    def index(self, request: HttpRequest) -> HttpResponse:
        """Everything: the featured article on the first page, then by date."""
        from website.articles import queries

        featured = queries.featured()
        page = paged(request, queries.listed().exclude(pk=featured.pk if featured else None))
        first = page.number == 1
        return self.render(
            request,
            context_overrides={
                "featured": featured if first else None,
                "articles": page,
                "topics": queries.topics() if first else (),
                "authors": queries.authors() if first else (),
                "most_read": queries.most_read(MOST_READ) if first else (),
            },
        )

    @path("topics/<slug:slug>/", name="topic")
    def topic(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Everything under one topic."""
        from website.articles import queries

        found = queries.topic(slug)
        if found is None:
            raise Http404("There is no such topic.")
        page = paged(request, queries.listed().filter(topics=found))
        return self.render(
            request,
            template="pages/topic.html",
            context_overrides={"topic": found, "articles": page, "topics": queries.topics()},
        )

    @path("authors/<slug:slug>/", name="author")
    def author(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Everything by one author."""
        from website.articles import queries

        found = queries.author(slug)
        if found is None:
            raise Http404("There is no such author.")
        page = paged(request, queries.listed().filter(author=found))
        return self.render(
            request,
            template="pages/author.html",
            context_overrides={"author": found, "articles": page},
        )


def paged(request: HttpRequest, articles: Any) -> Page:
    """The page of `articles` that ?page= names. Http404 for one that does not exist."""
    number = request.GET.get("page", "1")
    try:
        return Paginator(articles, AT_ONCE).page(number)
    except InvalidPage as fault:
        raise Http404("There is no such page.") from fault
