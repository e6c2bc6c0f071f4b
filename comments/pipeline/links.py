"""Where a comment leads: how many links, to which hosts, and whether it gives away how to reach somebody."""

import re
from urllib.parse import urlsplit

from comments import markup, queries
from comments.models import LinkRule
from comments.pipeline.verdict import PASS, Draft, Verdict, hold, nudge, refuse

#: Everything that could be a host or an address, however it is wrapped. One class, so linear.
_PIECES = re.compile(r"[^\s<>()\[\]{}\"'`,;!*_]+")
_DIGITS = re.compile(r"[0-9][0-9 ().\-/+]{5,28}[0-9]")
_NOT_PHONES = re.compile(r"[0-9]{1,4}(?: ?[-–/.] ?[0-9]{1,4}){1,2}\Z")
#: Shorter rows of digits are years and amounts.
PHONE_DIGITS = 9
Does = LinkRule.Does


def check(draft: Draft) -> Verdict:
    """Hosts are matched by whole labels: a rule for example.org covers www.example.org."""
    rules = queries.link_rules()
    found = hosts(draft.text)
    ruled = {host: rule for host in found if (rule := _rule(host, rules)) is not None}
    for host, rule in ruled.items():
        if rule == Does.REFUSE:
            return refuse("host", f"Links to {host} are not taken here.")
    if Does.HOLD in ruled.values():
        return hold("host")
    counted = [host for host in linked(draft.text) if ruled.get(host) != Does.ALLOW]
    if len(counted) > draft.settings.links_allowed:
        return hold("links")
    if gives_contact(draft.text):
        if draft.insists:
            return hold("contact")
        return nudge(
            "contact",
            "Your comment holds an e-mail address or a phone number, and everybody can read it here.",
        )
    return PASS


def linked(text: str) -> list[str]:
    """The hosts of links, one for each link: of Markdown, and of addresses that stand in the text bare."""
    inside = {_host(url) for url in markup.links(text)}
    bare = [host for piece in _PIECES.findall(text) if (host := _host(piece)) and host not in inside]
    return [host for url in markup.links(text) if (host := _host(url))] + bare


def hosts(text: str) -> list[str]:
    """Every host that the text names, with or without http:// before it, in order, once."""
    named = [_host(url) for url in markup.links(text)]
    for piece in _PIECES.findall(text):
        named.append(_host(piece) or _bare_host(piece))
    return [host for host in dict.fromkeys(named) if host]


def gives_contact(text: str) -> bool:
    """Whether an e-mail address or a phone number stands in the text."""
    for piece in _PIECES.findall(text):
        local, at, domain = piece.strip(".:").partition("@")
        if at and local and "." in domain.strip(".") and "/" not in local:
            return True
    return any(_is_phone(match[0]) for match in _DIGITS.finditer(text))


def _is_phone(digits: str) -> bool:
    count = sum(character.isdigit() for character in digits)
    return PHONE_DIGITS <= count <= 15 and not _NOT_PHONES.match(digits)


def _host(url: str) -> str:
    if not url.lower().startswith(("http://", "https://")):
        return ""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").lower()


def _bare_host(piece: str) -> str:
    """example.org of "example.org/path", or "" for what is no host."""
    host = re.split(r"[/?#:]", piece.lower(), maxsplit=1)[0].strip(".").rpartition("@")[2]
    labels = host.split(".")
    known = len(labels) > 1 and all(labels) and not labels[-1].isdigit() and len(host) <= 253
    return host if known else ""


def _rule(host: str, rules: dict[str, str]) -> str | None:
    """The rule of the nearest name: the host's own, then those above it."""
    labels = host.split(".")[-12:]
    for start in range(len(labels)):
        rule = rules.get(".".join(labels[start:]))
        if rule is not None:
            return rule
    return None
