"""Text as it is stored and shown, for any text there is."""

import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments import markup, text
from comments.models import Comment, WordRule
from comments.pipeline import words

#: Surrogates, NUL, direction overrides, piles of marks and emoji more often than chance would bring them.
NASTY = st.sampled_from(
    "\x00\ud800\udfff\u202e\u2066\u2069\u200b\u200d\u0301\u0338\u0489\ufeff\x85\u2028\r\n🏽é"
)
ANY = st.text(st.one_of(st.characters(codec=None), NASTY), max_size=400)


@given(ANY)
def test_cleaned_text_is_the_same_when_cleaned_again(words_):
    once = text.cleaned(words_)
    assert text.cleaned(once) == once == unicodedata.normalize("NFC", once)


@given(ANY)
def test_cleaned_text_holds_nothing_unseen_and_no_piles(words_):
    found = text.cleaned(words_)
    assert {unicodedata.category(c) for c in found if c not in "\n\t"}.isdisjoint({"Cc", "Cs", "Co"})
    assert set(found).isdisjoint("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")
    found.encode()
    pile = 0
    for character in found:
        pile = pile + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        assert pile <= text.MARKS


@given(st.text(st.characters(categories=["L", "Nd", "Po"], codec="ascii"), max_size=200))
def test_plain_words_stay_as_they_are(words_):
    assert text.cleaned(words_) == words_


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("e\u0301", "é"),
        ("a\x00b", "ab"),
        ("a\ud800b", "ab"),
        ("\u202eevil", "evil"),
        ("Z" + "\u0335" * 50 + "a", "Z" + "\u0335" * 4 + "a"),
        ("one\r\n\r\n\r\n\r\ntwo\u2028three", "one\n\ntwo\nthree"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("שלום نص", "שלום نص"),
    ],
)
def test_text_is_cleaned_like_this(typed, stored):
    assert text.cleaned(typed) == stored


class Reader(HTMLParser):
    """Collects tags and attributes as a browser would see them."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {(tag, *pair) for pair in attrs}


def read(html):
    reader = Reader()
    reader.feed(html)
    return reader


MARKED = st.text(st.sampled_from("<>\"'&/=()[]!*_`~-+#.:\\ \njavascript:onerror svgxhtp1"), max_size=300)


@given(st.one_of(MARKED, ANY))
@settings(max_examples=300)
def test_markup_is_of_the_subset_whatever_was_typed(source):
    for html in (markup.rendered(text.cleaned(source)), markup.clean(text.cleaned(source))):
        found = read(html)
        assert found.tags <= markup.TAGS
        assert {(tag, name) for tag, name, _ in found.attributes} <= {("a", "href"), ("a", "rel")}
        for _, name, value in found.attributes:
            assert value == markup.REL if name == "rel" else value.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>\n"),
        ("a\nb", "<p>a<br>\nb</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"),
        (
            "[x](https://a.example/)",
            f'<p><a href="https://a.example/" rel="{markup.REL}">x</a></p>\n',
        ),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](/admin/)", "<p>[x](/admin/)</p>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("# x", "<p># x</p>\n"),
    ],
)
def test_the_subset(source, html):
    assert markup.rendered(source) == html


def test_a_picture_is_not_loaded():
    assert read(markup.rendered("![x](https://a.example/pixel.png)")).tags <= {"p", "a"}


@given(phrase=ANY, around=ANY)
def test_a_phrase_is_found_where_it_stands_as_words_and_only_there(phrase, around):
    tokens = words.tokens(phrase)
    found = words.matches(f"{around}\n{phrase}\n{around}", [phrase])
    assert found == ({phrase} if tokens else set())
    assert words.matches(around, [phrase]) == (
        {phrase} if tokens and f" {' '.join(tokens)} " in f" {' '.join(words.tokens(around))} " else set()
    )


def test_words_are_matched_without_case_and_accents_and_never_as_patterns():
    found = words.matches("A CAFÉ, twice a week", ["cafe", "c.f.", "(a+)+$", "week a", "afe", "a week"])
    assert found == {"cafe", "(a+)+$", "a week"}  # of "(a+)+$" the word "a" is left


@given(words_=ANY)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_stored_and_comes_back(chloe, page, words_):
    """The same on both databases: what is not refused is read as it was cleaned."""
    posted = chloe.posts(words_, insists=True, proof="")
    if posted.outcome == "held":
        assert posted.comment is not None
        row = Comment.objects.get(pk=posted.comment.pk)
        assert (row.comment, row.html) == (text.cleaned(words_), markup.rendered(text.cleaned(words_)))
    else:
        assert (posted.outcome, posted.code in ("length", "repeat", "limits", "full")) == ("refused", True)
    Comment.objects.all().delete()


@given(name=ANY)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_is_one_clean_line_or_refused(chloe, page, name):
    posted = chloe.posts("One", name=name, insists=True, proof="")
    if posted.comment is not None:
        stored = posted.comment.user_name
        assert stored == (text.one_line(name) or "Chloé") or not name
        assert "\n" not in stored and 0 < len(stored) <= 50
    else:
        assert posted.code in ("name", "limits", "full", "repeat")
    Comment.objects.all().delete()


def test_a_rule_made_in_the_admin_holds(chloe):
    WordRule.objects.create(phrase="Guest list", does="hold")
    WordRule.objects.create(phrase="casino", does="refuse")
    assert chloe.posts("On the GUEST\nlist!").reasons == ("word",)
    assert chloe.posts("Guests listen").outcome == "published"
    assert chloe.posts("The Casíno calls").code == "word"
