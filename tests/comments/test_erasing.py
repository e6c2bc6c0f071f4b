"""'Erase me' before, between and after confirming, answering and deleting: nothing of a person is left."""

import io
import logging

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from wagtail.log_actions import log

from comments import actions, queries
from comments.models import Comment, Unconfirmed, Writer
from tests.comments.people import Writes
from tests.comments.test_posting import confirmation_of, shown
from website.core import mail
from website.core.models import Pending

NAME, ADDRESS, WORDS = "Zsófia Quill", "zsofia.quill@overlap.example", "Peculiar words of hers"
TRACES = ("Zsófia", "Quill", "zsofia", "Peculiar")


def everything():
    """Every value of every table, as one text; and the cache of this process."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # a name that the database gave us
            found.extend(repr(row) for row in cursor.fetchall())
    return "\n".join(found) + repr(getattr(cache, "_cache", ""))


def traces():
    text = everything()
    return [trace for trace in TRACES if trace in text]


@pytest.fixture
def zsofia(page, rules):
    return Writes(NAME, ADDRESS, page)


@pytest.fixture
def lines():
    """What the site logs meanwhile."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def wait(zsofia, ben, request_):
    zsofia.posts(f"{WORDS}, still waiting", request=request_)


def confirm(zsofia, ben, request_):
    zsofia.posts(f"{WORDS}, confirmed", request=request_)
    done = actions.confirm(confirmation=confirmation_of(ADDRESS))
    zsofia.key = done.key
    actions.set_notices(writer=zsofia.writer, frequency="at_once")


def reply(zsofia, ben, request_):
    own = Comment.objects.filter(writer__address=ADDRESS, state="public").first()
    if own is not None:
        ben.says("Answer", to=own)


def delete(zsofia, ben, request_):
    own = Comment.objects.filter(writer__address=ADDRESS, state="public").first()
    if own is not None:
        actions.delete_own(comment=own, key=zsofia.key)


STEPS = (wait, confirm, reply, delete)


@pytest.mark.parametrize("place", range(len(STEPS) + 1))
@pytest.mark.parametrize(
    "order", [STEPS, STEPS[::-1], (confirm, wait, reply, delete), (confirm, reply, wait, delete)]
)
def test_erased_at_any_place_in_any_order(zsofia, ben, page, request_, order, place, lines):
    for step in order[:place]:
        step(zsofia, ben, request_)
    actions.erase_writer(address=ADDRESS)
    assert traces() == []
    assert shown(page, key=zsofia.key) in ([], [["removed", "Answer"]])
    assert [trace for trace in TRACES if trace in lines.getvalue()] == []


def test_the_traces_are_found_where_there_are_some(zsofia, ben, request_):
    """The search above can fail."""
    confirm(zsofia, ben, request_)
    wait(zsofia, ben, request_)
    assert traces() == list(TRACES)
    actions.delete_own(comment=Comment.objects.first(), key=zsofia.key)
    assert traces() == list(TRACES)


def test_what_was_confirmed_in_a_mail_before_does_nothing_after(zsofia, ben, request_):
    zsofia.posts(WORDS, request=request_)
    asked = confirmation_of(ADDRESS)
    actions.erase_writer(address=ADDRESS)
    assert not Pending.objects.filter(pk=asked.id).exists()
    assert actions.confirm(confirmation=asked).posted is None
    assert (Comment.objects.count(), Writer.objects.filter(address=ADDRESS).count()) == (0, 0)


def test_erasing_twice_and_erasing_nobody(zsofia, ben, request_):
    confirm(zsofia, ben, request_)
    assert [actions.erase_writer(address=ADDRESS) for _ in range(2)] == [1, 0]
    assert actions.erase_writer(address="nobody@overlap.example") == 0
    with pytest.raises(mail.NotAnAddress):
        actions.erase_writer(address="nonsense")


def test_the_log_of_the_admin_forgets_the_name(zsofia, ben, request_):
    confirm(zsofia, ben, request_)
    writer = zsofia.writer
    log(writer, "wagtail.edit", content_changed=True)
    assert "Quill" in everything()
    actions.erase_writer(writer=writer)
    assert traces() == []


def test_others_stay(zsofia, ben, chloe, page, request_):
    confirm(zsofia, ben, request_)
    chloe.says("Mine stays")
    actions.erase_writer(address=ADDRESS)
    assert shown(page) == ["Mine stays"]
    assert queries.writer_of(chloe.key) is not None
    assert queries.writer_of(zsofia.key) is None


def test_a_browser_that_wrote_before_has_to_confirm_again(zsofia, ben, request_):
    confirm(zsofia, ben, request_)
    actions.erase_writer(address=ADDRESS)
    assert zsofia.posts("Here again", request=request_).outcome == "confirm"
    assert Unconfirmed.objects.count() == 1


def test_no_table_was_forgotten():
    """Each model that holds an address or a name of a writer is one that erasing knows."""
    columns = {
        (model._meta.label, field.name)
        for app in ("comments", "core")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if field.model is model and field.name in ("address", "name", "user_name", "email", "user_email")
    }
    assert columns == {
        ("comments.Writer", "address"),
        ("comments.Writer", "name"),
        ("comments.Unconfirmed", "address"),
        ("comments.Unconfirmed", "name"),
        ("core.Pending", "address"),
        ("core.Outgoing", "address"),
        ("core.DigestLine", "address"),
        ("core.Subscription", "address"),
        ("core.KeptMail", "address"),
        ("core.ClockLease", "name"),
    }
