"""What pages say about themselves: canonical addresses, OpenGraph, JSON-LD, and where old addresses lead."""

import json
import re
from datetime import date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from reports.results_pages import words
from tests.reports.factory import release_document
from tests.reports.stored import store
from tests.support.databases import ROOT
from website.articles.models import ArticlePage, Author, FrontPage, InfoPage, MagazinePage, Topic
from website.articles.templatetags.meta_tags import json_ld

HOME = "http://testserver"
NASTY = '</script><script>alert(1)</script><!-- & "quoted" \u2028'


# Shapes of schema.org ---------------------------------------------------------------------------------


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_url(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(f"{HOME}/")


def is_day(value: Any) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_interval(value: Any) -> bool:
    first, _, last = str(value).partition("/")
    return is_day(first) and is_day(last) and first <= last


def every(check: Any) -> Any:
    return lambda value: isinstance(value, list) and bool(value) and all(check(one) for one in value)


def shape(kind: str) -> Any:
    return lambda value: check(value, kind) is None


#: Type -> property -> what it must be. A property with ? may be missing; any other property is a mistake.
SHAPES: dict[str, dict[str, Any]] = {
    "WebSite": {
        "@id": is_url,
        "name": is_text,
        "description": is_text,
        "url": is_url,
        "inLanguage": is_text,
        "publisher": shape("Organization"),
        "potentialAction": shape("SearchAction"),
    },
    "SearchAction": {
        "target": shape("EntryPoint"),
        "query-input": lambda value: value == "required name=search_term_string",
    },
    "EntryPoint": {"urlTemplate": lambda value: value == f"{HOME}/search/?q={{search_term_string}}"},
    "Organization": {"@id": is_url, "name": is_text, "url": is_url, "logo": shape("ImageObject")},
    "ImageObject": {"url": is_url},
    "BreadcrumbList": {"itemListElement": every(shape("ListItem"))},
    "ListItem": {"position": lambda value: isinstance(value, int), "name": is_text, "item": is_url},
    "WebPage": {
        "@id?": is_url,
        "name?": is_text,
        "description?": is_text,
        "url?": is_url,
        "inLanguage?": is_text,
        "isPartOf?": lambda value: value == {"@id": f"{HOME}/#site"},
        "dateModified?": is_day,
    },
    "CollectionPage": {
        "name": is_text,
        "description": is_text,
        "url": is_url,
        "inLanguage": is_text,
        "isPartOf": lambda value: value == {"@id": f"{HOME}/#site"},
        "dateModified?": is_day,
    },
    "ProfilePage": {"url": is_url, "mainEntity": shape("Person")},
    "Person": {"name": is_text, "url": is_url, "alternateName?": is_text, "description?": is_text},
    "Article": {
        "headline": lambda value: is_text(value) and len(value) <= 110,
        "description": is_text,
        "url": is_url,
        "mainEntityOfPage": shape("WebPage"),
        "image": every(is_url),
        "inLanguage": is_text,
        "isAccessibleForFree": lambda value: value is True,
        "license": is_text,
        "publisher": shape("Organization"),
        "author": shape("Person"),
        "datePublished": is_day,
        "dateModified": is_day,
        "articleSection?": every(is_text),
    },
    "Dataset": {
        "name": is_text,
        "description": lambda value: 50 <= len(value) <= 5000,
        "url": is_url,
        "license": is_text,
        "isAccessibleForFree": lambda value: value is True,
        "inLanguage": is_text,
        "creator": shape("Organization"),
        "datePublished": is_day,
        "dateModified": is_day,
        "version": is_text,
        "variableMeasured": every(is_text),
        "measurementTechnique": is_text,
        "distribution": every(shape("DataDownload")),
        "temporalCoverage?": is_interval,
        "isPartOf?": lambda value: set(value) == {"@type", "name", "url"} and is_url(value["url"]),
    },
    "DataDownload": {"contentUrl": is_url, "encodingFormat": is_text},
}


def check(value: Any, kind: str) -> str | None:
    """What is wrong with `value` as a `kind`; None if nothing is."""
    if not isinstance(value, dict) or value.get("@type") != kind:
        return f"no {kind}: {value}"
    rules = SHAPES[kind]
    allowed = {name.rstrip("?") for name in rules} | {"@type", "@context"}
    if extra := set(value) - allowed:
        return f"{kind} has {extra}"
    for name, rule in rules.items():
        key = name.rstrip("?")
        if key not in value:
            if not name.endswith("?"):
                return f"{kind} has no {key}"
        elif not rule(value[key]):
            return f"{kind}.{key} is {value[key]!r}"
    return None


def said(path: str) -> tuple[str, list[dict[str, Any]]]:
    """A page and its data blocks, each of which must be valid."""
    response = Client().get(path)
    assert response.status_code == 200, path
    text = response.content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    found = [json.loads(block) for block in blocks]
    for one in found:
        assert one["@context"] == "https://schema.org"
        assert check(one, one["@type"]) is None
    return text, found


def tag(text: str, name: str) -> list[str]:
    return re.findall(rf'<meta (?:property|name)="{name}" content="([^"]*)">', text)


def canonical(text: str) -> list[str]:
    return re.findall(r'<link rel="canonical" href="([^"]*)">', text)


# Pages ------------------------------------------------------------------------------------------------


@pytest.fixture
def article(front: FrontPage, pages: dict[str, InfoPage], site: Site) -> ArticlePage:
    magazine = MagazinePage(title="Magazine", slug="magazine", lead="All of it.")
    front.add_child(instance=magazine)
    author = Author.objects.create(name="Ada", slug="ada", handle="@ada", bio="Writes here.")
    page = ArticlePage(
        title="A party", slug="a-party", lead="Who came.", author=author, date=date(2026, 3, 5)
    )
    magazine.add_child(instance=page)
    page.topics.add(Topic.objects.create(name="Circles", slug="circles", intro="Round."))
    page.save_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


KINDS = {
    "/": ["WebSite"],
    "/about/": ["WebPage", "BreadcrumbList"],
    "/magazine/": ["CollectionPage", "BreadcrumbList"],
    "/magazine/a-party/": ["Article", "BreadcrumbList"],
    "/magazine/authors/ada/": ["ProfilePage", "BreadcrumbList"],
    "/magazine/topics/circles/": ["CollectionPage", "BreadcrumbList"],
}


@pytest.mark.parametrize("path", KINDS)
def test_every_kind_of_page_says_what_it_is(path: str, article: ArticlePage) -> None:
    text, blocks = said(path)
    assert [block["@type"] for block in blocks] == KINDS[path]
    assert canonical(text) == tag(text, "og:url") == [f"{HOME}{path}"]
    assert tag(text, "og:image") == [f"{HOME}/static/website/img/share.png"]
    assert (tag(text, "og:image:width"), tag(text, "og:image:height")) == (["1200"], ["630"])
    assert tag(text, "twitter:card") == ["summary_large_image"]
    assert [len(tag(text, name)) for name in ("og:title", "og:description", "og:type", "og:image:alt")] == [
        1
    ] * 4


def test_an_article_says_who_when_and_about_what(article: ArticlePage) -> None:
    text, (shape, trail) = said("/magazine/a-party/")
    assert shape["author"] == {
        "@type": "Person",
        "name": "Ada",
        "url": f"{HOME}/magazine/authors/ada/",
    }
    assert shape["datePublished"].startswith("2026-03-05")
    assert shape["articleSection"] == ["Circles"]
    assert [step["name"] for step in trail["itemListElement"]] == ["Overlap", "Magazine", "A party"]
    assert tag(text, "og:type") == ["article"]
    assert tag(text, "article:published_time")[0].startswith("2026-03-05")
    assert tag(text, "article:tag") == ["Circles"]
    assert tag(text, "author") == ["Ada"]


def test_the_address_has_no_query_and_no_header_in_it(article: ArticlePage) -> None:
    response = Client().get(
        "/magazine/a-party/?q=1&utm_source=x", headers={"X-Forwarded-Host": "mallory.example"}
    )
    assert canonical(response.content.decode()) == [f"{HOME}/magazine/a-party/"]


def test_an_alias_is_at_home_where_its_source_is(article: ArticlePage) -> None:
    article.create_alias(update_slug="again")
    assert canonical(said("/magazine/again/")[0]) == [f"{HOME}/magazine/a-party/"]
    Page.objects.filter(pk=article.pk).update(live=False)
    assert canonical(said("/magazine/again/")[0]) == [f"{HOME}/magazine/again/"]


def test_hostile_words_stay_in_the_data(front: FrontPage, site: Site) -> None:
    page = InfoPage(title=NASTY, slug="nasty", lead=NASTY)
    front.add_child(instance=page)
    text, (shape, _) = said("/nasty/")
    assert (shape["name"], shape["description"]) == (NASTY, NASTY)
    assert "<script>alert(1)" not in text
    assert "\u2028" not in str(json_ld({"a": NASTY}))
    assert [sign for sign in "<>&" if sign in str(json_ld({"a": NASTY}))] == []


def test_without_the_escapes_the_words_would_end_the_block() -> None:
    """The control off: plain JSON closes the script element."""
    assert "</script>" in json.dumps({"a": NASTY})
    assert "</script>" not in str(json_ld({"a": NASTY}))


def test_the_survey_is_a_page_too(front: FrontPage, site: Site) -> None:
    call_command(
        "load_instrument", ROOT / "surveys/instrument/work_personal_online.yaml", slug="survey", publish=True
    )
    _, blocks = said("/survey/")
    assert [block["@type"] for block in blocks] == ["WebPage", "BreadcrumbList"]


RESULTS = (
    "/results/survey/wave-1/",
    "/results/survey/wave-1/issue/",
    "/results/survey/wave-1/issue/by/role/",
)


@pytest.mark.parametrize("path", RESULTS)
def test_results_are_a_dataset(path: str, front: FrontPage, site: Site) -> None:
    doc = release_document(seed=1, wave=1)
    store(doc)
    text, (data, trail) = said(path)
    assert (data["@type"], trail["@type"]) == ("Dataset", "BreadcrumbList")
    assert canonical(text) == [data["url"]] == [f"{HOME}{path}"]
    assert doc.survey.title in data["name"]
    assert (data["datePublished"], data["dateModified"]) == (doc.release.date, doc.release.date)
    assert data["temporalCoverage"] == f"{doc.wave.opened_on}/{doc.wave.closed_on}"
    assert data["description"].startswith("Demonstration data, invented.")
    asked = [item for item in doc.items if item.topline]
    if path.endswith("wave-1/"):
        assert len(data["variableMeasured"]) == len(asked)
        assert "isPartOf" not in data
    else:
        issue = next(item for item in asked if item.id == "issue")
        assert data["variableMeasured"] == [f"Question {issue.number}: {words(issue)}"]
        assert data["isPartOf"]["url"] == f"{HOME}/results/survey/wave-1/"
    for file in data["distribution"]:
        answer = Client().get(file["contentUrl"].removeprefix(HOME))
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, file["encodingFormat"])


