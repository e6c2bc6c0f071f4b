"""Row 27, imports: a small file that unpacks to a large one is refused before it unpacks, in a sentence."""

import io
import resource
import stat
import struct
import zipfile
from pathlib import Path

import pytest
import yaml

from tests.attacks import sizes
from website.articles.importing import front_matter, limits, markdown, opening, reading, wordpress
from website.articles.importing.refusal import Refused

MEGABYTES = sizes.size(40, 400)
"""What the zip bomb unpacks to."""
HEAD = "<?xml version='1.0'?>"


def packed(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def one_large_file() -> bytes:
    return packed({"post.md": bytes(MEGABYTES * limits.MEGABYTE)})


def many_files() -> bytes:
    return packed({f"{number}.md": b"x" for number in range(limits.PACKAGE_FILES + 1)})


def a_lie_about_its_size() -> bytes:
    """The entry says 1,000 bytes; the data goes on for megabytes."""
    data = bytearray(one_large_file())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    data[22:26] = struct.pack("<I", 1000)
    return bytes(data)


def shared_bytes() -> bytes:
    """Many entries that all point at the same packed bytes (Fifield's bomb, in short)."""
    kernel = packed({"0.md": bytes(range(256)) * 4000})
    at = kernel.index(b"PK\x01\x02")
    end = kernel.index(b"PK\x05\x06")
    entry, count = kernel[at:end], 40
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, at, 0)
    return kernel[:at] + entry * count + tail


def a_long_list_of_contents() -> bytes:
    """An end that says little, and a directory of hundreds of thousands of entries before it."""
    name = b"x.md"
    entry = struct.pack(
        "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0
    )
    count = sizes.size(50_000, 900_000)
    size = (len(entry) + len(name)) * count
    return (entry + name) * count + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, size, 0, 0)


def a_way_out(name: str) -> bytes:
    return packed({name: b"words"})


def a_link() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        entry = zipfile.ZipInfo("notes.md")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return data.getvalue()


ZIPS = {
    "one large file": (one_large_file, "more than 30 times its packed size|more than 50 MB"),
    "many files": (many_files, "more than 200 files"),
    "a lie about its size": (a_lie_about_its_size, "damaged or locked|not of the size"),
    "shared bytes": (shared_bytes, "share the same bytes"),
    "a long list of contents": (a_long_list_of_contents, "list of contents"),
    "a way out": (lambda: a_way_out("../../etc/cron.d/x.md"), "outside the folder"),
    "a root": (lambda: a_way_out("/etc/x.md"), "outside the folder"),
    "a drive": (lambda: a_way_out("C:x.md"), "outside the folder"),
    "a link": (a_link, "link to another place"),
}


def laughs(depth: int) -> bytes:
    lines = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, depth))
    return f"{HEAD}<!DOCTYPE rss [<!ENTITY l0 'ha'>{lines}]><rss>&l{depth - 1};</rss>".encode()


XML = {
    "a billion laughs": (lambda: laughs(9), "declares types or entities"),
    "one long entity": (
        lambda: f"{HEAD}<!DOCTYPE rss [<!ENTITY a '{'a' * 10000}'>]><rss>{'&a;' * 10000}</rss>".encode(),
        "declares types or entities",
    ),
    "a file of the server": (
        lambda: f"{HEAD}<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss>&x;</rss>".encode(),
        "declares types or entities",
    ),
    "a type from elsewhere": (
        lambda: f"{HEAD}<!DOCTYPE rss SYSTEM 'http://127.0.0.1:9/x.dtd'><rss/>".encode(),
        "declares types or entities",
    ),
    "a deep nest": (lambda: HEAD.encode() + b"<rss>" + b"<a>" * 1_000_000, "nested more deeply"),
    "endless items": (
        lambda: HEAD.encode() + b"<rss>" + b"<item/>" * 6_000 + b"</rss>",
        "more than 5,000 items",
    ),
}

YAML = {
    "aliases": (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "refers to itself",
    ),
    "itself": ("a: &a [*a]", "refers to itself"),
    "a deep nest": ("a: " + "[" * 5_000, "nested too deeply"),
    "an object": ("!!python/object/apply:os.system ['true']", "not a list of keys|not YAML"),
}


