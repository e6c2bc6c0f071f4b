"""The served site, as a reader's browser meets it."""

import json
import urllib.request
from typing import Any

from tests.support.waiting import until


def test_the_site_is_up_and_the_browser_reaches_it(browser, site_server):
    page = browser.new_page()
    answer = page.goto(f"{site_server.url}/")
    assert answer is not None
    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert page.locator("main h1").count() == 1
    page.close()


def test_its_clock_runs_in_the_same_process(site_server):
    def parts() -> dict[str, Any] | None:
        """What the site says of itself once its clock has run; it begins to when the server does."""
        with urllib.request.urlopen(f"{site_server.url}/health/", timeout=60) as answer:
            found = json.load(answer)["parts"]
        return None if found["clock"] == "has not run yet" else found

    found = until(parts, "The first turn of the clock")
    assert found == {"database": "ok", "migrations": "ok", "cache": "local", "clock": "ok"}
    assert site_server.tick().count("Failed") == 0
