"""Every public page type and every public address, in light and in dark.

The lists come from the code: from the page models and from the resolver. What has no visit here fails.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Route
from wagtail.models import get_page_models

from tests.support import letters
from tests.support.browsers import follow
from tests.support.looking import PHONE, Looker
from tests.support.routes import routes
from tests.support.server import Site
from tests.support.talking import Talker, approve, discussion_of, sign_in

WAVE = "/results/survey/wave-2/"
SCHEMES = ("light", "dark")

SHARES = 4
"""Into how many parts the workers may divide this file; each part keeps to one worker and its server."""

#: Not ours to draw: the admin and Wagtail's own doors to private pages, which this site does not use.
NOT_PUBLIC = (r"admin/", r"documents/", r"_util/")


# What a visitor does --------------------------------------------------------------------------------


def begin(looker: Looker, work: str = "agency") -> None:
    """Start the survey and answer the one question that needs an answer."""
    looker.page.goto(f"{looker.url}/survey/")
    looker.page.locator("input[name=consent]").check()
    press(looker, re.compile("^Start with"))
    looker.page.locator(f"input[name=work_status][value={work}]").check()


def press(looker: Looker, name: str | re.Pattern[str]) -> None:
    """Press a button and wait for the page that follows."""
    follow(looker.page.get_by_role("button", name=name))


def go_on(looker: Looker) -> None:
    """Press the button that goes on."""
    press(looker, re.compile(r"^(Go on to|Send my answers)"))


def finish(looker: Looker) -> None:
    """Answer as little as possible, to the last page."""
    begin(looker)
    for _ in range(20):
        if looker.page.url.endswith("/done/"):
            return
        go_on(looker)
    raise AssertionError(f"The survey did not end; it stands at {looker.page.url}.")


def visit_sections(looker: Looker) -> None:
    """Every section as it first appears, one with an error, and with all networks chosen."""
    begin(looker)
    press(looker, re.compile("^Go on to"))
    looker.page.go_back()
    looker.look()
    for box in looker.page.locator("input[name=platforms]").all():
        if box.get_attribute("value") != "none":
            box.check(force=True)
    looker.look()
    for _ in range(20):
        go_on(looker)
        if looker.page.url.endswith("/done/"):
            return
        looker.look()


def visit_error(looker: Looker) -> None:
    """The first section sent in without its one required answer."""
    looker.page.goto(f"{looker.url}/survey/")
    looker.page.locator("input[name=consent]").check()
    press(looker, re.compile("^Start with"))
    go_on(looker)
    assert looker.page.get_by_role("alert").is_visible()
    looker.look()


def visit_start(looker: Looker) -> None:
    """The start without consent: the landing page again, with what is missing."""
    looker.page.goto(f"{looker.url}/survey/")
    press(looker, re.compile("^Start with"))
    looker.look()


def visit_leave(looker: Looker) -> str:
    """Save and leave; the private link that the page shows."""
    begin(looker)
    press(looker, "Save and leave")
    looker.look()
    return looker.page.locator("#private-link").input_value()


def visit_resume(looker: Looker) -> None:
    """The private link on a device that has no cookie, and one that nobody was given."""
    link = visit_leave(looker)
    looker.context.clear_cookies()
    looker.page.goto(link)
    looker.look()
    looker.go("/answer/resume/" + "A" * 26 + "/", status=404)


def visit_verify(looker: Looker) -> None:
    """An address for a wave that asks for none: back to the landing page (see test_invited)."""
    looker.page.goto(f"{looker.url}/survey/")
    looker.page.locator("form.consent").evaluate("form => { form.action = '/answer/survey/verify/'; }")
    press(looker, re.compile("^Start with"))
    assert urlsplit(looker.page.url).path == "/survey/"
    looker.look()


def visit_done(looker: Looker) -> str:
    """The last page; the receipt code that it shows."""
    finish(looker)
    looker.look()
    found = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{1,4}){5,}\b", looker.page.locator("main").inner_text())
    assert found, "The last page shows no receipt code."
    return found.group()


def visit_receipt(looker: Looker) -> None:
    """The form for the code, and the answers behind it."""
    code = visit_done(looker)
    looker.context.clear_cookies()
    looker.go("/answer/survey/receipt/")
    looker.page.locator("input[name=code]").first.fill(code)
    follow(looker.page.locator("form:has(input[name=code]) button").first)
    looker.look()


def visit_ask(looker: Looker) -> None:
    """One question on its own: nothing picked, answered, and what follows from an answer that ends it."""
    looker.go("/answer/survey/ask/issue/")
    press(looker, "Answer")
    looker.look()
    looker.page.locator("input[name=answer][value=big]").check(force=True)
    press(looker, "Answer")
    looker.look()
    looker.context.clear_cookies()
    looker.go("/answer/survey/ask/work_status/")
    looker.page.locator("input[name=answer][value=outside]").check(force=True)
    press(looker, "Answer")
    looker.look()


def visit_chip(looker: Looker) -> None:
    """An answer to show beside a comment, without one and with one."""
    looker.go("/answer/survey/chip/")
    begin(looker)
    looker.page.locator("input[name=issue][value=big]").check(force=True)
    go_on(looker)
    looker.go("/answer/survey/chip/")
    press(looker, "Show it")
    looker.look()


def visit_receipt_link(looker: Looker) -> None:
    """The receipt as a link, and a code that nobody was given."""
    code = visit_done(looker)
    looker.context.clear_cookies()
    looker.page.goto(f"{looker.url}/answer/r/{code}/")
    looker.look()
    looker.go("/answer/r/0000-0000-0000-0000-0000-0000-0/", status=404)


def visit_change(looker: Looker) -> None:
    """One's answers while they are changed: a section, all of them with what differs, and after sending."""
    visit_done(looker)
    looker.page.goto(f"{looker.url}/answer/survey/receipt/")
    press(looker, re.compile("^Change the answers of .You and"))
    looker.look()
    looker.page.locator("input[name=issue][value=small]").check()
    press(looker, "Keep these changes")
    looker.look()
    press(looker, "Send my changes")
    looker.look()


