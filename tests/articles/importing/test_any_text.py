"""Whatever stands in a file: it is read or refused in a sentence; nothing else happens."""

import io
import zipfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from website.articles.importing import bodies, markdown, opening, plain_text, reading, wordpress
from website.articles.importing.pieces import Piece
from website.articles.importing.refusal import Refused

BITS = st.sampled_from(
    ["---\n", "title: ", "date: 2008-06-03\n", "[^1]", "[^1]: ", "```", "# ", "- ", "> ", "<p>", "</p>"]
    + ["<table>", "<li>", "<ul>", "<blockquote>", "![x](y.png)", "<img src=a>", "<figure>", "[caption]"]
    + ["<![CDATA[", "]]>", "&#0;", "&#xD800;", "\u202e", "\ud800", "\x00", "e\u0301\u0301"]
    + ["*a", "&a", "!!x ", "\n\n", "comments:\n  - text: a\n"]
)
TEXTS = st.lists(BITS | st.text(max_size=20), max_size=25).map("".join)
MARKUP = {"paragraph", "list", "numbered", "footnotes"}
EXPORT = (Path(__file__).parent / "fixtures/two_posts.xml").read_bytes()


def sound(piece: Piece) -> None:
    """What every piece keeps to: it can be stored, and shown."""
    written = repr((piece.title, piece.blocks, piece.topics, piece.lead, piece.comments, piece.notes))
    assert piece.title
    assert piece.slug
    assert len(piece.title) <= 240
    assert all(path.startswith("/") for path in piece.old_paths)
    # repr writes what may not be stored as an escape.
    assert "\\x00" not in written
    assert "\\ud8" not in written
    assert "\\u202e" not in written
    assert "<script" not in repr([value for kind, value in piece.blocks if kind in MARKUP]).lower()


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_markdown_and_plain_text(words):
    data = words.encode("utf-8", "surrogatepass")
    for reader in (markdown.read, plain_text.read):
        try:
            sound(reader("2011-07-19-any.md", data))
        except Refused as refusal:
            assert str(refusal)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_of_any_kind(data):
    for suffix in ("md", "txt", "xml"):
        found = reading.read(opening.Package({f"a.{suffix}": data}))
        for piece in found.pieces:
            sound(piece)
        assert len(found.pieces) + len(found.notes) == 1


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_html_in_a_post(words):
    for kind, value in bodies.blocks(words, breaks=True).blocks:
        assert kind in {"paragraph", "heading", "list", "numbered", "quote", "image"}
        assert value


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(EXPORT) - 1), st.binary(min_size=1, max_size=4))
def test_an_export_with_a_wrong_byte(place, bytes_):
    damaged = EXPORT[:place] + bytes_ + EXPORT[place + len(bytes_) :]
    try:
        for piece in wordpress.read("export.xml", damaged).pieces:
            sound(piece)
    except Refused as refusal:
        assert "export.xml" in str(refusal)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_zip_with_wrong_bytes(tmp_path_factory, data):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", "# A\n\nWords. " * 20)
        archive.writestr("b/c.txt", "B\n\nWords.")
    written = bytearray(packed.getvalue())
    for _ in range(3):
        written[data.draw(st.integers(0, len(written) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("zip") / "blog.zip"
    path.write_bytes(bytes(written))
    try:
        package = opening.open_path(path)
    except Refused as refusal:
        assert str(refusal)
    else:
        assert len(package.files) <= 2
        reading.read(package)
