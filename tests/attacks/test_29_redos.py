"""Threat 29: texts that keep a pattern busy. What the site runs on a stranger's text is linear, and rules are
no patterns.

A generous alarm on 100 kB tells them apart: what is quadratic there takes minutes, what is linear a blink.
"""

import re
import signal
import sys
from contextlib import contextmanager, suppress

import pytest

from comments import markup, text
from comments.models import LinkRule, WordRule
from comments.pipeline import length, links, sanitise, words
from surveys import marking, wording
from surveys.logic.validation import readers
from tests.comments.conftest import chloe, page, rules
from website.articles import search
from website.articles.importing import bodies, markdown, plain_text
from website.articles.importing.refusal import Refused
from website.articles.templatetags.prose_tags import footnoted
from website.core import logs, spreadsheets
from website.core.mail import NotAnAddress, addresses

__all__ = ["chloe", "page", "rules"]

SIZE = 100_000
SECONDS = 20
#: Each is a beginning that patterns try again and again, and an end that disappoints them.
ENDLESS = {
    "letters": "a" * SIZE,
    "spaces": " " * SIZE + "x",
    "digits": "0" * SIZE + "x",
    "digits and dashes": "1-" * (SIZE // 2),
    "phone-like": "0123 " * (SIZE // 5) + "x",
    "at signs": "a@" * (SIZE // 2),
    "address-like": "a@a." * (SIZE // 4),
    "dots": "a." * (SIZE // 2),
    "brackets": "[" * SIZE,
    "links": "[a](" * (SIZE // 4),
    "stars": "*a " * (SIZE // 3),
    "underscores": "_" * SIZE,
    "backticks": "`" * SIZE,
    "quotes": ">" * SIZE,
    "lists": "- " * (SIZE // 2),
    "angles": "<" * SIZE,
    "tags": "<a " * (SIZE // 3),
    "lines": "\n" * SIZE + "x",
    "marks": "a" + "\u0301" * SIZE,
    "entities": "&amp" * (SIZE // 4),
}


@contextmanager
def alarm(seconds):
    """TimeoutError in this thread after so many seconds."""

    def ring(*_):
        raise TimeoutError

    former = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)


def test_a_pattern_of_an_editor_would_stop_the_site(capsys):
    """Control off: rules as patterns. One of ten characters does not finish on a text of thirty."""
    with pytest.raises(TimeoutError), alarm(1):
        re.search(r"^(a+)+$", "a" * 40 + "!")
    with capsys.disabled():
        sys.stdout.write("\n  rules as patterns: 1 of 1 comments of 41 letters stopped the process\n")


def unless(refusal, read):
    """`read`, which may also refuse the text in words."""

    def tried(endless):
        with suppress(refusal):
            read(endless)

    return tried


LINEAR = {
    "cleaned": text.cleaned,
    "one_line": text.one_line,
    "folded": text.folded,
    "tokens": words.tokens,
    "matches": lambda words_: words.matches(words_, ["(a+)+$", "a a a a a a a a b", "0123 0123 x"]),
    "contact": links.gives_contact,
    "shouted": sanitise.is_shouted,
    "is_html": markup.is_html,
    "redacted": logs.redacted,
    "answer": lambda endless: readers.read_text(endless, 2 * SIZE),
    "number": lambda endless: (readers.WHOLE.match(endless), readers.DECIMAL.match(endless)),
    "address": unless(NotAnAddress, addresses.normalised),
    "searched": lambda endless: (search.cleaned(endless), search.words(endless)),
    "found": lambda endless: search.marked(search.excerpt(endless, ("a",)), ("a",)),
    "quotes": wording.curly,
    "notes": footnoted,
    "cell": spreadsheets.RISKY.match,
    "old text": unless(Refused, lambda endless: plain_text.read("post.txt", endless.encode())),
    "old markdown": unless(Refused, lambda endless: markdown.read("post.md", endless.encode())),
    "old markup": unless(Refused, bodies.blocks),
}


@pytest.mark.parametrize("name", LINEAR)
def test_a_hundred_kilobytes_are_a_blink(name):
    with alarm(SECONDS):
        for endless in ENDLESS.values():
            LINEAR[name](endless)


@pytest.mark.parametrize("name", ENDLESS)
def test_what_passes_the_length_is_read_by_everything(name):
    """Markdown and links see at most what the first phase lets pass."""
    endless = ENDLESS[name][: length.LONGEST]
    with alarm(SECONDS):
        markup.rendered(endless)
        links.hosts(endless)
        links.linked(endless)
        markup.plain(endless)


#: Few words, again and again: comparing them word by word takes the third power of their number.
AGAIN = ("a b c " * (SIZE // 6), "c b a " * (SIZE // 6))


def test_two_wordings_that_repeat_themselves_would_stop_the_admin(monkeypatch):
    """Control off: every pair of words is compared."""
    monkeypatch.setattr(marking, "MOST", 10**12)
    with pytest.raises(TimeoutError), alarm(1):
        marking.side_by_side(*AGAIN)


def test_two_wordings_stand_side_by_side_in_a_blink():
    with alarm(SECONDS):
        left, right = marking.side_by_side(*AGAIN)
        same = marking.side_by_side(AGAIN[0], AGAIN[0] + "d")
    assert tuple("".join(run.text for run in runs) for runs in (left, right)) == AGAIN
    assert [[run.differs for run in runs] for runs in same] == [[False], [False, True]]


def test_rules_of_moderators_are_never_patterns(chloe):
    WordRule.objects.create(phrase="(a+)+$", does="refuse")
    LinkRule.objects.create(host="(a+)+$", does="refuse")
    with alarm(SECONDS):
        assert chloe.posts("a" * 2000 + "!").outcome == "published"


@pytest.mark.parametrize("name", ENDLESS)
def test_the_whole_way_in_refuses_what_is_too_long(chloe, name):
    with alarm(SECONDS):
        assert chloe.posts(ENDLESS[name], proof="").code == "length"