def visit_withdraw(looker: Looker) -> None:
    """The question before, the page after, and what the code opens then."""
    code = visit_done(looker)
    looker.go("/answer/survey/withdraw/")
    press(looker, "Withdraw my answers")
    looker.look()
    looker.go(f"/answer/r/{code}/", status=410)


def visit_screened_out(looker: Looker) -> None:
    """Somebody from another field."""
    begin(looker, work="outside")
    go_on(looker)
    assert looker.page.url.endswith("/screened-out/")
    looker.look()


def visit_go_on(looker: Looker) -> None:
    """The survey's address while answering."""
    begin(looker)
    looker.go("/answer/survey/")


def subscribe(looker: Looker) -> str:
    """Sign up for the letter; the address that was used, which no other visit uses."""
    address = f"ben-{uuid.uuid4().hex[:12]}@example.org"
    looker.page.goto(f"{looker.url}/letter/")
    looker.page.locator("input[name=address]").fill(address)
    press(looker, "Send me the letter")
    return address


def visit_letter(looker: Looker) -> None:
    """The form, the form with a fault, and where it leads."""
    looker.go("/letter/")
    looker.page.locator("input[name=address]").fill("ben@localhost")
    press(looker, "Send me the letter")
    looker.look()
    subscribe(looker)
    looker.look()


def newest_mail(looker: Looker, address: str) -> None:
    """Open the mail that was caught for `address`, when it has come."""
    letters.open_newest(looker.page, looker.url, address)


def follow_mail(looker: Looker, what: str) -> str:
    """Follow the link of the open mail whose address holds `what`; the address."""
    link = looker.page.locator(f"a[href*='{what}']").first.get_attribute("href") or ""
    looker.page.goto(link)
    return link


def visit_demo_mail(looker: Looker) -> None:
    """A mail of the demonstration."""
    newest_mail(looker, subscribe(looker))
    looker.look()


