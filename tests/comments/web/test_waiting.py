"""A second comment that was written before the first was confirmed: its writer finds and posts it."""

import re

import pytest
from django.core import mail as outbox
from django.test import Client

from comments import actions
from comments.models import Comment, Unconfirmed
from tests.comments.web.test_writing import typed
from website.core import mail

MINE = "/discussion/mine/"


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two(page, rules, place):
    """Dora has written twice, and one mail left. The mail's button is pressed; her browser."""
    client = Client()
    for text in ("First of two.", "Second of two."):
        client.post(f"{place}write/", typed(text=text))
    mail.deliver()
    [letter] = outbox.outbox
    link = re.search(r"https?://[^/]+(/mail/confirm/\S+)", letter.body)[1]
    client.answer = client.post(link).content.decode()
    return client


def post(client, row, do):
    return client.post(f"/discussion/waiting/{row.pk}/", {"do": do})


def test_who_has_confirmed_finds_and_posts_what_else_waits(two):
    assert "1 more comment under your address waits for you." in two.answer
    assert [comment.comment for comment in Comment.objects.all()] == ["First of two."]
    [row] = Unconfirmed.objects.all()
    html = two.get(MINE).content.decode()
    assert "Second of two." in html and "Waiting for you" in html
    posted = post(two, row, "post")
    comment = Comment.objects.get(comment="Second of two.")
    assert posted.url == f"/discussion/{comment.pk}/posted/"
    assert (comment.user_name, comment.writer.address) == ("Dora", "dora@overlap.example")
    assert not Unconfirmed.objects.exists()
    assert "Waiting for you" not in two.get(MINE).content.decode()
    assert post(two, row, "post").status_code == 200
    assert Comment.objects.count() == 2


def test_what_is_not_theirs_is_deleted(two):
    [row] = Unconfirmed.objects.all()
    assert post(two, row, "drop").url == f"{MINE}?said=dropped"
    assert not Unconfirmed.objects.exists()
    assert "It was never published." in two.get(f"{MINE}?said=dropped").content.decode()


def test_it_is_published_under_the_name_of_the_address(two, place):
    """Mallory may write under Dora's address, and not give her another name."""
    Unconfirmed.objects.all().update(name="Mallory")
    post(two, Unconfirmed.objects.get(), "post")
    assert {comment.user_name for comment in Comment.objects.all()} == {"Dora"}


def test_nobody_else_finds_posts_or_deletes_it(two, bens):
    [row] = Unconfirmed.objects.all()
    for client in (Client(), bens):
        assert "Second of two." not in client.get(MINE).content.decode()
        for do in ("post", "drop"):
            assert post(client, row, do).status_code in (200, 302)
    assert two.get(f"/discussion/waiting/{row.pk}/").status_code == 405
    assert Unconfirmed.objects.filter(pk=row.pk).exists()
    assert Comment.objects.count() == 1


def test_where_it_was_closed_meanwhile_the_text_comes_back(two, page):
    actions.set_policy(page=page, policy="closed")
    html = post(two, Unconfirmed.objects.get(), "post").content.decode()
    assert "Second of two." in html
    assert Comment.objects.count() == 1
