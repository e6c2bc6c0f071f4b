"""Ada looks at exact tables in the admin; what she may ask, what she is told, and what is kept of it."""

import io
from html import unescape

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from reports.explorer import limits
from reports.models import SavedView
from tests.oracles import synth
from tests.support.people import client_of, person
from website.core.groups import ADMIN, ANALYST, EDITOR, MODERATOR, RELEASE_MANAGER

pytestmark = pytest.mark.django_db
URL = "/admin/reports/explorer/"


def look(client, wave, **address):
    """The page of an address."""
    return client.get(URL, {"wave": wave.pk, **address})


def words(answer):
    return " ".join(unescape(answer.content.decode()).split())


@pytest.fixture
def ada():
    return client_of(ANALYST)


def test_editors_and_moderators_are_refused_and_see_no_entry(answered, ada):
    for role in (EDITOR, MODERATOR):
        client = client_of(role)
        assert client.get(URL)["Location"].startswith("/admin/")
        assert client.get(URL, {"wave": answered.pk, "row": "issue", "format": "xlsx"}).status_code == 302
        assert URL not in client.get("/admin/").content.decode()
    for role in (ANALYST, RELEASE_MANAGER, ADMIN):
        assert client_of(role).get(URL).status_code == 200
    assert URL in ada.get("/admin/").content.decode()
    assert ModelLogEntry.objects.filter(action__startswith="reports.explore").count() == 0


def test_the_page_without_scripts(answered, ada):
    """A form that GETs, and tables with exact figures, bases, exclusions, rule and mark."""
    page = words(look(ada, answered, row=["issue", "years"], by=["solo", "platforms"]))
    assert page.count("Not for publication") >= 3
    assert "400 people are in the analysis." in page
    # R: 29 of the 107 self-employed.
    assert "27.1 %" in page
    assert "pooled z for shares, Welch's t for means; two-sided, 5 % level; Holm, within each row" in page
    assert "Columns without a letter share people with each other, so they are not tested." in page
    neither = sum(row["work_status"] not in (1, 2, 3) for row in synth.rows())
    assert f"{neither} of 400 people stand in no column of Works for themselves." in page
    assert 'name="row" value="issue" checked' in page
    assert "<script" not in page.partition("x-tables")[2].partition("</article>")[0]


def test_a_filter_is_added_in_two_steps(answered, ada):
    page = words(look(ada, answered, row="issue", add="platforms"))
    assert 'name="where" value="platforms:x"' in page
    assert "400 people are in the analysis." in page
    where = ["platforms:x", "platforms:threads", "work_status:self"]
    filtered = words(look(ada, answered, row="issue", where=where))
    assert "Only Platforms: X (Twitter) or Threads, Bluesky or Mastodon." in filtered
    rows = [row for row in synth.rows() if row["platforms__x"] == 1 or row["platforms__threads"] == 1]
    counted = sum(row["work_status"] == 3 for row in rows)
    assert f"{counted} people are in the analysis after filtering." in filtered


def test_what_is_not_understood_is_said(answered, ada):
    """Everything else of the address is used all the same."""
    for address, sentence in (
        ({"row": "nothing"}, "This wave has no variable “nothing”; it was left out."),
        ({"row": "issue", "by": "years"}, "can't stand in the banner."),
        ({"row": "issue", "where": "role:nobody"}, "There is no answer “role:nobody” to filter by"),
        ({"row": "issue", "weights": "secret"}, "This wave has no weights “secret”"),
        ({"row": "issue", "base": "all"}, "“all” is no base; valid answers is used."),
        ({"row": "issue", "correction": "none"}, "“none” is no correction"),
        ({"row": "'; DROP TABLE--"}, "This wave has no variable “'; DROP TABLE--”"),
    ):
        answer = look(ada, answered, **address)
        assert (answer.status_code, sentence in words(answer)) == (200, True), address


def test_a_wave_that_is_not_there_shows_the_choice_alone(answered, ada):
    for number in ("", "0", "x", "9" * 20, "1\x00"):
        answer = ada.get(URL, {"wave": number, "row": "issue"})
        assert (answer.status_code, b"x-table-1" in answer.content) == (200, False), number


def test_too_much_is_refused_with_a_number(answered, ada, monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 1)
    answer = look(ada, answered, row=["issue", "party"], by="solo")
    assert answer.status_code == 422
    assert "That would be 2 row variables; one page holds up to 1." in words(answer)
    assert 'value="party" checked' in words(answer)
    assert ModelLogEntry.objects.filter(action="reports.explored").count() == 0