def visit_confirm(looker: Looker) -> None:
    """The question behind a mail's link, what comes of it, and the link after that."""
    newest_mail(looker, subscribe(looker))
    link = follow_mail(looker, "/mail/confirm/")
    looker.look()
    press(looker, "Yes, send it to me")
    looker.look()
    looker.go(urlsplit(link).path, status=404)


def visit_resend(looker: Looker) -> None:
    """The form, the form with a fault, and where it leads."""
    looker.go("/mail/resend/")
    looker.page.locator("input[name=address]").fill("ben@localhost")
    press(looker, "Send it again")
    looker.look()
    looker.page.locator("input[name=address]").fill("ben@example.org")
    press(looker, "Send it again")
    looker.look()


def visit_unsubscribe(looker: Looker) -> None:
    """The link of a welcome: the question, and that it is done."""
    address = subscribe(looker)
    newest_mail(looker, address)
    follow_mail(looker, "/mail/confirm/")
    press(looker, "Yes, send it to me")
    follow(looker.page.locator("a[href*='/mail/unsubscribe/']").first)
    looker.look()
    press(looker, "Stop them")
    looker.look()


def talker(looker: Looker) -> Talker:
    """Chloé, before a page that may be discussed."""
    return Talker(looker.page, looker.url, discussion_of(looker.page, looker.url))


def visit_write(looker: Looker) -> None:
    """The form: empty, with faults, with a preview, with a second thought."""
    chloe = talker(looker)
    looker.go(f"{chloe.place}write/")
    press(looker, "Send for posting")
    assert looker.page.get_by_role("alert").is_visible()
    looker.look()
    chloe.fill("Some *words*, and a [link](https://example.org/).")
    press(looker, "Preview")
    looker.look()
    chloe.fill("EVERYTHING HERE IS MEANT TO BE SHOUTED AT PEOPLE")
    press(looker, "Send for posting")
    looker.look()


def visit_own_comment(looker: Looker) -> None:
    """From the form to a public comment, with every page that its writer or a reader may meet."""
    chloe = talker(looker)
    chloe.write("Everybody was invited, one tap at a time.")
    looker.look()
    pk = chloe.confirm()
    looker.look()
    for path in ("posted", "edit", "delete", "mute", "chip"):
        looker.go(f"/discussion/{pk}/{path}/")
    looker.go(chloe.place)
    looker.go("/discussion/mine/")
    looker.go("/discussion/erase/")
    admin = sign_in(looker.context.browser, looker.url)
    approve(admin, looker.url, pk)
    admin.context.close()
    looker.go(f"{chloe.place}?order=newest")
    looker.go(f"/discussion/{pk}/report/")
    press(looker, "Report it")
    looker.look()
    looker.page.locator("input[name=reason]").last.check()
    press(looker, "Report it")
    looker.look()
    looker.go(f"/discussion/{pk}/")
    looker.page.goto(f"{looker.url}/discussion/erase/")
    press(looker, "Erase everything")
    looker.look()


def visit_forgotten(looker: Looker) -> None:
    """A browser that knows its writer, and does so no more."""
    chloe = talker(looker)
    chloe.write("I was here, and then I was not, which suits me.")
    chloe.confirm()
    looker.page.goto(f"{looker.url}/discussion/mine/")
    press(looker, "Forget me in this browser")
    looker.look()


def visit_waiting(looker: Looker) -> None:
    """Two comments before the first is confirmed: the second waits among one's own, and is posted."""
    chloe = talker(looker)
    chloe.write("Of two comments that I wrote in one go, this was the first.")
    chloe.write("And this was the second, which got no letter of its own.")
    chloe.confirm()
    looker.look()
    follow(looker.page.get_by_role("link", name="Read and post"))
    looker.look()
    press(looker, "Post it")
    assert looker.page.url.endswith("/posted/")
    looker.look()


def visit_erase(looker: Looker) -> None:
    """By a letter: the form, with a fault, and where it leads."""
    looker.go("/discussion/erase/")
    looker.page.locator("#address").fill("no address")
    press(looker, "Send me the letter")
    looker.look()
    looker.page.locator("#address").fill("nobody@example.org")
    press(looker, "Send me the letter")
    looker.look()


