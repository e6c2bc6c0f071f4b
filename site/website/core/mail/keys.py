"""The tokens in the links of mails: HMAC of a row's random id, so they can be written again and are never
stored.

The database holds their SHA-256. The purpose is part of the message, so that one link cannot serve as
another.
"""

import hashlib
import hmac
from typing import Literal
from uuid import UUID

from django.conf import settings

Purpose = Literal["confirm", "unsubscribe"]
LENGTH = 32


def current_version() -> int:
    """The newest version in `settings.PRIVATE_LINK_KEYS`."""
    return max(int(version) for version in settings.PRIVATE_LINK_KEYS)


def token(purpose: Purpose, row: UUID, version: int) -> str:
    """128 bits as 32 hexadecimal characters. KeyError where the key version is no longer in the settings."""
    key = {int(number): text for number, text in settings.PRIVATE_LINK_KEYS.items()}[version]
    message = b"overlap:mail:%s:%s" % (purpose.encode(), row.bytes)
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()[:LENGTH]


def digest(purpose: Purpose, text: str) -> str:
    """What the database holds of a token."""
    return hashlib.sha256(f"mail:{purpose}:{text}".encode("utf-8", "surrogatepass")).hexdigest()
