"""Row 5: no unsafe request is served without the token, or from another site's page."""

import pytest
from django.test import Client

from tests.attacks.sizes import size
from tests.support.people import client_of, person
from tests.support.routes import Route, routes
from website.core.groups import ADMIN

pytestmark = pytest.mark.django_db
METHODS = size(("post", "delete"), ("post", "put", "patch", "delete"))
#: Read-only endpoints of the admin that check the token themselves, once somebody is signed in.
OWN_CHECK = "admin/api/main/"
#: Mail programs post here (RFC 8058): the secret in the link is the permission, and no cookie counts.
BY_LINK = ("mail/unsubscribe/<str:token>/",)


def served(client: Client, route: Route, method: str = "post", **extra: str) -> int:
    """The status of an unsafe request to the route's example."""
    return getattr(client, method)(route.example, secure=True, **extra).status_code


def guarded() -> list[Route]:
    """Every route, without those that check the token themselves and the admin's own dead ends."""
    return [route for route in routes() if not route.pattern.startswith((OWN_CHECK, *BY_LINK))]


def test_no_view_is_exempt_but_the_one_for_mail_programs_and_the_count_of_readers():
    """The count has a check of its own, on Origin: the tests below ask it as they ask every other route."""
    exempt = [route.pattern for route in routes() if getattr(route.view, "csrf_exempt", False)]
    assert [pattern for pattern in exempt if not pattern.startswith(OWN_CHECK)] == ["count/", *BY_LINK]


def test_an_attacker_succeeds_where_the_check_is_off_and_nowhere_where_it_is_on():
    off = client_of(ADMIN)
    let_through = sum(served(off, route) != 403 for route in guarded() if route.name != "wagtailadmin_logout")
    print(f"without the check {let_through} of {len(guarded())} routes take Mallory's post")
    assert let_through > 100

    on = client_of(ADMIN, enforce_csrf_checks=True)
    assert [
        (route.pattern, method)
        for route in guarded()
        for method in METHODS
        if served(on, route, method) != 403
    ] == []


def test_the_admins_api_checks_the_token_of_whoever_is_signed_in():
    on = client_of(ADMIN, enforce_csrf_checks=True)
    api = [route for route in routes() if route.pattern.startswith(OWN_CHECK)]
    assert {served(on, route) for route in api} <= {403, 404, 405}


def test_a_token_from_another_sites_page_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(ADMIN))
    client.get("/admin/account/", secure=True)
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    at_home = client.post("/admin/account/", token, secure=True, headers={"Origin": "https://testserver"})
    abroad = client.post("/admin/account/", token, secure=True, headers={"Origin": "https://mallory.example"})
    assert (at_home.status_code, abroad.status_code) == (200, 403)


def test_a_valid_token_with_a_foreign_origin_is_refused_by_every_route():
    client = client_of(ADMIN, enforce_csrf_checks=True)
    client.get("/admin/account/", secure=True)
    token = client.cookies["csrftoken"].value
    assert [
        (route.pattern, method)
        for route in guarded()
        for method in METHODS
        if served(client, route, method, HTTP_X_CSRFTOKEN=token, HTTP_ORIGIN="https://mallory.example") != 403
    ] == []


def test_the_cookies_stay_at_home(settings):
    assert (settings.CSRF_COOKIE_SAMESITE, settings.SESSION_COOKIE_SAMESITE) == ("Lax", "Lax")
    assert (settings.CSRF_COOKIE_HTTPONLY, settings.SESSION_COOKIE_HTTPONLY) == (True, True)