def one_of_each_kind(looker: Looker) -> list[str]:
    """One released item for each kind of chart."""
    document = json.loads(looker.context.request.get(f"{looker.url}{WAVE}release.json").text())
    kinds: dict[str, str] = {}
    for item in document["items"]:
        kinds.setdefault(item["kind"], item["id"])
    return list(kinds.values())


def visit_items(looker: Looker) -> None:
    """A question page for each kind of chart, scrolled to the end so that every chart is drawn."""
    for item in one_of_each_kind(looker):
        looker.go(f"{WAVE}{item}/")
        looker.page.keyboard.press("End")
    looker.go(f"{WAVE}no-such-question/", status=404)


def visit_banners(looker: Looker) -> None:
    """The same questions, compared by the first segment that each page offers."""
    for item in one_of_each_kind(looker):
        looker.page.goto(f"{looker.url}{WAVE}{item}/")
        links = looker.page.locator(f"a[href*='{item}/by/']")
        if links.count():
            looker.go(links.first.get_attribute("href") or "")


def file_of(name: str, kind: str) -> Callable[[Looker], None]:
    """A visit to a file under the question on the whole issue."""
    return lambda looker: looker.fetch(f"{WAVE}issue/{name}", kind)


def page(*paths: str) -> Callable[[Looker], Any]:
    """A visit to plain addresses."""
    return lambda looker: [looker.go(path) for path in paths]


def visit_count(looker: Looker) -> None:
    """What an article's script does once the article has been read."""
    looker.page.goto(f"{looker.url}/about/")
    said = "fetch('/count/', {method: 'POST', body: new URLSearchParams({page: '1'}), credentials: 'omit'})"
    assert looker.page.evaluate(f"{said}.then(answer => answer.status)") == 204
    looker.seen.append("/count/")


def visit_end_trial(looker: Looker) -> None:
    """An editor's button, which has no page; tests/journeys/test_admin.py presses it."""
    assert looker.context.request.get(f"{looker.url}/answer/survey/end-trial/").status == 405
    looker.seen.append("/answer/survey/end-trial/")


