"""What becomes of a discussion when its page is copied, moved, unpublished, restricted, closed or deleted."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageViewRestriction

from comments import actions, queries, targets
from comments.models import Comment, Thread, Unconfirmed
from tests.comments.people import Writes
from tests.comments.test_posting import confirmation_of, shown
from website.core.models import Pending


def test_a_copy_starts_without_comments_and_shares_none_later(chloe, page):
    chloe.says("On the original")
    copy = page.copy(update_attrs={"slug": "copy"})
    assert (shown(copy), shown(page)) == ([], ["On the original"])
    chloe.says("On the copy", thread_page=copy)
    assert (shown(copy), shown(page)) == (["On the copy"], ["On the original"])


def test_a_moved_page_keeps_its_discussion(chloe, page):
    comment = chloe.says("Here")
    elsewhere = page.copy(update_attrs={"slug": "elsewhere"})
    page.move(elsewhere, pos="last-child")
    page = Page.objects.get(pk=page.pk).specific
    assert shown(page) == ["Here"]
    assert queries.permalink(comment).page == page


def test_an_alias_shows_and_takes_the_discussion_of_its_original(chloe, page):
    chloe.says("On the original")
    alias = CreatePageAliasAction(page, update_slug="alias").execute(skip_permission_checks=True)
    assert shown(alias) == ["On the original"]
    chloe.says("By way of the alias", thread_page=alias)
    assert shown(page) == shown(alias) == ["On the original", "By way of the alias"]
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    alias = Page.objects.get(pk=alias.pk).specific
    assert shown(alias) == []
    assert chloe.posts("Through the back door", thread_page=alias).code == "not_there"


def test_an_unpublished_page_shows_nothing_and_takes_nothing(chloe, page, request_):
    comment = chloe.says("Here")
    Writes("Dora", "dora@overlap.example", page).posts("I wait", request=request_)
    stale = Page.objects.get(pk=page.pk).specific
    page.unpublish()
    page.refresh_from_db()
    assert (shown(page), queries.count(page), queries.newest(page), queries.overheard(3)) == ([], 0, [], [])
    assert queries.public_comment(comment.pk) is None
    assert chloe.posts("More", thread_page=stale).code == "not_there"
    done = actions.confirm(confirmation=confirmation_of("dora@overlap.example"))
    assert (done.posted.code, done.text, Comment.objects.count()) == ("not_there", "I wait", 1)
    page.save_revision().publish()
    page.refresh_from_db()
    assert shown(page) == ["Here"]


def test_a_restricted_page_is_read_and_answered_by_those_who_may(chloe, page, rf, django_user_model):
    comment = chloe.says("Here")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    outside, inside = rf.post("/"), rf.post("/")
    outside.user, inside.user = AnonymousUser(), django_user_model.objects.create_user("ida")
    page = Page.objects.get(pk=page.pk).specific
    assert [targets.may_read(page, request) for request in (None, outside, inside)] == [False, False, True]
    assert chloe.posts("More", request=outside, thread_page=page).code == "not_there"
    assert chloe.posts("From inside", request=inside, thread_page=page).outcome == "published"
    assert queries.public_comment(comment.pk) is None
    assert (queries.newest(page), queries.overheard(3)) == ([], [])


@pytest.mark.parametrize("with_reply", [False, True])
def test_a_deleted_page_takes_everything_along(chloe, ben, page, request_, with_reply):
    comment = chloe.says("Here")
    if with_reply:
        ben.says("There", to=comment)
        actions.report(comment=comment, reason="other", request=request_)
        actions.mute(writer=ben.writer, comment=comment)
    Writes("Dora", "dora@overlap.example", page).posts("I wait", request=request_)
    waiting = confirmation_of("dora@overlap.example")
    Page.objects.get(pk=page.pk).delete()
    left = (Comment, Thread, Unconfirmed, Comment.xtdcomment_ptr.field.related_model)
    assert [model.objects.count() for model in left] == [0, 0, 0, 0]
    assert Pending.objects.filter(pk=waiting.id).exists()
    assert actions.confirm(confirmation=waiting).posted is None


def test_a_comment_of_the_base_model_alone_goes_with_its_page_too(chloe, page):
    """Whoever writes rows by django-comments-xtd's own model leaves no orphan either."""
    from django.conf import settings
    from django.contrib.contenttypes.models import ContentType
    from django_comments_xtd.models import XtdComment

    thread = chloe.says("Here").discussion
    XtdComment.objects.create(
        content_type=ContentType.objects.get_for_model(Thread),
        object_pk=str(thread.pk),
        site_id=settings.SITE_ID,
        comment="x",
        submit_date=timezone.now(),
    )
    Page.objects.get(pk=page.pk).delete()
    assert XtdComment.objects.count() == 0


def published(page, days_ago):
    Page.objects.filter(pk=page.pk).update(first_published_at=timezone.now() - timedelta(days=days_ago))
    return Page.objects.get(pk=page.pk).specific


@pytest.mark.parametrize(
    ("days_ago", "days", "policy", "state"),
    [
        (0, 30, "rule", "open"),
        (29, 30, "rule", "open"),
        (30, 30, "rule", "closed"),
        (6000, 30, "rule", "closed"),
        (6000, 0, "rule", "open"),
        (6000, 36_500, "rule", "open"),
        (6000, 30, "open", "open"),
        (0, 30, "closed", "closed"),
    ],
)
def test_the_rule_counts_from_publication_and_a_page_may_differ(
    chloe, page, rules, days_ago, days, policy, state
):
    page = published(page, days_ago)
    rules.closes_after_days = days
    rules.save()
    actions.set_policy(page=page, policy=policy, by=None)
    assert queries.discussion(page).state == queries.opening(page).state == state
    posted = chloe.posts("In time?", thread_page=page)
    assert (posted.outcome, posted.code) == (("published", "") if state == "open" else ("refused", "closed"))


def test_a_page_without_a_thread_follows_the_rule_too(page, rules):
    assert queries.discussion(published(page, 1)).closes_on == timezone.localdate() + timedelta(days=29)
    assert queries.discussion(published(page, 31)).state == "closed"
    assert Thread.objects.count() == 0


def test_results_that_were_not_released_take_no_comments(chloe, page):
    assert chloe.posts("Early", subject="wave-2").code == "not_there"
    assert chloe.posts("Odd", subject="wave-2\n").code == "not_there"
    assert chloe.posts("Else", subject="anything").code == "not_there"
