"""Receipts and private links: 128 bits, bound to a purpose, forgiving of how they are typed."""

from uuid import UUID, uuid4

import pytest

from surveys import keys

BEN = UUID("6f1a3c2e-0000-4000-8000-000000000001")


def test_a_receipt_is_seven_groups_and_reads_back():
    code = keys.receipt_code(BEN)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4, 4, 4, 3]
    assert keys.parse_receipt(code) == code


@pytest.mark.parametrize(
    "change", [str.lower, lambda c: c.replace("-", " "), lambda c: f"  {c}\n", lambda c: c.replace("-", "")]
)
def test_case_spaces_and_dashes_do_not_matter(change):
    code = keys.receipt_code(BEN)
    assert keys.parse_receipt(change(code)) == code


def test_look_alikes_are_read_as_what_was_meant():
    code = next(c for c in (keys.receipt_code(uuid4()) for _ in range(1000)) if "0" in c and "1" in c)
    assert keys.parse_receipt(code.replace("0", "O").replace("1", "l")) == code


def test_every_single_wrong_character_is_found():
    code = keys.receipt_code(BEN)
    for place, character in enumerate(code):
        for other in keys.ALPHABET if character != "-" else "":
            if other != character:
                assert keys.parse_receipt(code[:place] + other + code[place + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "U" * 27, "0" * 26, "0" * 28, "é" * 27, "0" * 10**6, "\x00" * 27, "\ud800" * 27]
)
def test_what_is_not_a_code_is_none(text):
    assert keys.parse_receipt(text) is None


def test_keys_differ_by_purpose_response_and_key_version(settings):
    settings.PRIVATE_LINK_KEYS = {1: "a" * 40, "2": "b" * 40}
    other = uuid4()
    codes = {keys.receipt_code(one, key_version=version) for one in (BEN, other) for version in (1, 2)}
    tokens = {keys.resume_token(one, key_version=version) for one in (BEN, other) for version in (1, 2)}
    assert (len(codes), len(tokens)) == (4, 4)
    assert keys.receipt_code(BEN) == keys.receipt_code(BEN, key_version=2)
    assert keys.current_key_version() == 2


def test_a_key_that_left_the_settings_is_an_error(settings):
    settings.PRIVATE_LINK_KEYS = {2: "b" * 40}
    with pytest.raises(KeyError):
        keys.receipt_code(BEN, key_version=1)


def test_a_digest_is_bound_to_its_purpose():
    assert keys.digest("resume", "x") != keys.digest("receipt", "x")
    assert len(keys.digest("resume", "\ud800")) == 64
