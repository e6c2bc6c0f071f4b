"""Chromium, where there is one."""

import os
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REQUIRED = "OVERLAP_REQUIRE_BROWSER"


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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path(), args=arguments)
        yield browser
        browser.close()
