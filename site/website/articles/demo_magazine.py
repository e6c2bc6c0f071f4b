"""The magazine of a demonstration: articles in `content/magazine/*.md`, by authors who do not exist."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.images import get_image_model
from wagtail.models import Page

from comments.models import Comment
from website.articles import actions
from website.articles.importing import front_matter, markdown
from website.articles.importing.stream import rich
from website.articles.models import ArticlePage, Author, FrontPage, Letter, ReadCount, Topic

FOLDER = Path(__file__).parent / "content" / "magazine"
MARKS = ("mentors-family", "allies-hobby", "acquaintances-parents", "family-acquaintances")
TAG = "invented for the demonstration"
LETTER_TITLE = "A client at your sister’s table, and other tests"
LETTER_INTRO = (
    "This month we looked at lunch. It turns out that you can tell what somebody is to you by whose cooking "
    "you would let them eat, and that most of us would rather not know.\n\n"
    "There is also a party, to which everyone came, and an account of how our survey is made, for those who "
    "would like to see the kitchen."
)
LETTER_CLOSING = "This letter is part of a demonstration. Nobody wrote it, and nobody will get it."

READERS = {
    "same-party": 412,
    "lunch-test": 287,
    "school-gate": 203,
    "five-stars": 156,
    "how-the-survey-is-made": 94,
}
"""Invented readers of an article, by slug; the list of what is most read shows its order, no number."""


@transaction.atomic
def load(*, front: FrontPage, survey: Page) -> list[ArticlePage]:
    """Make the articles, newest first, with authors and topics. What is there already stays as it is."""
    magazine = actions.make_magazine(front=front)
    authors = {
        key: actions.make_author(slug=slugify(known["name"]), is_demo=True, **known)
        for key, known in _yaml("authors.yaml").items()
    }
    topics = {
        name: actions.make_topic(slug=slugify(name), name=name, intro=intro, is_demo=True)
        for name, intro in _yaml("topics.yaml").items()
    }
    pages = []
    for number, file in enumerate(sorted(FOLDER.glob("*.md"))):
        about, words = front_matter.split(file.read_text(encoding="utf-8"))
        pages.append(
            actions.make_article(
                magazine=magazine,
                title=about["title"],
                slug=about["slug"],
                author=authors[about["author"]],
                topics=[topics[name] for name in about["topics"]],
                lead=about["lead"],
                description=about["description"],
                art=about["art"],
                featured=about.get("featured") == "true",
                published_at=_moment(about),
                body=body(words, front=front, survey=survey, mark=MARKS[number % len(MARKS)])
                if not ArticlePage.objects.child_of(magazine).filter(slug=about["slug"]).exists()
                else (),
                is_demo=True,
            )
        )
    return sorted(pages, key=lambda page: page.published_on or date.min, reverse=True)


def body(words: str, *, front: FrontPage, survey: Page, mark: str) -> list[tuple[str, Any]]:
    """Return the text as blocks of an article; a house fence becomes the block that it names."""
    found: list[tuple[str, Any]] = []
    for kind, value in markdown.body(words, house=True).blocks:
        if kind == "paragraph":
            found.append((kind, rich(value)))
        elif kind in {"list", "numbered", "footnotes"}:
            found.append((kind, [rich(item) for item in value]))
        elif kind == "pull":
            found.append((kind, {"text": value, "mark": mark}))
        elif kind == "quote":
            found.append((kind, {"text": value, "source": ""}))
        elif kind == "question":
            found.append((kind, {"survey": survey, "question": value}))
        elif kind == "chart":
            chart = front_matter.read(value)
            settings = {
                "wave": "newest",
                "segment": chart.get("segment", ""),
                "layout": chart.get("layout", "compact"),
            }
            found.append(("live_chart", {"survey": survey, "item": chart["item"], **settings}))
        elif kind == "call":
            call = front_matter.read(value)
            page = Page.objects.child_of(front).filter(slug=call["page"]).first()
            found.append((kind, {"text": call["text"], "label": call["label"], "page": page, "address": ""}))
        elif kind == "image":
            shown = front_matter.read(value)
            found.append(
                (kind, {"image": _image(shown), "caption": shown["caption"], "credit": shown["credit"]})
            )
        else:
            found.append((kind, value))
    return found


@transaction.atomic
def write_letter(pages: list[ArticlePage]) -> Letter:
    """Leave a letter in the drafts that leads to three of the articles."""
    chosen = [page for page in pages if page.slug in {"same-party", "lunch-test", "how-the-survey-is-made"}]
    letter, _ = Letter.objects.get_or_create(
        title=LETTER_TITLE,
        defaults={
            "intro": LETTER_INTRO,
            "closing": LETTER_CLOSING,
            "pages": [("page", {"page": page, "words": page.lead}) for page in chosen],
        },
    )
    return letter


@transaction.atomic
def let_read(pages: list[ArticlePage]) -> None:
    """Count invented readers of today, so that the list of what is most read can be seen at work. An article
    that was counted already is left alone.
    """
    counted = set(ReadCount.objects.filter(page__in=pages).values_list("page_id", flat=True))
    today = timezone.now().date()
    ReadCount.objects.bulk_create(
        ReadCount(page_id=page.pk, day=today, readers=READERS[page.slug])
        for page in pages
        if page.slug in READERS and page.pk not in counted
    )


@transaction.atomic
def remove() -> int:
    """Delete invented articles, letters, authors, topics and pictures; return how many articles.

    An article under which a real person wrote is unpublished and stays; so do its author and topics, and
    those that somebody else's article has.
    """
    Letter.objects.filter(title=LETTER_TITLE, status=Letter.Status.DRAFT).delete()
    removed = 0
    for page in ArticlePage.objects.filter(is_demo=True):
        if Comment.objects.filter(discussion__page_id=page.pk, is_demo=False).exists():
            page.unpublish()
            ReadCount.objects.filter(page_id=page.pk).delete()
        else:
            page.delete()
            removed += 1
    Author.objects.filter(is_demo=True, articles=None).delete()
    Topic.objects.filter(is_demo=True, articles=None).delete()
    for image in get_image_model().objects.filter(tags__name=TAG):
        image.delete()
    return removed


def _yaml(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return loaded


def _moment(about: dict[str, Any]) -> datetime:
    """Nine in the morning of its date, or of as many days ago as it says."""
    if "date" in about:
        day = date.fromisoformat(about["date"])
    else:
        day = timezone.localdate() - timedelta(days=int(about["days_ago"]))
    return timezone.make_aware(datetime.combine(day, time(9)))


def _image(shown: dict[str, Any]) -> Any:
    """Store the picture, with the place that should stay in view."""
    x, y, width, height = (int(number) for number in shown["focus"])
    data = (FOLDER / shown["file"]).read_bytes()
    image = get_image_model()(title=shown["alt"][:120], file=ContentFile(data, name=f"demo-{shown['file']}"))
    image.focal_point_x, image.focal_point_y = x, y
    image.focal_point_width, image.focal_point_height = width, height
    image.save()
    image.tags.add(TAG)
    image.contextual_alt_text, image.decorative = shown["alt"], False
    return image
