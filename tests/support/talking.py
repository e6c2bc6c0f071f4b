"""Chloé in a browser: she writes under a page, and presses the button behind the letter."""

import re
import uuid
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page

from tests.support import letters
from tests.support.browsers import follow

MODERATOR = ("moderator", "overlap-moderator")  # pragma: allowlist secret


@dataclass
class Talker:
    """Somebody at a browser window. `place` is the path of a discussion."""

    page: Page
    url: str
    place: str
    name: str = "Chloé"
    address: str = ""

    def __post_init__(self) -> None:
        self.address = self.address or f"chloe-{uuid.uuid4().hex[:12]}@example.org"

    def fill(self, text: str) -> None:
        """Type into the form that is open."""
        self._send.wait_for()  # it ends the form, so the form is whole
        self.page.locator("#write-text").fill(text)
        self.page.locator("#write-name").fill(self.name)
        if self.page.locator("#write-address").count():
            self.page.locator("#write-address").fill(self.address)

    def send(self) -> None:
        """Press the button, and wait until the form is gone."""
        self._send.click()
        self.page.wait_for_url(re.compile(r"/(check|posted)/$"))

    def write(self, text: str, to: int | None = None) -> None:
        """Open the form on its own page and send it."""
        answered = f"?to={to}" if to else ""
        self.page.goto(f"{self.url}{self.place}write/{answered}")
        self.fill(text)
        self.send()

    def mail(self, subject: str) -> None:
        """Open the newest letter to this address with that subject, when it has come."""
        letters.open_newest(self.page, self.url, self.address, subject)

    def confirm(self) -> int:
        """Press the button behind the letter; the comment's id."""
        self.mail("Your comment waits for you")
        self.page.goto(self.page.locator("a[href*='/mail/confirm/']").first.get_attribute("href") or "")
        follow(self.page.get_by_role("button", name="Post it"))
        link = self.page.locator("main a[href*='/delete/']")
        return int(re.findall(r"/discussion/(\d+)/", link.get_attribute("href") or "")[0])

    @property
    def _send(self) -> Locator:
        return self.page.get_by_role("button", name="Send for posting")


_found: dict[tuple[str, str], str] = {}


def discussion_of(page: Page, url: str, path: str = "/about/") -> str:
    """The path of the discussion of the page at `path`, found once by its canonical address."""
    if (url, path) not in _found:
        _found[url, path] = _search(page, url, path)
    return _found[url, path]


def _search(page: Page, url: str, path: str) -> str:
    told = re.search(r'data-held="(/discussion/on/\d+/)', page.request.get(f"{url}{path}").text())
    if told is not None:
        return told[1]
    for number in range(2, 60):
        place = f"/discussion/on/{number}/"
        answer = page.request.get(f"{url}{place}")
        if answer.ok and f'rel="canonical" href="{path}"' in answer.text():
            return place
    raise AssertionError(f"No discussion of {path} was found.")


def sign_in(browser: Browser, url: str, who: tuple[str, str] = MODERATOR) -> Page:
    """A window of its own, in the admin."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{url}/admin/")
    page.get_by_label("Username").fill(who[0])
    page.get_by_label("Password").fill(who[1])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{url}/admin/")
    return page


def approve(admin: Page, url: str, comment: int) -> None:
    """Decide in the admin that a comment may be read."""
    admin.goto(f"{url}/admin/discussion/comments/read/{comment}/")
    admin.get_by_role("button", name="Approve").click()
    admin.get_by_text("Public now.").wait_for()
