"""A comment on its way in, and what stands on the page afterwards."""

import pytest

from comments import actions, queries
from comments.models import Comment, Event, Unconfirmed, Writer
from comments.queries import visible
from tests.comments.people import Writes
from website.core import mail
from website.core.models import DigestLine, Outgoing, Pending

State = Comment.State


def confirmation_of(address):
    """What the button of the newest mail hands over."""
    row = Pending.objects.filter(address=address).latest("created_at")
    return mail.Confirmation(id=row.pk, topic=row.topic, address=row.address, payload=row.payload)


def shown(page, **how):
    """The thread as nested lists of texts."""

    def text(item):
        words = item.gone or item.comment.comment
        return [words, *map(text, item.replies)] if item.replies else words

    return [text(item) for item in queries.discussion(page, **how).items]


def test_a_known_writer_is_published_at_once(chloe, page):
    comment = chloe.says("I keep *two* circles.")
    assert (comment.html, comment.user_name) == ("<p>I keep <em>two</em> circles.</p>\n", "Chloé")
    assert shown(page) == ["I keep *two* circles."]
    assert (comment.user_email, comment.user_url, comment.ip_address, comment.user_id) == ("", "", None, None)


def test_the_first_comment_waits_for_a_moderator(chloe, page, rules):
    rules.holds_first_comment = True
    rules.save()
    posted = chloe.posts("Mine touch at one person.")
    assert (posted.outcome, posted.reasons) == ("held", ("first",))
    assert shown(page) == []
    assert shown(page, key=chloe.key) == ["Mine touch at one person."]
    actions.approve(comments=[posted.comment], by=None)
    assert shown(page) == ["Mine touch at one person."]
    assert chloe.posts("And another one now.").outcome == "published"


def test_a_new_browser_confirms_once(page, rules, request_):
    dora = Writes("Dora", " Dora@Overlap.example ", page)
    asked = dora.posts("Mine don't touch.", request=request_)
    assert asked == actions.Posted("confirm")
    assert (Comment.objects.count(), Writer.objects.count(), Unconfirmed.objects.count()) == (0, 0, 1)
    assert "touch" not in repr(list(Outgoing.objects.values())) + repr(list(Pending.objects.values()))
    done = actions.confirm(confirmation=confirmation_of("dora@overlap.example"))
    assert done.posted is not None and done.posted.outcome == "published"
    assert shown(page) == ["Mine don't touch."]
    assert queries.writer_of(done.key) == Writer.objects.get(address="dora@overlap.example")
    dora.key = done.key
    assert dora.posts("And I like it.", address="").outcome == "published"


def test_confirming_posts_only_what_the_mail_was_about(page, rules, request_):
    """Mallory writes under Dora's address; Dora confirms her own comment."""
    Writes("Dora", "dora@overlap.example", page).posts("Mine.", request=request_)
    own = confirmation_of("dora@overlap.example")
    Writes("Dora", "dora@overlap.example", page).posts("Not hers.", request=request_)
    actions.confirm(confirmation=own)
    assert shown(page) == ["Mine."]


def test_the_same_form_twice_is_one_comment(chloe, page, request_):
    first = chloe.says("Once.")
    again = chloe.posts("Once.")
    assert (again.outcome, again.comment) == ("published", first)
    dora = Writes("Dora", "dora@overlap.example", page)
    assert [dora.posts("Hm.", request=request_).outcome for _ in range(2)] == ["confirm"] * 2
    assert (Comment.objects.count(), Unconfirmed.objects.count()) == (1, 1)


def test_replies_stand_under_what_they_answer_three_deep(chloe, ben, page):
    one = chloe.says("One")
    two = ben.says("Two", to=one)
    three = chloe.says("Three", to=two)
    ben.says("Also two", to=one)
    assert shown(page) == [["One", ["Two", "Three"], "Also two"]]
    four = ben.posts("Four", to=three)
    assert (four.outcome, four.code) == ("refused", "place")
    assert [c.level for c in Comment.objects.all()] == [0, 1, 2, 1]
    assert list(Comment.objects.values_list("number", "order")) == [(1, 1), (2, 2), (3, 3), (4, 4)]
    one.refresh_from_db()
    assert (one.replies_count, one.nested_count) == (3, 3)


@pytest.mark.parametrize("state", [State.HELD, State.REJECTED, State.REMOVED])
def test_only_what_is_public_can_be_answered(chloe, ben, state):
    one = chloe.says("One")
    Comment.objects.filter(pk=one.pk).update(state=state)
    assert ben.posts("Two", to=one).code == "place"


def test_what_stands_elsewhere_cannot_be_answered(chloe, ben, page):
    one = chloe.says("One")
    other = page.copy(update_attrs={"slug": "other"})
    assert ben.posts("Two", to=one, thread_page=other).code == "place"
    assert ben.posts("Two", parent_id=10**12).code == "place"
    assert Comment.objects.count() == 1


