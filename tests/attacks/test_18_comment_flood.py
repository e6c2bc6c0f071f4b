"""Threat 18: a flood of comments. What waits stays bounded, pages are served, nobody's text is lost."""

import sys

import pytest
from django.http import HttpResponse

from comments import pipeline, queries
from comments.models import Comment, Unconfirmed
from comments.pipeline.verdict import PASS
from tests.attacks.sizes import size
from tests.comments.conftest import chloe, page, rules
from tests.comments.people import Writes
from website.core.models import Outgoing, Pending

__all__ = ["chloe", "page", "rules"]

POSTS = size(500, 5_000)
WITHOUT = 100
"""Posts of the attack without the control."""
QUEUE = 20


def network(number):
    """A network of its own for every ten posts, as a botnet would have."""
    return f"198.51.{number // 10 // 250 % 250}.{number // 10 % 250}"


def flood(page, rf, posts):
    """Post as many different addresses from many networks; how many were kept."""
    kept = 0
    for number in range(posts):
        mallory = Writes("Mallory", f"bot-{number}@flood.example", page)
        request = rf.post("/discussion/on/1/write/", REMOTE_ADDR=network(number))
        kept += mallory.posts(f"Buy number {number}", request=request, proof="").outcome != "refused"
    return kept


@pytest.fixture
def full(rules):
    """A small queue, so that a small flood fills it."""
    rules.held_per_page = rules.held_on_site = QUEUE
    rules.save()
    return rules


def test_without_the_phase_everything_is_kept(page, full, rf, monkeypatch, capsys):
    """Control off."""
    phases = tuple(
        (name, (lambda draft: PASS) if name == "limits" else phase) for name, phase in pipeline.PHASES
    )
    monkeypatch.setattr(pipeline, "PHASES", phases)
    kept = flood(page, rf, WITHOUT)
    with capsys.disabled():
        sys.stdout.write(f"\n  no limits: {kept / WITHOUT:.0%} of {WITHOUT} posts were kept\n")
    assert kept == Unconfirmed.objects.count() == WITHOUT


def test_the_queue_is_bounded_readers_are_served_and_the_known_still_post(page, full, rf, chloe, client):
    before: HttpResponse = client.get(page.url)
    chloe.says("I was here before the flood")
    kept = flood(page, rf, POSTS)
    assert kept == Unconfirmed.objects.count() == QUEUE
    assert Pending.objects.count() <= QUEUE
    assert Outgoing.objects.count() <= QUEUE
    assert queries.held_count() == 0
    assert before.status_code == client.get(page.url).status_code == 200
    assert chloe.posts("And I still get through").outcome == "published"
    assert queries.count(page) == 2


def test_a_flood_by_confirmed_writers_fills_the_queue_and_no_more(page, full, rf):
    """Many addresses, all confirmed: first comments wait, and the queue is full at its number."""
    full.holds_first_comment = True
    full.save()
    outcomes = [
        Writes.known("Mallory", f"bot-{number}@flood.example", page).posts(f"Buy {number}", proof="").outcome
        for number in range(size(60, 600))
    ]
    assert outcomes.count("held") == queries.held_count() == QUEUE
    assert set(outcomes[QUEUE:]) == {"refused"}


def test_one_network_is_stopped_before_the_queue_is_full(page, rules, rf, settings):
    settings.LIMITS = {**settings.LIMITS, "comments.post": (10, 3600)}
    kept = 0
    for number in range(60):
        mallory = Writes("Mallory", f"bot-{number}@flood.example", page)
        request = rf.post("/discussion/on/1/write/", REMOTE_ADDR="198.51.100.7")
        kept += mallory.posts(f"Buy number {number}", request=request, proof="").outcome != "refused"
    assert kept == Unconfirmed.objects.count() == 10


def test_who_is_refused_keeps_the_text(page, full, rf, client):
    """Through the form: the page that refuses holds every word, to be sent again."""
    flood(page, rf, QUEUE)
    words = "A long and careful thought about my circles."
    answer = client.post(
        f"/discussion/on/{page.pk}/write/",
        {"text": words, "name": "Dora", "address": "dora@overlap.example", "do": "send"},
    )
    assert answer.status_code == 429
    assert words in answer.content.decode()
    assert not Comment.objects.exists()
