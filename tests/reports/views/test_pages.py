"""The results pages: every question and split has an address, a chart, a table and files that agree."""

import csv
import html
import io
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reports.release_format import ReleaseDoc
from reports.release_text import canonical
from tests.reports.charts.walk import percent
from tests.reports.views.releases import publish, two_waves

pytestmark = pytest.mark.django_db


@pytest.fixture
def docs(monkeypatch: pytest.MonkeyPatch) -> dict[int, ReleaseDoc]:
    found = two_waves()
    publish(monkeypatch, found)
    return found


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_without_a_release_the_page_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(monkeypatch, {})
    response = client.get("/results/")
    assert response.status_code == 200
    assert "No wave of the survey has been released." in response.content.decode()


def test_the_overview_is_the_newest_wave_and_lists_every_question(
    client: Client, docs: dict[int, ReleaseDoc]
) -> None:
    page = client.get("/results/").content.decode()
    named = client.get("/results/survey/wave-2/").content.decode()
    assert page.split("<main")[1].split("</main>")[0] == named.split("<main")[1].split("</main>")[0]
    links = re.findall(r'href="/results/survey/wave-2/([a-z_0-9]+)/"', page.split('id="questions"')[1])
    assert links == [item.id for section in docs[2].sections for item in docs[2].in_section(section.id)]
    assert re.findall(r'<figure class="figure" id="([^"]+)"', page) == ["c-issue", "c-circles", "c-persona"]


def test_every_question_page_and_every_file_of_it_answers(
    client: Client, docs: dict[int, ReleaseDoc]
) -> None:
    for item in docs[2].items:
        base = f"/results/survey/wave-2/{item.id}/"
        assert client.get(base).status_code == 200, item.id
        kinds = {
            name: client.get(base + name)["Content-Type"]
            if item.topline
            else client.get(base + name).status_code
            for name in ("chart.svg", "chart.json", "table.csv")
        }
        expected = {
            "chart.svg": "image/svg+xml",
            "chart.json": "application/json",
            "table.csv": "text/csv; charset=utf-8",
        }
        assert kinds == (expected if item.topline else dict.fromkeys(expected, 404)), item.id


def test_a_split_has_an_address_of_its_own_and_names_itself(
    client: Client, docs: dict[int, ReleaseDoc]
) -> None:
    page = client.get("/results/survey/wave-2/issue/by/role/").content.decode()
    heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert heading
    asked = next(item for item in docs[2].items if item.id == "issue").text
    assert html.unescape(heading[1]) == f'{asked} <span class="results__by">By role</span>'
    assert re.findall(r'<a class="pill" href="([^"]+)" aria-current="page">', page) == [
        "/results/survey/wave-2/issue/by/role/",
        "/results/survey/wave-2/issue/",
    ]
    for file in ("chart.svg", "chart.json", "table.csv"):
        assert client.get(f"/results/survey/wave-2/issue/by/role/{file}").status_code == 200


def test_previous_and_next_follow_the_questionnaire(client: Client, docs: dict[int, ReleaseDoc]) -> None:
    page = client.get("/results/survey/wave-2/circles/").content.decode()
    assert re.findall(r'href="([^"]+)" rel="(prev|next)"', page) == [
        ("/results/survey/wave-2/issue/", "prev"),
        ("/results/survey/wave-2/party/", "next"),
    ]
    first, last = docs[2].items[0].id, docs[2].items[-1].id
    assert 'rel="prev"' not in client.get(f"/results/survey/wave-2/{first}/").content.decode()
    assert 'rel="next"' not in client.get(f"/results/survey/wave-2/{last}/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/results/survey/wave-9/",
        "/results/other/wave-2/",
        "/results/survey/wave-2/nothing/",
        "/results/survey/wave-2/issue/by/nothing/",
        "/results/survey/wave-2/issue/by/nothing/chart.svg",
        "/results/survey/wave-2/role/by/role/",
        "/results/survey/wave-9/release.json",
    ],
)
def test_what_the_release_does_not_hold_is_not_found(
    client: Client, docs: dict[int, ReleaseDoc], address: str
) -> None:
    assert client.get(address).status_code == 404