def peak() -> int:
    """The most memory this process has held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize("name", ZIPS)
def test_a_zip_is_refused_before_it_is_unpacked(name: str, tmp_path: Path) -> None:
    make, sentence = ZIPS[name]
    path = tmp_path / "blog.zip"
    path.write_bytes(make())
    before = peak()
    with pytest.raises(Refused, match=sentence) as refusal:
        opening.open_path(path)
    assert "\n" not in str(refusal.value)
    assert peak() - before < 100_000


def test_without_the_limits_the_zip_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control off: the same code unpacks it all."""
    monkeypatch.setattr(limits, "ZIP_RATIO", 10**9)
    monkeypatch.setattr(limits, "PACKAGE_BYTES", 10**12)
    path = tmp_path / "blog.zip"
    path.write_bytes(packed({"post.md": bytes(20 * limits.MEGABYTE)}))
    unpacked = sum(map(len, opening.open_path(path).files.values()))
    print(f"without the control {path.stat().st_size} bytes become {unpacked}")
    assert unpacked == 20 * limits.MEGABYTE


@pytest.mark.parametrize("name", XML)
def test_xml_is_refused(name: str) -> None:
    make, sentence = XML[name]
    data = make()
    before = peak()
    with pytest.raises(Refused, match=sentence):
        wordpress.read("export.xml", data)
    assert peak() - before < 100_000


def test_without_the_guard_entities_unfold() -> None:
    """The control off: the standard library's own parser writes out what a few lines declare."""
    from xml.etree import ElementTree

    data = laughs(5)
    unfolded = len(ElementTree.fromstring(data).text or "")  # noqa: S314  # the attack itself
    print(f"without the control {len(data)} bytes become {unfolded}")
    assert unfolded == 20_000


@pytest.mark.parametrize("name", YAML)
def test_front_matter_is_refused(name: str) -> None:
    text, sentence = YAML[name]
    before = peak()
    with pytest.raises(Refused, match=sentence):
        front_matter.read(text)
    assert peak() - before < 100_000


def test_without_the_guard_aliases_unfold() -> None:
    """The control off: a safe loader makes no objects, and unfolds all the same."""
    text = "\n".join(YAML["aliases"][0].split("\n")[:5])
    found = yaml.safe_load(text)
    leaves = str(found["e"]).count("x")
    print(f"without the control {len(text)} bytes become {leaves} values")
    assert leaves == 9**5


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("not yours")
    blog = tmp_path / "blog"
    blog.mkdir()
    (blog / "post.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(Refused, match="link to another place"):
        opening.open_path(blog)
    (tmp_path / "way_in").symlink_to(blog)
    with pytest.raises(Refused, match="link to another place"):
        opening.open_path(tmp_path / "way_in")


def test_a_large_folder_is_refused_by_its_sizes(tmp_path: Path) -> None:
    with (tmp_path / "post.md").open("wb") as file:
        file.truncate(limits.PACKAGE_BYTES + 1)
    before = peak()
    for path in (tmp_path, tmp_path / "post.md"):
        with pytest.raises(Refused, match="50 MB"):
            opening.open_path(path)
    assert peak() - before < 40_000


def test_a_text_too_long_for_an_article_is_named_and_left() -> None:
    package = opening.Package({"a.md": b"x" * 500_000, "b.md": b"# Short\n\nWords."})
    found = reading.read(package)
    assert [piece.title for piece in found.pieces] == ["Short"]
    assert found.notes == (("a.md", "“a.md” is longer than 200,000 characters; split it."),)


@pytest.mark.parametrize(
    "words",
    ["<div>" * 39_000, "<b>" * 60_000, "<ul><li>" * 20_000, "> " * 90_000, "- " * 90_000, "*" * 190_000],
)
def test_a_deep_nest_of_markup_is_read_flat(words: str) -> None:
    piece = markdown.read("a.md", (words + "the end").encode())
    assert len(piece.blocks) <= 1
