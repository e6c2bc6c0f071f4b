"""The served site, as a reader's browser meets it."""

import json
import urllib.request


def test_the_site_is_up_and_the_browser_reaches_it(browser, site_server):
    page = browser.new_page()
    answer = page.goto(f"{site_server.url}/")
    assert answer is not None
    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert page.locator("main h1").count() == 1
    page.close()


def test_its_clock_runs_in_the_same_process(site_server):
    with urllib.request.urlopen(f"{site_server.url}/health/", timeout=10) as answer:
        health = json.load(answer)
    assert health["parts"] == {"database": "ok", "migrations": "ok", "cache": "local", "clock": "ok"}
    assert site_server.manage("tick").count("Failed") == 0
