"""Ben answers: by keyboard on a telephone, without a script, on two devices, and twice."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsers import follow
from tests.support.looking import PHONE, Looker
from tests.support.server import Site

pytestmark = pytest.mark.both_databases
NEXT = ".survey__foot button[value=next]"
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{3,4}){6}")


@pytest.fixture
def ben(browser: Browser, site_server: Site) -> Iterator[Looker]:
    """Ben's telephone."""
    looker = Looker.at(browser, site_server.url, "light")
    yield looker
    looker.close()
    assert looker.faults == []


@pytest.fixture
def ben_without_script(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def rows(site: Site) -> int:
    """Responses in the server's database."""
    return int(site.read("SELECT count(*) FROM surveys_response")[0][0])


def begin(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/survey/")
    page.locator("#consent").check()
    page.get_by_role("button", name="Start with").click()
    page.wait_for_url("**/section/start/")


def go_on(page: Page, where: str) -> None:
    page.locator(NEXT).click()
    page.wait_for_url(f"**/{where}/")


# By keyboard ------------------------------------------------------------------------------------------


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is on something that fits."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"The Tab key never reached {selector}.")


def choose(page: Page, name: str, value: str) -> None:
    """Reach a group of radio buttons and walk to one of them with the arrows."""
    reach(page, f"input[name={name}]")
    page.keyboard.press("Space")
    for _ in range(20):
        if page.evaluate("[document.activeElement.value, document.activeElement.checked]") == [value, True]:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The arrows never reached {name} = {value}.")


def tick(page: Page, name: str, *values: str) -> None:
    """Reach check boxes, in the order of the page, and press Space on each."""
    order = page.locator(f"input[name={name}]").evaluate_all("boxes => boxes.map(box => box.value)")
    for value in sorted(values, key=order.index):
        reach(page, f"input[name={name}][value={value}]")
        page.keyboard.press("Space")


def send(page: Page, where: str) -> None:
    reach(page, NEXT)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{where}/")


def in_page_order(page: Page, question: str) -> list[str]:
    """Codes of the lines that are shown, as this person sees them."""
    lines = page.locator(f"#q-{question} [data-line]:not([hidden])")
    return list(lines.evaluate_all("lines => lines.map(line => line.dataset.line)"))


def test_the_whole_survey_by_keyboard_on_a_telephone(ben: Looker, site_server: Site) -> None:
    page = ben.page
    page.goto(f"{site_server.url}/survey/")
    reach(page, "#consent")
    page.keyboard.press("Space")
    reach(page, ".consent button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/section/start/")

    expect(page.locator("#q-purpose")).to_be_hidden()
    choose(page, "work_status", "agency")
    tick(page, "platforms", "linkedin", "messaging")
    expect(page.locator("#q-purpose")).to_be_visible()
    assert sorted(in_page_order(page, "purpose")) == ["linkedin", "messaging"]
    for line in in_page_order(page, "purpose"):
        choose(page, f"purpose__{line}", "both")
    choose(page, "accounts", "by_network")
    choose(page, "issue", "moderate")
    send(page, "circles")

    for line in in_page_order(page, "circles"):
        tick(page, f"circles__{line}", "linkedin", "messaging")
    expect(page.locator(".map__rooms")).to_contain_text("eight circles meet")
    choose(page, "party", "0")
    send(page, "boundaries")

    for question, value in (
        ("seg", "agree"),
        ("behave", "often"),
        ("requests", "limited"),
        ("views", "neither"),
    ):
        for line in in_page_order(page, question):
            choose(page, f"{question}__{line}", value)
    tick(page, "events", "none")
    choose(page, "policy", "written")
    send(page, "disclosure")

    for line in in_page_order(page, "disclose"):
        choose(page, f"disclose__{line}", "usually")
    choose(page, "vignette", "minor")
    choose(page, "last_time", "bio")
    choose(page, "aware", "very")
    first, second, *_ = in_page_order(page, "principles")
    choose(page, f"principles__{first}", "1")
    choose(page, f"principles__{second}", "1")
    slots = page.locator(".order__slot")
    labels = {code: page.locator(f"#r-principles__{code} legend").inner_text() for code in (first, second)}
    expect(slots.nth(0)).to_contain_text(labels[second])
    expect(slots.nth(1)).to_contain_text(labels[first])
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.order__slot:first-child [title=\"Move down\"]')"):
            break
    page.keyboard.press("Enter")
    expect(slots.nth(0)).to_contain_text(labels[first])
    assert page.evaluate("document.activeElement.title") == "Move down"
    choose(page, "recommend", "7")
    reach(page, "textarea[name=story]")
    page.keyboard.type("Two phones.")
    choose(page, "story_ok", "no")
    send(page, "about")

    for name, value in (("role", "pr"), ("seniority", "manager"), ("market", "b2c"), ("org_size", "s1000")):
        choose(page, name, value)
    reach(page, "input[name=years]")
    page.keyboard.type("0")
    for name, value in (("region", "asia"), ("age", "prefer_not"), ("gender", "woman")):
        choose(page, name, value)
    send(page, "done")

    ben.look()
    assert CODE.search(page.locator(".receipt__code").inner_text().replace("\n", ""))
    expect(page.locator(".profile__part svg[role=img]").first).to_be_visible()
    reach(page, ".receipt a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt/")
    own = page.locator("main").inner_text()
    for words in (
        "Employed by an agency or consultancy",
        f"1st: {labels[first]}",
        f"2nd: {labels[second]}",
        "Two phones.",
        "Woman",
    ):
        assert words in own, words


# Without a script -------------------------------------------------------------------------------------


def test_the_whole_survey_without_a_script(ben_without_script: Page, site_server: Site) -> None:
    page = ben_without_script
    before = rows(site_server)
    begin(page, site_server)
    follow(page.locator(NEXT))
    expect(page.get_by_role("alert")).to_contain_text("Question 1: Please answer this question to go on.")
    page.locator("[name=work_status][value=self]").check()
    for code in ("linkedin", "x", "other"):
        page.locator(f"[name=platforms][value={code}]").check()
    page.locator("[name=platforms__other__text]").fill("Strava")
    page.locator(NEXT).click()
    page.wait_for_url("**/section/start/?added=purpose*")
    expect(page.get_by_role("status")).to_contain_text("Your answers brought one more question")
    assert sorted(in_page_order(page, "purpose")) == ["linkedin", "other", "x"]
    page.locator("[name=purpose__x][value=personal_only]").check(force=True)
    go_on(page, "circles")
    page.locator("[name=circles__family][value=linkedin]").check(force=True)
    page.locator("[name=circles__family][value=na]").check(force=True)
    follow(page.locator(NEXT))
    expect(page.get_by_role("alert")).to_contain_text("stands alone")
    page.locator("[name=circles__family][value=na]").uncheck(force=True)
    go_on(page, "boundaries")
    page.get_by_role("button", name="Back", exact=True).click()
    page.wait_for_url("**/circles/")
    expect(page.locator("[name=circles__family][value=linkedin]")).to_be_checked()
    go_on(page, "boundaries")
    expect(page.locator("#q-policy_own")).to_be_visible()
    go_on(page, "disclosure")
    page.locator("[name=principles__reach][value='1']").check(force=True)
    page.locator("[name=principles__privacy][value='1']").check(force=True)
    follow(page.locator(NEXT))
    expect(page.get_by_role("alert")).to_contain_text("Two answers share first place.")
    page.locator("[name=principles__privacy][value='']").check(force=True)
    go_on(page, "about")
    page.locator("[name=years]").fill("0")
    go_on(page, "done")
    expect(page.locator(".receipt__code")).to_have_text(CODE)
    assert rows(site_server) == before + 1


# Two devices, twice -----------------------------------------------------------------------------------


def test_leave_and_return_on_another_device(ben: Looker, browser: Browser, site_server: Site) -> None:
    begin(ben.page, site_server)
    ben.page.locator("[name=work_status][value=agency]").check()
    ben.page.get_by_role("button", name="Save and leave").click()
    ben.page.wait_for_url("**/leave/")
    link = ben.page.locator("#private-link").input_value()
    office = browser.new_context()
    page = office.new_page()
    page.goto(link)
    page.wait_for_url("**/section/start/")
    expect(page.locator("[name=work_status][value=agency]")).to_be_checked()
    cookies = {cookie["name"]: cookie for cookie in office.cookies()}
    answer = cookies["overlap_answer"]
    assert (answer["httpOnly"], answer["path"], answer["sameSite"]) == (True, "/answer/survey/", "Lax")
    office.close()


def test_sent_twice_is_one_row(ben: Looker, site_server: Site) -> None:
    page = ben.page
    before = rows(site_server)
    begin(page, site_server)
    page.locator("[name=work_status][value=student]").check()
    page.locator("[name=platforms][value=none]").check()
    for where in ("circles", "boundaries", "disclosure", "about"):
        go_on(page, where)
    page.locator("[name=years]").fill("0")
    go_on(page, "done")
    code = page.locator(".receipt__code").inner_text()
    page.go_back()
    page.wait_for_url("**/done/")
    page.reload()
    expect(page.locator(".receipt__code")).to_have_text(code, use_inner_text=True)
    assert rows(site_server) == before + 1


# Comforts ---------------------------------------------------------------------------------------------


def test_choices_show_and_hide_at_once(ben: Looker, site_server: Site) -> None:
    page = ben.page
    begin(page, site_server)
    page.locator("[name=platforms][value=linkedin]").check()
    page.locator("[name=platforms][value=other]").check()
    expect(page.locator("[name=platforms__other__text]")).to_be_visible()
    expect(page.locator("#q-purpose")).to_be_visible()
    page.locator("[name=platforms][value=none]").check()
    expect(page.locator("[name=platforms][value=linkedin]")).not_to_be_checked()
    expect(page.locator("#q-purpose")).to_be_hidden()
    expect(page.locator("#q-accounts")).to_be_hidden()
    page.locator("[name=issue][value=big]").check()
    page.locator("#q-issue .ask__clear").click()
    expect(page.locator("[name=issue]:checked")).to_have_count(0)
    page.locator("[name=issue][value=small]").check()
    page.keyboard.press("Delete")
    expect(page.locator("[name=issue]:checked")).to_have_count(0)


def test_an_answer_is_dragged_into_its_place(browser: Browser, site_server: Site) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    begin(page, site_server)
    page.locator("[name=work_status][value=self]").check()
    page.locator("[name=platforms][value=none]").check()
    for where in ("circles", "boundaries", "disclosure"):
        go_on(page, where)
    first, second, *_ = in_page_order(page, "principles")
    for code, slot in ((first, 0), (second, 0)):
        page.locator("#q-principles").scroll_into_view_if_needed()
        handle = page.locator(f"#r-principles__{code} .rank__handle").bounding_box()
        target = page.locator(".order__slot").nth(slot).bounding_box()
        assert handle is not None
        assert target is not None
        page.mouse.move(handle["x"] + 10, handle["y"] + 20)
        page.mouse.down()
        page.mouse.move(target["x"] + 90, target["y"] + 20, steps=6)
        page.mouse.up()
        expect(page.locator(f"[name=principles__{code}][value='1']")).to_be_checked()
    expect(page.locator(f"[name=principles__{second}][value='1']")).to_be_checked()
    expect(page.locator(f"[name=principles__{first}][value='2']")).to_be_checked()
    context.close()
