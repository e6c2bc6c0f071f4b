"""Threat 32: numbers that are none, or too large for a column, in every address and field that takes one."""

import base64
import json
import re

import pytest
from django.db import DataError, connection, transaction
from django.test import Client
from wagtail.models import Page

from surveys import queries
from tests.attacks.public_routes import NOT_PUBLIC
from tests.attacks.sizes import size
from tests.comments.conftest import chloe, page, rules
from tests.comments.web.conftest import browser_of
from tests.support.people import client_of
from tests.support.routes import routes
from tests.surveys.answering.conftest import Ben, answering, ben
from website.core.groups import ADMIN

__all__ = ["answering", "ben", "chloe", "page", "rules"]

pytestmark = pytest.mark.django_db
HUGE = ("0", str(2**31), str(2**63 - 1), str(2**63), str(10**30), "9" * size(400, 5_000))
UUIDS = ("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff")
ODD = (
    *HUGE,
    "-1",
    "NaN",
    "nan",
    "Infinity",
    "-inf",
    "1e309",
    "1e5",
    "0x10",
    "1_000",
    "١٢",
    "1.5",
    "+3",
    " 7",
    "",
    "null",
    "[]",
    "{}",
)
FILLED = {"slug": "survey", "str": "a", "path": "a"}


def numbered(public: bool) -> list[str]:
    """Patterns with a number or a uuid in them."""
    return sorted(
        route.pattern
        for route in routes()
        if re.search(r"<(int|uuid):", route.pattern)
        and not route.pattern.startswith("^")
        and (re.match(NOT_PUBLIC, route.pattern) is None) is public
    )


def filled(pattern: str, number: str, uuid: str) -> str:
    """An address of the pattern."""

    def value(part: re.Match[str]) -> str:
        return {"int": number, "uuid": uuid}.get(part[1] or "str", FILLED.get(part[1] or "str", "a"))

    return "/" + re.sub(r"<(?:(\w+):)?\w+>", value, pattern)


def broken(client: Client, addresses: list[str]) -> list[str]:
    """Which of them answer with a failure of the server, by GET or by POST."""
    found = []
    for address in addresses:
        for ask in (client.get, client.post):
            status = ask(address).status_code
            if status >= 500:
                found.append(f"{status} {address[:120]}")
    return found


def test_without_the_control_a_huge_id_is_an_error_of_the_database(db):
    """The row is asked for as the address says it."""
    failed = 0
    asked = "SELECT id FROM comments_thread WHERE id = CAST(%s AS bigint)"
    for number in (2**63, 10**30):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(asked, [number])
        except (OverflowError, DataError):
            failed += 1
    print(f"without the control {failed} of 2 huge ids are errors of {connection.vendor}")
    assert failed == 2


def test_huge_ids_in_every_public_address(chloe):
    chloe.says("One")
    addresses = [
        filled(pattern, number, uuid) for pattern in numbered(True) for number in HUGE for uuid in UUIDS
    ]
    assert len({address.split("/")[1] for address in addresses}) >= 3
    for client in (Client(raise_request_exception=False), browser_of(chloe, raise_request_exception=False)):
        assert broken(client, sorted(set(addresses))) == []


def test_huge_ids_in_every_address_of_ours_in_the_admin(db):
    ours = [
        pattern
        for pattern in numbered(False)
        if re.match("admin/(discussion|letters|magazine|surveys|reports/releases)/", pattern)
    ]
    assert len(ours) > 20
    addresses = [filled(pattern, number, UUIDS[1]) for pattern in ours for number in (HUGE[3], HUGE[-1])]
    assert broken(client_of(ADMIN), addresses) == []


def test_numbers_in_queries_and_fields_of_the_discussion(chloe, page, settings):
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**6, 3600))
    known = browser_of(chloe, raise_request_exception=False)
    report = f"/discussion/{chloe.says('One').pk}/report/"
    place = f"/discussion/on/{page.pk}/"
    found = []
    for odd in ODD:
        work = json.dumps({"algorithm": "SHA-256", "salt": "a", "number": "?"}).replace('"?"', odd or "0")
        proof = base64.b64encode(work.encode()).decode()
        answers = (
            known.get(place, {"page": odd, "order": odd}),
            known.get(f"{place}write/", {"to": odd}),
            known.post(f"{place}write/", {"text": "Two", "name": "Chloé", "to": odd, "altcha": proof}),
            known.post(report, {"reason": odd}),
            known.get("/search/", {"q": "a", "page": odd}),
            known.get("/magazine/", {"page": odd}),
        )
        found += [(odd, answer.status_code) for answer in answers if answer.status_code >= 500]
    assert found == []


def test_numbers_in_the_fields_of_the_survey(answering: Ben):
    """A question that takes a number or a code keeps one of its own range or nothing; a text is a text."""
    version = answering.response().version
    texts = {question.id for question in queries.definition_of(version).questions if question.type == "text"}
    for odd in size((str(2**63), "9" * 400, "NaN", "1e309", "-1"), ODD):
        for section in ("start", "circles", "boundaries", "disclosure", "about"):
            address = answering.address(section)
            page = answering.client.get(address)
            if page.status_code != 200:
                continue
            names = set(re.findall(r'name="(\w+)"', page.content.decode())) - TOKENS
            posts = [answering.open(section).post(to="next", **dict.fromkeys(names, odd))]
            posts += [answering.open(section).post(to="next", revision=odd), {"revision": odd}]
            assert [answering.client.post(address, post).status_code >= 500 for post in posts] == [False] * 3
    for name, value in answering.response().answers.items():
        if name not in texts:
            assert not re.search(r"nan|inf|\d{10}|\de\d", json.dumps(value), re.IGNORECASE), name


TOKENS = {"revision", "submission_id", "csrfmiddlewaretoken", "to"}


def test_pages_with_huge_numbers_in_the_wagtail_tree_are_not_found(db):
    assert Page.objects.exists()
    for number in HUGE:
        assert Client(raise_request_exception=False).get(f"/{number}/").status_code == 404
