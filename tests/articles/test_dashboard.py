"""The front page of the admin: each sees what waits for them, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from surveys import queries
from surveys.models import Wave
from tests.support.databases import ROOT
from tests.support.people import client_of, person
from website.articles import actions, dashboard
from website.articles.models import FrontPage, InfoPage
from website.core.groups import ADMIN, ALL, ANALYST, EDITOR, MODERATOR, RELEASE_MANAGER

DRAFTS, SCHEDULE, HELD, SURVEY = 'id="drafts', 'id="schedule', 'id="held-comments', 'id="survey-state'
SEEN = {
    EDITOR: {DRAFTS, SCHEDULE, HELD, SURVEY},
    MODERATOR: {HELD},
    ANALYST: {SURVEY},
    RELEASE_MANAGER: {SURVEY},
    ADMIN: {DRAFTS, SCHEDULE, HELD, SURVEY},
}


def home(role: str) -> str:
    response = client_of(role).get("/admin/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ALL)
def test_each_sees_the_panels_of_their_work(role: str, site: Site) -> None:
    text = home(role)
    assert {mark for mark in (DRAFTS, SCHEDULE, HELD, SURVEY) if mark in text} == SEEN[role]


def test_held_comments_lead_whoever_decides_and_tell_who_edits(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard.comments, "held_count", lambda: 3)
    assert f'<a href="{dashboard.queue_url()}">3 comments wait for a person.</a>' in home(MODERATOR)
    told = home(EDITOR)
    assert "<p>3 comments wait for a moderator.</p>" in told and dashboard.queue_url() not in told


def test_drafts_are_listed_with_who_changed_them(front: FrontPage, site: Site) -> None:
    page = InfoPage(title="Old title", slug="a")
    front.add_child(instance=page)
    page.title = "A better <title>"
    page.save_revision(user=person(EDITOR))
    unseen = InfoPage(title="Never published", slug="b", live=False, has_unpublished_changes=True)
    front.add_child(instance=unseen)
    unseen.save_revision(user=person(EDITOR))
    text = home(EDITOR)
    assert "2 pages have words that readers do not see yet." in text
    assert "A better &lt;title&gt;</a>" in text
    assert (text.count("an earlier version"), text.count("nothing yet")) == (1, 1)
    assert text.count(", amira</td>") == 2
    assert "Never published" not in home(MODERATOR)


def test_what_is_scheduled_comes_in_order(front: FrontPage, site: Site) -> None:
    now = timezone.now()
    later = InfoPage(title="Later", slug="later", live=False, go_live_at=now + timedelta(days=3))
    front.add_child(instance=later)
    later.save_revision(approved_go_live_at=later.go_live_at)
    ending = InfoPage(title="Ending", slug="ending", expire_at=now + timedelta(days=1))
    front.add_child(instance=ending)
    waiting = InfoPage(title="Only wished for", slug="wish", live=False, go_live_at=now + timedelta(days=2))
    front.add_child(instance=waiting)
    waiting.save_revision()
    panel = dashboard.SchedulePanel()
    request = type("Request", (), {"user": person(EDITOR)})()
    context = panel.get_context_data({"request": request})
    assert [(entry.page.title, entry.goes_live) for entry in context["due"]] == [
        ("Ending", False),
        ("Later", True),
    ]
    text = home(EDITOR)
    assert text.index("is taken down") < text.index("is published")


def test_how_the_survey_stands(site: Site) -> None:
    assert "No survey is published." in home(ANALYST)
    call_command(
        "load_instrument", ROOT / "surveys/instrument/work_personal_online.yaml", slug="survey", publish=True
    )
    survey = queries.survey_by_slug("survey")
    assert "No wave yet." in home(ANALYST)
    Wave.objects.create(survey=survey, number=1, title="Spring", status=Wave.Status.OPEN)
    assert "Wave 1: Spring is open: 0 complete and 0 partial answers so far." in home(ANALYST)


UNREAD = "nobody can read what becomes of their answers"


def test_an_open_wave_without_a_public_privacy_page_is_a_warning(front: FrontPage, site: Site) -> None:
    call_command(
        "load_instrument", ROOT / "surveys/instrument/work_personal_online.yaml", slug="survey", publish=True
    )
    wave = Wave.objects.create(survey=queries.survey_by_slug("survey"), number=1, title="Spring")
    assert UNREAD not in home(EDITOR)
    Wave.objects.filter(pk=wave.pk).update(status=Wave.Status.OPEN)
    assert "There is no page at the address privacy." in home(EDITOR)
    actions.make_info_pages(front=front, live=False)
    page = InfoPage.objects.get(slug="privacy")
    said = home(EDITOR)
    assert UNREAD in said and f'href="/admin/pages/{page.pk}/edit/"' in said
    page.save_revision().publish()
    assert UNREAD not in home(EDITOR)
    lock = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert UNREAD in home(EDITOR)
    lock.delete()
    assert UNREAD not in home(EDITOR)


def test_what_wagtail_would_say_twice_is_left_out(site: Site, admin_client: Client) -> None:
    names = [getattr(panel, "name", "") for panel in admin_client.get("/admin/").context["panels"]]
    assert "recent_edits" not in names
    assert names[-1] == "clock"


def test_queries_do_not_grow_with_drafts(
    front: FrontPage, site: Site, django_assert_num_queries: Any
) -> None:
    def make(number: int) -> None:
        page = InfoPage(title=f"Draft {number}", slug=f"draft-{number}", live=False)
        front.add_child(instance=page)
        page.save_revision(user=person(EDITOR))

    request = type("Request", (), {"user": person(EDITOR)})()
    panel = dashboard.DraftsPanel()
    make(0)
    panel.get_context_data({"request": request})
    for number in range(1, 4):
        with django_assert_num_queries(2):
            panel.get_context_data({"request": request})
        make(number)
