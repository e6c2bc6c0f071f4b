"""Amira edits, in a browser: the preview shows the draft, and the admin asks no stranger for anything."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsers import follow
from tests.support.server import Site
from website.articles import demo_people

AMIRA = next(person for person in demo_people.PEOPLE if person.username == "editor")


@pytest.fixture
def strangers() -> list[str]:
    """Every foreign address that was asked for."""
    return []


@pytest.fixture
def amira(browser: Browser, site_server: Site, strangers: list[str]) -> Iterator[Page]:
    """A window in which Amira has signed in through the login page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    here = urlsplit(site_server.url).netloc

    def note(url: str) -> None:
        if urlsplit(url).scheme in {"http", "https"} and urlsplit(url).netloc != here:
            strangers.append(url)

    context.on("request", lambda request: note(request.url))
    page = context.new_page()
    page.goto(f"{site_server.url}/admin/")
    page.get_by_label("Username").fill(AMIRA.username)
    page.get_by_label("Password").fill(AMIRA.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site_server.url}/admin/")
    yield page
    context.close()


def edit(amira: Page, site: Site, title: str) -> None:
    """Open the editor of the page with this title, through the search of the admin."""
    amira.goto(f"{site.url}/admin/pages/search/?q={title}")
    amira.locator("main td.title a").filter(has_text=title).first.click()
    amira.wait_for_url("**/edit/")


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("What we keep about you", "What we keep about you"),
        ("Everyone you know, at the same party", "Everyone you know, at the same party"),
        ("One profile or two?", "One profile or two?"),
    ],
)
def test_the_preview_shows_the_page(
    title: str, heading: str, amira: Page, site_server: Site, strangers: list[str]
) -> None:
    edit(amira, site_server, title)
    amira.get_by_role("button", name="Toggle preview").click()
    frame = amira.frame_locator("iframe[data-w-preview-target=iframe], #w-preview-iframe").first
    expect(frame.locator("h1")).to_have_text(heading)
    assert strangers == []


def test_the_dashboard_and_the_lists_ask_no_stranger(
    amira: Page, site_server: Site, strangers: list[str]
) -> None:
    for path in ("/admin/", "/admin/pages/", "/admin/images/", "/admin/documents/", "/admin/account/"):
        response = amira.goto(site_server.url + path, wait_until="networkidle")
        assert response is not None
        assert (path, response.status) == (path, 200)
    assert strangers == []


def test_a_rule_offers_the_earlier_questions_and_their_answers(amira: Page, site_server: Site) -> None:
    edit(amira, site_server, "One profile or two?")
    rule = "sections-1-value-questions-0-value-show_if-rules-0-value"
    amira.locator(f"[name='{rule}-codes']").wait_for(state="attached")
    offered = amira.evaluate(
        """(name) => {
            const question = document.getElementsByName(`${name}-question`)[0];
            question.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
            return [...question.list.options].map((option) => option.value);
        }""",
        rule,
    )
    assert offered == ["work_status", "platforms", "purpose", "accounts", "issue"]
    codes = amira.evaluate(
        """(name) => {
            const codes = document.getElementsByName(`${name}-codes`)[0];
            codes.value = "none, typed";
            codes.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
            const ticks = codes.parentElement.querySelectorAll(".rule-offers input");
            const first = [ticks.length, [...ticks].find((tick) => tick.value === "none").checked];
            [...ticks].find((tick) => tick.value === "linkedin").click();
            return [...first, codes.value];
        }""",
        rule,
    )
    assert codes[0] > 5
    assert codes[1:] == [True, "none, typed, linkedin"]


def test_the_preview_draws_a_section_and_goes_on_with_its_answers(amira: Page, site_server: Site) -> None:
    edit(amira, site_server, "One profile or two?")
    broken: list[str] = []
    amira.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    amira.get_by_role("button", name="Toggle preview").click()
    frame = amira.frame_locator("iframe[data-w-preview-target=iframe], #w-preview-iframe").first
    expect(frame.locator("h1")).to_have_text("One profile or two?")
    # By its id: looking for labels in an editor of thirty questions takes the browser half a minute.
    amira.locator("#id_preview_mode").select_option("section:start")
    expect(frame.locator("h1")).to_have_text("You and your networks")
    frame.locator("[name=work_status][value=self]").check(force=True)
    frame.locator("[name=platforms][value=linkedin]").check(force=True)
    frame.locator(".survey__foot button[value=next]").click()
    expect(frame.locator("h1")).to_have_text("Your circles")
    assert broken == []


def test_a_trial_says_so_on_each_page_and_ends(amira: Page, site_server: Site) -> None:
    edit(amira, site_server, "One profile or two?")
    number = urlsplit(amira.url).path.split("/")[3]
    amira.goto(f"{site_server.url}/admin/surveys/trial/{number}/")
    follow(amira.get_by_role("button", name="Start a trial"))
    expect(amira.get_by_role("note", name="Trial")).to_contain_text("Trial: this is not counted.")
    amira.locator("[name=work_status][value=outside]").check(force=True)
    follow(amira.locator(".survey__foot button[value=next]"))
    expect(amira.get_by_role("note", name="Trial")).to_contain_text("Trial: this is not counted.")
    amira.get_by_role("button", name="End the trial").click()
    amira.wait_for_url("**/edit/")