#: Pattern of the resolver -> what a visitor does there.
VISITS: dict[str, Callable[[Looker], Any]] = {
    "health/": lambda looker: looker.fetch("/health/", "application/json"),
    "answer/r/<str:code>/": visit_receipt_link,
    "answer/resume/<str:token>/": visit_resume,
    "answer/invited/<str:token>/": lambda looker: looker.go("/answer/invited/none/", status=404),
    "answer/<slug:slug>/": visit_go_on,
    "answer/<slug:slug>/enter/": lambda looker: looker.go("/answer/survey/enter/", status=404),
    "answer/<slug:slug>/verify/": visit_verify,
    "answer/<slug:slug>/start/": visit_start,
    "answer/<slug:slug>/leave/": visit_leave,
    "answer/<slug:slug>/done/": visit_done,
    "answer/<slug:slug>/receipt/": visit_receipt,
    "answer/<slug:slug>/change/": visit_change,
    "answer/<slug:slug>/withdraw/": visit_withdraw,
    "answer/<slug:slug>/screened-out/": visit_screened_out,
    "answer/<slug:slug>/ask/<slug:question_id>/": visit_ask,
    "answer/<slug:slug>/chip/": visit_chip,
    "answer/<slug:slug>/section/<slug:section_id>/": lambda looker: (
        visit_sections(looker),
        visit_error(looker),
    ),
    "answer/<slug:slug>/end-trial/": visit_end_trial,
    "letter/": visit_letter,
    "mail/confirm/<str:token>/": visit_confirm,
    "mail/resend/": visit_resend,
    "mail/unsubscribe/<str:token>/": visit_unsubscribe,
    "demo/mail/": page("/demo/mail/"),
    "demo/mail/<uuid:mail_id>/": visit_demo_mail,
    "results/": page("/results/"),
    "results/changes/": page("/results/changes/"),
    "results/<slug:slug>/wave-<int:number>/": page("/results/survey/wave-1/", WAVE),
    "results/<slug:slug>/wave-<int:number>/how-it-was-done/": page(f"{WAVE}how-it-was-done/"),
    "results/<slug:slug>/wave-<int:number>/release.json": lambda looker: looker.fetch(
        f"{WAVE}release.json", "application/json"
    ),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/": visit_items,
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/chart.svg": file_of("chart.svg", "image/svg+xml"),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/chart.json": file_of(
        "chart.json", "application/json"
    ),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/table.csv": file_of("table.csv", "text/csv"),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/by/<slug:segment_id>/": visit_banners,
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/by/<slug:segment_id>/chart.svg": file_of(
        "by/role/chart.svg", "image/svg+xml"
    ),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/by/<slug:segment_id>/chart.json": file_of(
        "by/role/chart.json", "application/json"
    ),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/by/<slug:segment_id>/table.csv": file_of(
        "by/role/table.csv", "text/csv"
    ),
    "feeds/": lambda looker: looker.fetch("/feeds/", "application/atom+xml"),
    "feeds/topics/<slug:slug>/": lambda looker: looker.fetch(
        "/feeds/topics/circles/", "application/atom+xml"
    ),
    "feeds/authors/<slug:slug>/": lambda looker: looker.fetch(
        "/feeds/authors/odile-farrow-quint/", "application/atom+xml"
    ),
    "count/": visit_count,
    "search/": page("/search/", "/search/?q=clients", "/search/?q=nobodyhere", "/search/?q=i&page=2"),
    "sitemap.xml": lambda looker: looker.fetch("/sitemap.xml", "application/xml"),
    "robots.txt": lambda looker: looker.fetch("/robots.txt", "text/plain"),
    "discussion/on/<int:page_id>/": lambda looker: looker.go(talker(looker).place),
    "discussion/on/<int:page_id>/write/": visit_write,
    "discussion/on/<int:page_id>/check/": lambda looker: looker.go(f"{talker(looker).place}check/"),
    "discussion/on/<int:page_id>/feed/": lambda looker: looker.fetch(
        f"{talker(looker).place}feed/", "application/atom+xml"
    ),
    "discussion/mine/": page("/discussion/mine/"),
    "discussion/notices/": page("/discussion/notices/"),
    "discussion/erase/": visit_erase,
    "discussion/leave/": visit_forgotten,
    "discussion/waiting/<uuid:waiting_id>/": visit_waiting,
    "discussion/<int:comment_id>/posted/": visit_own_comment,
    # What the visit above walks through, for a comment that is nobody's.
    **{
        f"discussion/<int:comment_id>/{rest}": lambda looker, rest=rest: looker.go(
            f"/discussion/999999/{rest}", status=404
        )
        for rest in ("", "edit/", "delete/", "mute/", "chip/", "report/")
    },
    r"^((?:[\w\-]+/)*)$": lambda looker: looker.go("/no-such-page/", status=404),
}

#: Page model -> where pages of its kind stand.
PAGES: dict[str, Callable[[Looker], Any]] = {
    "articles.ArticlePage": page(
        "/magazine/lunch-test/", "/magazine/business-or-pleasure/", "/magazine/school-gate/"
    ),
    "articles.FrontPage": page("/"),
    "articles.InfoPage": page(
        "/about/", "/methods/", "/privacy/", "/house-rules/", "/accessibility/", "/contact/"
    ),
    "articles.MagazinePage": page(
        "/magazine/", "/magazine/topics/circles/", "/magazine/authors/odile-farrow-quint/"
    ),
    "surveys.SurveyPage": page("/survey/"),
}

#: Bytes that a page may send to a telephone before anybody touches it, and the heaviest page of each kind.
MOST_BYTES = 150_000
HEAVY = ("/", "/magazine/same-party/", "/survey/", "/results/")

#: Pages for moments that a visitor cannot bring about here: they are rendered and shown at a made-up address.
MESSAGES = ("403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html")


