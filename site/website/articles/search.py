"""Search: pages by their text, and the questions of the newest results. Reads only what is published.

A page is found when each word typed begins a word of its title or text: "client" finds "clients", and so does
"clients". Both databases answer alike, through Wagtail's own index.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.models import Page, Site

from reports import queries as reports
from reports import results_pages
from website.core.searching import fold, sentences

LONGEST = 100
WORDS = 8
#: No more pages than these are looked at; nobody turns to the tenth page of a search.
PAGES = 100
EXCERPT = 220
AT_ONCE = 10
KINDS = {
    "articles.ArticlePage": "Article",
    "articles.MagazinePage": "Magazine",
    "surveys.SurveyPage": "Survey",
    "articles.FrontPage": "Front page",
}
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Hit:
    """One thing found. `title` and `excerpt` are escaped, with <mark> around what was looked for."""

    url: str
    title: SafeString
    excerpt: SafeString
    kind: str


def cleaned(typed: str) -> str:
    """What somebody typed, without signs that no text holds, in one line of at most 100 characters."""
    text = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in typed[: LONGEST * 4])
    return " ".join(unicodedata.normalize("NFC", text).split())[:LONGEST].strip()


def words(text: str) -> tuple[str, ...]:
    """The beginnings of words to look for: at most eight, in small letters, without the s of a plural."""
    found = _WORD.findall(fold(text))
    stems = (word[:-1] if len(word) > 3 and word.endswith("s") else word for word in found)
    return tuple(dict.fromkeys(stems))[:WORDS]


def hits(text: str, site: Site | None) -> list[Hit]:
    """Everything published below the front page that holds every word; with it in the title first.

    Two queries for the pages, one more for each kind of page among them, two for the results.
    """
    wanted = words(text)
    if not wanted or site is None:
        return []
    return [*_pages(wanted, site), *_questions(wanted)]


def _pages(wanted: tuple[str, ...], site: Site) -> list[Hit]:
    rows = Page.objects.live().public().descendant_of(site.root_page, inclusive=True)
    found = rows.autocomplete(" ".join(wanted), operator="and")[:PAGES]
    pages = Page.objects.filter(pk__in=[page.pk for page in found], alias_of=None).specific().in_bulk()
    ordered = sorted(
        (pages[page.pk] for page in found if page.pk in pages),
        key=lambda page: not _holds(page.title, wanted),
    )
    return [
        Hit(
            url=page.url,
            title=marked(page.title, wanted),
            excerpt=marked(excerpt(page.search_text(), wanted), wanted),
            kind=KINDS.get(page._meta.label, "Page"),
        )
        for page in ordered
    ]


def _questions(wanted: tuple[str, ...]) -> Iterable[Hit]:
    """Questions of the newest results. The release is parsed once in a process."""
    doc = reports.newest_release()
    if doc is None:
        return
    for item in doc.items:
        labels = sentences([*(row.label for row in item.rows), *(option.label for option in item.options)])
        if _holds(f"{item.text} {labels}", wanted):
            yield Hit(
                url=results_pages.item_url(doc, item),
                title=marked(item.text, wanted),
                excerpt=marked(excerpt(labels, wanted), wanted),
                kind=f"Results, {results_pages.item_name(item).lower()}",
            )


def _holds(text: str, wanted: Iterable[str]) -> bool:
    found = _WORD.findall(fold(text))
    return all(any(word.startswith(stem) for word in found) for stem in wanted)


def excerpt(text: str, wanted: tuple[str, ...]) -> str:
    """About 220 characters around the first word that was looked for, cut between words."""
    text = " ".join(text.split())
    first = next((m.start() for m in _WORD.finditer(text) if fold(m[0]).startswith(wanted)), 0)
    start = max(0, first - EXCERPT // 3)
    if start:
        start = text.find(" ", start, first) + 1 or first
    end = len(text)
    if end - start > EXCERPT:
        end = max(text.rfind(" ", start, start + EXCERPT), start + EXCERPT // 2)
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


def marked(text: str, wanted: tuple[str, ...]) -> SafeString:
    """`text`, escaped, with <mark> around each word that begins as one of `wanted` does."""
    parts: list[tuple[str, SafeString]] = []
    last = 0
    for match in _WORD.finditer(text):
        if fold(match[0]).startswith(wanted):
            parts.append((text[last : match.start()], format_html("<mark>{}</mark>", match[0])))
            last = match.end()
    return format_html("{}{}", format_html_join("", "{}{}", parts), text[last:])
