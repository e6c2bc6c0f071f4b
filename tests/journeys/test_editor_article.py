"""Amira writes an article with a live chart, previews and schedules it; `tick` publishes it, Ben reads it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.server import Site
from tests.support.talking import sign_in
from tests.support.waiting import until
from website.articles import demo_people

AMIRA = next(person for person in demo_people.PEOPLE if person.username == "editor")
TITLE = "The guest list nobody edits"
ADDRESS = "/magazine/the-guest-list-nobody-edits/"
#: Wagtail takes what stands in a form two seconds after it has come as what nobody has changed.
NOTE_WHEN_WATCHED = """
    document.addEventListener("w-unsaved:watch-edits", () => {
        document.documentElement.dataset.watched = "";
    });
"""
LET_IT_COME_DUE = """
from datetime import timedelta
from django.utils import timezone
from wagtail.models import Revision
due = timezone.now() - timedelta(minutes=1)
revision = Revision.objects.get(approved_go_live_at__isnull=False)
revision.approved_go_live_at = due
revision.content["go_live_at"] = due.isoformat()
revision.save()
"""


@pytest.fixture
def amira(browser: Browser, site_server: Site) -> Iterator[Page]:
    """A window in which Amira has signed in; no script of the admin may fail in it."""
    page = sign_in(browser, site_server.url, (AMIRA.username, AMIRA.password))
    page.add_init_script(NOTE_WHEN_WATCHED)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.context.close()
    assert faults == []


@pytest.fixture
def ben(browser: Browser) -> Iterator[Page]:
    """A window of somebody who reads."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def press(amira: Page, name: str) -> None:
    """Press a button that sends the whole form, and wait for the page that answers."""
    with amira.expect_event("load"):
        amira.get_by_role("button", name=name, exact=True).click()


def is_watched(amira: Page) -> None:
    """Wait until the page would save by itself what changes from now on."""
    amira.locator("html[data-watched]").wait_for(state="attached")


def next_saving(amira: Page, held: list[Route]) -> Route:
    """What the page saves by itself, once it does."""
    # What is on its way from the browser is handled while something else is asked of it.
    return until(lambda: amira.evaluate("null") or held, "The page's own saving").pop(0)


def insert(amira: Page, label: str) -> None:
    """Add a block to the end of the body, through the picker."""
    amira.locator("#panel-child-content-body-content button.c-sf-add-button:visible").last.click()
    amira.get_by_role("option", name=re.compile(f"^{label}")).first.click()


def pick_next_month(amira: Page) -> None:
    """Set the hour of going live with the mouse: the 15th of a month to come, at a full hour."""
    field = amira.locator("[name=go_live_at]")
    field.click()
    picker = amira.locator(".xdsoft_datetimepicker:visible")
    month = picker.locator(".xdsoft_month > span")
    this_month = month.inner_text()
    picker.locator(".xdsoft_next").first.click()
    expect(month).not_to_have_text(this_month)
    picker.locator("td.xdsoft_date:not(.xdsoft_other_month)", has_text="15").click()
    picker.locator(".xdsoft_time_box").click()
    expect(picker).to_be_hidden()
    expect(field).to_have_value(re.compile(r"-15 \d\d:00$"))


def seen_by(reader: Page, site: Site) -> tuple[int, bool]:
    """What the article's address answers to a reader, and whether the magazine leads there.

    Asked past the browser's store, which may keep a list for a minute.
    """
    magazine = reader.request.get(f"{site.url}/magazine/").text()
    return reader.request.get(site.url + ADDRESS).status, f'href="{ADDRESS}"' in magazine


