"""Threat 51: text that waits for a moderator, or was taken down, by every public address there is."""

import re
import sys

import pytest
from django.test import Client

from comments import actions, keys
from comments.models import Comment
from tests.attacks.public_routes import PAGES, REAL
from tests.comments.conftest import ben, chloe, page, rules
from tests.support.routes import routes

__all__ = ["ben", "chloe", "page", "rules"]

State = Comment.State
#: What a comment puts on a page: text, name, chip.
WORDS = ("Nightingale", "Hesperus")
HIDDEN = (State.HELD, State.REJECTED)


@pytest.fixture
def secret(chloe, ben, page):
    """A comment with an answer, and one without; both were public, and were answered or linked to."""
    comment = chloe.says("The Nightingale sings", name="Hesperus")
    ben.says("I answered that", to=comment)
    actions.archive(page=page, author_name="Old", text_or_html="Anodyne", at=comment.submit_date)
    return comment


def addresses(page, comment):
    """Every public route with the ids of this page and comment, with every parameter that names one."""
    known = {**REAL, "page_id": str(page.pk), "comment_id": str(comment.pk), "pk": str(comment.pk)}
    paths = {page.url, *PAGES}
    for route in routes():
        if re.match(r"\^|admin/|documents/|_util/|mail/", route.pattern):
            continue
        paths.add("/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: known.get(part[1], "1"), route.pattern))
    extra = (
        f"?to={comment.pk}",
        f"?parent={comment.pk}",
        f"?comment={comment.pk}",
        "?order=newest",
        "?q=Nightingale",
    )
    return sorted(
        path + tail
        for path in paths
        for tail in ("", *extra)
        if not tail or "discussion" in path or path in (page.url, "/search/")
    )


def found(client, page, comment, *, below="/"):
    """The addresses under `below` whose answer holds a word of the comment, and how many were asked."""
    asked, leaks = 0, []
    for path in addresses(page, comment):
        if not path.startswith(below):
            continue
        response = client.get(path)
        asked += 1
        body = b"".join(response.streaming_content) if response.streaming else response.content
        said = body.decode("utf-8", "replace").replace("q=Nightingale", "")
        said = re.sub(r'value="Nightingale"|<title>[^<]*</title>|“Nightingale”|<h1[^>]*>[^<]*</h1>', "", said)
        if any(word in said + response.get("Location", "") for word in WORDS) and "/search/" not in path:
            leaks.append(path)
    return leaks, asked


def test_while_it_is_public_the_walk_finds_it(secret, page, capsys):
    """Control off: nothing is held, and the text is met on the way."""
    leaks, asked = found(Client(raise_request_exception=False), page, secret)
    with capsys.disabled():
        sys.stdout.write(f"\n  public: its words at {len(leaks)} of {asked} addresses\n")
    assert any(path.startswith("/discussion/") for path in leaks)


@pytest.mark.parametrize("state", HIDDEN)
def test_held_and_rejected_text_is_nowhere(secret, page, state):
    if state == State.REJECTED:
        actions.reject(comments=[secret], by=None)
    else:
        secret.state = state
        secret.save()
    leaks, asked = found(Client(raise_request_exception=False), page, secret)
    assert (leaks, asked > 20) == ([], True)


@pytest.mark.parametrize("state", HIDDEN)
def test_another_writer_does_not_see_it_either(secret, ben, page, state):
    Comment.objects.filter(pk=secret.pk).update(state=state, is_public=False)
    client = Client(raise_request_exception=False)
    client.cookies[keys.COOKIE] = ben.key
    leaks, _ = found(client, page, secret, below="/discussion/")
    assert leaks == []


def test_its_own_writer_sees_what_is_held(secret, chloe, page):
    Comment.objects.filter(pk=secret.pk).update(state=State.HELD, is_public=False)
    client = Client(raise_request_exception=False)
    client.cookies[keys.COOKIE] = chloe.key
    leaks, _ = found(client, page, secret, below="/discussion/")
    assert leaks


def test_a_deleted_comment_is_gone_for_everybody(secret, chloe, page):
    actions.delete_own(comment=secret, key=chloe.key)
    for key in ("", chloe.key):
        client = Client(raise_request_exception=False)
        client.cookies[keys.COOKIE] = key
        # The name is still the writer's own, on the pages that are theirs.
        said = "".join(client.get(path).content.decode() for path in addresses(page, secret)[:40])
        assert "Nightingale" not in said.replace("q=Nightingale", "")
        assert "Nightingale" not in repr(Comment.objects.values())
