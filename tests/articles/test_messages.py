"""The pages for what went wrong: where a lost reader can go, and what is shown when nothing works."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client, RequestFactory
from django.views.defaults import server_error

from website.articles.models import MagazinePage


def ways(response: object) -> dict[str, str]:
    """The links that the message offers, by their words."""
    page = BeautifulSoup(response.content, "html.parser")  # type: ignore[attr-defined]  # the client gives a whole answer
    return {a.get_text(strip=True): a["href"] for a in page.select(".message__ways a")}


def test_a_lost_reader_is_led_on(magazine: MagazinePage, client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    found = ways(answer)
    assert found == {
        "Go to the front page": "/",
        "Read the magazine": "/magazine/",
        "See the results": "/results/",
    }
    assert BeautifulSoup(answer.content, "html.parser").select('.message form[action="/search/"] [name=q]')
    assert {client.get(path).status_code for path in ("/", "/magazine/")} == {200}


def test_without_a_magazine_nobody_is_sent_there(magazine: MagazinePage, client: Client) -> None:
    magazine.unpublish()
    assert set(ways(client.get("/no-such-page/"))) == {"Go to the front page", "See the results"}


def test_the_page_for_a_failed_server_needs_no_database(rf: RequestFactory) -> None:
    """This test may not reach one: a query raises, and so it does here."""
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.ensure_connection()
    answer = server_error(rf.get("/magazine/"))
    assert answer.status_code == 500
    assert ways(answer) == {"Go to the front page": "/"}
    html = answer.content.decode()
    assert "Something broke on our side" in html
    for path in re.findall(r'(?:href|src)="/static/([^"?]+)"', html):
        file = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", path))
        assert file and Path(file).is_file(), path