def test_a_dataset_that_lacks_what_catalogues_ask_for_is_a_mistake(front: FrontPage, site: Site) -> None:
    store(release_document(seed=1, wave=1))
    _, (data, _) = said("/results/survey/wave-1/")
    for name in ("description", "dateModified", "variableMeasured", "license", "distribution"):
        assert check({key: value for key, value in data.items() if key != name}, "Dataset")
    assert check(data | {"temporalCoverage": "2026-05-01/2026-04-01"}, "Dataset")
    assert check(data | {"description": "Short."}, "Dataset")


def test_what_a_shape_must_be_is_looked_at() -> None:
    """The checks can fail."""
    good = {"@type": "Person", "name": "Ada", "url": f"{HOME}/x/"}
    assert check(good, "Person") is None
    assert check(good | {"name": " "}, "Person") == "Person.name is ' '"
    assert check(good | {"email": "a@b"}, "Person") == "Person has {'email'}"
    assert check({"@type": "Person", "name": "Ada"}, "Person") == "Person has no url"


# Search engines ---------------------------------------------------------------------------------------


def test_the_sitemap_lists_what_is_published(article: ArticlePage, pages: dict[str, InfoPage]) -> None:
    members = pages["about"]
    PageViewRestriction.objects.create(page=members, restriction_type=PageViewRestriction.LOGIN)
    pages["privacy"].unpublish()
    article.create_alias(update_slug="again")
    response = Client().get("/sitemap.xml", headers={"X-Forwarded-Host": "mallory.example"})
    assert response.headers["Content-Type"].startswith("application/xml")
    found = set(re.findall(r"<loc>(.*?)</loc>", response.content.decode()))
    assert found == {
        f"{HOME}{path}"
        for path in (
            "/",
            "/methods/",
            "/house-rules/",
            "/accessibility/",
            "/contact/",
            "/magazine/",
            "/magazine/a-party/",
        )
    }


