"""Row 33: the password that several people share for a page, or for documents, can't be guessed fast."""

import itertools

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction, Site

from tests.attacks.sizes import size
from website.articles.models import InfoPage
from website.core import limits

pytestmark = pytest.mark.django_db
GUESSES = size(70, 5_000)
MALLORY, BEN = "203.0.113.66", "198.51.100.7"
SECRET = "swordfish"
SENTENCE = "Too many tries with a wrong password. You can try again in 8 minutes."


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    now = [1_800_000_000.0 + 450]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    return now


@pytest.fixture(params=["page", "document"])
def door(request, db):
    """Where such a password is typed."""
    if request.param == "page":
        page = InfoPage(title="For some", body=[("paragraph", "<p>A secret.</p>")])
        Site.objects.get(is_default_site=True).root_page.add_child(instance=page)
        made = PageViewRestriction.objects.create(page=page, restriction_type="password", password=SECRET)
        return f"/_util/authenticate_with_password/{made.pk}/{page.pk}/"
    folder = Collection.get_first_root_node().add_child(name="For some")
    Document.objects.create(title="A secret", collection=folder, file="documents/a.pdf")
    made = CollectionViewRestriction.objects.create(
        collection=folder, restriction_type="password", password=SECRET
    )
    return f"/documents/authenticate_with_password/{made.pk}/"


def attempt(door, password, network=MALLORY):
    return Client().post(door, {"password": password, "return_url": "/"}, REMOTE_ADDR=network)


def looked_at(door, networks):
    """How many guesses are compared with the password; the others are refused with 429."""
    statuses = [
        attempt(door, f"guess {number}", network).status_code
        for number, network in zip(range(GUESSES), networks, strict=False)
    ]
    assert set(statuses) <= {200, 429}
    return statuses.count(200)


def test_without_the_control_every_guess_is_looked_at(door, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "shared_passwords" not in name]
    assert looked_at(door, itertools.repeat(MALLORY)) == GUESSES


def test_of_one_networks_guesses_few_are_looked_at(door):
    assert looked_at(door, itertools.repeat(MALLORY)) == 8
    # Who knows it is let in, from elsewhere.
    assert attempt(door, SECRET, BEN).status_code == 302


def test_many_networks_share_what_a_page_takes(door):
    assert looked_at(door, (f"10.0.{n // 200}.{n % 200}" for n in itertools.count())) == 60


def test_a_refusal_says_the_same_for_right_and_wrong_and_how_long_to_wait(door, clock):
    for number in range(8):
        attempt(door, f"guess {number}")
    shown = {}
    for password in ("wrong", SECRET):
        answer = attempt(door, password)
        assert (answer.status_code, answer["Retry-After"]) == (429, "450")
        main = BeautifulSoup(answer.content, "html.parser").main
        for token in main.select("[name=csrfmiddlewaretoken]"):
            token.decompose()
        shown[password] = str(main)
        assert [each.get_text() for each in main.select("[role=alert]")] == [SENTENCE]
    assert shown["wrong"] == shown[SECRET]
    clock[0] += 450
    assert attempt(door, SECRET).status_code == 302


def test_a_right_password_costs_nothing(door):
    for _ in range(20):
        assert attempt(door, SECRET).status_code == 302
