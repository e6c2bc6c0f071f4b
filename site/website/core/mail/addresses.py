"""E-mail addresses: written one way, hashed one way. Nothing else in the project does either."""

import re
import unicodedata

import idna
from django.utils.crypto import salted_hmac

LONGEST = 254
#: The part before the @, without the quoted forms that no provider gives to people.
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class NotAnAddress(ValueError):
    """The text is no address that mail could be sent to."""


def normalised(text: str) -> str:
    """`text` in lower case, NFC, its domain in ASCII (IDNA 2008). NotAnAddress for anything else.

    Amira@Überlapp.example -> amira@xn--berlapp-m2a.example. Only white space at the ends is forgiven.
    """
    if len(text) > LONGEST * 4:
        raise NotAnAddress("This is too long for an e-mail address.")
    text = unicodedata.normalize("NFC", text.strip(" \t")).lower()
    local, at, domain = text.rpartition("@")
    if not at or len(local) > 64 or len(domain) > 253 or not _LOCAL.fullmatch(local):
        raise NotAnAddress("This does not look like an e-mail address.")
    try:
        domain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError) as error:
        raise NotAnAddress("The part after the @ is no name of a mail server.") from error
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise NotAnAddress("The part after the @ is no name of a mail server.")
    if len(address := f"{local}@{domain}") > LONGEST:
        raise NotAnAddress("This is too long for an e-mail address.")
    return address


def hashed(address: str) -> str:
    """What stands for a normalised address where it is only counted: 64 hexadecimal characters."""
    return salted_hmac("website.core.mail", address, algorithm="sha256").hexdigest()
