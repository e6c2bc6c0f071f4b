"""Are the private-link keys the ones that the backup's answers were given under? It does not hold them."""

import hashlib
from collections.abc import Mapping

from django.conf import settings


def fingerprints() -> dict[str, str]:
    """Number of each key -> 16 hexadecimal characters, which give nothing away: keys are random and long."""
    return {
        str(number): hashlib.sha256(f"overlap backup: {key}".encode()).hexdigest()[:16]
        for number, key in settings.PRIVATE_LINK_KEYS.items()
    }


def missing(wanted: Mapping[str, str]) -> list[str]:
    """Numbers of the keys that the backup was made with and that this site does not have."""
    here = fingerprints()
    return sorted(number for number, mark in wanted.items() if here.get(number) != mark)
