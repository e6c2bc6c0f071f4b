"""Threat 11: what is not published is seen by nobody but those who may edit it."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import resolve, reverse
from wagtail.models import PageViewRestriction, Site

from surveys import queries
from surveys.management.commands.load_instrument import load
from surveys.models import Response, SurveyPage
from tests.support.routes import routes
from tests.surveys import form_data

SECRET = "A title that nobody may see yet"
#: Addresses that name no survey; what they show of drafts is tested where they are.
KNOWN_ELSEWHERE = frozenset({"count", "demo", "discussion", "feeds", "letter", "mail", "magazine"})
ROLES = ("anonymous", "Moderator", "Analyst", "Release manager", "Editor", "Admin")


@pytest.fixture
def draft(db, instrument_text) -> SurveyPage:
    page = load(instrument_text, slug="hidden", parent=Site.objects.get(is_default_site=True).root_page)
    page.title = SECRET
    page.save()
    page.save_revision()
    return page


@pytest.fixture
def unpublished(survey, wave, begun) -> SurveyPage:
    """It was live, people began, and it was taken down."""
    survey.title = SECRET
    survey.save()
    survey.unpublish()
    return survey


def enter(client, role):
    if role != "anonymous":
        user = get_user_model().objects.create_user(f"mallory-{role}", password="mallory-attacks-1")
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)


def public_addresses(page):
    return [
        page.get_url() or f"/{page.slug}/",
        f"/{page.slug}/",
        *(
            reverse(f"surveys:{name}", args=[page.slug])
            for name in (
                "start",
                "leave",
                "done",
                "receipt",
                "screened_out",
                "enter",
                "verify",
                "change",
                "withdraw",
                "end_trial",
            )
        ),
        reverse("surveys:go_on", args=[page.slug]),
        reverse("surveys:section", args=[page.slug, "start"]),
        reverse("surveys:ask", args=[page.slug, "issue"]),
        reverse("surveys:chip", args=[page.slug]),
        f"/results/{page.slug}/wave-1/",
        f"/results/{page.slug}/wave-1/issue/",
        f"/results/{page.slug}/wave-1/release.json",
        f"/results/{page.slug}/wave-1/how-it-was-done/",
        f"/results/{page.slug}/wave-1/issue/by/role/",
        *(
            f"/results/{page.slug}/wave-1/issue/{by}{name}"
            for by in ("", "by/role/")
            for name in ("chart.svg", "chart.json", "table.csv")
        ),
    ]


def test_every_public_route_that_names_a_survey_is_asked(draft):
    """And there is no other way out: no feed, no search, no API, no embedding, until one is added here."""
    asked = {resolve(address).route for address in public_addresses(draft)}
    others = {"r", "resume", "invited"}  # private links, which name no survey: row 10
    public = [route for route in routes() if not route.pattern.startswith(("admin/", "documents/", "_util/"))]
    naming = {
        route.pattern
        for route in public
        if "<slug:slug>" in route.pattern and route.pattern.split("/")[0] not in KNOWN_ELSEWHERE
    }
    assert naming - asked == set()
    rest = {route.pattern for route in public} - naming
    assert {pattern.split("/")[0] for pattern in rest} - KNOWN_ELSEWHERE == {
        *("health", "answer", "results", "search", "sitemap.xml", "robots.txt", "^((?:[\\w\\-]+")
    }
    assert {pattern.split("/")[1] for pattern in rest if pattern.startswith("answer/")} == others


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", ["draft", "unpublished"])
def test_no_public_address_shows_it_to_anyone(client, request, role, kind):
    page = request.getfixturevalue(kind)
    enter(client, role)
    count = Response.objects.count()
    for address in public_addresses(page):
        for answer in (
            client.get(address),
            client.post(address, {"consent": "yes", "submission_id": "0d6c9f4e-5f5b-4b43-9a63-3f8c1c0be1ac"}),
        ):
            assert answer.status_code in (404, 405), address
            assert SECRET not in answer.content.decode()
    for address in ("/", "/sitemap.xml", "/search/?q=nobody+may", "/results/"):
        assert SECRET not in client.get(address, follow=True).content.decode()
    # Not followed: behind it an editor finds the list of drafts, which is where they belong.
    assert SECRET not in client.get("/admin/login/").content.decode()
    assert Response.objects.count() == count


def test_without_the_control_the_draft_leaks(client, draft, monkeypatch):
    """Control off: every survey counts as published, and its receipt page answers."""
    monkeypatch.setattr(queries.pages, "live_surveys", SurveyPage.objects.all)
    assert client.get(reverse("surveys:receipt", args=[draft.slug])).status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_only_who_may_edit_sees_the_preview(client, draft, role):
    enter(client, role)
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[draft.pk])
    view_draft = reverse("wagtailadmin_pages:view_draft", args=[draft.pk])
    client.post(preview, form_data.of(draft))
    may = role in ("Editor", "Admin")
    for address in (edit, preview, view_draft):
        answer = client.get(address)
        assert (answer.status_code == 200) is may, address
        assert (SECRET in answer.content.decode()) is may, address


def test_restricted_surveys_are_not_offered(client, survey, wave):
    PageViewRestriction.objects.create(page=survey, restriction_type=PageViewRestriction.LOGIN)
    assert queries.survey_by_slug(survey.slug) is None
    assert client.get(reverse("surveys:receipt", args=[survey.slug])).status_code == 404
