"""Threat 22: a confirmation pressed again after delete, erase or unpublish brings nothing back.

The attacker's best replay is the link itself and a copy of the row behind it.
"""

import itertools
import sys

import pytest
from django.forms.models import model_to_dict

from comments import actions, queries
from comments.models import Comment, Unconfirmed, Writer
from tests.comments.conftest import page, request_, rules
from tests.comments.people import Writes
from tests.comments.test_posting import confirmation_of
from website.core.mail import confirming, keys
from website.core.models import Pending

__all__ = ["page", "request_", "rules"]

ADDRESS = "dora@overlap.example"


@pytest.fixture
def dora(page, rules, request_):
    """Dora has written and has a mail with a link."""
    writes = Writes("Dora", ADDRESS, page)
    writes.posts("Words of Dora", request=request_)
    return writes


def link():
    """The address in the mail."""
    row = Pending.objects.get(address=ADDRESS)
    return f"/mail/confirm/{keys.token('confirm', row.pk, row.key_version)}/"


def public():
    return list(Comment.objects.filter(state="public").values_list("comment", flat=True))


def test_without_using_up_the_row_a_replay_revives_it(dora, capsys):
    """Control off: the waiting row stays, as a signed link would. After deleting, it is back."""
    asked, row = confirmation_of(ADDRESS), Unconfirmed.objects.get()
    done = actions.confirm(confirmation=asked)
    actions.delete_own(comment=done.posted.comment, key=done.key)
    values = model_to_dict(row) | {"page_id": row.page_id, "created_at": row.created_at, "id": row.pk}
    values.pop("page")
    Unconfirmed.objects.create(**values)
    actions.confirm(confirmation=asked)
    with capsys.disabled():
        sys.stdout.write(f"\n  row not used up: {len(public())} of 1 comments revived\n")
    assert public() == ["Words of Dora"]


def delete(dora):
    key = Comment.objects.filter(writer__address=ADDRESS, state="public").first()
    if key is not None:
        actions.delete_own(comment=key, key=dora.key)


def erase(dora):
    actions.erase_writer(address=ADDRESS)


def unpublish(dora):
    dora.page.unpublish()


def confirm(dora):
    pending = Pending.objects.filter(address=ADDRESS).first()
    if pending is not None:
        done = actions.confirm(confirmation=confirmation_of(ADDRESS))
        Pending.objects.filter(pk=pending.pk).delete()
        dora.key = done.key or dora.key


@pytest.mark.parametrize("order", list(itertools.permutations((confirm, delete, erase, unpublish))))
def test_in_every_order_of_events_a_replay_revives_nothing(dora, order, client, request_):
    asked, address = confirmation_of(ADDRESS), link()
    for event in order:
        event(dora)
    before = list(Comment.objects.order_by("pk").values("pk", "state", "comment", "user_name"))
    for _ in range(2):
        client.post(address)
        again = actions.confirm(confirmation=asked)
        assert again.posted is None or again.posted.comment is None
    assert list(Comment.objects.order_by("pk").values("pk", "state", "comment", "user_name")) == before
    assert "Words of Dora" not in repr(before)
    assert queries.count(dora.page) == 0
    assert not Writer.objects.filter(address=ADDRESS).exists() or order.index(erase) < order.index(confirm)


def test_the_link_works_once(dora, client):
    address = link()
    first, second = client.post(address), client.post(address)
    assert first.status_code == 200
    assert second.status_code in (404, 410)
    assert public() == ["Words of Dora"]


def test_looking_at_the_link_does_nothing(dora, client):
    address = link()
    for _ in range(2):
        assert client.get(address).status_code == client.head(address).status_code == 200
    assert (Comment.objects.count(), Unconfirmed.objects.count(), Pending.objects.count()) == (0, 1, 1)


def test_a_stale_link_posts_nothing(dora, client):
    address = link()
    Pending.objects.update(expires_at="2020-01-01T00:00Z")
    assert client.post(address).status_code in (404, 410)
    assert Comment.objects.count() == 0
    assert confirming.find(address.split("/")[-2]) is None


def test_what_was_never_confirmed_is_purged(dora):
    Unconfirmed.objects.update(created_at="2020-01-01T00:00Z")
    assert actions.purge() == 1
    assert Unconfirmed.objects.count() == 0
