"""Rarer pages of answering, in light and dark: two versions, a shared device, closed meanwhile."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.looking import Looker
from tests.support.server import Site

NEXT = ".survey__foot button[value=next]"
#: Wave 3 is the open one. Its status is set as well: the clock of the server may have ended it meanwhile.
SHUT = """
from datetime import timedelta
from django.utils import timezone
from surveys.models import Wave
Wave.objects.filter(number=3).update(status="open", closes_at=timezone.now() + timedelta(days={days}))
"""
AHEAD = """
from datetime import timedelta
from django.utils import timezone
from surveys.models import Wave
Wave.objects.filter(number=3).update(status="open", opens_at=timezone.now() + timedelta(days={days}))
"""


@pytest.fixture
def ben(browser: Browser, site_server: Site) -> Iterator[Looker]:
    """Ben's telephone."""
    looker = Looker.at(browser, site_server.url, "light", "dark")
    yield looker
    looker.close()
    assert looker.faults == []


def begin(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/survey/")
    page.locator("#consent").check()
    page.get_by_role("button", name="Start with").click()


def test_two_windows(ben: Looker, site_server: Site) -> None:
    begin(ben.page, site_server)
    ben.page.wait_for_url("**/section/start/")
    other = ben.context.new_page()
    other.goto(ben.page.url)
    other.locator("[name=work_status][value=agency]").check()
    other.locator(NEXT).click()
    other.wait_for_url("**/circles/")
    ben.page.locator("[name=work_status][value=self]").check()
    ben.page.locator("[name=issue][value=big]").check()
    ben.page.locator(NEXT).click()
    expect(ben.page.locator("h1")).to_have_text("This section was saved somewhere else")
    ben.look()
    expect(ben.page.locator(".version").nth(0)).to_contain_text("Self-employed")
    expect(ben.page.locator(".version").nth(1)).to_contain_text("Employed by an agency")
    ben.page.get_by_role("button", name="Keep what is on this page").click()
    ben.page.wait_for_url("**/circles/")
    ben.page.goto(f"{site_server.url}/answer/survey/section/start/")
    expect(ben.page.locator("[name=work_status][value=self]")).to_be_checked()


def test_a_shared_device(ben: Looker, site_server: Site) -> None:
    begin(ben.page, site_server)
    ben.page.wait_for_url("**/section/start/")
    begin(ben.page, site_server)
    expect(ben.page.locator("h1")).to_have_text("Someone has begun on this device")
    ben.look()
    ben.page.get_by_role("button", name="Not mine, begin afresh").click()
    ben.page.wait_for_url("**/section/start/")


def test_closed_while_answering(ben: Looker, site_server: Site) -> None:
    begin(ben.page, site_server)
    ben.page.locator("[name=work_status][value=self]").check()
    try:
        site_server.manage("shell", "-c", SHUT.format(days=-1))
        ben.page.locator(NEXT).click()
        expect(ben.page.locator("h1")).to_have_text("This wave is closed")
        ben.look()
        ben.go("/survey/")
        expect(ben.page.locator("main")).to_contain_text("Between two waves")
    finally:
        site_server.manage("shell", "-c", SHUT.format(days=60))


def test_sent_from_another_window(ben: Looker, site_server: Site) -> None:
    begin(ben.page, site_server)
    ben.page.wait_for_url("**/section/start/")
    other = ben.context.new_page()
    other.goto(ben.page.url)
    other.locator("[name=work_status][value=outside]").check()
    other.locator(NEXT).click()
    other.wait_for_url("**/screened-out/")
    # Only now: the page keeps by itself what is ticked, which the other window would be told of.
    ben.page.locator("[name=work_status][value=self]").check()
    ben.page.locator(NEXT).click()
    expect(ben.page.locator("h1")).to_have_text("Your answers were sent already")
    ben.look()


def test_not_open_yet(ben: Looker, site_server: Site) -> None:
    ben.page.goto(f"{site_server.url}/survey/")
    ben.page.locator("#consent").check()
    try:
        site_server.manage("shell", "-c", AHEAD.format(days=3))
        ben.page.get_by_role("button", name="Start with").click()
        expect(ben.page.locator("h1")).to_have_text("Not open yet")
        ben.look()
        ben.go("/survey/")
    finally:
        site_server.manage("shell", "-c", AHEAD.format(days=-30))


def test_coming_back_to_a_closed_wave(ben: Looker, site_server: Site) -> None:
    begin(ben.page, site_server)
    ben.page.wait_for_url("**/section/start/")
    ben.page.locator("[name=work_status][value=self]").check()
    ben.page.locator(NEXT).click()
    ben.page.wait_for_url("**/circles/")
    try:
        site_server.manage("shell", "-c", SHUT.format(days=-1))
        ben.page.reload()
        expect(ben.page.locator("h1")).to_have_text("This wave is closed")
        expect(ben.page.locator("main")).to_contain_text("This is what you saved.")
        ben.look()
    finally:
        site_server.manage("shell", "-c", SHUT.format(days=60))
