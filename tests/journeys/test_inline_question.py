"""A reader meets a question in an article: answers in place, goes on, by keyboard, without a script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.looking import PHONE, Looker
from tests.support.server import Site

ARTICLE = "/magazine/one-question/"
MAKE = """
import json
from wagtail.models import Site
from surveys import queries
from website.articles.models import ArticlePage, MagazinePage
home = Site.objects.get(is_default_site=True).root_page
magazine = MagazinePage.objects.first()
magazine = magazine or home.add_child(instance=MagazinePage(title="Magazine", slug="magazine"))
survey = queries.survey_by_slug("survey")
chart = {"survey": survey.pk, "wave": "newest", "item": "circles", "segment": "", "layout": "compact"}
body = [
    {"type": "paragraph", "value": "<p>Here is a question.</p>"},
    {"type": "question", "value": {"survey": survey.pk, "question": "issue"}},
    {"type": "live_chart", "value": chart},
]
if not ArticlePage.objects.filter(slug="one-question").exists():
    magazine.add_child(instance=ArticlePage(title="One question", slug="one-question", body=json.dumps(body)))
"""


@pytest.fixture(scope="module")
def article(site_server: Site) -> Site:
    """The site, with an article that asks one question."""
    site_server.manage("shell", "-c", MAKE)
    return site_server


@pytest.fixture
def chloe(browser: Browser, article: Site) -> Iterator[Looker]:
    """Chloé reads on her telephone."""
    looker = Looker.at(browser, article.url, "light")
    yield looker
    looker.close()
    assert looker.faults == []


def counted(site: Site) -> int:
    """Answers of readers to this question."""
    rows = site.read("SELECT coalesce(sum(count), 0) FROM surveys_readertally WHERE question_id = 'issue'")
    return int(rows[0][0])


def stored(site: Site, source: str = "inline") -> list[str]:
    """Consents of the responses that articles began."""
    return [
        row[0] for row in site.read("SELECT consent_version FROM surveys_response WHERE source = %s", source)
    ]


def test_a_reader_answers_in_place_and_goes_on_into_the_survey(chloe: Looker, article: Site) -> None:
    page, before, begun = chloe.page, counted(article), len(stored(article))
    page.goto(article.url + ARTICLE)
    assert chloe.context.cookies() == []
    box = page.locator(".article__body .ask")
    box.get_by_role("button", name="Answer").click()
    expect(box.get_by_role("status")).to_have_text("Pick one of the answers, then send it.")
    assert chloe.context.cookies() == []
    box.get_by_text("A moderate issue").click()
    # In one turn: between two clicks of a slow mouse the answer may come, and stand where the button was.
    box.get_by_role("button", name="Answer").evaluate("button => { button.click(); button.click(); }")
    result = page.get_by_role("region", name="Your answer, and what others said")
    expect(result).to_contain_text("You answered: A moderate issue")
    expect(result).to_contain_text("How wave 2 of the survey answered")
    expect(result.locator(".ask__yours")).to_be_focused()
    assert page.url == article.url + ARTICLE
    assert (counted(article), len(stored(article))) == (before + 1, begun + 1)
    chloe.look()
    result.get_by_text("I am 18 or older").click()
    result.get_by_role("button", name="Go on with the survey").click()
    page.wait_for_url("**/section/start/")
    expect(page.locator("input[name=issue][value=moderate]")).to_be_checked()
    assert stored(article).count("consent v1") == 1


def test_who_comes_back_is_shown_the_answer_and_is_not_counted_again(chloe: Looker, article: Site) -> None:
    page = chloe.page
    page.goto(article.url + ARTICLE)
    box = page.locator(".article__body .ask")
    box.get_by_text("A small issue").click()
    box.get_by_role("button", name="Answer").click()
    expect(page.locator(".article__body .ask__result")).to_contain_text("You answered: A small issue")
    before = counted(article)
    page.goto(article.url + ARTICLE)
    result = page.locator(".article__body .ask__result")
    expect(result).to_contain_text("You answered: A small issue")
    expect(result).to_contain_text("Your answer is counted once")
    expect(result).to_contain_text("How wave 2 of the survey answered")
    expect(page.locator(".article__body input[name=answer]")).to_have_count(0)
    # The closed discussion below asks another question, which waits for its answer.
    expect(page.locator("input[name=answer]").first).to_be_attached()
    assert page.evaluate("document.activeElement === document.body"), "a page that opens takes no focus away"
    assert counted(article) == before
    chloe.look()


def test_another_answer_than_the_counted_one_is_told_which_stands(chloe: Looker, article: Site) -> None:
    """A second page of the same article, opened before the first one was answered."""
    late, page, before = chloe.page, chloe.context.new_page(), counted(article)
    late.goto(article.url + ARTICLE)
    page.goto(article.url + ARTICLE)
    for tab, answer in ((page, "A big issue"), (late, "A small issue")):
        box = tab.locator(".article__body .ask")
        box.get_by_text(answer).click()
        box.get_by_role("button", name="Answer").click()
        expect(tab.locator(".article__body .ask__result")).to_contain_text("You answered: A big issue")
    expect(page.get_by_text("Your earlier answer stands")).to_be_hidden()
    stands = late.locator("[data-ask-stands]")
    expect(stands).to_contain_text("Your earlier answer stands")
    expect(stands).to_be_focused()
    assert counted(article) == before + 1
    chloe.look()


def test_going_on_without_the_tick_is_said_beside_it(chloe: Looker, article: Site) -> None:
    page = chloe.page
    page.goto(article.url + ARTICLE)
    box = page.locator(".article__body .ask")
    box.get_by_text("A big issue").click()
    box.get_by_role("button", name="Answer").click()
    result = page.locator(".article__body .ask__result")
    result.get_by_role("button", name="Go on with the survey").click()
    expect(result.get_by_role("alert")).to_have_text(
        "Your answer is kept. To go on, tick the box to say that you agree."
    )
    expect(result.locator("input[name=consent]")).to_be_focused()
    assert page.url == article.url + ARTICLE
    chloe.look()
    result.get_by_text("I am 18 or older").click()
    result.get_by_role("button", name="Go on with the survey").click()
    page.wait_for_url("**/section/start/")


def test_a_mark_without_an_answer_leaves_the_question_open(chloe: Looker, article: Site) -> None:
    page = chloe.page
    page.goto(article.url + ARTICLE)
    page.evaluate("localStorage.setItem('overlap-asked:/answer/survey/ask/issue/', 'yes')")
    with page.expect_response("**/ask/issue/"):
        page.goto(article.url + ARTICLE)
    page.wait_for_function("localStorage.getItem('overlap-asked:/answer/survey/ask/issue/') === null")
    expect(page.locator(".article__body").get_by_role("button", name="Answer")).to_be_visible()


def test_a_press_that_did_not_get_through_is_repeated_and_counts_once(chloe: Looker, article: Site) -> None:
    page, before, lost = chloe.page, counted(article), []

    def lose_the_first_answer(route):  # type: ignore[no-untyped-def]  # Playwright's route
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)  # it arrives, and its answer is lost on the way
            route.abort()
        else:
            route.continue_()

    page.route("**/ask/issue/", lose_the_first_answer)
    page.goto(article.url + ARTICLE)
    box = page.locator(".article__body .ask")
    box.get_by_text("A big issue").click()
    box.get_by_role("button", name="Answer").click()
    expect(box.get_by_role("status")).to_contain_text("Nothing is lost: your answer is still picked.")
    box.get_by_role("button", name="Answer").click()
    expect(page.locator(".article__body .ask__result")).to_contain_text("You answered: A big issue")
    assert (lost, counted(article)) == ([302], before + 1)
    chloe.faults.clear()  # the request that was lost on purpose


def test_by_keyboard_alone(chloe: Looker, article: Site) -> None:
    page, before = chloe.page, counted(article)
    page.goto(article.url + ARTICLE)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.article__body input[name=answer]')"):
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    result = page.locator(".article__body .ask__result")
    expect(result).to_contain_text("You answered: A small issue")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/section/start/")
    assert counted(article) == before + 1


def test_without_a_script_the_question_is_a_link_to_its_page(browser: Browser, article: Site) -> None:
    before = counted(article)
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page: Page = context.new_page()
    page.goto(article.url + ARTICLE)
    page.locator(".article__body").get_by_role("link", name="Answer this question").click()
    page.wait_for_url("**/ask/issue/")
    page.get_by_text("A big issue").click()
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("main")).to_contain_text("You answered: A big issue")
    page.get_by_text("I am 18 or older").click()
    page.get_by_role("button", name="Go on with the survey").click()
    page.wait_for_url("**/section/start/")
    expect(page.locator("input[name=issue][value=big]")).to_be_checked()
    assert counted(article) == before + 1
    context.close()


def test_the_article_is_the_same_for_everybody(article: Site, browser: Browser) -> None:
    context = browser.new_context()
    first = context.request.get(article.url + ARTICLE)
    context.request.get(f"{article.url}/answer/survey/ask/issue/")
    again = context.request.get(article.url + ARTICLE)
    assert first.text() == again.text()
    assert first.headers["cache-control"] == "public, max-age=60"
    assert not re.search(r"csrf|submission_id|method=.post", first.text())
    context.close()
