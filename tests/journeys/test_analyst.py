"""Otto looks at tables that are not for publication, and Vera at what is to be released."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

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
    page.get_by_role("button", name="Choose this wave").click()
    page.locator(".x-form summary", has_text="You and your networks").first.click()
    page.locator("input[name=row][value=work_status]").check()
    page.locator("input[name=by]").first.check()
    page.get_by_role("button", name="Show tables").click()
    page.get_by_role("heading", name="Which of these best describes your work").wait_for()
    looker.look()
    with page.expect_download() as book:
        page.get_by_role("link", name="Download as XLSX").click()
    assert book.value.suggested_filename.endswith(".xlsx")
    page.get_by_label("Keep this choice as").fill("Work by the first banner")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Work by the first banner", exact=True).click()
    page.get_by_role("heading", name="Which of these best describes your work").wait_for()
    page.get_by_role("link", name="Delete Work by the first banner").click()
    looker.look()
    page.get_by_role("button", name="Delete the view").click()
    page.get_by_text("None yet.").wait_for()
    looker.go("/admin/reports/sensitivity/")
    assert looker.faults == []


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
