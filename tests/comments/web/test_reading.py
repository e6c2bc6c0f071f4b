"""What readers see of a discussion, and what a cache may keep of it."""

import re
from datetime import timedelta

import feedparser
import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone

from comments import actions
from comments.models import Comment, DiscussionSettings
from comments.queries import visible
from surveys import queries

SECTION = Template("{% load discussion %}{% discussion_thread page asked=asked %}")


OWN = ("posted", "edit", "delete", "mute", "chip", "report")


def section(page, asked=()) -> str:
    context = {"page": page, "asked": asked, "request": RequestFactory().get("/")}
    return SECTION.render(Context(context))


def names(html: str) -> list[str]:
    return re.findall(r"<b><bdi>(.*?)</bdi></b>", html)


def test_nobody_has_said_anything(page, rules):
    html = section(page)
    assert "No comments yet. Open until" in html
    assert "Nobody has said anything yet." in html
    assert f'href="/discussion/on/{page.pk}/write/"' in html


def test_the_section_tells_nobody_who_reads_it(chloe, ben, page, place):
    chloe.says("First")
    ben.says("Second")
    html = section(page)
    assert names(html) == ["Chloé", "Ben"]
    for secret in ("csrf", "<form", chloe.address, ben.address, "Edit", "Delete", chloe.key):
        assert secret not in html


@pytest.mark.parametrize("many", [1, 40])
def test_the_section_costs_two_queries(many, chloe, page, django_assert_num_queries):
    for number in range(many):
        chloe.says(f"Number {number} of them", proof="") if False else actions.archive(
            page=page, author_name="Ada", text_or_html=f"Number {number}", at=timezone.now()
        )
    with django_assert_num_queries(2):
        html = section(page)
    assert html.count('<article class="comment"') == min(many, visible.ROOTS)


def test_replies_stand_below_with_a_line_that_folds(chloe, ben, page):
    first = chloe.says("First")
    ben.says("Second", to=chloe.says("Reply", to=first))
    html = section(page)
    assert html.count('<details class="branch" open>') == 2
    assert ["2 replies" in html, "1 reply" in html] == [True, True]
    assert html.count("Reply<span") == 2  # the third level takes no answer


def test_a_removed_comment_with_answers_leaves_a_line(chloe, ben, page):
    first = chloe.says("A secret of mine")
    ben.says("Well", to=first)
    actions.delete_own(comment=first, key=chloe.key)
    html = section(page)
    assert "Its writer has taken this comment back." in html
    assert "secret" not in html and names(html) == ["Ben"]


def test_orders_and_pages_are_links_that_work_alone(page, place, rules):
    for number in range(visible.ROOTS + 2):
        at = timezone.now() - timedelta(hours=100 - number)
        actions.archive(page=page, author_name=f"R{number}", text_or_html=f"Number {number}", at=at)
    first = Client().get(place).content.decode()
    assert names(first) == [f"R{number}" for number in range(visible.ROOTS)]
    second = re.search(r'href="([^"]*page=2[^"]*)"', first)
    assert names(Client().get(second[1].split("#")[0].replace("&amp;", "&")).content.decode()) == [
        "R20",
        "R21",
    ]
    newest = Client().get(f"{place}?order=newest").content.decode()
    assert names(newest)[0] == "R21"
    assert re.search(r'<b aria-current="true">Newest first</b>', newest)
    for odd in ("order=nonsense", "page=0", "page=999999", "page=x", "page=١", "page=-1"):
        assert Client().get(f"{place}?{odd}").status_code == 200


def test_a_permalink_leads_to_the_page_where_the_comment_stands(chloe, page, place):
    for number in range(visible.ROOTS):
        at = timezone.now() - timedelta(hours=100 - number)
        actions.archive(page=page, author_name=f"R{number}", text_or_html=f"Number {number}", at=at)
    last = chloe.says("The last one")
    first = Comment.objects.order_by("pk").first()
    assert Client().get(f"/discussion/{first.pk}/").url == f"{page.url}#comment-{first.pk}"
    response = Client().get(f"/discussion/{last.pk}/")
    assert response.url == f"{place}?page=2#comment-{last.pk}"
    assert f'id="comment-{last.pk}"' in Client().get(response.url.split("#")[0]).content.decode()


def test_held_text_is_shown_to_its_writer_alone(chloe, chloes, page, place):
    chloe.says("Known")
    held = chloe.posts("Held back", proof="").comment
    assert held.state == "held"
    assert "Held back" in chloes.get(place).content.decode()
    assert "Only you see it here." in chloes.get(place).content.decode()
    for path in (place, f"{place}feed/", f"/discussion/{held.pk}/", f"{place}write/?to={held.pk}"):
        assert "Held back" not in Client().get(path).content.decode()
    assert "Held back" not in section(page)
    for rest in OWN:
        assert Client().get(f"/discussion/{held.pk}/{rest}/").status_code == 404


def test_every_page_is_private_but_the_feed(chloe, chloes, place):
    comment = chloe.says("Here")
    own = [
        f"/discussion/{comment.pk}/{rest}/" for rest in ("posted", "edit", "delete", "mute", "chip", "report")
    ]
    for path in (place, f"{place}write/", f"{place}check/", "/discussion/mine/", "/discussion/erase/", *own):
        response = chloes.get(path)
        assert (path, response.status_code, response["Cache-Control"]) == (path, 200, "no-store, private")
    assert Client().get(f"{place}feed/")["Cache-Control"] == "public, max-age=60"


