"""Ben comes back: changes and withdraws with his code, meets himself on another device, has a bad line."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.support.browsers import follow
from tests.support.looking import PHONE
from tests.support.server import Site

NEXT = ".survey__foot button[value=next]"


@pytest.fixture
def telephone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE)
    yield context
    context.close()


@pytest.fixture
def office(browser: Browser) -> Iterator[BrowserContext]:
    """Another device, and one without scripts."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    yield context
    context.close()


def begin(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/survey/")
    page.locator("#consent").check()
    page.get_by_role("button", name="Start with").click()
    page.wait_for_url("**/section/start/")
    page.locator("[name=work_status][value=student]").check()
    page.locator("[name=platforms][value=none]").check()


def go_on(page: Page, where: str) -> None:
    page.locator(NEXT).click()
    page.wait_for_url(f"**/{where}/")


def send(page: Page, site: Site) -> str:
    """Answer as little as possible; the receipt's code."""
    begin(page, site)
    for where in ("circles", "boundaries", "disclosure", "about"):
        go_on(page, where)
    page.locator("[name=years]").fill("4")
    go_on(page, "done")
    return page.locator(".receipt__code").inner_text().replace("\n", "")


@pytest.mark.both_databases
def test_change_on_another_device_and_withdraw(
    telephone: BrowserContext, office: BrowserContext, site_server: Site
) -> None:
    page, other = telephone.new_page(), office.new_page()
    code = send(page, site_server)
    rows = site_server.read("SELECT count(*) FROM surveys_response")[0][0]
    other.goto(f"{site_server.url}/answer/survey/receipt/")
    other.locator("#code").fill(code.lower().replace("-", " "))
    other.get_by_role("button", name="Open my answers").click()
    other.get_by_role("button", name="Change the answers of “About you”").click()
    other.locator("[name=years]").fill("7")
    other.get_by_role("button", name="Keep these changes").click()
    expect(other.locator(".plain__item--changed")).to_contain_text("You sent: 4")
    other.get_by_role("button", name="Send my changes").click()
    expect(other.get_by_role("status")).to_contain_text("Your changes are sent")

    page.get_by_role("link", name="read, print, change or withdraw").click()
    years = page.locator(".plain__item", has_text="For how many years")
    expect(years.locator("dd")).to_have_text("7")
    page.get_by_role("link", name="Withdraw my answers").click()
    page.get_by_role("button", name="Withdraw my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are deleted")
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("You withdrew these answers")
    assert site_server.read("SELECT count(*) FROM surveys_response")[0][0] == rows - 1


def test_two_devices_see_both_versions_and_go_back_to_edit(
    telephone: BrowserContext, site_server: Site
) -> None:
    page = telephone.new_page()
    begin(page, site_server)
    go_on(page, "circles")
    late = telephone.new_page()
    late.goto(page.url)
    page.locator("[name=party][value='3']").check(force=True)
    go_on(page, "boundaries")
    late.locator("[name=party][value='9']").check(force=True)
    late.locator(NEXT).click()
    expect(late.locator(".version")).to_have_text(
        [re.compile("On this page\\s+9"), re.compile("elsewhere\\s+3")]
    )
    follow(late.get_by_role("button", name="Go back and edit mine"))
    expect(late.locator("[name=party][value='9']")).to_be_checked()
    late.locator("[name=party][value='8']").check(force=True)
    go_on(late, "boundaries")
    page.goto(f"{site_server.url}/answer/survey/section/circles/")
    expect(page.locator("[name=party][value='8']")).to_be_checked()


def test_what_is_typed_survives_a_bad_line_and_a_reload(telephone: BrowserContext, site_server: Site) -> None:
    page = telephone.new_page()
    begin(page, site_server)
    says = page.locator("[data-kept]")
    expect(says).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    is_down = True

    def fail_once(route: Route) -> None:
        nonlocal is_down
        if is_down and "to=keep" in (route.request.post_data or ""):
            is_down = False
            route.abort()
        else:
            route.continue_()

    page.route("**/section/start/", fail_once)
    page.locator("[name=issue][value=big]").check()
    expect(says).to_have_text(re.compile("Not saved yet"))
    expect(page.locator("[name=issue][value=big]")).to_be_checked()
    expect(says).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    page.reload()
    expect(page.locator("[name=work_status][value=student]")).to_be_checked()
    expect(page.locator("[name=issue][value=big]")).to_be_checked()
    page.locator("[name=issue][value=small]").check()
    go_on(page, "circles")