def test_write_preview_schedule_publish(amira: Page, ben: Page, site_server: Site) -> None:
    [(magazine,)] = site_server.read("SELECT page_ptr_id FROM articles_magazinepage")
    amira.goto(f"{site_server.url}/admin/pages/add/articles/articlepage/{magazine}/")

    # She writes.
    amira.locator("[name=title]").fill(TITLE)
    amira.locator("[name=lead]").fill("Everybody can read it.")
    amira.locator("[name=author]").select_option(index=1)
    insert(amira, "Paragraph")
    amira.locator("[data-contentpath=body] [role=textbox]").last.click()
    amira.keyboard.type("A network is a guest list.")
    insert(amira, "Chart from the results")
    # There is one survey, so it is picked already.
    expect(amira.locator(".page-chooser", has_text="One profile or two?").last).to_be_visible()
    amira.locator("select[name$='-item']").last.select_option(value="issue")
    press(amira, "Save draft")
    expect(amira.locator("[name=title]")).to_have_value(TITLE)

    # She looks at it.
    amira.get_by_role("button", name="Toggle preview").click()
    preview = amira.frame_locator("iframe[data-w-preview-target=iframe], #w-preview-iframe").first
    expect(preview.locator("h1")).to_have_text(TITLE)
    expect(preview.locator(".article__body")).to_contain_text("A network is a guest list.")
    expect(preview.locator(".figure__title")).to_contain_text("issue")
    amira.get_by_role("button", name="Toggle preview").click()

    # She schedules it, with the date picker.
    amira.get_by_role("button", name="Toggle status").click()
    amira.get_by_role("button", name="Set schedule").click()
    pick_next_month(amira)
    press(amira, "Save schedule")
    amira.get_by_role("button", name="More actions").first.click()
    press(amira, "Schedule to publish")
    expect(amira.locator(".messages")).to_contain_text(f"Page '{TITLE}' has been scheduled for publishing.")

    # Nobody sees it before its hour, and everybody after.
    assert seen_by(ben, site_server) == (404, False)
    site_server.tick()
    assert seen_by(ben, site_server) == (404, False)
    site_server.manage("shell", "-c", LET_IT_COME_DUE)
    site_server.tick()
    assert seen_by(ben, site_server) == (200, True)
    ben.goto(site_server.url + ADDRESS)
    expect(ben.locator("h1")).to_have_text(TITLE)
    expect(ben.locator(".article__body .figure__marks")).to_be_visible()


def test_a_press_while_a_new_page_saves_itself_makes_one_page(amira: Page, site_server: Site) -> None:
    [(magazine,)] = site_server.read("SELECT page_ptr_id FROM articles_magazinepage")
    address = f"{site_server.url}/admin/pages/add/articles/articlepage/{magazine}/"
    held: list[Route] = []

    def hold(route: Route) -> None:
        """The site saves it and the browser hears of that when the test likes."""
        if route.request.method == "POST" and "json" in route.request.headers.get("accept", ""):
            held.append(route)
        else:
            route.continue_()

    amira.route(address, hold)
    amira.goto(address)
    is_watched(amira)
    amira.locator("[name=title]").fill("Pressed too soon")
    amira.locator("[name=lead]").fill("Saved twice at once.")
    amira.locator("[name=author]").select_option(index=1)
    saving = next_saving(amira, held)
    saved = saving.fetch()
    amira.get_by_role("button", name="Save draft", exact=True).click()
    with amira.expect_event("load"):
        saving.fulfill(response=saved)
    expect(amira).to_have_url(re.compile("/edit/$"))
    expect(amira.locator("[name=title]")).to_have_value("Pressed too soon")
    [(pages,)] = site_server.read("SELECT count(*) FROM wagtailcore_page WHERE title = 'Pressed too soon'")
    assert pages == 1


def test_a_press_while_a_page_saves_itself_comes_after_that(amira: Page, site_server: Site) -> None:
    [(magazine,)] = site_server.read("SELECT page_ptr_id FROM articles_magazinepage")
    amira.goto(f"{site_server.url}/admin/pages/add/articles/articlepage/{magazine}/")
    amira.locator("[name=title]").fill("Pressed beside its saving")
    amira.locator("[name=lead]").fill("Saved once.")
    amira.locator("[name=author]").select_option(index=1)
    # Wagtail writes the slug by itself, but some time after the title.
    amira.get_by_role("tab", name="Promote").click()
    amira.locator("[name=slug]").fill("pressed-beside-its-saving")
    press(amira, "Save draft")
    expect(amira).to_have_url(re.compile("/edit/$"))
    held: list[Route] = []
    pressed: list[str] = []

    def hold(route: Route) -> None:
        """What the page saves by itself is held; what a button sends is noted."""
        if route.request.method == "POST" and "json" in route.request.headers.get("accept", ""):
            held.append(route)
            return
        if route.request.method == "POST":
            pressed.append(route.request.url)
        route.continue_()

    amira.route(re.compile(r"/admin/pages/\d+/edit/"), hold)
    amira.reload()
    is_watched(amira)
    amira.locator("[name=lead]").fill("Saved twice.")
    saving = next_saving(amira, held)
    amira.get_by_role("button", name="Save draft", exact=True).click()
    amira.evaluate("0")
    assert pressed == []
    with amira.expect_event("load"):
        saving.continue_()
    expect(amira.locator(".messages")).to_contain_text("Pressed beside its saving")
    assert len(pressed) == 1
    [(newest, latest)] = site_server.read(
        "SELECT (SELECT id FROM wagtailcore_revision WHERE object_id = CAST(page.id AS TEXT)"
        " ORDER BY created_at DESC LIMIT 1), page.latest_revision_id"
        " FROM wagtailcore_page page WHERE title = 'Pressed beside its saving'"
    )
    assert newest == latest
