"""Writes: the pages of a new site, and articles. What a slug names already stays as it is."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from website.articles import texts
from website.articles.models import ArticlePage, Author, FrontPage, InfoPage, MagazinePage, Topic
from website.core.models import SiteSettings

HEADLINE = "Everyone you know, at the same party"
LEAD = (
    "Your aunt is by the window with your biggest client. She has a photograph of you dressed as a carrot. "
    "This is what a friends list is, and why marketers keep leaving early."
)
CLAIM = (
    "questions about your circles, the lines you draw between them, "
    "and what you do when someone steps across."
)
TEASERS_TITLE = "Before you believe us"
SURVEY = "survey"
"""Slug of the survey that comes with the product."""
INSTRUMENT = settings.ROOT / "surveys" / "instrument" / "work_personal_online.yaml"


def has_front_page(site: Site) -> bool:
    """Tell whether the site already begins with a front page of ours."""
    return FrontPage.objects.filter(pk=site.root_page_id).exists()


@transaction.atomic
def make_front_page(*, url: str) -> FrontPage:
    """Give the installation its front page, in place of Wagtail's welcome page, and its site at `url`."""
    address = urlsplit(url)
    root = Page.get_first_root_node()
    front = FrontPage.objects.child_of(root).first()
    if front is None:
        front = FrontPage(
            title=HEADLINE, slug="front", lead=LEAD, survey_claim=CLAIM, teasers_title=TEASERS_TITLE
        )
        root.add_child(instance=front)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.root_page_id and site.root_page_id != front.pk else None
    site.root_page = front
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.save()
    if welcome is not None and welcome.specific_class is Page and not welcome.get_children().exists():
        welcome.delete()
    return front


@transaction.atomic
def make_info_pages(*, front: FrontPage, live: bool) -> list[InfoPage]:
    """Put the information pages below `front`, as drafts unless `live`. Existing ones are not touched."""
    pages = []
    for name in texts.NAMES:
        text = texts.read(name)
        page = InfoPage.objects.child_of(front).filter(slug=text.slug).first()
        if page is None:
            page = InfoPage(
                title=text.title,
                slug=text.slug,
                menu_title=text.menu_title,
                show_in_menus=bool(text.menu_title),
                lead=text.lead,
                search_description=text.description,
                numbered=text.numbered,
                body=list(text.body),
                live=live,
            )
            front.add_child(instance=page)
            revision = page.save_revision()
            if live:
                revision.publish()
        pages.append(page)
    return pages


@transaction.atomic
def link_front_page(*, front: FrontPage, survey: Page | None, pages: list[InfoPage]) -> None:
    """Point the front page at the survey and at pages worth reading first, where it points nowhere yet."""
    by_slug = {page.slug: page for page in pages}
    if front.survey_id is None and survey is not None:
        front.survey_id = survey.pk
    if front.essay_id is None and "about" in by_slug:
        front.essay_id, front.essay_label = by_slug["about"].pk, "Who asks, and why"
    if not front.teasers:
        front.teasers = [
            (
                "teaser",
                {"page": by_slug[slug], "title": title, "text": text, "art": art},
            )
            for slug, title, text, art in TEASERS
            if slug in by_slug
        ]
    front.save_revision().publish()


TEASERS = (
    (
        "methods",
        "How we count, and what we do not know",
        "Volunteers, not a sample. What is rounded, what is hidden, and why an interval is not a promise.",
        "plates",
    ),
    (
        "privacy",
        "What we keep about you",
        "Your answers and the date. And what somebody with access to the server could still see.",
        "gate",
    ),
    (
        "about",
        "Who makes this",
        "Who asks, who pays, and who gets to see the figures first. Nobody does.",
        "stars",
    ),
    (
        "accessibility",
        "It should work for you",
        "With a keyboard, a screen reader, a small screen, no script.",
        "phones",
    ),
)