def test_robots_are_told_what_to_leave_alone(site: Site) -> None:
    text = Client().get("/robots.txt").content.decode()
    assert text.startswith("User-agent: *\nDisallow: /admin/\n")
    assert f"\nSitemap: {HOME}/sitemap.xml\n" in text


# Old addresses ----------------------------------------------------------------------------------------


def test_a_new_slug_leaves_a_way_from_the_old_one(
    article: ArticlePage, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        article.slug = "the-party"
        article.save_revision().publish()
    answer = Client().get("/magazine/a-party/")
    assert (answer.status_code, answer.url) == (301, "/magazine/the-party/")


def test_a_move_leaves_a_way_from_the_old_place(
    front: FrontPage, pages: dict[str, InfoPage], site: Site
) -> None:
    pages["methods"].move(pages["about"], pos="last-child")
    answer = Client().get("/methods/")
    assert (answer.status_code, answer.url) == (301, "/about/methods/")


def test_an_old_address_does_not_open_what_was_taken_down(
    article: ArticlePage, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        article.slug = "the-party"
        article.save_revision().publish()
    ArticlePage.objects.get(pk=article.pk).unpublish()
    assert Client().get("/magazine/a-party/", follow=True).status_code == 404


def test_a_lost_reader_can_search(site: Site) -> None:
    answer = Client().get("/no-such-page/")
    assert answer.status_code == 404
    assert 'action="/search/"' in answer.content.decode()