def test_the_feed_is_an_atom_feed(chloe, ben, page, place):
    first = chloe.says("With a *word* & an <b>entity</b>")
    ben.says("Reply", to=first)
    body = Client().get(f"{place}feed/").content
    feed = feedparser.parse(body)
    assert (feed.bozo, feed.version, len(feed.entries)) == (False, "atom10", 2)
    assert feed.entries[1].link == f"{settings.SITE_URL}/discussion/{first.pk}/"
    assert "<em>word</em>" in feed.entries[1].summary
    assert Client().get(f"{place}feed/").content == body


def test_an_empty_feed_is_the_same_every_time(page, place):
    assert Client().get(f"{place}feed/").content == Client().get(f"{place}feed/").content


@pytest.mark.parametrize(
    "path", ["/discussion/on/1/", "/discussion/on/99999999999999999999/", "/discussion/0/"]
)
def test_what_is_not_there_is_not_found(db, path):
    assert Client().get(path).status_code == 404


def test_an_unknown_subject_is_not_found(page, place):
    for rest in ("", "write/", "check/", "feed/"):
        assert Client().get(f"{place}{rest}?subject=wave-7").status_code == 404


def test_a_closed_discussion_says_when_and_asks(page, rules, place):
    actions.archive(page=page, author_name="Ada", text_or_html="Once", at=timezone.now())
    rules.closes_after_days = 1
    rules.save()
    type(page).objects.filter(pk=page.pk).update(first_published_at=timezone.now() - timedelta(days=3))
    page.refresh_from_db()
    html = section(page)
    assert "1 comment. Closed on" in html
    assert "Comments are closed" in html and "still here to read" in html
    assert "Write a comment" not in html and "Reply<span" not in html
    assert Client().get(f"{place}write/").url == f"{page.url}#discussion"


def test_closed_comments_leave_one_question_open(page, rules, survey_page):
    actions.set_policy(page=page, policy="closed")
    html = section(page)
    assert "Comments are closed, but we still want to hear from you" in html
    assert f'data-ask="/answer/{survey_page.slug}/ask/' in html
    assert "<form" not in html


def test_the_closed_panel_asks_what_the_page_does_not_ask_already(page, rules, survey_page):
    actions.set_policy(page=page, policy="closed")

    def asks(asked=()) -> str:
        return re.search(r'data-question="(.*?)"', section(page, asked))[1]

    slug = survey_page.slug
    everything = [(slug, question.id) for question in queries.askable_of(survey_page)]
    chips = [question.id for question in queries.askable_of(survey_page) if question.chip]
    assert asks() == chips[0]
    codes = [code for _, code in everything]
    assert asks([(slug, chips[0])]) == codes[codes.index(chips[0]) + 1]
    assert asks([("another-survey", chips[0])]) == chips[0]
    assert asks(everything) == chips[0]


def test_a_closed_thread_without_comments_speaks_of_none(page, rules, survey_page):
    actions.set_policy(page=page, policy="closed")
    assert "anything you wrote above" not in section(page)
    actions.archive(page=page, author_name="Ada", text_or_html="Once", at=timezone.now())
    assert "anything you wrote above" in section(page)


def test_a_writer_finds_the_ways_to_change_one_s_own_and_is_told_that_no_mail_is_needed(
    chloe, ben, chloes, bens, page, place
):
    comment = chloe.says("Mine, and public")
    ways = [f'href="/discussion/{comment.pk}/{rest}/"' for rest in ("edit", "delete")]
    own = chloes.get(place).content.decode()
    assert [way in own for way in ways] == [True, True]
    assert own.count(" data-own>") == 1
    assert "No account:" not in own and "needs a name, and no mail" in own
    before = timezone.now() - timedelta(minutes=11)
    Comment.objects.filter(pk=comment.pk).update(submit_date=before)
    assert [way in chloes.get(place).content.decode() for way in ways] == [False, True]
    for other in (bens.get(place).content.decode(), Client().get(place).content.decode(), section(page)):
        assert [way in other for way in ways] == [False, False]
        assert "data-own" not in other
    assert "No account:" in section(page) and "No account:" in Client().get(place).content.decode()


def test_overheard_quotes_one_of_each_page(chloe, page):
    assert Template("{% load discussion %}{% overheard %}").render(Context()).strip() == ""
    chloe.says("word " * 100)
    html = Template("{% load discussion %}{% overheard 3 %}").render(Context())
    quoted = re.search(r"<blockquote[^>]*>(.*?)</blockquote>", html)[1]
    assert len(quoted) <= 161 and quoted.endswith("word…")
    assert 'under <a href="/discussion/' in html


def test_the_count(chloe, page):
    chloe.says("One")
    assert Template("{% load discussion %}{% discussion_count page %}").render(Context({"page": page})) == "1"


def test_settings_of_another_site_do_not_matter(page):
    assert DiscussionSettings.objects.count() == 0
    assert "Open until" in section(page)


def test_a_browser_without_a_key_is_nobody(db):
    assert "Nothing of yours is known" in Client().get("/discussion/mine/").content.decode()
