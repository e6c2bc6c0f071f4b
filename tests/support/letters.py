"""Letters that the served demonstration has caught instead of sending them."""

from playwright.sync_api import Locator, Page

from tests.support.browsers import follow
from tests.support.waiting import until


def open_newest(page: Page, url: str, *words: str) -> None:
    """Open the newest letter whose line in the list holds all `words`, when it has come."""

    def listed() -> Locator | None:
        page.goto(f"{url}/demo/mail/")
        lines = page.locator("li")
        for word in words:
            lines = lines.filter(has_text=word)
        return lines.locator("a").first if lines.count() else None

    follow(until(listed, f"A letter with {words}"))
