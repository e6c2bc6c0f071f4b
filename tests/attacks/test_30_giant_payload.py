"""Threat 30: too much of everything. It is refused before it is read whole, and memory stays where it was."""

import base64
import tracemalloc
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from comments.models import Comment, Unconfirmed
from tests.attacks.sizes import size
from tests.comments.conftest import chloe, page, rules
from tests.comments.web.conftest import browser_of
from tests.support.people import person
from tests.surveys.answering.conftest import Ben, answering, ben
from website.core import proof
from website.core.groups import EDITOR
from website.core.models import Pending

__all__ = ["answering", "ben", "chloe", "page", "rules"]

pytestmark = pytest.mark.django_db
MB = 1_000_000
TEXT = 10 * MB
FIELDS = 10_001
DEPTH = size(20_000, 100_000)
#: Beyond the body itself, which the test holds too.
SPARE = 12 * MB
FORM = "application/x-www-form-urlencoded"


def bodies() -> dict[str, tuple[str, bytes]]:
    """What is too much, as a browser would send it: content type and body."""
    mark = uuid4().hex
    parts = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="f{number}"\r\n\r\nx\r\n'.encode()
        for number in range(FIELDS)
    )
    large = f'--{mark}\r\nContent-Disposition: form-data; name="text"\r\n\r\n'.encode() + b"a" * TEXT
    end = f"\r\n--{mark}--\r\n".encode()
    kind = f"multipart/form-data; boundary={mark}"
    return {
        "10 MB of text": (FORM, b"text=" + b"a" * TEXT),
        "10 MB of text in parts": (kind, large + end),
        "10,001 fields": (FORM, b"&".join(b"f%d=x" % number for number in range(FIELDS))),
        "10,001 fields in parts": (kind, parts + end),
        "10,001 values of one field": (FORM, b"&".join([b"audiences=a"] * FIELDS)),
    }


def addresses(place: str, slug: str, section: str) -> list[str]:
    """Every public address that reads a form."""
    names = ("start", "go_on", "chip", "leave")
    return [
        f"{place}write/",
        "/discussion/mine/",
        "/discussion/erase/",
        "/letter/",
        "/mail/resend/",
        "/admin/login/",
        "/admin/login/code/",
        "/admin/password_reset/",
        section,
        *(reverse(f"surveys:{name}", args=[slug]) for name in names),
    ]


def test_without_the_limits_everything_is_read(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = None
    read = 0
    for kind, body in bodies().values():
        posted = RequestFactory().generic("POST", "/", body, content_type=kind).POST
        assert isinstance(posted, QueryDict)
        read += sum(len(value) for values in posted.lists() for value in values[1]) >= FIELDS
    print(f"without the control {read} of {len(bodies())} giant forms are read whole")
    assert read == len(bodies())


@pytest.mark.parametrize("much", bodies())
def test_giant_forms_are_refused_before_they_are_read(much, answering: Ben, chloe):
    kind, body = bodies()[much]
    client = browser_of(chloe, raise_request_exception=False)
    client.cookies.update(answering.client.cookies)
    place = f"/discussion/on/{chloe.page.pk}/"
    every = addresses(place, answering.survey.slug, answering.address("disclosure"))
    if much == "10,001 fields in parts":
        every = size(every[:1], every)  # a second each, before the last field
    found = {
        address: client.generic("POST", address, body, content_type=kind).status_code for address in every
    }
    # Some turn this visitor away before they read anything.
    assert set(found.values()) <= {302, 400, 403, 404, 405, 413}
    assert sum(status in (400, 413) for status in found.values()) > len(every) // 3
    assert (Comment.objects.count(), Unconfirmed.objects.count(), Pending.objects.count()) == (0, 0, 0)
    assert answering.response().answers == {}


@pytest.mark.parametrize("much", ["10 MB of text", "10 MB of text in parts", "10,001 fields"])
def test_memory_stays_where_it_was(much, chloe):
    kind, body = bodies()[much]
    client = browser_of(chloe)
    client.get("/letter/")
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        client.generic("POST", f"/discussion/on/{chloe.page.pk}/write/", body, content_type=kind)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - before < len(body) * 2 + SPARE


def test_what_is_just_below_the_limit_is_answered_in_words(chloe):
    client = browser_of(chloe, raise_request_exception=False)
    form = {"text": "a" * 2 * MB, "name": "Chloé", "do": "send"}
    answer = client.post(f"/discussion/on/{chloe.page.pk}/write/", form)
    assert answer.status_code == 422
    assert "A comment can have 3,000 characters" in answer.content.decode()


def test_two_megabytes_of_an_answer_are_refused_and_nothing_is_kept(answering: Ben):
    answer = answering.save("disclosure", story="a" * 2 * MB)
    assert answer.status_code < 500
    assert answering.response().answers == {}
    many = answering.save("disclosure", story=["a"] * 9_000)
    assert many.status_code < 500


@pytest.mark.parametrize("nested", ["[" * DEPTH, '{"a":' * DEPTH, "[" * DEPTH + "]" * DEPTH])
def test_deep_json_where_json_is_read(nested, chloe):
    """The proof of work is the one JSON that visitors send; the admin reads that of its rich text fields."""
    deep = base64.b64encode(nested.encode()).decode()
    short = base64.b64encode(nested[:1400].encode()).decode()
    for work in (deep, short):
        assert not proof.is_good("comments.proof", work)
        client = browser_of(chloe, raise_request_exception=False)
        form = {"text": "Two phones.", "name": "Chloé", "do": "send", "insists": "yes", "altcha": work}
        assert client.post(f"/discussion/on/{chloe.page.pk}/write/", form).status_code in (302, 422)
        Comment.objects.all().delete()


@pytest.mark.parametrize("value", ['{"a":' * DEPTH, "[" * DEPTH + "]" * DEPTH])
def test_deep_json_as_a_cookie_is_no_session(value):
    client = Client(raise_request_exception=False)
    for name in ("sessionid", "overlap_browser", "overlap_discussion", "messages"):
        client.cookies[name] = value[:4000]
    assert client.get("/admin/login/").status_code == 200
    assert client.get("/discussion/mine/").status_code == 200
    client.force_login(person(EDITOR))
    assert client.get("/admin/account/").status_code == 200


def test_a_long_address_and_a_long_query_are_answered(db):
    client = Client(raise_request_exception=False)
    for address in ("/" + "a/" * 20_000, "/search/?q=" + "a" * 100_000, "/search/?" + "q=a&" * 9_000):
        assert client.get(address).status_code < 500
