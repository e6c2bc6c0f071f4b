"""Chromium, where there is one."""

import os
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, Locator, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REQUIRED = "OVERLAP_REQUIRE_BROWSER"
PATIENCE = 90_000
"""Milliseconds for every action, navigation and expectation: a large editor on a busy machine needs many."""


def path() -> str | None:
    """Where the browser is: $CHROMIUM, or the first known name on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def required() -> bool:
    """Whether a run without a browser is a failure."""
    return os.environ.get(REQUIRED, "") not in {"", "0"}


def launched() -> Iterator[Browser]:
    """One browser for the session; it can reach this machine alone."""
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses to run as root
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path(), args=arguments)
        browser.on("context", lambda context: context.set_default_timeout(PATIENCE))
        yield browser
        browser.close()


def follow(target: Locator) -> None:
    """Click a link or a button that leads to another page, and wait until that page is whole.

    A click alone returns when the answer begins, or at once where a script has still to do something.
    """
    with target.page.expect_navigation():
        target.click()
