"""Every question of the demonstration: what the page prints is what its files and its release hold."""

import html
import json
import re

import pytest
from django.test import Client

from reports import results_pages
from reports.release_format import ReleaseDoc
from tests.reports.charts.demo import demo_release
from tests.reports.views.releases import publish

pytestmark = pytest.mark.django_db
CELL = re.compile(r"<t[hd](?: [^>]*)?>(.*?)</t[hd]>", re.DOTALL)


@pytest.fixture
def doc(monkeypatch: pytest.MonkeyPatch) -> ReleaseDoc:
    found = demo_release(2)
    publish(monkeypatch, {2: found})
    return found


def test_page_table_picture_figure_and_alt_text_are_one_chart(client: Client, doc: ReleaseDoc) -> None:
    walked = 0
    for item in doc.items:
        for segment in ("", *(s for s in ("role", "age3") if s in item.banners)):
            chart = results_pages.chart_of(doc, item, segment, "http://testserver")
            address = results_pages.item_url(doc, item, segment)
            page = client.get(address).content.decode()
            assert f'<h2 class="figure__title">{html.escape(chart.sentence)}</h2>' in page, address
            assert f'<figcaption class="figure__base">{html.escape(chart.base)}</figcaption>' in page, address
            if chart.reason:
                assert html.escape(chart.reason) in page, address
                continue
            walked += 1
            assert chart.marks in page, address
            assert html.unescape(re.findall(r'data-alt="([^"]*)"', page)[0]) == chart.alt, address
            table = page.split('<table class="small-data">')[1].split("</table>")[0]
            cells = [html.unescape(cell) for cell in CELL.findall(table)]
            assert cells == [*chart.table.head, *(cell for row in chart.table.rows for cell in row)], address
            assert client.get(f"{address}chart.svg").content.decode() == chart.svg, address
            assert client.get(f"{address}chart.json").json() == json.loads(json.dumps(chart.spec)), address
    assert walked > 80
