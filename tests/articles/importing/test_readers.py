"""What an old blog becomes before it is pages: words, dates, topics, addresses, and notes about the rest."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from website.articles.importing import bodies, markdown, opening, pictures, reading, wording, wordpress
from website.articles.importing.pieces import Picture
from website.articles.importing.refusal import Refused

FIXTURES = Path(__file__).parent / "fixtures"


def export() -> list:
    return list(wordpress.read("two_posts.xml", (FIXTURES / "two_posts.xml").read_bytes()).pieces)


def test_an_export_gives_its_posts_and_counts_what_is_none():
    found = wordpress.read("two_posts.xml", (FIXTURES / "two_posts.xml").read_bytes())
    assert [(piece.title, piece.slug, piece.author) for piece in found.pieces] == [
        ("The client who brought a cake & stayed", "the-client-who-brought-a-cake", "Hester Plumb"),
        ("Does a nod need a note?", "does-a-nod-need-a-note", "Hester Plumb"),
    ]
    assert found.notes == (("two_posts.xml", "1 of the type “page”: only posts become articles."),)


def test_a_post_keeps_date_topics_addresses_and_excerpt():
    cake, nod = export()
    assert cake.date == datetime(2008, 6, 3, 9, 15, tzinfo=UTC)
    assert (cake.topics, nod.topics) == (("Clients", "cake"), ())
    assert cake.old_paths == ("/2008/06/the-client-who-brought-a-cake",)
    assert cake.lead == "An uninvited guest, and what he brought."
    assert cake.live


def test_old_markup_becomes_blocks_and_nothing_of_its_danger_stays():
    cake, _ = export()
    assert cake.blocks == (
        ("paragraph", "A client came to my birthday. He had not been asked, but he had a <b>cake</b>."),
        (
            "paragraph",
            'I still don\'t know which of us was <a href="https://twohats.example/2008/05/">the guest</a>.',
        ),
        ("heading", "What happened next"),
        ("list", ["We ate it.", "We invoiced nobody.", "Not even for the candles."]),
        ("quote", "A cake is not a contract."),
        (
            "image",
            Picture(
                "https://twohats.example/wp-content/uploads/2008/06/cake.png", "A cake with a logo on it"
            ),
        ),
        ("paragraph", "The logo was ours."),
        ("image", Picture("https://elsewhere.example/candle.png", "A candle")),
        ("list", ["Guests · 9", "Clients · 1"]),
    )


def test_what_could_not_be_carried_is_said():
    cake, nod = export()
    assert cake.notes == (
        "Left out: one frame of another site.",
        "Left out: one script.",
        "[gallery] is a command to WordPress and was left out.",
        "A list within a list was made one list.",
        "A table was written out as a list, a row an item.",
        "1 pingbacks or trackbacks were left out; they are no comments.",
        "1 comments that nobody had approved, or that were spam, were left out.",
    )
    assert nod.notes == ()


def test_old_comments_keep_their_place_and_lose_addresses():
    cake, nod = export()
    assert [(c.key, c.parent, c.name, c.text, c.date) for c in cake.comments] == [
        (
            "71",
            "0",
            "Lars Umber",
            "Mine brought a ladder.\nHe needed it back.",
            datetime(2008, 6, 4, 8, tzinfo=UTC),
        ),
        ("72", "71", "Hester Plumb", "Did you give it back?", datetime(2008, 6, 4, 9, 30, tzinfo=UTC)),
    ]
    assert nod.comments == ()
    assert "secret" not in repr(cake)
    assert "203.0.113" not in repr(cake)


def test_markdown_with_front_matter():
    gregor = markdown.read("2011-07-19-gregor.md", (FIXTURES / "markdown/2011-07-19-gregor.md").read_bytes())
    assert (gregor.title, gregor.slug, gregor.author) == ("Where does Gregor go?", "gregor", "Hester Plumb")
    assert gregor.date == datetime(2011, 7, 19, tzinfo=UTC)
    assert gregor.topics == ("circles", "pickles")
    assert gregor.old_paths == ("/2011/07/gregor.html",)
    assert gregor.lead == "A man who fits no circle."
    assert gregor.notes == ("“layout” in its front matter has no place here.",)
    assert gregor.blocks == (
        ("paragraph", "I made a circle for him.[^1]"),
        ("heading", "It was full at once"),
        ("image", Picture("pictures/pickles.png", "Gregor's pickles")),
        ("image", Picture("https://elsewhere.example/x.png", "Elsewhere")),
        ("numbered", ["First jar", "Second jar"]),
        ("quote", "He never asked."),
        ("footnotes", ["With a pencil."]),
    )
    assert [(c.key, c.parent, c.name, c.text) for c in gregor.comments] == [
        ("1", "", "Lars Umber", "Put him in **all** of them."),
        ("2", "1", "Hester Plumb", "He would like that."),
    ]


def test_a_folder_is_read_file_by_file():
    found = reading.read(opening.open_path(FIXTURES / "markdown"))
    assert sorted(piece.title for piece in found.pieces) == [
        "Business, or the other thing",
        "Where does Gregor go?",
    ]
    plain = next(piece for piece in found.pieces if piece.title.startswith("Business"))
    assert plain.blocks == (
        ("paragraph", "The man with the stamp &lt;asked&gt; again. I said both."),
        ("paragraph", "He did not write that down."),
    )
    assert plain.date is None


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    (tmp_path / "good.md").write_text("# Fine\n\nWords.")
    (tmp_path / "bad.md").write_text("---\na: [1\n---\nWords.")
    (tmp_path / "page.html").write_text("<p>Words.</p>")
    found = reading.read(opening.open_path(tmp_path))
    assert [(piece.title, piece.blocks) for piece in found.pieces] == [("Fine", (("paragraph", "Words."),))]
    assert found.notes == (
        ("bad.md", "Its front matter is not YAML that can be read (line 2)."),
        ("page.html", "Neither Markdown, plain text nor a WordPress export: not read."),
    )


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2008-06-03", datetime(2008, 6, 3, tzinfo=UTC)),
        ("2008-06-03 11:15:00", datetime(2008, 6, 3, 11, 15, tzinfo=UTC)),
        ("2008-06-03T11:15:00+02:00", datetime(2008, 6, 3, 9, 15, tzinfo=UTC)),
        ("Tue, 03 Jun 2008 11:15:00 +0200", datetime(2008, 6, 3, 9, 15, tzinfo=UTC)),
        ("0001-01-01T00:00:00+23:59", None),
        ("0000-00-00 00:00:00", None),
        ("last Tuesday", None),
        ("", None),
    ],
)
def test_dates(written, found):
    assert wording.when(written) == found


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café"),
        (b"caf\xe9", "café"),
        ("café".encode("utf-16"), "café"),
        ("cafe\u0301\u202e!".encode(), "café!"),
        (b"a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_letters(data, words):
    assert wording.decode(data, name="x")[0] == words


def test_nul_is_no_text():
    with pytest.raises(Refused, match="NUL"):
        wording.decode(b"a\x00b", name="x")


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="javascript:alert(1)">x</a></p>',
        '<p onclick="alert(1)">x</p>',
        '<p><img src=x onerror="alert(1)"></p>',
        "<svg><a xlink:href=javascript:alert(1)>x</a></svg>",
        "<p>x<script>alert(1)</script></p>",
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img onerror=alert(1)&gt;">',
        '<p><a href="data:text/html,<script>alert(1)</script>">x</a></p>',
    ],
)
def test_no_script_survives(html):
    written = repr(bodies.blocks(html).blocks)
    assert "alert" not in written or "&lt;" in written
    assert "javascript:" not in written
    assert "onerror=" not in written.replace("&gt;&lt;img onerror=", "")


@pytest.mark.parametrize(
    "name", ["pictures/pickles.png", "/pictures/pickles.png", "./pictures/../pictures/pickles.png"]
)
def test_a_picture_beside_the_text_is_found(name):
    package = opening.open_path(FIXTURES / "markdown")
    assert pictures.find(package, source=name, beside="2011-07-19-gregor.md") == "pictures/pickles.png"


@pytest.mark.parametrize(
    "name",
    [
        "https://elsewhere.example/pictures/pickles.png",
        "../two_posts.xml",
        "//x/pickles.png",
        "file:///etc/passwd",
        "http://[",
        "",
    ],
)
def test_a_picture_elsewhere_is_not(name):
    package = opening.open_path(FIXTURES / "markdown")
    assert pictures.find(package, source=name, beside="2011-07-19-gregor.md") is None


def test_footnotes_are_numbered_by_their_marks():
    words = (
        "One[^b], two[^a], again[^b], none[^9].\n\n- three[^c]\n\n[^a]: A.\n[^b]: B.\n[^c]: C.\n[^d]: D.\n"
    )
    assert markdown.body(words).blocks == (
        ("paragraph", "One[^1], two[^2], again(1), none(9)."),
        ("list", ["three[^3]"]),
        ("paragraph", "D."),
        ("footnotes", ["B.", "A.", "C."]),
    )
