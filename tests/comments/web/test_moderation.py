"""Moses moderates, and has no other right: the queue, one comment, bulk, writers, rules, and pages."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from comments import actions
from comments.models import Comment, Event, LinkRule, Report, Thread, WordRule, Writer
from tests.support.people import client_of
from website.core import formatting, groups

QUEUE = "/admin/discussion/comments/?state=held"


@pytest.fixture
def moses(db):
    return client_of(groups.MODERATOR)


@pytest.fixture
def held(chloe):
    return [chloe.posts(f"Waiting number {number}", proof="").comment for number in range(3)]


def read(comment):
    return f"/admin/discussion/comments/read/{comment.pk}/"


def test_the_queue_says_what_waits_and_why(moses, chloe, held):
    chloe.says("In public")
    html = moses.get(QUEUE).content.decode()
    assert re.findall(r"Waiting number \d", html) == [f"Waiting number {number}" for number in (2, 1, 0)]
    assert "In public" not in html
    assert html.count("Sent without proof of work") >= 3
    assert "In public" in moses.get("/admin/discussion/comments/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("reason=no_proof", 3),
        ("reason=links", 0),
        ("reported=true", 1),
        ("reported=false", 3),
        ("state=public", 1),
        ("q=number 1", 1),
    ],
)
def test_the_queue_is_narrowed(query, found, moses, chloe, held, page, request_):
    comment = chloe.says("In public")
    actions.report(comment=comment, reason="insult", request=request_)
    html = moses.get(f"/admin/discussion/comments/?{query}").content.decode()
    assert len(re.findall(r'id="comment_\d+_title"', html)) == found
    assert moses.get(f"/admin/discussion/comments/?page={page.pk}").status_code == 200


@pytest.mark.parametrize("many", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(many, moses, chloe, django_assert_num_queries):
    for number in range(many):
        chloe.posts(f"Waiting number {number}", proof="")
    moses.get(QUEUE)
    with django_assert_num_queries(QUEUE_QUERIES):
        moses.get(QUEUE)


QUEUE_QUERIES = 15


def test_approve_and_reject_with_a_history(moses, held):
    first, second, _ = held
    assert "As readers see it" in moses.get(read(first)).content.decode()
    assert "Public now." in moses.post(read(first), {"do": "approve"}, follow=True).content.decode()
    moses.post(read(second), {"do": "reject"})
    states = dict(Comment.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == ("public", "rejected")
    kinds = Event.objects.filter(comment=first).values_list("kind", "by__username")
    assert list(kinds) == [("approved", "moses"), ("held", None)]
    assert "Approved by moses" in moses.get(read(first)).content.decode()


def test_a_decision_that_no_longer_fits_changes_nothing(moses, held):
    actions.approve(comments=held[:1], by=None)
    html = moses.post(read(held[0]), {"do": "approve"}, follow=True).content.decode()
    assert "Nothing was changed" in html
    moses.post(read(held[0]), {"do": "nonsense"})
    assert Comment.objects.get(pk=held[0].pk).state == "public"


@pytest.mark.parametrize(("action", "state"), [("approve", "public"), ("reject", "rejected")])
def test_many_at_once(action, state, moses, held):
    chosen = "&".join(f"id={comment.pk}" for comment in held[:2])
    address = f"/admin/bulk/comments/comment/{action}/?{chosen}&next={QUEUE}"
    asked = moses.get(address).content.decode()
    assert "Waiting number 0" in asked and "Waiting number 2" not in asked
    assert Comment.objects.filter(state="held").count() == 3
    response = moses.post(address, follow=True)
    assert f"2 comments {'approved' if action == 'approve' else 'rejected'}." in response.content.decode()
    assert sorted(Comment.objects.values_list("state", flat=True)) == sorted(["held", state, state])


@pytest.mark.parametrize("group", [groups.EDITOR, groups.ANALYST, groups.RELEASE_MANAGER, None])
def test_nobody_else_decides(group, held, chloe):
    client = client_of(group)
    client.post(read(held[0]), {"do": "approve"})
    client.post(f"/admin/bulk/comments/comment/approve/?id={held[1].pk}")
    client.post(f"/admin/discussion/writers/read/{chloe.writer.pk}/", {"do": "ban"})
    client.post(f"/admin/discussion/writers/erase/{chloe.writer.pk}/")
    assert set(Comment.objects.values_list("state", flat=True)) == {"held"}
    assert Writer.objects.get().banned_on is None
    assert (
        "Waiting" not in client.get(f"/admin/bulk/comments/comment/approve/?id={held[1].pk}").content.decode()
    )


def test_reports_lead_to_the_comment_and_are_put_aside_there(moses, chloe, request_):
    comment = chloe.says("Something")
    actions.report(comment=comment, reason="insult", note="Rude", request=request_)
    assert read(comment) in moses.get("/admin/discussion/reports/").content.decode()
    html = moses.get(read(comment)).content.decode()
    assert "Rude" in html
    assert "Reported (It insults or threatens somebody)" in html
    moses.post(read(comment), {"do": "dismiss"})
    assert not Report.objects.get().open
    assert Comment.objects.get().state == "public"


def test_a_writer_is_banned_pardoned_and_given_a_word(moses, chloe, held, page):
    address = f"/admin/discussion/writers/read/{chloe.writer.pk}/"
    assert chloe.address in moses.get(address).content.decode()
    moses.post(address, {"do": "ban"})
    assert chloe.writer.is_banned
    assert chloe.posts("Again").outcome == "refused"
    moses.post(address, {"do": "unban"})
    moses.post(address, {"do": "badge", "badge": "  Author  of everything under the sun"})
    assert (chloe.writer.is_banned, chloe.writer.badge) == (False, "Author of everything"[:20])
    html = moses.get(address).content.decode()
    assert "Writer banned by moses" in html and "Ban lifted by moses" in html


def test_a_writer_is_erased_after_a_question(moses, chloe, held):
    address = f"/admin/discussion/writers/erase/{chloe.writer.pk}/"
    assert "This can't be taken back" in " ".join(moses.get(address).content.decode().split())
    assert Writer.objects.count() == 1
    moses.post(address)
    assert Writer.objects.count() == 0
    assert set(Comment.objects.values_list("user_name", "comment", "state")) <= {("", "", "removed")}


def test_rules_are_added_and_obeyed(moses, chloe):
    moses.post("/admin/discussion/words/new/", {"phrase": "casino", "does": "refuse", "note": ""})
    moses.post("/admin/discussion/links/new/", {"host": "casino.example", "does": "hold", "note": ""})
    assert (WordRule.objects.get().phrase, LinkRule.objects.get().host) == ("casino", "casino.example")
    assert chloe.posts("Come to the casino").outcome == "refused"


@pytest.mark.parametrize("group", [groups.MODERATOR, groups.EDITOR, groups.ADMIN])
def test_a_page_is_opened_and_closed(group, page, rules):
    client = client_of(group)
    address = f"/admin/discussion/threads/page/{page.pk}/"
    answer = client.get(address)
    assert answer.status_code == 200
    assert [crumb["label"] for crumb in answer.context["breadcrumbs_items"]] == [
        "Home",
        "Discussions",
        "Discussion",
    ]
    assert Thread.objects.count() == 0
    client.post(address, {"policy": "closed", "subject": ""})
    assert Thread.objects.get().policy == "closed"
    for wrong in ({"policy": "ajar", "subject": ""}, {"policy": "open", "subject": "wave-9"}):
        client.post(address, wrong)
    assert [(thread.subject, thread.policy) for thread in Thread.objects.all()] == [("", "closed")]
    assert Event.objects.get().kind == "policy"


@pytest.mark.parametrize("policy", ["rule", "open", "closed"])
def test_what_the_rule_means_today_is_said_whatever_is_chosen(policy, moses, page, rules):
    address = f"/admin/discussion/threads/page/{page.pk}/"
    moses.post(address, {"policy": policy, "subject": ""})

    def said():
        html = moses.get(address).content.decode()
        [words] = re.findall(r"Follow the rule: ([^<]*)<", html)
        assert f'value="{policy}" checked' in html
        return words

    type(rules).objects.update(closes_after_days=0)
    assert said() == "open now, never closes"
    type(rules).objects.update(closes_after_days=30)
    first = timezone.now()
    closes = formatting.day(timezone.localdate(first) + timedelta(days=30))
    Page.objects.filter(pk=page.pk).update(first_published_at=first)
    assert said() == f"open now, closes on {closes}"
    Page.objects.filter(pk=page.pk).update(first_published_at=first - timedelta(days=30))
    assert said() == f"closed now, since {formatting.day(timezone.localdate(first))}"
    Page.objects.filter(pk=page.pk).update(first_published_at=None)
    assert said() == "closed now, because the page was never published"


def test_whoever_deletes_a_page_learns_what_goes_with_it(page, rules, chloe):
    amira = client_of(groups.EDITOR)
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    assert "with it, for good" not in amira.get(address).content.decode()
    chloe.says("In public")
    assert "1 comment goes with it, for good." in amira.get(address).content.decode()
    chloe.says("Once more")
    html = amira.get(reverse("wagtailadmin_pages:delete", args=[page.get_parent().pk])).content.decode()
    assert "2 comments go with it, for good." in html


def bulk(action, *pages):
    query = "&".join(f"id={page.pk}" for page in pages)
    return f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?{query}"


def test_whoever_deletes_several_pages_at_once_learns_it_too(page, rules, chloe):
    amira = client_of(groups.EDITOR)
    parent, other = page.get_parent(), page.get_parent().add_child(instance=Page(title="B", slug="b"))
    both = bulk("delete", page, other)
    assert "for good" not in amira.get(both).content.decode()
    chloe.says("In public")
    sentence = "1 comment goes with them, for good. Unpublish them instead to keep what people wrote."
    assert sentence in amira.get(both).content.decode()
    assert "for good" not in amira.get(bulk("delete", other)).content.decode()
    chloe.says("Once more")
    # A page and one below it: nothing is counted twice.
    assert "2 comments go with them, for good." in amira.get(bulk("delete", parent, page)).content.decode()
    for harmless in ("unpublish", "move", "publish"):
        assert "comment" not in amira.get(bulk(harmless, page)).content.decode().partition("<main")[2]
    amira.post(both)
    assert not Page.objects.filter(pk__in=[page.pk, other.pk]).exists()
    assert Comment.objects.count() == 0


def test_pages_that_are_unpublished_together_keep_their_comments(page, rules, chloe):
    amira, comment = client_of(groups.EDITOR), chloe.says("In public")
    amira.post(bulk("unpublish", page))
    assert not Page.objects.get(pk=page.pk).live
    assert list(Comment.objects.values_list("pk", "state")) == [(comment.pk, "public")]


def test_an_editor_finds_the_way_from_the_page(page, rules):
    amira = client_of(groups.EDITOR)
    html = amira.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert f"/admin/discussion/threads/page/{page.pk}/" in html


def test_the_menu_counts_what_waits(moses, held, chloe):
    assert "Held comments (3)" in moses.get("/admin/").content.decode()
    actions.approve(comments=held, by=None)
    assert "Held comments (" not in moses.get("/admin/").content.decode()
    # An editor is told on the front page how many are held, and has no way in.
    comments = reverse("discussion_comment:index")
    assert comments in moses.get("/admin/").content.decode()
    assert comments not in client_of(groups.EDITOR).get("/admin/").content.decode()
