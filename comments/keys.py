"""The key in the cookie of a browser that has confirmed an address. The database holds its hash."""

import hashlib
import secrets
from datetime import timedelta

COOKIE = "overlap_discussion"
PATH = "/discussion/"
LIFE = timedelta(days=365)


def draw() -> str:
    """A key of 256 bits, 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """What the database holds of a key: 64 hexadecimal characters."""
    return hashlib.sha256(f"discussion:{key}".encode("utf-8", "surrogatepass")).hexdigest()
