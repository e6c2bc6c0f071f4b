"""Amira relabels a question and publishes while Ben is answering: Ben finishes on his version."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.server import Site
from website.articles import demo_people

pytestmark = pytest.mark.both_databases
AMIRA = next(person for person in demo_people.PEOPLE if person.username == "editor")
OLD = "How old are you?"
NEW = "Which age group are you in?"


@pytest.fixture
def amira(browser: Browser, site_server: Site) -> Iterator[Page]:
    """A window in which Amira has signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{site_server.url}/admin/")
    page.get_by_label("Username").fill(AMIRA.username)
    page.get_by_label("Password").fill(AMIRA.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site_server.url}/admin/")
    yield page
    context.close()


@pytest.fixture
def ben(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def begin(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/survey/")
    page.locator("#consent").check()
    page.get_by_role("button", name="Start with").click()
    page.locator("[name=work_status][value=self]").check()
    page.locator("[name=platforms][value=none]").check()


def to_the_last_section(page: Page) -> None:
    for where in ("circles", "boundaries", "disclosure", "about"):
        page.locator(".survey__foot button[value=next]").click()
        page.wait_for_url(f"**/{where}/")


def relabel(amira: Page, site: Site) -> None:
    """Change one wording in the page editor and publish, as Amira does."""
    amira.goto(f"{site.url}/admin/pages/search/?q=One profile")
    amira.locator("main td.title a").filter(has_text="One profile or two?").first.click()
    amira.wait_for_url("**/edit/")
    amira.wait_for_load_state("networkidle")
    # The editor is drawn by a script, so the wording may come later than the page.
    amira.wait_for_function(
        """([from, to]) => {
            const boxes = [...document.querySelectorAll("textarea, input[type=text]")];
            const box = boxes.find((box) => box.value === from);
            if (!box) return false;
            box.value = to;
            for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind, { bubbles: true }));
            return true;
        }""",
        arg=[OLD, NEW],
    )
    publish(amira)
    expect(amira.locator(".messages")).to_contain_text("say whether old and new answers still compare")
    amira.get_by_role("tab", name="Versions").click()
    amira.get_by_text("Same: only typing errors changed").click()
    publish(amira)
    expect(amira.locator(".messages")).to_contain_text("published")


def publish(amira: Page) -> None:
    with amira.expect_navigation():
        amira.evaluate("document.querySelector('[name=action-publish]').click()")


def test_who_has_begun_finishes_on_their_version(
    ben: Page, amira: Page, browser: Browser, site_server: Site
) -> None:
    begin(ben, site_server)
    relabel(amira, site_server)
    to_the_last_section(ben)
    expect(ben.locator("#q-age-words")).to_have_text(OLD)
    ben.locator("[name=age][value=a25_34]").check()
    ben.locator(".survey__foot button[value=next]").click()
    ben.wait_for_url("**/done/")
    ben.goto(f"{site_server.url}/answer/survey/receipt/")
    expect(ben.locator("main")).to_contain_text(OLD)
    expect(ben.locator("main")).to_contain_text("25 to 34")

    later = browser.new_context()
    chloe = later.new_page()
    begin(chloe, site_server)
    to_the_last_section(chloe)
    expect(chloe.locator("#q-age-words")).to_have_text(NEW)
    later.close()

    amira.goto(f"{site_server.url}/admin/surveys/versions/")
    versions = amira.locator("main table tbody tr")
    expect(versions).to_have_count(2)
    amira.get_by_role("link", name="Version 2").click()
    expect(amira.locator("main")).to_contain_text(OLD)
    expect(amira.locator("main")).to_contain_text(NEW)
