"""The form of a comment, from empty to posted; nothing typed is lost on the way."""

import re
from datetime import timedelta
from html import unescape
from unittest import mock

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from comments import keys
from comments.models import Comment, Unconfirmed, Writer
from tests.comments.people import solved
from website.core import demo, mail
from website.core.models import Pending

TEXT = "Two phones, one pocket.\r\n\r\n<b>Both</b> ring & ring."


def typed(**more: str) -> dict[str, str]:
    form = {"text": TEXT, "name": "Dora", "address": "dora@overlap.example", "do": "send"}
    return form | {"altcha": solved()} | more


def text_of(html: str) -> str:
    """What stands in the box."""
    return unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)[1])


@pytest.fixture
def write(place):
    return f"{place}write/"


@pytest.mark.parametrize(
    ("change", "beside", "said"),
    [
        ({"text": ""}, "text", "There is nothing to post yet."),
        ({"text": "x" * 3001}, "text", "A comment can have 3,000 characters"),
        ({"name": ""}, "name", "Which name shall stand over your comment?"),
        ({"address": "no address"}, "address", ""),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_lost(change, beside, said, page, rules, write):
    form = typed(**change)
    response = Client().post(write, form)
    html = response.content.decode()
    assert response.status_code == 422
    wrong = re.search(rf'id="write-{beside}-wrong">(.*?)</p>', html)[1]
    assert said in unescape(wrong) and wrong
    assert re.findall(r'aria-invalid="true"', html) == ['aria-invalid="true"']
    assert text_of(html) == form["text"].replace("\r\n", "\n")
    assert f'name="name" value="{form["name"]}"' in html
    assert f'name="address" value="{form["address"]}"' in html
    assert Unconfirmed.objects.count() == 0


def test_everything_that_is_empty_is_said_at_once(page, rules, write, chloes):
    nothing = typed(text=" ", name="", address="")
    for browser, fields in ((Client(), ["text", "name", "address"]), (chloes, ["text"])):
        html = browser.post(write, nothing).content.decode()
        assert re.findall(r'<li><a href="#write-(.*?)">', html) == fields
        assert re.findall(r'id="write-([a-z]+)-wrong">', html) == fields
        assert ("3 things before it goes" in html) == (len(fields) == 3)


def test_a_preview_is_drawn_by_the_server_and_stores_nothing(page, rules, write):
    html = Client().post(write, typed(text="*So* <script>alert(1)</script>", do="preview")).content.decode()
    shown = re.search(r'class="preview".*?</section>', html, re.DOTALL)[0]
    assert "<em>So</em> &lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert text_of(html) == "*So* <script>alert(1)</script>"
    assert (Comment.objects.count(), Unconfirmed.objects.count()) == (0, 0)


def test_a_second_thought_is_offered_once(chloes, page, write):
    shouted = typed(text="WHY DOES NOBODY EVER LISTEN TO ME HERE")
    first = chloes.post(write, shouted)
    assert first.status_code == 422
    assert "mostly in capitals" in first.content.decode()
    assert Comment.objects.count() == 0
    again = chloes.post(write, shouted | {"insists": "yes", "altcha": solved()})
    assert again.status_code == 302
    assert Comment.objects.get().comment == shouted["text"]


def test_somebody_new_is_asked_to_look_into_the_mail(page, rules, write, place):
    response = Client().post(write, typed(notices="yes"))
    assert response.url == f"{place}check/"
    assert "one letter is enough" in Client().get(response.url).content.decode()
    waiting = Unconfirmed.objects.get()
    assert (waiting.name, waiting.wants_notices, waiting.reasons) == ("Dora", True, [])
    assert waiting.text == TEXT.replace("\r\n", "\n")


@pytest.mark.django_db(transaction=True)
def test_the_letter_s_button_posts_and_this_browser_is_known(page, rules, write):
    dora = Client()
    dora.post(write, typed())
    mail.deliver()
    (letter,) = outbox.outbox
    assert "phones" not in letter.body + str(letter.subject)
    path = re.search(r"https?://[^/]+(/mail/confirm/\S+)", letter.body)[1]
    for _ in range(2):
        assert dora.get(path).status_code == 200
    assert Comment.objects.count() == 0
    page_after = dora.post(path).content.decode()
    comment = Comment.objects.get()
    assert comment.state == "public"
    assert "Your comment is there for all to read" in page_after
    cookie = dora.cookies[keys.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/discussion/", True, "Lax")
    assert dora.get(f"/discussion/{comment.pk}/posted/").status_code == 200
    assert dora.post(path).status_code == 404
    again = dora.post(write, {"text": "And one more.", "name": "Dora", "do": "send", "altcha": solved()})
    assert again.url == f"/discussion/{comment.pk + 1}/posted/"


@pytest.mark.parametrize("path", ["check", "erase", "letter", "resend"])
def test_where_no_mail_leaves_the_page_says_where_it_is(path, page, rules, place, settings):
    def look() -> bool:
        if path == "check":
            response = Client().get(f"{place}check/")
        else:
            to = {"erase": "/discussion/erase/", "letter": "/letter/", "resend": "/mail/resend/"}[path]
            response = Client().post(to, {"address": "dora@example.org"}, follow=True)
        assert response.status_code == 200
        return 'href="/demo/mail/"' in response.content.decode()

    assert not look()
    settings.DEMO = True
    assert not look()
    settings.EMAIL_BACKEND = demo.MAIL_BACKEND
    assert look()


def test_a_known_browser_is_not_asked_for_an_address(chloes, write):
    html = chloes.get(write).content.decode()
    assert "write-address" not in html
    assert 'name="name" value="Chloé"' in html
    assert "write-address" in Client().get(write).content.decode()


def test_nothing_is_ticked_beforehand(write):
    assert " checked" not in Client().get(write).content.decode()


def test_without_a_script_a_person_reads_it_first(chloe, chloes, page, write):
    chloe.says("Known")
    html = chloes.get(write).content.decode()
    assert "Without JavaScript we cannot tell you from a machine" in html
    response = chloes.post(write, typed(altcha=""))
    assert Comment.objects.latest("pk").reasons == ["no_proof"]
    assert "A person will read it before it appears" in chloes.get(response.url).content.decode()


def test_who_fills_in_the_trap_is_held_not_lost(chloe, chloes, write):
    chloe.says("Known")
    chloes.post(write, typed(website="https://casino.example/"))
    assert Comment.objects.latest("pk").state == "held"


def test_a_reply_says_what_it_answers(chloe, ben, bens, page, write):
    first = chloe.says("The first word")
    html = bens.get(f"{write}?to={first.pk}").content.decode()
    assert "Answer <bdi>Chloé</bdi>" in html and "The first word" in html
    bens.post(write, typed(to=str(first.pk)))
    assert Comment.objects.latest("pk").parent_id == first.pk


@pytest.mark.parametrize("to", ["999999", "x", "-1", "9" * 30, "١"])
def test_an_answer_to_nothing_is_no_error(to, chloe, chloes, page, write):
    assert chloes.get(write, {"to": to}).status_code == 200
    assert chloes.post(write, typed(to=to)).status_code in (302, 422)


def test_a_form_that_lay_open_for_25_hours_still_works(page, rules, chloe, write):
    """Threat 38: the token is not tied to an hour; the browser's sum is, so a person reads it first."""
    dora = Client(enforce_csrf_checks=True)
    dora.cookies[keys.COOKIE] = chloe.key
    chloe.says("Known")
    opened = dora.get(write)
    form = typed(csrfmiddlewaretoken=str(opened.context["csrf_token"]))
    later = timezone.now() + timedelta(hours=25)
    with mock.patch("django.utils.timezone.now", return_value=later):
        response = dora.post(write, form)
    assert response.status_code == 302
    assert Comment.objects.latest("pk").comment == TEXT.replace("\r\n", "\n")


def test_a_full_house_keeps_the_text(page, rules, write, settings):
    settings.LIMITS = settings.LIMITS | {"comments.post": (0, 3600)}
    response = Client().post(write, typed())
    html = response.content.decode()
    assert response.status_code == 429
    assert "Your text is still here" in html
    assert text_of(html) == TEXT.replace("\r\n", "\n")
    assert Writer.objects.count() == Pending.objects.count() == 0
