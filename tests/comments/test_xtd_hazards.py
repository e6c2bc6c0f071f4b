"""What django-comments-xtd does as shipped, one hazard a test: first its own code does it, then ours not."""

import hashlib
import pickle
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings as project
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core import mail as outbox
from django.core.checks import run_checks
from django.db import connection, models
from django.db.models.signals import pre_save
from django.test import Client
from django.test.utils import CaptureQueriesContext, isolate_apps
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils import timezone
from django_comments_xtd.conf import settings as xtd
from django_comments_xtd.models import (
    TmpXtdComment,
    XtdComment,
    publish_or_unpublish_on_pre_save,
)
from wagtail.models import Page, PageViewRestriction

from comments import actions, queries
from comments.models import Comment, Unconfirmed
from tests.comments.people import Writes
from tests.comments.test_posting import confirmation_of, shown
from tests.support.routes import routes

State = Comment.State


def values_of_xtd():
    """Its settings, which are copied from Django's when first read."""
    assert xtd.COMMENTS_XTD_MAX_THREAD_LEVEL is not None
    return vars(xtd._wrapped)


@pytest.fixture
def stock(page, rules, settings, monkeypatch):
    """django-comments-xtd with its own model, addresses and form."""
    import django_comments_xtd.api.views
    import django_comments_xtd.views
    from django_comments_xtd.templatetags import comments_xtd

    settings.ROOT_URLCONF = "tests.comments.stock_urls"
    for name, value in {
        "COMMENTS_XTD_MODEL": "django_comments_xtd.models.XtdComment",
        "COMMENTS_XTD_MAX_THREAD_LEVEL": 3,
        "COMMENTS_XTD_THREADED_EMAILS": False,
        "COMMENTS_XTD_CONFIRM_EMAIL": True,
    }.items():
        monkeypatch.setitem(values_of_xtd(), name, value)
    for module in (django_comments_xtd.views, django_comments_xtd.api.views, comments_xtd):
        monkeypatch.setattr(module, "XtdComment", XtdComment)
    client = Client(raise_request_exception=False)

    def post(target=page, text="Spam at https://shop.example/", address="victim@overlap.example", reply_to=0):
        form = django_comments_xtd.get_form()(target)
        data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        data |= {"name": "Mallory", "email": address, "comment": text, "reply_to": reply_to}
        return client.post("/comments/post/", data)

    def make(**fields):
        values = {
            "content_type": ContentType.objects.get_for_model(page),
            "object_pk": str(page.pk),
            "site_id": project.SITE_ID,
            "comment": "Words",
            "user_name": "Chloé",
            "submit_date": timezone.now(),
        }
        return XtdComment.objects.create(**values | fields)

    return SimpleNamespace(client=client, post=post, make=make, page=page)


def link_in_mail():
    return re.search(r"(/comments/confirm/\S+/)", outbox.outbox[-1].body)[1]


def test_links_are_pickles_that_act_on_get_and_hold_address_and_network(stock, chloe, request_):
    from django_comments_xtd import signed

    stock.post()
    key = link_in_mail().split("/")[-2]
    loaded = signed.loads(key, extra_key=xtd.COMMENTS_XTD_SALT)
    assert isinstance(loaded, TmpXtdComment)
    assert (loaded.user_email, loaded.ip_address) == ("victim@overlap.example", "127.0.0.1")
    assert b"victim@overlap.example" in pickle.dumps(loaded)
    stock.client.get(link_in_mail())
    assert XtdComment.objects.count() == 1
    # Ours: a random token, hashed; the GET of its page changes nothing.
    Writes("Dora", "dora@overlap.example", stock.page).posts("Mine", request=request_)
    row = confirmation_of("dora@overlap.example")
    assert row.payload == {"unconfirmed": str(Unconfirmed.objects.get().pk)}
    assert Comment.objects.count() == 0


def test_a_used_link_brings_a_deleted_comment_back(stock, request_):
    stock.post()
    stock.client.get(link_in_mail())
    XtdComment.objects.all().delete()
    stock.client.get(link_in_mail())
    assert XtdComment.objects.count() == 1
    # Ours: the row is used up.
    Writes("Dora", "dora@overlap.example", stock.page).posts("Mine", request=request_)
    asked = confirmation_of("dora@overlap.example")
    done = actions.confirm(confirmation=asked)
    actions.delete_own(comment=done.posted.comment, key=done.key)
    assert actions.confirm(confirmation=asked).posted is None
    assert shown(stock.page) == []