def test_orders_and_pages(chloe, page, monkeypatch):
    monkeypatch.setattr(visible, "ROOTS", 2)
    one, two, three = (chloe.says(text) for text in ("One", "Two", "Three"))
    chloe.says("Under two", to=two)
    assert shown(page) == ["One", ["Two", "Under two"]]
    assert shown(page, number=2) == shown(page, number=99) == ["Three"]
    assert shown(page, order="newest") == ["Three", ["Two", "Under two"]]
    assert shown(page, order="replied") == [["Two", "Under two"], "One"]
    assert shown(page, order="'; DROP TABLE") == shown(page)
    found = queries.discussion(page)
    assert (found.count, found.pages, found.state) == (4, 2, "open")
    assert [queries.permalink(c).number for c in (one, two, three)] == [1, 1, 2]


def test_edit_for_ten_minutes_reads_it_again(chloe, ben, page, rules):
    comment = chloe.says("One")
    assert actions.edit(comment=comment, text="Uno **forte**", key=chloe.key).outcome == "published"
    comment.refresh_from_db()
    assert (comment.comment, comment.html) == ("Uno **forte**", "<p>Uno <strong>forte</strong></p>\n")
    rules.links_allowed = 0
    rules.save()
    held = actions.edit(comment=comment, text="Buy at https://shop.example/", key=chloe.key)
    assert (held.outcome, held.reasons) == ("held", ("links",))
    assert shown(page) == []
    back = actions.edit(comment=comment, text="Innocent again", key=chloe.key)
    assert back.outcome == "held"
    with pytest.raises(actions.NotYours):
        actions.edit(comment=comment, text="Mine now", key=ben.key)
    Comment.objects.filter(pk=comment.pk).update(submit_date=comment.submit_date - queries.EDIT_TIME)
    assert actions.edit(comment=comment, text="Late", key=chloe.key).code == "late"


def test_a_deleted_comment_leaves_a_line_only_where_it_was_answered(chloe, ben, page):
    one = chloe.says("One, with a secret")
    ben.says("Two", to=one)
    alone = chloe.says("Alone")
    for comment in (one, alone):
        actions.delete_own(comment=comment, key=chloe.key)
    assert shown(page) == [["removed", "Two"]]
    row = Comment.objects.get(pk=one.pk)
    assert (row.comment, row.html, row.user_name, row.writer) == ("", "", "", None)
    assert row.is_removed and not row.is_public
    with pytest.raises(actions.NotYours):
        actions.delete_own(comment=one, key=chloe.key)


def test_a_rejected_comment_with_replies_is_a_line_without_words(chloe, ben, page):
    one = chloe.says("One")
    ben.says("Two", to=one)
    actions.reject(comments=[one], by=None)
    item = queries.discussion(page).items[0]
    assert (item.gone, item.comment.comment, item.comment.user_name, item.comment.html) == (
        "rejected",
        "",
        "",
        "",
    )
    assert [r.comment.comment for r in item.replies] == ["Two"]


def test_moderators_decisions_are_kept_and_reports_closed(chloe, page, rf):
    comment = chloe.says("One")
    for network in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        said = rf.post("/", REMOTE_ADDR=network)
        assert actions.report(comment=comment, reason="insult", note="Rude", request=said)
    assert comment.reports.filter(open=True).count() == 2
    assert [c.open_reports for c in queries.queue()] == [2]
    assert shown(page) == ["One"]
    assert actions.dismiss(comments=[comment], by=None) == 1
    assert list(queries.queue()) == []
    assert actions.reject(comments=[comment], by=None) == 1
    assert actions.reject(comments=[comment], by=None) == 0
    kinds = list(Event.objects.filter(comment=comment).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["reported", "reported", "dismissed", "rejected"]


def test_a_ban_ends_it(chloe, page):
    public = chloe.says("One")
    held = chloe.posts("CALL ME 01234567890 OR WRITE", insists=True)
    assert held.outcome == "held"
    actions.ban(writer=chloe.writer, by=None)
    held.comment.refresh_from_db()
    assert held.comment.state == State.REJECTED
    assert chloe.posts("Again").code == "banned"
    assert shown(page) == [public.comment]
    actions.unban(writer=chloe.writer, by=None)
    assert chloe.posts("Again").outcome == "published"


def test_notices_at_once_daily_never_and_muted(chloe, ben, page):
    one = chloe.says("One")
    ben.says("No notice wanted", to=one)
    assert Outgoing.objects.count() == 0
    actions.set_notices(writer=chloe.writer, frequency="at_once")
    ben.says("Two", to=one)
    chloe.says("To myself", to=one)
    sent = Outgoing.objects.get()
    assert sent.address == "chloe@overlap.example"
    assert [word for word in ("Two", "Ben", "Chlo") if word in repr(sent.context)] == []
    assert sent.context["text"] == f"Somebody answered your comment on “{page.title}”."
    actions.mute(writer=chloe.writer, comment=one)
    ben.says("Three", to=one)
    assert Outgoing.objects.count() == 1
    actions.unmute(writer=chloe.writer, comment=one)
    actions.set_notices(writer=chloe.writer, frequency="daily")
    ben.says("Four", to=one)
    assert Outgoing.objects.count() == 1
    assert DigestLine.objects.get().text == sent.context["text"]
    actions.set_notices(writer=chloe.writer, frequency="never")
    ben.says("Five", to=one)
    assert Outgoing.objects.count() in (0, 1)
