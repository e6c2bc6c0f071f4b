"""Reading the results in a browser: comparing, scrolling, without JavaScript, and when something fails."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.browsers import follow
from tests.support.server import Site

QUESTION = "/results/survey/wave-2/issue/"


POLICY = """document.addEventListener(
  "securitypolicyviolation", event => console.error(`CSP ${event.violatedDirective}`))"""


class Watched:
    """A page that notes what it must never do: break the policy, call another host, throw."""

    def __init__(self, context: Any, url: str) -> None:
        self.page = context.new_page()
        self.wrong: list[str] = []
        self.requests: list[str] = []
        host = urlsplit(url).netloc
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda r: self._note(r.url, host))
        self.page.add_init_script(POLICY)

    def _note(self, url: str, host: str) -> None:
        self.requests.append(urlsplit(url).path)
        if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != host:
            self.wrong.append(f"foreign: {url}")


@pytest.fixture
def phone(browser: Any, site_server: Site) -> Iterator[Watched]:
    context = browser.new_context(
        base_url=site_server.url, viewport={"width": 390, "height": 844}, color_scheme="dark"
    )
    yield Watched(context, site_server.url)
    context.close()


@pytest.fixture
def desk(browser: Any, site_server: Site) -> Iterator[Watched]:
    context = browser.new_context(base_url=site_server.url, viewport={"width": 1280, "height": 900})
    yield Watched(context, site_server.url)
    context.close()


def drawn(page: Any, figure: str = "figure") -> str:
    """Bring a figure into view and wait until it is settled: "plotly" or "svg"."""
    page.locator(figure).first.scroll_into_view_if_needed()
    page.wait_for_function("sel => document.querySelector(sel).dataset.drawn", arg=figure)
    return str(page.eval_on_selector(figure, "e => e.dataset.drawn"))


def test_amira_compares_by_role(desk: Watched) -> None:
    page = desk.page
    page.goto("/results/")
    follow(page.get_by_role("link", name="How much of an issue is it for you"))
    follow(page.get_by_role("link", name="Role", exact=True))
    assert urlsplit(page.url).path == f"{QUESTION}by/role/"
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading.startswith("How much of an issue is it for you")
    assert heading.splitlines()[-1] == "By role"
    assert page.get_by_role("navigation", name="Split by").locator("[aria-current]").inner_text() == "Role"
    page.get_by_text("Show as a table").click()
    heads = page.locator("figure table thead th").all_inner_texts()
    assert heads == ["Role", "Not an issue at all", "A small issue", "A moderate issue", "A big issue", "n"]
    assert page.locator("figure table tbody tr").count() == 8
    assert desk.wrong == []


def test_plotly_takes_over_only_what_is_scrolled_to(desk: Watched) -> None:
    page = desk.page
    page.goto("/results/")
    library = [path for path in desk.requests if "plotly-cartesian" in path]
    specs = [path for path in desk.requests if path.endswith("chart.json")]
    # The first chart may be in sight, and be on its way.
    assert len(library) <= 1
    assert specs in ([], [f"{QUESTION}chart.json"])
    alt = page.eval_on_selector("#c-persona [data-chart]", "e => e.dataset.alt")
    assert page.locator("#c-persona [data-chart]").is_visible()
    assert drawn(page, "#c-persona") == "plotly"
    frame = page.locator("#c-persona .plotly-frame")
    assert (frame.get_attribute("role"), frame.get_attribute("aria-label")) == ("img", alt)
    assert frame.locator("svg.main-svg").first.is_visible()
    assert not page.locator("#c-persona [data-chart]").is_visible()
    assert page.locator("#c-persona details").is_visible()
    assert len([path for path in desk.requests if "plotly-cartesian" in path]) == 1
    assert desk.wrong == []


def test_the_picture_follows_the_mode_of_the_device(desk: Watched) -> None:
    page = desk.page
    page.goto(QUESTION)
    assert drawn(page) == "plotly"
    fill = "() => getComputedStyle(document.querySelector('.plotly-frame .barlayer .point path')).fill"
    light = page.evaluate(fill)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"before => ({fill})() !== before", arg=light)
    assert desk.wrong == []


@pytest.mark.parametrize("lost", ["**/chart.json", "**/plotly-cartesian*.js"])
def test_a_failure_leaves_the_servers_picture(desk: Watched, lost: str) -> None:
    page = desk.page
    page.route(lost, lambda route: route.abort())
    page.goto(QUESTION)
    assert drawn(page) == "svg"
    assert page.locator("[data-chart]").is_visible()
    assert page.locator(".plotly-frame").count() == 0


def test_everything_is_there_without_javascript(browser: Any, site_server: Site) -> None:
    context = browser.new_context(base_url=site_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(QUESTION)
    assert page.locator("figure [data-chart] svg.plot__svg").count() == 6
    page.get_by_text("Show as a table").click()
    assert page.locator("figure table tbody tr").count() == 6
    follow(page.get_by_role("link", name="Persona", exact=True))
    assert urlsplit(page.url).path == f"{QUESTION}by/persona/"
    assert page.locator("figure .plot__title").all_inner_texts() == [
        "Not an issue at all",
        "A small issue",
        "A moderate issue",
        "A big issue",
    ]
    context.close()


CLIPPED = """() => [...document.querySelectorAll(
  '.plot__name, .plot__end, .plot__title, .heat__disc, .heat th, .plot svg text, '
  + '.plot__columns text, .plotly-frame text')]
  .filter(e => e.checkVisibility())
  .map(e => [e.textContent, e.getBoundingClientRect()])
  .filter(([text, box]) => text.trim() && box.width && (box.left < -1 || box.right > innerWidth + 1))
  .map(([text]) => text)"""


@pytest.mark.parametrize(
    "name",
    [
        "issue",
        "platforms/by/age3",
        "purpose",
        "circles",
        "circles/by/gender",
        "party",
        "seg/by/work_status",
        "requests",
        "disclose",
        "vignette",
        "principles",
        "recommend",
        "years",
        "years/by/region",
        "persona",
        "fit_gap",
        "story",
    ],
)
def test_no_letter_is_cut_off_on_a_phone(phone: Watched, name: str) -> None:
    page = phone.page
    page.goto(f"/results/survey/wave-2/{name}/")
    assert page.evaluate(CLIPPED) == []
    if page.locator("[data-chart]").count():
        assert drawn(page) == "plotly"
        assert page.evaluate(CLIPPED) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert phone.wrong == []
