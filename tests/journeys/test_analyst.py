"""Otto looks at tables that are not for publication, and Vera at what is to be released."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsers import follow
from tests.support.looking import Looker
from tests.support.server import Site
from website.articles import demo_people
from website.core import groups


@pytest.fixture
def looker(browser: Browser, site_server: Site, request: pytest.FixtureRequest) -> Iterator[Looker]:
    """Somebody of the group named by the test, signed in on a telephone."""
    person = next(person for person in demo_people.PEOPLE if person.group == request.param)
    looker = Looker.at(browser, site_server.url, "light", "dark")
    looker.page.goto(f"{looker.url}/admin/")
    looker.page.get_by_label("Username").fill(person.username)
    looker.page.get_by_label("Password").fill(person.password)
    looker.page.get_by_role("button", name="Sign in").click()
    looker.page.wait_for_url(f"{looker.url}/admin/")
    yield looker
    looker.close()


@pytest.mark.parametrize("looker", [groups.ANALYST], indirect=True)
def test_the_explorer_from_the_choice_of_a_wave_to_a_saved_view(looker: Looker) -> None:
    page = looker.page
    looker.go("/admin/reports/explorer/")
    page.get_by_label("Wave").select_option(index=1)
    follow(page.get_by_role("button", name="Choose this wave"))
    page.locator(".x-form summary", has_text="You and your networks").first.click()
    page.locator("input[name=row][value=work_status]").check()
    page.locator("input[name=by]").first.check()
    follow(page.get_by_role("button", name="Show tables"))
    page.get_by_role("heading", name="Which of these best describes your work").wait_for()
    looker.look()
    with page.expect_download() as book:
        page.get_by_role("link", name="Download as XLSX").click()
    assert book.value.suggested_filename.endswith(".xlsx")
    page.get_by_label("Keep this choice as").fill("Work by the first banner")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Work by the first banner", exact=True).click()
    page.get_by_role("heading", name="Which of these best describes your work").wait_for()
    follow(page.get_by_role("link", name="Delete Work by the first banner"))
    looker.look()
    page.get_by_role("button", name="Delete the view").click()
    page.get_by_text("None yet.").wait_for()
    looker.go("/admin/reports/sensitivity/")
    assert looker.faults == []


@pytest.mark.parametrize("looker", [groups.ANALYST], indirect=True)
def test_the_explorer_weighted_from_targets_to_the_workbook(looker: Looker) -> None:
    """Otto finds that nothing can be weighted, writes a target, weights, and meets one that can't be met."""
    page = looker.page
    looker.go("/admin/reports/explorer/")
    page.get_by_label("Wave").select_option(index=1)
    page.get_by_role("button", name="Choose this wave").click()
    page.get_by_text("This wave has no targets to weight by.").wait_for()
    page.get_by_role("link", name="Write the targets of this wave").click()
    page.get_by_role("link", name="Write targets for “Gender”").click()
    write_gender(page, "50", "50")
    looker.go("/admin/reports/explorer/")
    page.get_by_label("Wave").select_option(index=1)
    follow(page.get_by_role("button", name="Choose this wave"))
    page.get_by_label("Weights").select_option(label="raked to the targets")
    page.locator("input[name=row][value=issue]").evaluate("box => box.closest('details').open = true")
    page.locator("input[name=row][value=issue]").check()
    page.locator("input[name=by]").first.check()
    looker.look()
    follow(page.get_by_role("button", name="Show tables"))
    page.get_by_text("Weighted by Gender.").wait_for()
    expect(page.get_by_role("row", name="Base: weighted")).to_have_count(1)
    page.get_by_text("How the weights were made").click()
    page.get_by_role("region", name="Gender", exact=True).wait_for()
    looker.look()
    with page.expect_download() as book:
        page.locator(".x-tables").get_by_role("link", name="Download as XLSX").click()
    assert book.value.suggested_filename.endswith(".xlsx")
    weighted = page.url
    page.get_by_role("link", name="Change the targets of this wave").click()
    page.get_by_role("link", name="Change the targets for “Gender”").click()
    write_gender(page, "6", "94")
    page.goto(weighted)
    page.get_by_text("The answers can’t be weighted.").wait_for()
    looker.look()
    page.get_by_role("link", name="The targets of this wave").click()
    page.get_by_role("link", name="Change the targets for “Gender”").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("has no target for “Gender” any more").wait_for()
    assert looker.faults == []


def write_gender(page: Page, women: str, men: str) -> None:
    """Fill the form of the target and save it."""
    for name, text in {
        "share_woman": women,
        "share_man": men,
        "source": "Office for Counting",
        "url": "https://example.org/marketers",
        "as_of": "2025",
        "population": "People who work in marketing",
    }.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("main").get_by_role("button", name="Save").click()
    page.get_by_text("can be weighted by “Gender”").wait_for()


@pytest.mark.parametrize("looker", [groups.RELEASE_MANAGER], indirect=True)
def test_every_page_of_releases_and_methods(looker: Looker) -> None:
    page = looker.page
    looker.go("/admin/reports/releases/")
    page.locator("main td.title a, main .title-wrapper a").first.click()
    page.get_by_text("What is not shown, and why").wait_for()
    looker.look()
    looker.go("/admin/reports/releases/make/")
    looker.go("/admin/reports/methods/")
    page.get_by_role("link", name="Wave 1").first.click()
    page.get_by_label("How answers were collected").wait_for()
    looker.look()
    looker.go("/admin/reports/targets/")
    page.get_by_role("link", name="Wave 1").first.click()
    page.get_by_role("link", name="Write targets for").first.wait_for()
    looker.look()
    page.get_by_role("link", name="Write targets for").first.click()
    page.get_by_label("Source").first.wait_for()
    looker.look()
    assert looker.faults == []