def test_a_post_mails_its_text_to_anybody_without_limit(stock, request_):
    for number in range(20):
        stock.post(text=f"Buy {number} at https://shop.example/")
    assert len(outbox.outbox) == 20
    assert all("shop.example" in message.body for message in outbox.outbox)
    # Ours: no word of the poster in what is sent, and one mail waits (core.mail's caps are its own tests').
    from website.core.models import Outgoing, Pending

    Writes("Dora", "victim@overlap.example", stock.page).posts("Buy at shop dot example", request=request_)
    kept = repr(list(Outgoing.objects.values())) + repr(list(Pending.objects.values()))
    assert Pending.objects.count() == 1
    assert [word for word in ("Buy", "shop", "Dora") if word in kept] == []


def test_reply_to_a_missing_parent_is_an_error_page_and_an_orphan(stock, chloe, monkeypatch):
    monkeypatch.setitem(values_of_xtd(), "COMMENTS_XTD_CONFIRM_EMAIL", False)
    assert stock.post(reply_to=4711).status_code == 500
    assert XtdComment.objects.get().thread_id == 0
    # Ours: a sentence, and nothing stored.
    assert (chloe.posts("Hm", parent_id=4711).code, Comment.objects.count()) == ("place", 0)


def test_reply_too_deep_is_an_error_page_and_an_orphan(stock, chloe, ben, monkeypatch):
    monkeypatch.setitem(values_of_xtd(), "COMMENTS_XTD_CONFIRM_EMAIL", False)
    parent = stock.make()
    for _ in range(3):
        parent = stock.make(parent_id=parent.pk)
    before = XtdComment.objects.count()
    assert stock.post(reply_to=parent.pk).status_code == 500
    assert XtdComment.objects.count() == before + 1
    # Ours.
    parent = chloe.says("One")
    for text in ("Two", "Three"):
        parent = ben.says(text, to=parent)
    assert (chloe.posts("Four", to=parent).code, Comment.objects.count()) == ("place", 3)


def test_a_parent_on_another_page_is_accepted(stock, chloe, monkeypatch):
    monkeypatch.setitem(values_of_xtd(), "COMMENTS_XTD_CONFIRM_EMAIL", False)
    other = stock.page.copy(update_attrs={"slug": "other"})
    parent = stock.make()
    stock.post(target=other, reply_to=parent.pk)
    stray = XtdComment.objects.get(object_pk=str(other.pk))
    assert stray.thread_id == parent.thread_id
    # Ours.
    assert chloe.posts("Hm", to=chloe.says("One"), thread_page=other).code == "place"


def test_its_thread_costs_queries_for_each_comment(stock, chloe, rf, django_user_model):
    from django.template import Context, Template

    for number in range(30):
        stock.make(comment=f"Words {number}", user=django_user_model.objects.create_user(f"user-{number}"))
    text = "{% load comments_xtd %}{% render_xtdcomment_tree for page %}"
    with CaptureQueriesContext(connection) as asked:
        request = rf.get("/")
        request.user = AnonymousUser()
        Template(text).render(Context({"page": stock.page, "request": request, "user": request.user}))
    assert len(asked) > 30
    # Ours: two, see test_queries.
    for number in range(30):
        actions.archive(page=stock.page, author_name="x", text_or_html=f"W{number}", at=timezone.now())
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.discussion(stock.page).items) == 20
    assert len(asked) == 2


def test_its_save_gives_two_replies_one_number(stock, chloe, ben):
    """What twelve at once do on PostgreSQL, step by step: both compute before either writes."""
    root = stock.make()
    pair = [
        XtdComment(
            content_type=root.content_type,
            object_pk=root.object_pk,
            site_id=root.site_id,
            parent_id=root.pk,
            submit_date=timezone.now(),
        )
        for _ in range(2)
    ]
    for reply in pair:
        reply.pk = None
        reply._calculate_thread_data()
    assert pair[0].order == pair[1].order
    # Ours: the database refuses a number twice (test_concurrency sends twelve at once).
    one = chloe.says("One")
    two = ben.says("Two", to=one)
    twin = Comment.objects.get(pk=two.pk)
    twin.number = one.number
    with pytest.raises(Exception, match=r"(?i)unique"):
        twin.save()


