"""One's own comments: change, delete, show an answer, notices, erase; and reports by readers."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments import actions, keys
from comments.models import Comment, Mute, Report, Writer
from surveys import chips
from surveys.chips import Chip
from website.core.models import Pending


def at(comment, rest):
    return f"/discussion/{comment.pk}/{rest}/"


def test_edit_for_ten_minutes(chloe, chloes):
    comment = chloe.says("First thought")
    assert "First thought" in chloes.get(at(comment, "edit")).content.decode()
    assert chloes.post(at(comment, "edit"), {"text": "Second thought"}).url == at(comment, "posted")
    comment.refresh_from_db()
    assert (comment.comment, comment.edited_at is not None) == ("Second thought", True)
    Comment.objects.filter(pk=comment.pk).update(submit_date=timezone.now() - timedelta(minutes=11))
    late = chloes.post(at(comment, "edit"), {"text": "Third thought"})
    assert (late.status_code, "Third thought" in late.content.decode()) == (422, True)
    assert "A comment can be changed for ten minutes" in late.content.decode()
    assert Comment.objects.get(pk=comment.pk).comment == "Second thought"


def test_delete_asks_first(chloe, chloes):
    comment = chloe.says("To be deleted")
    assert chloes.get(at(comment, "delete")).status_code == 200
    assert Comment.objects.get(pk=comment.pk).state == "public"
    assert chloes.post(at(comment, "delete")).url == "/discussion/mine/?said=deleted"
    assert Comment.objects.get(pk=comment.pk).state == "removed"
    assert chloes.post(at(comment, "delete")).status_code == 404


@pytest.mark.parametrize("rest", ["edit", "delete", "mute", "chip", "posted"])
def test_another_s_comment_is_not_there(rest, chloe, bens):
    comment = chloe.says("Mine")
    for client in (bens, Client()):
        assert client.get(at(comment, rest)).status_code == 404
        assert client.post(at(comment, rest), {"text": "Mallory", "do": "add"}).status_code in (404, 405)
    assert Comment.objects.get(pk=comment.pk).comment == "Mine"


def test_everything_of_mine(chloe, ben, chloes):
    chloe.says("One of mine")
    chloe.posts("One that waits", proof="")
    ben.says("One of Ben's")
    html = chloes.get("/discussion/mine/").content.decode()
    assert re.findall(r"One[\w ]*", html) == ["One that waits", "One of mine"]
    assert "Waits for a moderator" in html and chloe.address in html


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(many, chloe, chloes, django_assert_num_queries):
    for number in range(many):
        chloe.says(f"Number {number} of mine")
    chloes.get("/discussion/mine/")
    with django_assert_num_queries(MINE_QUERIES):
        chloes.get("/discussion/mine/")


MINE_QUERIES = 6


@pytest.mark.parametrize("frequency", ["at_once", "daily", "never"])
def test_when_mail_about_replies_comes(frequency, chloe, chloes):
    chloes.post("/discussion/mine/", {"notices": frequency})
    assert chloe.writer.notices == frequency
    chloes.post("/discussion/mine/", {"notices": "hourly"})
    assert chloe.writer.notices == frequency


def test_mute_and_unmute(chloe, chloes):
    comment = chloe.says("A long story")
    assert chloes.get(at(comment, "mute")).status_code == 200
    assert Mute.objects.count() == 0
    chloes.post(at(comment, "mute"), {"do": "mute"})
    assert Mute.objects.get().root_id == comment.pk
    assert "Send mail again" in chloes.get(at(comment, "mute")).content.decode()
    chloes.post(at(comment, "mute"), {"do": "unmute"})
    assert Mute.objects.count() == 0


def test_erase_at_once_in_a_known_browser(chloe, chloes):
    chloe.says("Something")
    assert Writer.objects.filter(address=chloe.address).exists()
    html = chloes.post("/discussion/erase/", {"do": "erase"}).content.decode()
    assert "Everything of yours is erased" in html
    assert not Writer.objects.filter(address=chloe.address).exists()
    assert chloes.cookies[keys.COOKIE].value == ""


def test_erase_by_letter_says_the_same_to_everybody(chloe):
    bodies = {
        Client().post("/discussion/erase/", {"address": address}).content
        for address in (chloe.address, "nobody@overlap.example")
    }
    assert len(bodies) == 1
    assert Pending.objects.count() == 2
    wrong = Client().post("/discussion/erase/", {"address": "no address"})
    assert (wrong.status_code, 'value="no address"' in wrong.content.decode()) == (422, True)


def test_forget_this_browser_leaves_everything_in_place(chloe, chloes):
    chloe.says("Stays")
    chloes.post("/discussion/leave/")
    assert chloes.cookies[keys.COOKIE].value == ""
    assert Comment.objects.get().state == "public"


CHIP = Chip("survey", "How much of an issue is it?", "A moderate issue", "wave 5")


def test_an_answer_is_shown_only_after_a_yes_and_until_removed(chloe, chloes, survey_page, place):
    comment = chloe.says("As I answered")
    assert f"/answer/{survey_page.slug}/chip/?next=" in chloes.get(at(comment, "chip")).content.decode()
    token = chips.token_of(CHIP)
    offered = chloes.get(at(comment, "chip"), {"chip": token}).content.decode()
    assert "A moderate issue" in offered and "They stay until you remove them" in offered
    assert not Comment.objects.get().has_chip
    chloes.post(at(comment, "chip"), {"chip": token, "do": "add"})
    assert Comment.objects.get().chip_option == "A moderate issue"
    # No chart leads to the question here, so it stands beside the answer for all to see.
    assert f'<span class="note">to “{CHIP.question}”</span>' in Client().get(place).content.decode()
    chloes.post(at(comment, "chip"), {"do": "remove"})
    assert not Comment.objects.get().has_chip


def test_a_page_that_is_not_published_is_named_and_no_link(chloe, chloes, page):
    chloe.says("As I said")
    assert f">{page.title}</a>" in chloes.get("/discussion/mine/").content.decode()
    page.unpublish()
    mine = chloes.get("/discussion/mine/").content.decode()
    assert f"on “{page.title}”, which is not published now" in mine
    assert f">{page.title}</a>" not in mine


def test_a_forged_answer_is_not_shown(chloe, chloes):
    comment = chloe.says("As I answered")
    assert "could not be read" in chloes.get(at(comment, "chip"), {"chip": "forged"}).content.decode()
    chloes.post(at(comment, "chip"), {"chip": "forged", "do": "add"})
    assert not Comment.objects.get().has_chip


def test_a_reader_reports_and_learns_nothing(chloe):
    comment = chloe.says("Something bad")
    without = Client().post(at(comment, "report"), {"note": "It names my aunt."})
    assert (without.status_code, "It names my aunt." in without.content.decode()) == (422, True)
    first = Client().post(at(comment, "report"), {"reason": "personal", "note": "It names my aunt."})
    again = Client().post(at(comment, "report"), {"reason": "insult"})
    assert (first.status_code, first.content) == (200, again.content)
    assert [(row.reason, row.note) for row in Report.objects.all()] == [("personal", "It names my aunt.")]
    assert Client().get(f"/discussion/{comment.pk}/").status_code == 302


def test_too_many_reports_wait(chloe, settings):
    comment = chloe.says("Something bad")
    settings.LIMITS = settings.LIMITS | {"comments.report": (0, 3600)}
    response = Client().post(at(comment, "report"), {"reason": "insult", "note": "Look"})
    assert (response.status_code, Report.objects.count()) == (429, 0)
    assert 'value="Look"' in response.content.decode()


def test_what_a_moderator_took_away_is_gone_for_readers(chloe, chloes):
    comment = chloe.says("Something bad")
    actions.reject(comments=[comment], by=None)
    for path in (f"/discussion/{comment.pk}/", at(comment, "report"), at(comment, "posted")):
        assert chloes.get(path).status_code == 404