@transaction.atomic
def describe_site(*, site: Site, name: str, run_by: str, contact_email: str, is_demo: bool) -> SiteSettings:
    """Write down who runs the site, and whether what it holds is invented."""
    described, _ = SiteSettings.objects.get_or_create(site=site)
    described.publication_name = name
    described.run_by = run_by
    described.contact_email = contact_email
    described.is_demo_site = is_demo
    described.save()
    site.site_name = name
    site.save(update_fields=["site_name"])
    return described


MAGAZINE = "magazine"
"""Slug of the magazine."""
MAGAZINE_TITLE = "The magazine"
MAGAZINE_LEAD = (
    "Essays about where work and the rest of life meet online. Each makes a claim; most admit a limit; "
    "all of them want to hear why they are wrong."
)


@transaction.atomic
def make_magazine(*, front: FrontPage, live: bool = True) -> MagazinePage:
    """Put the magazine below `front`; the one that is there already is returned as it is."""
    found: MagazinePage | None = MagazinePage.objects.first()
    if found is not None:
        return found
    page = MagazinePage(title=MAGAZINE_TITLE, slug=MAGAZINE, lead=MAGAZINE_LEAD, live=live)
    front.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    return page


@transaction.atomic
def make_author(*, slug: str, name: str, handle: str = "", bio: str = "", is_demo: bool = False) -> Author:
    """Write down an author; whoever has the slug already is returned as they are."""
    author, _ = Author.objects.get_or_create(
        slug=slug, defaults={"name": name, "handle": handle, "bio": bio, "is_demo": is_demo}
    )
    return author


@transaction.atomic
def make_topic(*, slug: str, name: str, intro: str = "", is_demo: bool = False) -> Topic:
    """Write down a topic; one with this slug or name is returned as it is."""
    found: Topic | None = (
        Topic.objects.filter(slug=slug).first() or Topic.objects.filter(name__iexact=name).first()
    )
    if found is not None:
        return found
    made: Topic = Topic.objects.create(slug=slug, name=name, intro=intro, is_demo=is_demo)
    return made


@transaction.atomic
def make_article(
    *,
    magazine: MagazinePage,
    title: str,
    slug: str,
    author: Author | None = None,
    topics: Iterable[Topic] = (),
    lead: str = "",
    art: str = "",
    body: Iterable[tuple[str, Any]] = (),
    published_at: date | datetime | None = None,
    corrections: str = "",
    featured: bool = False,
    live: bool = True,
    is_demo: bool = False,
    description: str = "",
    image: Any = None,
    image_alt: str = "",
    image_credit: str = "",
) -> ArticlePage:
    """Put an article below `magazine`; the one with this slug is returned as it is.

    `body` holds (block, value) pairs of `blocks.ArticleBlock`, as a StreamField takes them. `published_at`
    becomes the date that readers see, and the moment of first publication where it is `live`. Its revision
    carries all of it, so an editor goes on from there.
    """
    found: ArticlePage | None = ArticlePage.objects.child_of(magazine).filter(slug=slug).first()
    if found is not None:
        return found
    moment = _moment(published_at)
    page = ArticlePage(
        title=title,
        slug=slug,
        author=author,
        lead=lead,
        art=art,
        body=list(body),
        date=timezone.localdate(moment) if moment else None,
        corrections=corrections,
        featured=featured,
        is_demo=is_demo,
        search_description=description,
        image=image,
        image_alt=image_alt,
        image_credit=image_credit,
        live=False,
        first_published_at=moment if live else None,
    )
    magazine.add_child(instance=page)
    page.topics.set(topics)
    revision = page.save_revision()
    if live:
        revision.publish()
        page.refresh_from_db()
    return page


def _moment(published: date | datetime | None) -> datetime | None:
    """As a moment with a time zone; noon of a day."""
    if published is None:
        return None
    if not isinstance(published, datetime):
        published = datetime.combine(published, time(12))
    return published if timezone.is_aware(published) else timezone.make_aware(published)