def test_saving_a_parent_publishes_a_held_child_and_counts_drift(stock, chloe, ben):
    """Its handler is connected here by hand: our app has no use for it."""
    pre_save.connect(publish_or_unpublish_on_pre_save, sender=XtdComment)
    try:
        root = stock.make()
        held = stock.make(parent_id=root.pk)
        XtdComment.objects.filter(pk=held.pk).update(is_public=False)
        root.refresh_from_db()
        counted = root.nested_count
        root.save()
        held.refresh_from_db()
        assert held.is_public
        root.is_public = False
        root.save()
        root.save()
        XtdComment.objects.get(pk=held.pk).delete()
        root.refresh_from_db()
        assert (counted, root.nested_count) == (1, 1)  # the child is gone, and still counted
    finally:
        pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=XtdComment)
    # Ours.
    one = chloe.says("One")
    two = ben.posts("CALL ME: 0123 456 789 012", to=one, insists=True).comment
    one.save()
    two.refresh_from_db()
    assert (two.is_public, two.state) == (False, State.HELD)
    actions.approve(comments=[two], by=None)
    actions.delete_own(comment=two, key=ben.key)
    one.refresh_from_db()
    assert (one.replies_count, one.nested_count) == (0, 0)


def test_its_publisher_is_not_connected_to_our_model():
    receivers = [str(reference) for _, reference, *_ in pre_save.receivers]
    assert [name for name in receivers if "publish_or_unpublish" in name] == []
    assert apps.get_app_config("django_comments_xtd").__class__.__name__ == "ModelOnly"


def test_its_api_shows_comments_of_pages_behind_a_login(stock, chloe):
    stock.make(comment="Only for members")
    PageViewRestriction.objects.create(page=stock.page, restriction_type="login")
    label = f"{stock.page._meta.app_label}-{stock.page._meta.model_name}"
    answer = stock.client.get(f"/comments/api/{label}/{stock.page.pk}/")
    assert b"Only for members" in answer.content
    # Ours.
    said = chloe.writer and actions.archive(
        page=stock.page, author_name="x", text_or_html="Only for members", at=timezone.now()
    )
    assert b"Only for members" not in stock.client.get(f"/discussion/{said.pk}/").content
    assert (queries.newest(stock.page), queries.overheard(9)) == ([], [])


def test_its_api_tells_which_rows_of_any_model_exist(stock, django_user_model):
    ida = django_user_model.objects.create_user("ida")

    def answer(pk):
        form = {"content_type": "auth.user", "object_pk": str(pk), "timestamp": "0", "security_hash": "x"}
        form |= {"honeypot": "", "name": "x", "email": "x@overlap.example", "comment": "x", "reply_to": 0}
        return stock.client.post("/comments/post/", form).status_code, stock.client.post(
            "/comments/api/comment/", form
        ).content

    assert answer(ida.pk) != answer(10**6)
    # Ours: a page's id is all there is to name, and hidden pages answer like unknown ones.
    Page.objects.filter(pk=stock.page.pk).update(live=False)
    known, unknown = (stock.client.get(f"/discussion/on/{pk}/write/") for pk in (stock.page.pk, 10**6))
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.status_code == 404


def test_unpublished_pages_accept_its_posts(stock, chloe, monkeypatch):
    monkeypatch.setitem(values_of_xtd(), "COMMENTS_XTD_CONFIRM_EMAIL", False)
    stock.page.unpublish()
    stock.post()
    assert XtdComment.objects.count() == 1
    # Ours.
    assert chloe.posts("Hm").code == "not_there"


def test_its_reply_page_shows_held_text(stock, chloe, rules):
    held = stock.make(comment="Held words")
    XtdComment.objects.filter(pk=held.pk).update(is_public=False)
    assert b"Held words" in stock.client.get(f"/comments/reply/{held.pk}/").content
    # Ours: test_51_held_text walks every public address; here the two that name a comment.
    rules.holds_first_comment = True
    rules.save()
    own = chloe.posts("Held words").comment
    assert b"Held words" not in stock.client.get(f"/discussion/{own.pk}/").content
    write = stock.client.get(f"/discussion/on/{stock.page.pk}/write/?to={own.pk}")
    assert (write.status_code, b"Held words" in write.content) == (200, False)


