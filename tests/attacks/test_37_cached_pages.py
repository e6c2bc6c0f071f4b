"""Row 37: what an editor or a forged header leaves behind is never served to the next reader."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from wagtail.models import Page

from surveys import queries
from tests.attacks.sizes import size
from tests.support.people import client_of
from website.core.cache import CacheRules, mark_cacheable
from website.core.groups import ADMIN, ALL, EDITOR

pytestmark = pytest.mark.django_db
#: Headers that a proxy does not use to tell responses apart.
UNKEYED = {
    "HTTP_X_FORWARDED_HOST": "mallory.example",
    "HTTP_X_FORWARDED_SCHEME": "mallory",
    "HTTP_X_FORWARDED_PROTO": "mallory",
    "HTTP_X_FORWARDED_PORT": "6666",
    "HTTP_X_FORWARDED_PREFIX": "/mallory",
    "HTTP_X_FORWARDED_SERVER": "mallory.example",
    "HTTP_X_FORWARDED_FOR": "mallory",
    "HTTP_X_HOST": "mallory.example",
    "HTTP_X_ORIGINAL_URL": "/mallory",
    "HTTP_X_ORIGINAL_HOST": "mallory.example",
    "HTTP_X_REWRITE_URL": "/mallory",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "MALLORY",
    "HTTP_FORWARDED": "host=mallory.example",
    "HTTP_ORIGIN": "https://mallory.example",
    "HTTP_REFERER": "https://mallory.example/",
    "HTTP_USER_AGENT": "mallory",
    "HTTP_ACCEPT_LANGUAGE": "mallory",
    "HTTP_ACCEPT": "mallory/*",
    "HTTP_X_REQUESTED_WITH": "mallory",
    "HTTP_VIA": "mallory",
    "HTTP_FROM": "mallory@mallory.example",
    "HTTP_TRUE_CLIENT_IP": "mallory",
    "HTTP_CLIENT_IP": "mallory",
    "HTTP_X_REAL_IP": "mallory",
    "HTTP_X_WAP_PROFILE": "mallory",
    "HTTP_PRAGMA": "mallory",
    "HTTP_AUTHORIZATION": "Basic bWFsbG9yeQ==",
    "HTTP_X_FORWARDED_PATH": "/mallory",
    "HTTP_X_FORWARDED_URI": "/mallory",
    "HTTP_X_FORWARDED_SSL": "on",
    "HTTP_X_FORWARDED_PROTOCOL": "mallory",
    "HTTP_X_URL_SCHEME": "mallory",
    "HTTP_X_SCHEME": "mallory",
    "HTTP_FRONT_END_HTTPS": "on",
    "HTTP_X_ORIGINATING_IP": "mallory",
    "HTTP_X_REMOTE_IP": "mallory",
    "HTTP_X_REMOTE_ADDR": "mallory",
    "HTTP_X_CLUSTER_CLIENT_IP": "mallory",
    "HTTP_CF_CONNECTING_IP": "mallory",
    "HTTP_FASTLY_CLIENT_IP": "mallory",
    "HTTP_X_HTTP_METHOD": "MALLORY",
    "HTTP_X_METHOD_OVERRIDE": "MALLORY",
    "HTTP_X_FORWARDED_FOR_ORIGINAL": "mallory",
    "HTTP_X_AMZ_WEBSITE_REDIRECT_LOCATION": "https://mallory.example/",
    "HTTP_X_BACKEND": "mallory",
    "HTTP_X_PJAX": "mallory",
    "HTTP_SAVE_DATA": "on",
    "HTTP_DNT": "1",
    "HTTP_ACCEPT_CHARSET": "mallory",
    "HTTP_IF_NONE_MATCH": "mallory",
    "HTTP_RANGE": "bytes=0-3",
    "HTTP_MAX_FORWARDS": "0",
}


@pytest.fixture
def pages(db: None) -> list[str]:
    """A small site: its front page and information pages, and the survey's landing page."""
    call_command("setup_site", "--no-input")
    for page in Page.objects.filter(depth__gte=2, live=False):
        page.specific.save_revision().publish()
    found = [page.url for page in Page.objects.live().filter(depth__gte=2).order_by("path")]
    assert len(found) >= 5
    return found


