"""Row 35: a planted or stolen session is worth nothing after signing in, signing out or a new password."""

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from tests.support.people import person
from website.core.groups import EDITOR
from website.settings import test as settings_module

pytestmark = pytest.mark.django_db
PASSWORD = "a-password-of-nobody"


def may_enter(client: Client) -> bool:
    return client.get("/admin/account/").status_code == 200


def sign_in(client: Client) -> None:
    amira = person(EDITOR)
    assert (
        client.post("/admin/login/", {"username": amira.get_username(), "password": PASSWORD}).status_code
        == 302
    )


def with_cookie(key: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = key
    return client


def test_a_cookie_of_a_signed_in_person_is_what_an_attacker_wants():
    amira = Client()
    sign_in(amira)
    assert may_enter(with_cookie(amira.cookies["sessionid"].value))


def test_a_planted_cookie_is_unusable_after_the_victim_signs_in():
    planted = SessionStore()
    planted["planted"] = "by Mallory"
    planted.save()
    victim = with_cookie(planted.session_key)
    sign_in(victim)
    assert may_enter(victim)
    assert victim.cookies["sessionid"].value != planted.session_key
    assert not may_enter(with_cookie(planted.session_key))


def test_without_the_two_controls_both_cookies_keep_working(monkeypatch):
    """The controls off: the key is not renewed at signing in, and the session is not tied to the password."""
    monkeypatch.setattr(SessionStore, "cycle_key", lambda self: None)
    monkeypatch.setattr(AbstractBaseUser, "get_session_auth_hash", lambda self: "always the same")
    planted = SessionStore()
    planted["planted"] = "by Mallory"
    planted.save()
    victim = with_cookie(planted.session_key)
    sign_in(victim)
    user = person(EDITOR)
    user.set_password("another-password-of-nobody")
    user.save()
    works = may_enter(with_cookie(planted.session_key))
    print(f"without the controls {int(works)} of 1 planted cookies opens the admin, after a new password too")
    assert works


def test_a_stolen_cookie_ends_with_signing_out_and_with_a_new_password():
    amira = Client()
    sign_in(amira)
    stolen = amira.cookies["sessionid"].value
    amira.post("/admin/logout/")
    assert not may_enter(with_cookie(stolen))

    sign_in(amira)
    stolen = amira.cookies["sessionid"].value
    user = person(EDITOR)
    user.set_password("another-password-of-nobody")
    user.save()
    assert not may_enter(with_cookie(stolen))


def test_in_production_the_cookies_belong_to_one_host_over_https():
    text = (settings_module.ROOT / "site/website/settings/production.py").read_text()
    for line in (
        'SESSION_COOKIE_NAME = "__Host-session"',
        'CSRF_COOKIE_NAME = "__Host-csrf"',
        "SESSION_COOKIE_SECURE = True",
        "CSRF_COOKIE_SECURE = True",
    ):
        assert line in text.splitlines()