# The lists are complete -----------------------------------------------------------------------------


def test_every_public_address_has_a_visit() -> None:
    """A new address without a visit fails here."""
    public = [route.pattern for route in routes() if not re.match("|".join(NOT_PUBLIC), route.pattern)]
    assert sorted(VISITS) == sorted(public)


def test_every_page_type_has_a_visit() -> None:
    """A new page model without a visit fails here."""
    types = [model._meta.label for model in get_page_models() if model._meta.app_label != "wagtailcore"]
    assert sorted(PAGES) == sorted(types)


# The visits -----------------------------------------------------------------------------------------


@pytest.fixture
def looker(browser: Browser, site_server: Site) -> Iterator[Looker]:
    """A window on the running site."""
    looker = Looker.at(browser, site_server.url, *SCHEMES)
    yield looker
    looker.close()


@pytest.mark.parametrize("pattern", VISITS)
def test_address(pattern: str, looker: Looker) -> None:
    """No barrier, no broken rule, no stranger, no sideways scrolling."""
    VISITS[pattern](looker)
    assert looker.seen != []
    assert looker.faults == []


@pytest.mark.parametrize("model", PAGES)
def test_page_type(model: str, looker: Looker) -> None:
    """The same for each kind of page."""
    PAGES[model](looker)
    assert looker.seen != []
    assert looker.faults == []


@pytest.mark.parametrize("path", HEAVY)
def test_a_first_visit_is_light(path: str, browser: Browser, site_server: Site) -> None:
    """Headers and bodies as they travel: fonts, styles, scripts, pictures."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2)
    page = context.new_page()
    network = context.new_cdp_session(page)
    sizes: list[int] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    network.send("Network.enable")
    page.goto(site_server.url + path, wait_until="networkidle")
    context.close()
    assert len(sizes) > 10
    assert sum(sizes) < MOST_BYTES


@pytest.mark.django_db
@pytest.mark.parametrize("name", MESSAGES)
def test_message(name: str, looker: Looker) -> None:
    """The same for the pages that say that something went wrong, under the site's own policy."""
    policy = looker.context.request.get(looker.url + "/").headers["content-security-policy"]
    html = render_to_string(name, request=RequestFactory().get("/"))

    def answer(route: Route) -> None:
        route.fulfill(
            status=200, content_type="text/html", body=html, headers={"content-security-policy": policy}
        )

    looker.page.route(f"{looker.url}/message/", answer)
    looker.go("/message/")
    assert looker.faults == []


def test_the_looker_sees_faults(browser: Browser, site_server: Site) -> None:
    """A page with one fault of each kind: inline script, stranger, picture without a text, too wide, lost in
    the dark.
    """
    looker = Looker.at(browser, site_server.url, *SCHEMES)
    policy = "default-src 'none'; img-src *; style-src 'self'"
    html = (
        "<!doctype html><html lang=en><title>Faults</title><link rel=stylesheet href=/faults.css>"
        "<main><h1>Faults</h1><img src='http://stranger.example/x.png' width=2000 height=10>"
        "<script>1</script></main>"
    )
    style = "@media (prefers-color-scheme: dark) { body { background: #000; color: #333 } }"
    pages = {"faults/": ("text/html", html), "faults.css": ("text/css", style)}

    def answer(route: Route) -> None:
        kind, body = pages[urlsplit(route.request.url).path.lstrip("/")]
        route.fulfill(content_type=kind, body=body, headers={"content-security-policy": policy})

    for path in pages:
        looker.page.route(f"{looker.url}/{path}", answer)
    looker.go("/faults/")
    looker.close()
    found = [re.sub(r"^/faults/: ", "", fault) for fault in looker.faults]
    assert {fault.partition(" ")[0] for fault in found} == {
        "axe",
        "policy:",
        "foreign",
        "scrolls",
        "console:",
    }
    assert [fault for fault in found if fault.startswith("axe (light): image-alt")] != []
    assert [fault for fault in found if fault.startswith("axe (dark): color-contrast")] != []
