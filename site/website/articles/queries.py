"""Reads: what is published in the magazine, and what pages may say about the layers below."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page

from surveys import landing
from surveys import queries as surveys
from website.articles.models import ArticlePage, Author, InfoPage, MagazinePage, Topic
from website.core.visibility import public

Articles: TypeAlias = Any
"""A PageQuerySet of ArticlePage; Wagtail carries no types."""
FRONT = 4
RELATED = 3


# The magazine -----------------------------------------------------------------------------------------


def published() -> Articles:
    """Articles that everybody may read, newest first, with author and topics. Two queries; aliases are
    left out.
    """
    day = Coalesce("date", TruncDate("first_published_at"))
    return (
        public(ArticlePage.objects.live())
        .filter(alias_of=None)
        .annotate(day=day)
        .order_by("-day", "-first_published_at", "-pk")
        .select_related("author")
        .prefetch_related("topics")
    )


def listed() -> Articles:
    """The same for lists: without text and topics, with the lead picture. Two queries, four with pictures."""
    lists = published().prefetch_related(None).defer("body").select_related("author", "image")
    return lists.prefetch_related("image__renditions")


def featured() -> ArticlePage | None:
    """The newest article that an editor marked; None where there is none."""
    return listed().filter(featured=True).first()


def front_articles() -> list[ArticlePage]:
    """What the front page shows: the featured article, then the newest."""
    first = featured()
    rest = listed().exclude(pk=first.pk)[: FRONT - 1] if first else listed()[:FRONT]
    return ([first] if first else []) + list(rest)


def article_at(url_path: str) -> ArticlePage | None:
    """The article, published or not, at a place in the tree, with its author and pictures. One query."""
    rows = ArticlePage.objects.filter(url_path=url_path).select_related("author", "image", "social_image")
    found: ArticlePage | None = rows.first()
    return found


def by_topic(topic: Topic) -> Articles:
    """Articles under a topic."""
    return published().filter(topics=topic)


def by_author(author: Author) -> Articles:
    """Articles by an author."""
    return published().filter(author=author)


def related(page: ArticlePage, subjects: Iterable[Topic] | None = None) -> list[ArticlePage]:
    """Up to three others: those that share most topics, then the newest."""
    shared = Count("topics", filter=Q(topics__in=list(page.topics.all() if subjects is None else subjects)))
    others = listed().exclude(pk=page.pk).annotate(shared=shared)
    return list(others.order_by("-shared", "-day", "-pk")[:RELATED])


def most_read(most: int = 5) -> list[ArticlePage]:
    """The articles with most readers in the last 30 days, most first."""
    from website.articles import reads

    ids = reads.most_read_ids(most * 3)
    found = {page.pk: page for page in listed().filter(pk__in=ids)} if ids else {}
    return [found[pk] for pk in ids if pk in found][:most]


def article(pk: int) -> ArticlePage | None:
    """The published article with this id. One query."""
    return public(ArticlePage.objects.live()).filter(alias_of=None, pk=pk).only("pk").first()


def _has_articles(**link: object) -> Exists:
    """Whether anything that everybody may read hangs on the outer row."""
    return Exists(public(ArticlePage.objects.live()).filter(alias_of=None, **link))


def topics() -> list[Topic]:
    """Topics that somebody has written about, by name."""
    return list(Topic.objects.filter(_has_articles(topics=OuterRef("pk"))))


def authors() -> list[Author]:
    """Authors of published articles, by name."""
    return list(Author.objects.filter(_has_articles(author=OuterRef("pk"))))


def topic(slug: str) -> Topic | None:
    """The topic, if anything published stands under it."""
    return Topic.objects.filter(_has_articles(topics=OuterRef("pk")), slug=slug).first()


def author(slug: str) -> Author | None:
    """The author, if anything of theirs is published."""
    return Author.objects.filter(_has_articles(author=OuterRef("pk")), slug=slug).first()


def magazine() -> MagazinePage | None:
    """The magazine, if everybody may read it. One query."""
    found: MagazinePage | None = public(MagazinePage.objects.live()).first()
    return found


def magazine_path() -> str:
    """Where the magazine is, as a path; its usual place while it is not published. One query."""
    found = MagazinePage.objects.live().first()
    return (found.get_url() if found else None) or "/magazine/"


# The information pages --------------------------------------------------------------------------------

PRIVACY = "privacy"
"""Slug of the page that the survey's landing page and its consent lead to."""


def privacy_page() -> InfoPage | None:
    """The privacy page, published or not. One query."""
    found: InfoPage | None = InfoPage.objects.filter(slug=PRIVACY).order_by("path").first()
    return found


def privacy_is_public() -> bool:
    """Whether everybody may read the privacy page. One query."""
    return bool(public(InfoPage.objects.live()).filter(slug=PRIVACY).exists())


# The survey -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SurveyFacts:
    """What may be promised about a survey before anybody starts it."""

    url: str
    questions: int
    minutes: int
    is_open: bool
    wave: str
    """One sentence on the wave; empty where there is none."""


def survey_facts(page: Page) -> SurveyFacts | None:
    """Read the facts of the survey at `page`; None where it is not to be seen. Three queries."""
    survey = surveys.survey_by_slug(page.slug)
    definition = surveys.questionnaire_for(survey) if survey else None
    if survey is None or definition is None:
        return None
    state = surveys.wave_state(survey)
    wave = state.wave
    return SurveyFacts(
        url=page.url,
        questions=landing.number_of_questions(definition),
        minutes=int(definition.minutes["median"]),
        is_open=state.kind == "open",
        wave=wave_sentence(state.kind, wave.number, wave.opens_at, wave.closes_at) if wave else "",
    )


def wave_sentence(kind: str, number: int, opens_at: datetime | None, closes_at: datetime | None) -> str:
    """Say when a wave (open, planned or closed) takes answers, by day: no reader needs the hour."""
    if kind == "open":
        return f"Wave {number} is open until {day(closes_at)}." if closes_at else f"Wave {number} is open."
    if kind == "planned":
        return f"Wave {number} opens on {day(opens_at)}." if opens_at else f"Wave {number} is being prepared."
    return f"Wave {number} closed on {day(closes_at)}." if closes_at else f"Wave {number} is closed."


def day(moment: datetime) -> str:
    """Write a date as people do: 12 December 2026."""
    return date_format(timezone.localtime(moment), "j F Y")
