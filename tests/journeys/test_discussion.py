"""Chloé comments in a browser: confirmed, held, approved, answered, muted, changed, deleted.

Also by keyboard, and without a script.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsers import follow
from tests.support.looking import PHONE, Looker
from tests.support.server import Site
from tests.support.talking import Talker, approve, discussion_of, sign_in

ARTICLE = "/magazine/same-party/"


@pytest.fixture
def chloe(browser: Browser, site_server: Site) -> Iterator[Looker]:
    """Chloé's telephone."""
    looker = Looker.at(browser, site_server.url, "light")
    yield looker
    looker.close()
    assert looker.faults == []


@pytest.fixture(scope="module")
def moses(browser: Browser, site_server: Site) -> Iterator[Page]:
    """Moses at the admin, in which he may moderate and nothing else."""
    page = sign_in(browser, site_server.url)
    yield page
    page.context.close()


@pytest.fixture
def without_script(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def talker(page: Page, site: Site, name: str = "Chloé") -> Talker:
    return Talker(page, site.url, discussion_of(page, site.url), name)


def newcomer(browser: Browser, site: Site, name: str) -> Talker:
    """Somebody in a window of their own."""
    return talker(browser.new_context(viewport=PHONE).new_page(), site, name)


@pytest.mark.both_databases
def test_from_the_first_word_to_the_last(
    chloe: Looker, moses: Page, browser: Browser, site_server: Site
) -> None:
    page, url = chloe.page, site_server.url
    me = talker(page, site_server)

    # The form comes to the page; the browser does its sum; the letter's button posts.
    page.goto(f"{url}{me.place}")
    page.get_by_role("link", name="Write a comment").click()
    expect(page.locator("form.write[data-fetched] textarea")).to_be_focused()
    expect(page.locator("[data-without-script]")).to_have_count(0)
    me.fill("Everybody was invited, one tap at a time.")
    page.get_by_label("Write to me when somebody answers").check()
    me.send()
    expect(page.locator("h1")).to_have_text("One more step: look into your mail")
    first = me.confirm()
    expect(page.locator("h1")).to_have_text("A person will read it before it appears")

    # Held: she sees it, nobody else does.
    page.goto(f"{url}{me.place}")
    mine = page.locator(f"#comment-{first}")
    expect(mine).to_contain_text("Only you see it here.")
    ben = newcomer(browser, site_server, "Ben")
    ben.page.goto(f"{url}{ben.place}")
    expect(ben.page.locator(f"#comment-{first}")).to_have_count(0)

    # Moses finds it in the queue, with the reason, and approves.
    moses.goto(f"{url}/admin/")
    moses.goto(f"{url}/admin/discussion/comments/?state=held")
    row = moses.locator("tr", has_text="Everybody was invited")
    expect(row).to_contain_text("First comment of this writer")
    expect(row).not_to_contain_text("proof")
    row.get_by_role("link", name="Everybody was invited").click()
    moses.get_by_role("button", name="Approve").click()
    expect(moses.get_by_text("Public now.")).to_be_visible()

    # Ben answers from the comment itself; Chloé gets a letter that leads to his answer.
    ben.page.goto(f"{url}/discussion/{first}/")
    ben.page.goto(f"{url}{ben.place}#comment-{first}")
    ben.page.locator(f"#comment-{first}").get_by_role("link", name=re.compile("^Reply")).click()
    ben.fill("Nobody was, they came along.")
    ben.send()
    reply = ben.confirm()
    approve(moses, url, reply)
    me.mail("Somebody answered your comment")
    page.locator(f"a[href*='/discussion/{reply}/']").first.click()
    page.wait_for_url(re.compile(rf"#comment-{reply}$"))

    # She has had enough of this conversation, changes her comment, and takes it back.
    page.goto(f"{url}/discussion/{first}/mute/")
    page.get_by_role("button", name="No more mail").click()
    expect(page.get_by_role("status")).to_have_text("No more mail about that conversation.")
    page.get_by_role("link", name=re.compile("^Edit")).click()
    page.locator("#write-text").fill("Everybody was invited, one *tap* at a time.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.locator(".comment__text em")).to_have_text("tap")
    page.goto(f"{url}{me.place}")
    expect(mine.locator(".comment__mark").first).to_have_text("edited")
    mine.get_by_role("link", name=re.compile("^Delete")).first.click()
    follow(page.get_by_role("button", name="Delete it"))
    page.goto(f"{url}{me.place}")
    expect(mine).to_contain_text("Its writer has taken this comment back.")
    expect(mine).to_contain_text("Nobody was, they came along.")
    chloe.look()
    ben.page.context.close()


def test_held_comments_come_to_a_page_that_everybody_shares(chloe: Looker, site_server: Site) -> None:
    """The section of a cached page: nothing in it is Chloé's, her script brings what waits."""
    page, url = chloe.page, site_server.url
    me = talker(page, site_server)
    me.write("Only I see this for now.")
    pk = me.confirm()
    own = page.request.get(f"{url}{me.place}").text()
    assert f'id="comment-{pk}"' in own
    cached = re.sub(r'<article class="comment comment--held".*?</article>', "", own, flags=re.DOTALL)
    cached = cached.replace('id="discussion"', f'id="discussion" data-held="{me.place}"')
    assert f'id="comment-{pk}"' not in cached
    page.route("**/cached/", lambda route: route.fulfill(content_type="text/html", body=cached))
    page.goto(f"{url}/cached/")
    expect(page.locator(f"#comment-{pk}")).to_contain_text("Only I see this for now.")


def test_one_s_own_comment_is_changed_where_everybody_reads_it(
    chloe: Looker, moses: Page, site_server: Site
) -> None:
    """The article itself is kept by every cache; the ways to change a comment come to its writer alone."""
    page, url = chloe.page, site_server.url
    me = Talker(page, url, discussion_of(page, url, ARTICLE))
    page.goto(f"{url}{ARTICLE}")
    expect(page.locator("[data-who]")).to_contain_text("No account")
    me.write("In public, and still mine.")
    expect(page.get_by_role("link", name="it is kept here")).to_have_attribute("href", "/demo/mail/")
    pk = me.confirm()
    approve(moses, url, pk)
    shared = page.request.get(f"{url}{ARTICLE}").headers["cache-control"]
    assert shared == "public, max-age=60"
    page.goto(f"{url}{ARTICLE}?later")  # as the browser would have it a minute later
    mine = page.locator(f"#comment-{pk}")
    expect(mine.get_by_role("link", name=re.compile("^Delete"))).to_be_visible()
    expect(page.locator("[data-who]")).to_contain_text("no mail")
    moses.goto(f"{url}{ARTICLE}?other")
    expect(moses.locator(f"#comment-{pk}")).to_contain_text("In public, and still mine.")
    expect(moses.locator(f"#comment-{pk} a", has_text="Edit")).to_have_count(0)
    mine.get_by_role("link", name=re.compile("^Edit")).click()
    page.locator("#write-text").fill("In public, and changed.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.locator(".comment__text")).to_have_text("In public, and changed.")


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is on something that fits."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"The Tab key never reached {selector}.")


def test_by_keyboard_alone(chloe: Looker, site_server: Site) -> None:
    page = chloe.page
    me = talker(page, site_server)
    page.goto(f"{site_server.url}{me.place}")
    reach(page, "a.button[data-write]")
    page.keyboard.press("Enter")
    expect(page.locator("#write-text")).to_be_focused()
    page.keyboard.type("Typed without a mouse.")
    page.keyboard.press("Tab")
    page.keyboard.type("Chloé")
    page.keyboard.press("Tab")
    page.keyboard.type(me.address)
    reach(page, "button[value=send]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    pk = me.confirm()
    page.goto(f"{site_server.url}/discussion/mine/")
    reach(page, f"a[href='/discussion/{pk}/delete/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/delete/")
    reach(page, "main button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Deleted.")


def test_without_a_script(without_script: Page, moses: Page, site_server: Site) -> None:
    page, url = without_script, site_server.url
    me = talker(page, site_server, "Dora")
    page.goto(f"{url}{me.place}")
    follow(page.get_by_role("link", name="Write a comment"))
    expect(page.get_by_text("Without JavaScript we cannot tell you from a machine")).to_be_visible()
    follow(page.get_by_role("button", name="Send for posting"))
    expect(page.get_by_role("alert")).to_contain_text("Everything you typed is still here.")
    me.fill("Written *without* a script.")
    follow(page.get_by_role("button", name="Preview"))
    expect(page.locator(".preview em")).to_have_text("without")
    me.send()
    pk = me.confirm()
    page.goto(f"{url}{me.place}")
    expect(page.locator(f"#comment-{pk}")).to_contain_text("Only you see it here.")
    moses.goto(f"{url}/admin/discussion/comments/?state=held")
    expect(
        moses.locator("tr", has_text="Written without a script").or_(
            moses.locator("tr", has_text="Written *without* a script")
        )
    ).to_contain_text("Sent without proof of work")
    approve(moses, url, pk)
    second = talker(page, site_server, "Dora")
    second.write("And one more.", to=pk)
    expect(page.locator("h1")).to_have_text("A person will read it before it appears")
    page.goto(f"{url}{me.place}")
    branch = page.locator(f"#comment-{pk} > details")
    branch.locator("summary").click()
    expect(branch.locator(".comment").first).to_be_hidden()
    page.goto(f"{url}/discussion/erase/")
    follow(page.get_by_role("button", name="Erase everything"))
    page.goto(f"{url}{me.place}")
    expect(page.locator(f"#comment-{pk}")).to_have_count(0)


def test_many_are_approved_at_once(moses: Page, browser: Browser, site_server: Site) -> None:
    """The bulk actions of the queue, as a moderator finds them."""
    url = site_server.url
    dora = newcomer(browser, site_server, "Dora")
    dora.write("The first of two.")
    first = dora.confirm()
    dora.write("The second of two.")
    second = int(re.findall(r"/discussion/(\d+)/posted/", dora.page.url)[0])
    moses.goto(f"{url}/admin/discussion/comments/?state=held")
    for pk in (first, second):
        moses.locator(f"input[aria-describedby='comment_{pk}_title']").check()
    moses.get_by_role("link", name="Approve the selected comments").click()
    moses.get_by_role("button", name="Approve them").click()
    expect(moses.get_by_text("2 comments approved.")).to_be_visible()
    dora.page.goto(f"{url}/discussion/{second}/posted/")
    expect(dora.page.locator("h1")).to_have_text("Your comment is there for all to read")
    dora.page.context.close()
