"""What a page says about itself to search engines and to whoever shares it.

`Meta` is one page's account: canonical address, words, picture, dates, and its JSON-LD objects in the shapes
of schema.org. Addresses are made from settings.SITE_URL, never from the request, and carry no query.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from reports import results_pages
from reports.release_format import ReleaseDoc
from reports.results_pages import Figure
from website.core.models import SiteSettings

Shape = dict[str, Any]
SCHEMA = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SHARED_AS = "fill-1200x630|format-jpeg"
#: The longest headline that search engines print.
HEADLINE = 110


@dataclass(frozen=True)
class Picture:
    """A picture for whoever shares the page; `url` is absolute."""

    url: str
    alt: str
    width: int = 1200
    height: int = 630


@dataclass(frozen=True)
class Meta:
    """What stands in the head of a page. `kind` is OpenGraph's type: website, article or profile."""

    title: str
    description: str
    url: str
    picture: Picture
    kind: str = "website"
    published: datetime | date | None = None
    modified: datetime | date | None = None
    author: str = ""
    topics: tuple[str, ...] = ()
    data: tuple[Shape, ...] = field(default=())


# Addresses --------------------------------------------------------------------------------------------


def absolute(path: str) -> str:
    """The address of a path of this site; what is absolute already stays as it is."""
    return path if path.startswith(("http://", "https://")) else f"{settings.SITE_URL}{path}"


def canonical(page: Page) -> str:
    """Where the page is at home: an alias is at home where its source is, as long as that is published."""
    source = page.alias_of
    home = source if source is not None and source.live else page
    parts = home.get_url_parts()
    return absolute(parts[2] if parts else "/")


def picture_of(image: AbstractImage | None, alt: str, site: SiteSettings) -> Picture:
    """The page's own picture, cut to 1200 × 630, or the drawing of the house."""
    if image is None:
        name = f"{site.publication_name}: six overlapping discs, and you in the middle"
        return Picture(absolute(static("website/img/share.png")), name)
    rendition = image.get_rendition(SHARED_AS)
    return Picture(absolute(rendition.url), alt or image.title, rendition.width, rendition.height)


# Shapes -----------------------------------------------------------------------------------------------


def organisation(site: SiteSettings) -> Shape:
    """Who publishes."""
    return {
        "@type": "Organization",
        "@id": f"{absolute('/')}#publisher",
        "name": site.run_by or site.publication_name,
        "url": absolute("/"),
        "logo": {"@type": "ImageObject", "url": absolute(static("website/img/share.png"))},
    }


def website(site: SiteSettings) -> Shape:
    """The site, and how to search it."""
    return {
        "@context": SCHEMA,
        "@type": "WebSite",
        "@id": f"{absolute('/')}#site",
        "name": site.publication_name,
        "description": site.tagline,
        "url": absolute("/"),
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": organisation(site),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{absolute(reverse('search'))}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> Shape:
    """The way from the front page: names and absolute addresses, the page itself last."""
    return {
        "@context": SCHEMA,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": url}
            for place, (name, url) in enumerate(trail, start=1)
        ],
    }


def web_page(kind: str, title: str, description: str, url: str, modified: datetime | None = None) -> Shape:
    """A page that is nothing more special; `kind` is WebPage or one of its sorts."""
    shape = {
        "@context": SCHEMA,
        "@type": kind,
        "name": title,
        "description": description,
        "url": url,
        "inLanguage": settings.LANGUAGE_CODE,
        "isPartOf": {"@id": f"{absolute('/')}#site"},
    }
    if modified is not None:
        shape["dateModified"] = modified.isoformat()
    return shape


def person(name: str, url: str, *, handle: str = "", bio: str = "") -> Shape:
    """Somebody who writes here."""
    shape = {"@type": "Person", "name": name, "url": url}
    if handle:
        shape["alternateName"] = handle
    if bio:
        shape["description"] = bio
    return shape


def article(meta: Meta, author: Shape | None, site: SiteSettings) -> Shape:
    """An article, with who wrote it and when."""
    shape: Shape = {
        "@context": SCHEMA,
        "@type": "Article",
        "headline": meta.title[:HEADLINE],
        "description": meta.description,
        "url": meta.url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": meta.url},
        "image": [meta.picture.url],
        "inLanguage": settings.LANGUAGE_CODE,
        "isAccessibleForFree": True,
        "license": LICENCE,
        "publisher": organisation(site),
    }
    if author is not None:
        shape["author"] = author
    if meta.published:
        shape["datePublished"] = meta.published.isoformat()
    if meta.modified:
        shape["dateModified"] = meta.modified.isoformat()
    if meta.topics:
        shape["articleSection"] = list(meta.topics)
    return shape


def trail_of(page: Page, site: SiteSettings, last: tuple[str, str] | None = None) -> Shape:
    """The breadcrumbs of a page; `last` for a page that is not in the tree. One query."""
    above = page.get_ancestors(inclusive=True).filter(depth__gt=2).live()
    steps = [(site.publication_name, absolute("/"))]
    steps += [(step.title, canonical(step)) for step in above]
    return breadcrumbs([*steps, last] if last else steps)


# Accounts ---------------------------------------------------------------------------------------------