def test_every_look_and_download_is_kept_without_a_number(answered, ada):
    address = {"row": ["issue", "party"], "by": "role", "where": "party:7"}
    look(ada, answered, **address)
    look(ada, answered, format="xlsx", **address)
    lines = list(ModelLogEntry.objects.filter(action__startswith="reports.explore").order_by("pk"))
    assert [line.user.username for line in lines] == ["ada", "ada"]
    assert [line.object_id for line in lines] == [str(answered.pk)] * 2
    assert [line.message for line in lines] == [
        "Looked at exact tables: issue, party by role, filtered by party",
        "Downloaded exact tables: issue, party by role, filtered by party",
    ]
    assert lines[0].data == {"rows": ["issue", "party"], "by": ["role"], "where": ["party"]}
    ada.get(URL, {"wave": answered.pk})
    assert ModelLogEntry.objects.filter(action="reports.explored").count() == 1


def test_the_banner_book(answered, ada):
    """Contents, a sheet a variable, bases first, letters, footnotes, the mark in each sheet."""
    answer = look(ada, answered, row=["issue", "platforms"], by=["solo"], format="xlsx")
    assert answer["Content-Disposition"].endswith('not-for-publication.xlsx"')
    assert answer["Cache-Control"].startswith("no-store")
    made = load_workbook(io.BytesIO(answer.content))
    assert made.sheetnames == ["Contents", "1 issue", "2 platforms"]
    for each in made.worksheets:
        assert each["A1"].value == "NOT FOR PUBLICATION"
        assert each.oddHeader.center.text == "Not for publication"
    rows = [[cell.value for cell in row] for row in made["1 issue"].rows]
    labels = [row[0] for row in rows]
    start = labels.index("People")
    assert rows[start - 2][1] == "Everybody"
    assert rows[start - 1][2:4] == ["A", "B"]
    assert labels.index("Base: people") < labels.index("Not an issue at all")
    share = rows[labels.index("Not an issue at all")]
    assert share[3] == pytest.approx(29 / 107, rel=1e-12)
    notes = " ".join(str(label) for label in labels if label)
    for said in ("pooled z", "5 % level", "Holm", "fewer than 30"):
        assert said in notes
    assert made["Contents"].cell(made["Contents"].max_row, 1).hyperlink.location == "'2 platforms'!A1"


def test_a_view_is_kept_shared_and_deleted(answered, ada):
    query = f"wave={answered.pk}&row=issue&by=solo&format=xlsx&next=https://evil.example"
    answer = ada.post(f"{URL}?{query}", {"name": " By  employment ", "is_shared": "on"})
    view = SavedView.objects.get()
    assert (view.name, view.is_shared, view.owner) == ("By employment", True, person(ANALYST))
    assert view.query == f"wave={answered.pk}&row=issue&by=solo"
    assert answer["Location"] == f"{URL}?{view.query}"
    rosa = client_of(RELEASE_MANAGER)
    opened = rosa.get(reverse("reports_explorer_open", args=[view.pk]))
    assert opened["Location"] == f"{URL}?{view.query}"
    assert "By employment" in words(rosa.get(URL))
    delete = reverse("reports_explorer_delete", args=[view.pk])
    assert rosa.post(delete).status_code == 404
    assert ada.get(delete).status_code == 200
    assert SavedView.objects.count() == 1
    ada.post(delete)
    assert SavedView.objects.count() == 0


def test_a_private_view_is_its_owner_s_alone(answered, ada):
    ada.post(f"{URL}?wave={answered.pk}&row=issue", {"name": "Mine"})
    view = SavedView.objects.get()
    rosa = client_of(RELEASE_MANAGER)
    assert rosa.get(reverse("reports_explorer_open", args=[view.pk])).status_code == 404
    assert "Mine" not in words(rosa.get(URL))


def test_a_view_without_a_name_keeps_what_was_typed(answered, ada):
    answer = ada.post(f"{URL}?wave={answered.pk}&row=issue", {"name": "  "})
    assert answer.status_code == 422
    page = words(answer)
    assert "Give the view a name, then save it." in page
    assert "x-table-1" in page


def test_a_kept_view_is_checked_when_it_is_opened(answered, ada):
    """Somebody wrote into the table itself: nothing but what the explorer reads comes through."""
    query = "wave=1&row=gone&evil=1&format=xlsx&row=" + "x" * 200
    view = SavedView.objects.create(owner=person(ANALYST), name="Old", query=query)
    target = ada.get(reverse("reports_explorer_open", args=[view.pk]))["Location"]
    assert "evil" not in target
    assert "format" not in target
    answer = ada.get(target.replace("wave=1", f"wave={answered.pk}"))
    assert "This wave has no variable “gone”; it was left out." in words(answer)