def test_page_csv_figure_and_release_say_the_same_shares(client: Client, docs: dict[int, ReleaseDoc]) -> None:
    item = docs[2].item("issue")
    assert item is not None and item.topline is not None
    cells = item.topline.groups[0].rows[0].cells
    labels = {o.code: o.label for o in item.options}
    base = "/results/survey/wave-2/issue/"
    page = text_of(client.get(base).content.decode())
    rows = list(csv.DictReader(io.StringIO(client.get(f"{base}table.csv").content.decode())))
    assert [(r["answer"], float(r["value"]), int(r["count"])) for r in rows] == [
        (labels[c.code], c.share, c.count) for c in cells
    ]
    figure = json.loads(client.get(f"{base}chart.json").content)
    bars = sorted(x for t in figure["data"] if t["type"] == "bar" for x in t["x"])
    assert bars == pytest.approx(sorted(100 * c.share for c in cells))
    for cell in cells:
        assert f"{labels[cell.code]} {cell.count} {percent(cell.share)} " in page


def test_the_release_file_is_the_hashed_text(client: Client, docs: dict[int, ReleaseDoc]) -> None:
    assert client.get("/results/survey/wave-2/release.json").content.decode() == canonical(docs[2])


def test_demo_data_says_so_in_every_form(client: Client, docs: dict[int, ReleaseDoc]) -> None:
    base = "/results/survey/wave-2/issue/"
    page = client.get(base).content.decode()
    assert '<p class="figure__demo">Demo data</p>' in page
    assert "Demo data" in client.get(f"{base}chart.svg").content.decode()
    assert json.loads(client.get(f"{base}chart.json").content)["layout"]["meta"]["is_demo"] is True
    rows = list(csv.DictReader(io.StringIO(client.get(f"{base}table.csv").content.decode())))
    assert {row["is_demo"] for row in rows} == {"yes"}


def test_real_data_does_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.reports.factory import release_document

    publish(monkeypatch, {1: release_document(is_demo=False)})
    for name in ("", "chart.svg", "chart.json", "table.csv"):
        assert "emo data" not in client.get(f"/results/survey/wave-1/issue/{name}").content.decode()
    assert client.get("/results/survey/wave-1/issue/by/role/").status_code == 404


def test_the_frame_stands_in_its_order(client: Client, docs: dict[int, ReleaseDoc]) -> None:
    page = client.get("/results/survey/wave-2/views/").content.decode()
    parts = [
        "figure__title",
        "figure__wording",
        "figure__marks",
        "figure__base",
        "Show as a table",
        ">Link<",
        ">CSV<",
        ">SVG<",
        ">JSON<",
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


def test_results_may_be_kept_and_read_no_response(client: Client, docs: dict[int, ReleaseDoc]) -> None:
    addresses = [
        "/results/",
        *(
            f"/results/survey/wave-2/issue/{n}"
            for n in ("", "by/role/", "chart.svg", "chart.json", "table.csv")
        ),
    ]
    for address in addresses:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.get(address)
        assert response["Cache-Control"].startswith("public, max-age="), address
        assert not response.cookies, address
        assert not [q for q in captured.captured_queries if "surveys_response" in q["sql"]], address


def test_a_downloaded_picture_may_do_nothing(client: Client, docs: dict[int, ReleaseDoc]) -> None:
    response = client.get("/results/survey/wave-2/issue/chart.svg")
    assert (
        response["Content-Security-Policy"]
        == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
    )
    assert response["Content-Disposition"] == 'inline; filename="survey-wave-2-issue.svg"'


def test_only_reading_is_possible(client: Client, docs: dict[int, ReleaseDoc]) -> None:
    assert client.post("/results/survey/wave-2/issue/").status_code == 405
