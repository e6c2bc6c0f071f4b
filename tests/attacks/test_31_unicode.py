"""Threat 31: any text there is, through a comment, its name and the survey's open question.

Both databases keep the same: what is expected is computed from what was typed, on SQLite and on PostgreSQL.
What no database keeps is refused in a sentence, and nothing typed is lost; directions end where a text ends;
marks do not climb over other people's lines.
"""

import re
import unicodedata
from html import unescape

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from comments import keys, markup, text
from comments.models import Comment, Writer
from comments.pipeline.length import LONGEST, LONGEST_NAME, UNWRITABLE
from surveys.logic.validation import readers, sentences
from tests.attacks.sizes import size
from tests.comments.conftest import chloe, page, rules
from tests.comments.people import Writes
from tests.surveys.answering.conftest import Ben, answering, ben

__all__ = ["answering", "ben", "chloe", "page", "rules"]

EXAMPLES = size(12, 1_000)
#: What chance would seldom bring: NUL, surrogates, overrides, marks, joiners, line ends, look-alikes.
NASTY = st.sampled_from(
    "\x00\ud800\udfff\u202e\u2066\u2069\u200b\u200d\u0301\u0338\u0489\ufeff\ufffe\x85\u2028\r\n\U0001f3fdéаſKﬀ"
)
ANY = st.text(st.one_of(st.characters(codec=None), NASTY), max_size=120)
SENT = ANY.filter(lambda words: not re.search("[\ud800-\udfff]", words))
"""What a browser can send: a surrogate alone does not survive UTF-8."""
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
each = hypothesis_settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_without_the_control_a_database_chokes_and_a_line_is_turned_around(db):
    """The same characters, stored as they come."""
    failed = 0
    for nasty in ("a\x00b", "a\ud800b"):
        try:
            with transaction.atomic():
                Writer.objects.create(
                    name=nasty, address=f"{failed}@overlap.example", created_on="2026-01-01"
                )
                kept = Writer.objects.latest("pk").name
            failed += kept != nasty or connection.vendor == "sqlite" and "\x00" in kept
        except (DatabaseError, ValueError, UnicodeEncodeError):
            failed += 1
    print(
        f"without the control {failed} of 2 texts do not come back or cut others short, {connection.vendor}"
    )
    assert failed == 2


def write(chloe: Writes, **fields: str) -> tuple[int, str]:
    """Chloé sends the form; (status, the page)."""
    client = Client()
    client.cookies[keys.COOKIE] = chloe.key
    form = {"text": "Two phones.", "name": "Chloé", "do": "send", "insists": "yes"}
    answer = client.post(f"/discussion/on/{chloe.page.pk}/write/", form | fields)
    return answer.status_code, unescape(answer.content.decode())


def piled(words: str) -> int:
    """The longest run of marks."""
    longest = run = 0
    for character in words:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        longest = max(longest, run)
    return longest


@given(typed=SENT)
@each
def test_any_comment_comes_back_as_it_was_cleaned(chloe, settings, typed):
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**6, 3600))
    status, said = write(chloe, text=typed)
    stored = Comment.objects.order_by("pk").last()
    if "\x00" in typed:
        assert (status, stored) == (422, None)
        assert UNWRITABLE in said
    elif not typed.strip() or not text.cleaned(typed) or len(typed.replace("\r\n", "\n")) > LONGEST:
        assert (status, stored) == (422, None)
    else:
        assert status == 302 and stored is not None
        assert stored.comment == text.cleaned(typed)
        assert stored.html == markup.rendered(text.cleaned(typed))
        assert piled(stored.comment) <= text.MARKS
        assert not set(BIDI) & set(stored.comment)
    Comment.objects.all().delete()


@given(typed=SENT)
@each
def test_any_name_comes_back_as_one_isolated_line(chloe, settings, typed):
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**6, 3600))
    before = chloe.writer.name  # who leaves the name empty goes by the last one, here that of an earlier draw
    status, said = write(chloe, name=typed)
    stored = Comment.objects.order_by("pk").last()
    if "\x00" in typed:
        assert (status, stored) == (422, None)
        assert UNWRITABLE in said
    elif stored is None:
        assert status == 422
        named = text.one_line(typed)
        assert len(typed) > LONGEST_NAME or not any(character.isalnum() for character in named)
    else:
        assert stored.user_name == (text.one_line(typed) or before)
        assert not set(BIDI) & set(stored.user_name) and piled(stored.user_name) <= text.MARKS
    Comment.objects.all().delete()


@pytest.mark.parametrize("nasty", ["\x00", "\ud800", "\udfff"])
def test_what_cannot_be_stored_is_refused_in_a_sentence(chloe, nasty):
    for field in ("text", "name"):
        posted = chloe.posts(**({"text": "Two phones."} | {field: f"Two{nasty}phones"}))
        assert (posted.outcome, posted.said) == ("refused", UNWRITABLE)
    assert Comment.objects.count() == 0


def test_what_was_typed_beside_it_is_still_there(chloe):
    _, said = write(chloe, text="A long\x00 and careful thought.", name="Chl\x00oé")
    assert "A long\ufffd and careful thought." in said
    assert 'value="Chl\ufffdoé"' in said


def test_directions_end_where_a_name_and_a_text_end(chloe):
    posted = chloe.says("שלום عليكم", name="אדה")
    shown = Client().get(f"/discussion/on/{chloe.page.pk}/").content.decode()
    assert "<b><bdi>אדה</bdi></b>" in shown
    assert re.search(r'class="comment__text" dir="auto">\s*<p>שלום عليكم</p>', shown)
    assert f'id="comment-{posted.pk}"' in shown


@given(typed=SENT)
@each
def test_any_answer_in_one_s_own_words_comes_back(answering: Ben, typed):
    answer = answering.save("disclosure", story=typed)
    stored = answering.response().answers.get("story")
    expected, wrong = readers.read_text(typed, 1000)
    if "\x00" in typed:
        assert wrong == sentences.UNWRITABLE
        assert sentences.UNWRITABLE in unescape(answer.content.decode())
    else:
        assert not wrong
        assert (stored or "") == expected
    assert answer.status_code < 500


@given(typed=ANY)
@each
def test_no_other_way_in_keeps_half_a_surrogate(typed):
    kept, wrong = readers.read_text(typed, 1000)
    assert bool(wrong) is bool(re.search("[\x00\ud800-\udfff]", typed))
    kept.encode()
    text.cleaned(typed).encode()
