"""Row 36: no page of the site can be put in a frame of another site."""

import pytest
from django.core.management import call_command
from django.test import Client

from surveys import queries
from tests.support.databases import ROOT
from tests.support.people import client_of
from tests.support.routes import routes
from website.core.groups import ADMIN, EDITOR

pytestmark = pytest.mark.django_db
AGAINST = {"'none'", "'self'"}


def ancestors(response) -> str:
    """The frame-ancestors of a response, "anybody" where it names none."""
    for directive in response.get("Content-Security-Policy", "").split(";"):
        name, _, value = directive.strip().partition(" ")
        if name == "frame-ancestors":
            return value
    return "anybody"


def test_without_the_policy_and_the_old_header_anybody_may(settings):
    off = {"website.core.policy.Policy", "django.middleware.clickjacking.XFrameOptionsMiddleware"}
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name not in off]
    response = Client().get("/admin/login/")
    assert (ancestors(response), response.get("X-Frame-Options")) == ("anybody", None)


@pytest.mark.filterwarnings(
    "ignore::RuntimeWarning"
)  # Wagtail's own page for a server error is asked for, too
def test_no_address_can_be_framed_by_another_site():
    seen = {}
    for client in (client_of(None), client_of(ADMIN)):
        for route in routes():
            if route.name != "wagtailadmin_logout":
                response = client.get(route.example)
                seen[route.pattern] = (ancestors(response), response.get("X-Frame-Options"))
    assert {old for _, old in seen.values()} <= {"DENY", "SAMEORIGIN"}
    public = {pattern: value for pattern, value in seen.items() if not pattern.startswith("admin/")}
    assert set(public.values()) == {("'none'", "DENY")}
    assert {new for new, _ in seen.values()} == AGAINST


def test_the_policy_of_the_site_is_the_strict_one():
    directives = dict(
        part.strip().partition(" ")[::2]
        for part in Client().get("/health/")["Content-Security-Policy"].split(";")
    )
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_a_preview_can_be_framed_by_the_admin_alone_and_is_as_strict_as_the_page():
    call_command(
        "load_instrument", ROOT / "surveys/instrument/work_personal_online.yaml", slug="survey", publish=True
    )
    page = queries.survey_by_slug("survey")
    response = client_of(EDITOR).get(f"/admin/pages/{page.pk}/view_draft/")
    assert response.status_code == 200
    assert ancestors(response) == "'self'"
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert response["Cache-Control"].startswith("no-store") or "private" in response["Cache-Control"]
