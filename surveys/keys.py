"""Private keys of a response: the resume token and the receipt code.

Both are HMAC-SHA256 of the response's submission id under a versioned secret (`settings.PRIVATE_LINK_KEYS`,
version -> key), cut to 128 bits, so they can be written again for their holder and are never stored. The
database holds `digest(purpose, key)`.
"""

import base64
import hashlib
import hmac
from typing import Literal
from uuid import UUID

from django.conf import settings

Purpose = Literal["resume", "receipt", "inline", "invitation", "verified", "trial"]

#: Crockford's base 32: no I, L, O or U, so that a code can be read aloud.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
BITS = 128
CODE_LENGTH = 26
"""Characters that hold 128 bits, without the check character."""
GROUP = 4


def current_key_version() -> int:
    """The newest version in `settings.PRIVATE_LINK_KEYS`."""
    return max(int(version) for version in settings.PRIVATE_LINK_KEYS)


def resume_token(submission_id: UUID, *, key_version: int | None = None) -> str:
    """22 URL-safe characters."""
    return base64.urlsafe_b64encode(_secret("resume", submission_id, key_version)).decode().rstrip("=")


def entry_token(purpose: Purpose, seed: UUID, *, key_version: int) -> str:
    """The token of an invitation or of a verified address: 22 URL-safe characters."""
    return base64.urlsafe_b64encode(_secret(purpose, seed, key_version)).decode().rstrip("=")


def entry_submission(token: str, *, key_version: int) -> UUID:
    """The submission id of the one response that a token of `entry_token` can begin."""
    message = b"overlap:submission:%s" % token.encode()
    return UUID(bytes=hmac.new(_key(key_version), message, hashlib.sha256).digest()[:16], version=4)


def address_hashes(wave: int, address: str) -> list[str]:
    """What stands for a normalised address in one wave, under each key, the newest first: 64 hexadecimal
    characters each.
    """
    message = b"overlap:address:%d:%s" % (wave, address.encode())
    versions = sorted((int(version) for version in settings.PRIVATE_LINK_KEYS), reverse=True)
    return [hmac.new(_key(version), message, hashlib.sha256).hexdigest() for version in versions]


def release_mark(wave: int, submission_id: UUID, revision: int, *, key_version: int) -> int:
    """What a release remembers of one saving of one response: 64 bits that nobody without the key can match.
    KeyError if the key version is no longer in the settings.
    """
    message = b"overlap:release:%d:%s:%d" % (wave, submission_id.bytes, revision)
    return int.from_bytes(hmac.new(_key(key_version), message, hashlib.sha256).digest()[:8], "big")


def has_key(version: int) -> bool:
    """Whether what was made under this version can still be made again."""
    return version in {int(number) for number in settings.PRIVATE_LINK_KEYS}


def dataset_key(wave: int) -> bytes:
    """Under which the dataset of a wave marks its rows: 32 bytes. Another one after a change of keys, so that
    the dataset is made anew.
    """
    message = b"overlap:dataset:%d" % wave
    return hmac.new(_key(current_key_version()), message, hashlib.sha256).digest()


def receipt_code(submission_id: UUID, *, key_version: int | None = None) -> str:
    """Seven groups, `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXX`; the last character checks the others."""
    number = int.from_bytes(_secret("receipt", submission_id, key_version), "big")
    code = "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (CODE_LENGTH - 1), -1, -5))
    return grouped(code + _check_character(code))


def parse_receipt(text: str) -> str | None:
    """A typed or pasted code as `receipt_code` writes it, or None if it cannot be one.

    Case, spaces and dashes do not matter; I, L and O are read as 1, 1 and 0.
    """
    if len(text) > 100:
        return None
    code = "".join(c for c in text.upper() if not c.isspace() and c != "-").translate(LOOK_ALIKES)
    if len(code) != CODE_LENGTH + 1 or any(c not in ALPHABET for c in code):
        return None
    if _check_character(code[:-1]) != code[-1]:
        return None
    return grouped(code)


def digest(purpose: Purpose, key: str) -> str:
    """What the database holds of a key.

    64 hexadecimal characters. The purpose is part of it, so keys cannot be swapped.
    """
    return hashlib.sha256(f"{purpose}:{key}".encode("utf-8", "surrogatepass")).hexdigest()


def grouped(code: str) -> str:
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def _secret(purpose: Purpose, submission_id: UUID, key_version: int | None) -> bytes:
    """16 bytes. KeyError if the key version is no longer in the settings."""
    version = current_key_version() if key_version is None else key_version
    message = b"overlap:%s:%s" % (purpose.encode(), submission_id.bytes)
    return hmac.new(_key(version), message, hashlib.sha256).digest()[: BITS // 8]


def _key(version: int) -> bytes:
    """KeyError if it is no longer in the settings."""
    return {int(number): text for number, text in settings.PRIVATE_LINK_KEYS.items()}[version].encode()


def _check_character(code: str) -> str:
    """Luhn's sum in base 32: finds every single wrong character and nearly every swap of neighbours."""
    total = 0
    for place, character in enumerate(reversed(code)):
        number = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += number // 32 + number % 32
    return ALPHABET[-total % 32]