def public(response: HttpResponse) -> bool:
    return "public" in response["Cache-Control"]


def crawl(client: Client, pages: list[str], **headers: str) -> dict[str, bytes]:
    """The bytes of every page that a shared cache may keep."""
    seen = {path: client.get(path, **headers) for path in pages}
    return {path: response.content for path, response in seen.items() if public(response)}


class EverythingIsKept(CacheRules):
    """The middleware with the control switched off: a mark on the view decides alone."""

    def __call__(self, request):
        return self.get_response(request)


def test_without_the_last_word_of_the_middleware_a_cookie_would_be_kept():
    def careless(request):
        response = HttpResponse("hello, Amira")
        response.set_cookie("session", "secret")
        response["Cache-Control"] = "public, max-age=60"
        mark_cacheable(response)
        return response

    request = RequestFactory().get("/")
    assert public(EverythingIsKept(careless)(request))
    assert not public(CacheRules(careless)(request))


def test_whoever_was_there_before_a_reader_gets_the_same_bytes(pages):
    clean = crawl(Client(), pages)
    assert len(clean) >= 4
    for role in ALL:
        assert crawl(client_of(role), pages) == clean
    assert crawl(Client(), pages) == clean


def test_what_may_be_kept_holds_no_cookie_token_or_form_that_posts(pages):
    client = client_of(EDITOR)
    for path in crawl(client, pages):
        response = client.get(path)
        text = response.content.decode()
        assert dict(response.cookies) == {}
        assert "Cookie" not in response.get("Vary", "")
        assert "csrfmiddlewaretoken" not in text
        assert "nonce" not in text
        assert 'method="post"' not in text.lower()


def test_the_survey_s_first_page_holds_a_form_that_posts_and_is_not_kept(pages):
    survey = next(iter(queries.live_surveys()))
    response = Client().get(survey.url)
    assert b"csrfmiddlewaretoken" in response.content
    assert response["Cache-Control"] == "no-store, private"


def test_headers_that_no_cache_looks_at_change_nothing(pages):
    clean = crawl(Client(), size(pages[:3], pages))
    changed = []
    for name, value in UNKEYED.items():
        cache.clear()
        seen = {path: Client(raise_request_exception=False).get(path, **{name: value}) for path in clean}
        changed += [
            (name, path)
            for path, response in seen.items()
            if public(response) and (response.content != clean[path] or response.status_code != 200)
        ]
    assert changed == []


def test_the_probe_finds_a_page_that_believes_a_header(settings):
    """The control off: an address made from the request, and the header that a proxy would have set."""
    settings.USE_X_FORWARDED_HOST = True
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_SCHEME", "mallory")
    factory = RequestFactory()
    clean = factory.get("/").build_absolute_uri()
    moved = [name for name, value in UNKEYED.items() if believed(factory, name, value) != clean]
    print(f"without the control {len(moved)} of {len(UNKEYED)} headers change a page that is kept")
    assert len(UNKEYED) >= 50
    assert moved == ["HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_SCHEME"]


def believed(factory: RequestFactory, name: str, value: str) -> str:
    return factory.get("/", **{name: value}).build_absolute_uri()


def test_a_page_for_members_is_not_kept(pages):
    from wagtail.models import PageViewRestriction

    page = Page.objects.live().filter(depth=3).exclude(slug="survey").first()
    assert public(Client().get(page.url))
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert not public(Client().get(page.url))
    assert not public(client_of(ADMIN).get(page.url))


def test_the_admin_and_every_answering_page_are_never_kept(pages):
    for path in (
        "/admin/",
        "/admin/login/",
        "/answer/survey/receipt/",
        "/answer/r/A/",
        "/answer/resume/a/",
        "/answer/invited/a/",
        "/answer/survey/enter/",
        "/health/",
    ):
        response = Client().get(path)
        assert "no-store" in response["Cache-Control"], path
