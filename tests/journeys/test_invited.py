"""Amira invites Chloé, who follows the link of her mail, answers without a script, and comes back by it."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import letters
from tests.support.browsers import follow
from tests.support.looking import PHONE, Looker
from tests.support.server import Site
from tests.support.talking import sign_in

CHLOE = "chloe.invited@example.org"
AMIRA = ("editor", "overlap-editor")
INVITED = """
from surveys import actions, keys, queries
from surveys.models import Invitation
wave = queries.current_wave(queries.survey_by_slug("survey"))
actions.invite(wave=wave, addresses=["dora@example.org"])
row = Invitation.objects.get(email="dora@example.org")
print("/answer/invited/" + keys.entry_token("invitation", row.seed, key_version=row.key_version) + "/")
"""
LIST = f"E-mail;Name\n{CHLOE};Chloé\nno address;Somebody\n{CHLOE};Twice\n"


@pytest.fixture
def chloe(browser: Browser) -> Iterator[Page]:
    """Her telephone, which runs no scripts."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def link_of(page: Page, url: str) -> str:
    """The link in the newest mail that was caught for Chloé."""
    letters.open_newest(page, url, CHLOE)
    return page.locator("a[href*='/answer/invited/']").first.get_attribute("href") or ""


@pytest.mark.both_databases
def test_from_the_list_to_the_answers_and_back(browser: Browser, chloe: Page, site_server: Site) -> None:
    url = site_server.url
    amira = sign_in(browser, url, AMIRA)
    amira.goto(f"{url}/admin/surveys/invitations/waves/")
    amira.get_by_role("row", name="Wave 3").get_by_role("link", name="Add addresses").click()
    amira.get_by_label("CSV file").set_input_files(
        [{"name": "people.csv", "mimeType": "text/csv", "buffer": LIST.encode()}]
    )
    amira.get_by_role("button", name="See what would be added").click()
    expect(amira.locator("p[role=status]")).to_contain_text("1 new, 1 there already")
    amira.get_by_role("button", name="Add 1 address").click()
    amira.get_by_role("button", name=re.compile(r"^Send \d+ invitation")).click()
    expect(amira.get_by_text("On their way:")).to_be_visible()

    link = link_of(chloe, url)
    chloe.goto(link)
    assert urlsplit(chloe.url).path == "/answer/survey/enter/"
    chloe.get_by_label("I am 18 or older").check()
    follow(chloe.get_by_role("button", name="Start with"))
    assert urlsplit(chloe.url).path == "/answer/survey/section/start/"
    tiers = site_server.read(
        "SELECT tier FROM surveys_response WHERE tier = 'invited' AND status = 'started'"
    )
    assert ("invited",) in tiers

    # Another device: the same answers, and no second set of them.
    looker = Looker.at(browser, url, "light")
    looker.page.goto(link)
    assert urlsplit(looker.page.url).path == "/answer/survey/section/start/"
    assert site_server.read("SELECT is_used FROM surveys_invitation WHERE email = %s", CHLOE)[0][0]
    looker.close()
    amira.reload()
    expect(amira.get_by_text(re.compile(r"\b[1-9]\d* used"))).to_be_visible()
    amira.context.close()


def test_the_page_behind_the_link_has_no_barriers(browser: Browser, site_server: Site) -> None:
    """The page of consent, in light and in dark, after a fault as well."""
    link = site_server.manage("shell", "-v0", "-c", INVITED).strip().splitlines()[-1]
    looker = Looker.at(browser, site_server.url, "light", "dark")
    looker.page.goto(f"{site_server.url}{link}")
    looker.look()
    follow(looker.page.get_by_role("button", name="Start with"))
    looker.look()
    looker.close()
    assert looker.faults == []
