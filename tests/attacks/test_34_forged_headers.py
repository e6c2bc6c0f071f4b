"""Row 34: what a visitor writes into headers changes neither who is counted nor where links lead."""

import pytest
from django.test import Client, RequestFactory, override_settings

from website.core import limits

MALLORY = "203.0.113.66"
PROXY = "10.0.0.2"
FORGED = [
    "198.51.100.1",
    "198.51.100.1, 198.51.100.2",
    "127.0.0.1",
    "10.0.0.3",
    "::1",
    "unknown",
    "'; --",
    "198.51.100.1:80",
    "",
    ",",
    ", ,",
    "\u0661.2.3.4",
    "1" * 5000,
]


def key(remote: str, forwarded: str | None, **headers: str) -> str | None:
    extra = headers if forwarded is None else headers | {"HTTP_X_FORWARDED_FOR": forwarded}
    address = limits.client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **extra))
    return address and limits.network(address)


def naive(forwarded: str) -> str:
    """What a limiter without the control would count: the leftmost entry."""
    return forwarded.split(",")[0].strip() or MALLORY


def test_the_attack_works_on_a_limiter_that_believes_the_header():
    moved = sum(naive(forged) != MALLORY for forged in FORGED)
    print(f"{moved} of {len(FORGED)} forged headers give Mallory a new identity without the control")
    assert moved >= 8


@override_settings(TRUSTED_PROXIES=[])
@pytest.mark.parametrize("forged", FORGED)
def test_without_a_proxy_the_header_is_not_read(forged):
    assert key(MALLORY, forged) == MALLORY


@override_settings(TRUSTED_PROXIES=["10.0.0.0/30", "2001:db8:ffff::/48"])
@pytest.mark.parametrize("forged", FORGED)
def test_behind_a_proxy_only_what_it_added_counts(forged):
    assert key(PROXY, f"{forged}, {MALLORY}") == MALLORY
    assert key(PROXY, f"{forged}, {MALLORY}, 10.0.0.1") == MALLORY
    assert key("2001:db8:ffff::1", f"{forged},{MALLORY}") == MALLORY
    assert key("10.0.0.9", f"{forged}, 198.51.100.7") == "10.0.0.9"


@override_settings(TRUSTED_PROXIES=["10.0.0.0/30"])
def test_no_other_header_is_believed():
    others = (
        "HTTP_X_REAL_IP",
        "HTTP_FORWARDED",
        "HTTP_CLIENT_IP",
        "HTTP_TRUE_CLIENT_IP",
        "HTTP_CF_CONNECTING_IP",
    )
    assert key(MALLORY, None, **dict.fromkeys(others, "198.51.100.1")) == MALLORY
    assert key(PROXY, None, **dict.fromkeys(others, "198.51.100.1")) == PROXY


@pytest.mark.django_db
@pytest.mark.parametrize(
    "host", ["mallory.example", "testserver.mallory.example", "testserver@mallory.example", "a b"]
)
def test_a_forged_host_is_refused_and_never_repeated(host):
    client = Client(raise_request_exception=False)
    for extra in ({"HTTP_HOST": host}, {"HTTP_X_FORWARDED_HOST": host, "HTTP_HOST": host}):
        response = client.get("/health/", **extra)
        assert response.status_code in {200, 400}
        assert "mallory" not in response.content.decode()
    assert client.get("/admin/", HTTP_HOST=host).status_code == 400


@pytest.mark.django_db
def test_a_password_mail_carries_the_sites_own_address(mailoutbox, settings):
    from tests.support.people import person
    from website.core.groups import EDITOR

    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = "https://overlap.example"
    amira = person(EDITOR)
    form = {"email": amira.email}
    response = Client().post("/admin/password_reset/", form, HTTP_X_FORWARDED_HOST="mallory.example")
    assert response.status_code == 302
    (mail,) = mailoutbox
    assert mail.to == [amira.email]
    assert "https://overlap.example/admin/password_reset/confirm/" in mail.body
    assert "mallory" not in mail.body