def test_it_publishes_a_hash_of_the_address(stock, chloe):
    from django_comments_xtd.utils import get_user_avatar

    row = stock.make(user_email="victim@overlap.example")
    digest = hashlib.md5(b"victim@overlap.example", usedforsecurity=False).hexdigest()
    assert digest in get_user_avatar(row)
    # Ours: the row holds no address at all.
    comment = chloe.says("One")
    values = repr(Comment.objects.filter(pk=comment.pk).values())
    assert "overlap.example" not in values and comment.user_email == ""


def test_four_of_its_public_pages_are_error_pages(stock):
    """What a crawler would ask for. Ours: an address that names nothing is a 404."""
    row = stock.make()
    paths = ["/comments/sent.json", "/comments/liked.json", "/comments/disliked.json"]
    paths.append("/comments/api/no-such/1/count/")
    assert [stock.client.get(path).status_code for path in paths] == [500] * 4
    ours = [f"/discussion/{row.pk}/", f"/discussion/{10**20}/", f"/discussion/on/{10**20}/write/"]
    assert [stock.client.get(path).status_code for path in ours] == [404] * 3


def test_its_404_page_gives_way_to_ours(client, page):
    from django.template.loader import get_template

    assert (Path(apps.get_app_config("django_comments_xtd").path) / "templates/404.html").exists()
    assert str(project.ROOT) in str(get_template("404.html").origin.name)
    assert "django_comments_xtd" not in str(get_template("404.html").origin.name)


def test_a_parent_link_without_a_name_of_its_own_clashes():
    """The check that fails where our field had no related_name; and ours passes."""
    with isolate_apps("comments"):

        class Base(models.Model):
            comment = models.TextField()

            class Meta:
                app_label = "comments"

            def __str__(self):
                return self.comment

        meta = type("Meta", (), {"app_label": "comments"})
        clash = type("Comment", (Base,), {"__module__": __name__, "Meta": meta})
        found = {error.id for error in clash.check()}
    assert found & {"fields.E302", "fields.E303"}
    assert [error for error in run_checks() if error.id in ("fields.E302", "fields.E303")] == []


def test_its_get_absolute_url_fails_without_its_addresses(page, chloe):
    comment = chloe.says("One")
    with pytest.raises(NoReverseMatch):
        XtdComment.objects.get(pk=comment.pk).get_absolute_url()
    assert comment.get_absolute_url() == f"/discussion/{comment.pk}/"


def test_a_thread_hangs_on_a_row_whose_type_cannot_change(chloe, page):
    """Its comments hang on the type of the page, so a page asked for as `Page` has none."""
    comment = chloe.says("One")
    assert comment.content_type.model == "thread"
    plain = Page.objects.get(pk=page.pk)
    assert shown(plain) == shown(page) == ["One"]


NOT_MOUNTED = (
    "/comments/",
    "/comments/post/",
    "/comments/posted/",
    "/comments/sent/",
    "/comments/confirm/x/",
    "/comments/mute/x/",
    "/comments/reply/1/",
    "/comments/flag/1/",
    "/comments/like/1/",
    "/comments/liked/",
    "/comments/dislike/1/",
    "/comments/disliked/",
    "/comments/delete/1/",
    "/comments/deleted/",
    "/comments/approve/1/",
    "/comments/approved/",
    "/comments/cr/1/1/",
    "/comments/api/comment/",
    "/comments/api/preview/",
    "/comments/api/feedback/",
    "/comments/api/flag/",
    "/comments/api/articles-infopage/1/",
    "/comments/api/articles-infopage/1/count/",
)


@pytest.mark.parametrize("path", NOT_MOUNTED)
def test_its_addresses_and_api_are_not_mounted(client, page, path):
    assert {client.get(path).status_code, client.post(path).status_code} == {404}


def test_no_route_of_ours_is_one_of_its_views():
    modules = {getattr(resolve_view(route), "__module__", "") for route in routes()}
    assert [name for name in modules if name.startswith(("django_comments", "rest_framework"))] == []


def resolve_view(route):
    try:
        return resolve("/" + route.pattern).func
    except Resolver404:
        return None
