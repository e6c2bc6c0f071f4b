"""One way to write an address, and nothing that is none."""

import pytest

from website.core.mail import NotAnAddress, normalised
from website.core.mail.addresses import hashed


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ben@example.org", "ben@example.org"),
        ("  Ben@Example.ORG ", "ben@example.org"),
        ("chloe.o'neil+overlap@mail.example.org", "chloe.o'neil+overlap@mail.example.org"),
        ("a@überlapp.example", "a@xn--berlapp-m2a.example"),
        ("a@u\u0308berlapp.example", "a@xn--berlapp-m2a.example"),
        ("a@faß.example", "a@xn--fa-hia.example"),  # IDNA 2008: not fass.example, which is somebody else's
    ],
)
def test_addresses_are_written_one_way(typed, written):
    assert normalised(typed) == written
    assert normalised(written) == written


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ben",
        "@example.org",
        "ben@",
        "ben@localhost",
        "ben@127.0.0.1",
        "ben@[127.0.0.1]",
        "a b@example.org",
        '"a b"@example.org',
        "ben@@example.org",
        "ben@exa mple.org",
        "ben@example..org",
        "ben@-example.org",
        ".ben@example.org",
        "ben.@example.org",
        "ben,amira@example.org",
        "ben@example.org,amira@example.org",
        "Ben <ben@example.org>",
        "ben@example.org\r\nBcc: amira@example.org",
        "ben@example.org\n",
        "ben\x00@example.org",
        "bén@example.org",
        "ben@\ud800.example",
        "ben@" + "a" * 64 + ".org",
        "b" * 65 + "@example.org",
        "ben@" + "a." * 130 + "org",
        "ben@" + "ü" * 5000,
    ],
)
def test_nothing_else_is_an_address(typed):
    with pytest.raises(NotAnAddress):
        normalised(typed)


def test_the_hash_is_keyed(settings):
    before = hashed("ben@example.org")
    settings.SECRET_KEY = "another-" * 8
    assert len(before) == 64
    assert hashed("ben@example.org") != before
