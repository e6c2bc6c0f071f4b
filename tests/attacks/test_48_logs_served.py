"""Row 48, served: somebody answers with canaries in every field and header; the server's log is read."""

import re
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tests.attacks.test_37_cached_pages import UNKEYED
from tests.attacks.test_48_logs import ADDRESS, AGENT, CANARIES, MAIL, SIXTH, TEXT, canaries_in
from tests.support.server import Site

CANARY = f"{MAIL} {ADDRESS} {SIXTH} {TEXT}"
HEADERS = {name.removeprefix("HTTP_").replace("_", "-"): CANARY for name in UNKEYED} | {
    "USER-AGENT": f"{AGENT} {CANARY}",
    "REFERER": f"https://mallory.example/?mail={MAIL}&ip={ADDRESS}",
    "ORIGIN": "null",
    "RANGE": "bytes=0-",
}
FIELD = re.compile(rb'<(?:input|textarea|select)[^>]*\bname="([^"]+)"')
HIDDEN = re.compile(rb'<input[^>]*name="(csrfmiddlewaretoken|submission_id|revision)"[^>]*value="([^"]*)"')


def send(who: OpenerDirector, url: str, fields: dict[str, str] | None = None, **more: str) -> bytes:
    """One request with all headers poisoned, but for what is named; the answer's body."""
    data = None if fields is None else urlencode(fields).encode()
    try:
        with who.open(Request(url, data, HEADERS | more), timeout=60) as answer:
            return answer.read()
    except HTTPError as refusal:
        return refusal.read()


def poisoned(html: bytes) -> dict[str, str]:
    """Every field of a page's forms: the hidden ones as they stand, a canary in the rest."""
    fields = {name.decode(): CANARY for name in FIELD.findall(html)}
    return fields | {name.decode(): value.decode() for name, value in HIDDEN.findall(html)}


def test_a_session_full_of_canaries_leaves_none_in_the_servers_log(site_server: Site) -> None:
    site = site_server.url
    who = build_opener(HTTPCookieProcessor(CookieJar()))
    before = len(site_server.log.read_text())
    landing = send(who, f"{site}/survey/?mail={MAIL}&ip={ADDRESS}")
    same = {"ORIGIN": site}
    section = send(who, f"{site}/answer/survey/start/", poisoned(landing) | {"consent": "yes"}, **same)
    asked = poisoned(section)
    assert len(asked) >= 8
    sections = ("start", "circles", "boundaries", "disclosure", "about")
    for name in sections:
        address = f"{site}/answer/survey/section/{name}/"
        fields = poisoned(send(who, address)) | {"to": "next"}
        send(who, f"{address}?mail={MAIL}", fields, **same)
    for path in (
        "/answer/survey/receipt/",
        "/answer/survey/leave/",
        "/admin/login/",
        "/admin/password_reset/",
    ):
        send(who, site + path, poisoned(send(who, site + path)), **same)
        send(who, f"{site}/{MAIL}/{ADDRESS}/{TEXT}/")
    log = site_server.log.read_text()[before:]
    sent = urlencode(asked) + str(HEADERS)
    print(f"without the control a log of requests holds {len(canaries_in(sent))} of {len(CANARIES)} canaries")
    assert len(canaries_in(sent)) >= 4
    assert log.count('"event": "request"') >= 20
    assert canaries_in(log) == set()