def of_page(page: Page, site: SiteSettings) -> Meta:
    """The account of any page of the tree. One or two queries, and one for a picture."""
    label = page._meta.label
    title = page.seo_title or page.title
    lead = getattr(page, "lead", "") or getattr(page, "intro", "")
    description = page.search_description or lead or site.tagline
    picture = picture_of(getattr(page, "social_image", None), "", site)
    url = canonical(page)
    if label == "articles.FrontPage":
        return Meta(site.publication_name, description, url, picture, data=(website(site),))
    if label == "articles.ArticlePage":
        return of_article(page, site)
    kind = PAGE_KINDS.get(label, "WebPage")
    shape = web_page(kind, title, description, url, page.last_published_at)
    return Meta(title, description, url, picture, data=(shape, trail_of(page, site)))


PAGE_KINDS = {"articles.MagazinePage": "CollectionPage"}


def of_article(page: Any, site: SiteSettings) -> Meta:
    """The account of an article."""
    image = page.social_image or getattr(page, "image", None)
    alt = "" if page.social_image or not image else getattr(page, "image_alt", "")
    author = page.author
    meta = Meta(
        title=page.seo_title or page.title,
        description=page.search_description or page.lead or site.tagline,
        url=canonical(page),
        picture=picture_of(image, alt, site),
        kind="article",
        published=page.published_on,
        modified=page.last_published_at,
        author=author.name if author else "",
        topics=tuple(topic.name for topic in page.topics.all()),
    )
    writer = person(author.name, absolute(author.get_absolute_url())) if author else None
    return replace(meta, data=(article(meta, writer, site), trail_of(page, site)))


def of_author(author: Any, site: SiteSettings) -> Meta:
    """The account of an author's page."""
    url = absolute(author.get_absolute_url())
    who = person(author.name, url, handle=author.handle, bio=author.bio)
    description = author.bio or site.tagline
    shape = {"@context": SCHEMA, "@type": "ProfilePage", "url": url, "mainEntity": who}
    trail = breadcrumbs([(site.publication_name, absolute("/")), (author.name, url)])
    return Meta(author.name, description, url, picture_of(None, "", site), "profile", data=(shape, trail))


def of_topic(topic: Any, site: SiteSettings) -> Meta:
    """The account of a topic's page."""
    url = absolute(topic.get_absolute_url())
    description = topic.intro or site.tagline
    shape = web_page("CollectionPage", topic.name, description, url)
    trail = breadcrumbs([(site.publication_name, absolute("/")), (topic.name, url)])
    return Meta(topic.name, description, url, picture_of(None, "", site), data=(shape, trail))


def release_file(doc: ReleaseDoc) -> str:
    """Where the whole release lies."""
    return reverse("reports:release_json", args=[doc.survey.slug, doc.wave.number])


def of_release(doc: ReleaseDoc, site: SiteSettings, *, figure: Figure | None = None, name: str = "") -> Meta:
    """The account of a wave of results, or of one `figure` of it that readers know as `name`. No query."""
    wave = absolute(results_pages.wave_url(doc))
    url = absolute(figure.address) if figure else wave
    label = f"{doc.survey.title}, wave {doc.wave.number}" + (f": {name}" if name else "")
    said = f"{figure.chart.sentence}." if figure else f"What people answered in {doc.wave.title}."
    description = f"Demonstration data, invented. {said}" if doc.is_demo else said
    files = ((figure.csv, "text/csv"), (figure.spec, "application/json")) if figure else ()
    data: Shape = {
        "@context": SCHEMA,
        "@type": "Dataset",
        "name": label,
        # Search engines ask for at least 50 characters.
        "description": f"{description} Volunteers, not a sample; counts are rounded to the nearest five.",
        "url": url,
        "license": LICENCE,
        "isAccessibleForFree": True,
        "inLanguage": settings.LANGUAGE_CODE,
        "creator": organisation(site),
        "datePublished": doc.release.date,
        "dateModified": doc.release.date,
        "variableMeasured": list(results_pages.variables(doc, figure.address if figure else "")),
        "version": str(doc.release.number),
        "measurementTechnique": "Web survey of volunteers",
        "distribution": [
            {"@type": "DataDownload", "contentUrl": absolute(address), "encodingFormat": kind}
            for address, kind in (*files, (release_file(doc), "application/json"))
            if address
        ],
    }
    if doc.wave.opened_on and doc.wave.closed_on:
        data["temporalCoverage"] = f"{doc.wave.opened_on}/{doc.wave.closed_on}"
    if figure:
        data["isPartOf"] = {"@type": "Dataset", "name": doc.survey.title, "url": wave}
    steps = [(site.publication_name, absolute("/")), (f"Results, wave {doc.wave.number}", wave)]
    trail = breadcrumbs([*steps, (name, url)] if figure else steps)
    return Meta(label, description, url, picture_of(None, "", site), data=(data, trail))


def of(subject: Any, site: SiteSettings) -> Meta:
    """The account of a page of the tree, an author or a topic."""
    by_kind = {"articles.Author": of_author, "articles.Topic": of_topic}
    return by_kind.get(subject._meta.label, of_page)(subject, site)
