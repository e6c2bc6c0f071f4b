"""Row 33: thousands of guesses, few of them looked at; and nobody is locked out by a stranger."""

import itertools
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client, override_settings

from tests.attacks.sizes import size
from tests.support.people import person
from tests.support.telephones import code_of, forget_last_code
from website.core import limits, signing_in
from website.core.groups import EDITOR
from website.core.second_step import steps

pytestmark = pytest.mark.django_db
GUESSES = size(60, 10_000)
CODES = size(40, 2_000)
PASSWORD = "a-password-of-nobody"
UNGUARDED = ["django.contrib.auth.backends.ModelBackend"]
HOUR = 3600
MALLORY = "203.0.113.66"


class CountingHasher(MD5PasswordHasher):
    """Counts the passwords that are looked at: those for unknown accounts are hashed too, to take as long."""

    evaluated = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.evaluated += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def counted(settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    person(EDITOR)
    CountingHasher.evaluated = 0


@pytest.fixture
def clock(monkeypatch) -> Iterator[list[float]]:
    """A clock that the test moves; it begins in the middle of a window."""
    now = [1_800_000_000.0 + 450]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    return now


def attempt(
    password: str, *, username: str = "", network: str = "203.0.113.66", client: Client | None = None
):
    fields = {"username": username or person(EDITOR).get_username(), "password": password}
    return (client or Client()).post("/admin/login/", fields, REMOTE_ADDR=network)


def networks() -> Iterator[str]:
    """Every guess from another network."""
    return (f"10.{a}.{b}.1" for a, b in itertools.product(range(256), repeat=2))


@override_settings(AUTHENTICATION_BACKENDS=UNGUARDED)
def test_without_the_gate_every_guess_is_looked_at():
    for number in range(30):
        attempt(f"guess {number}")
    print(f"without the control {CountingHasher.evaluated} of 30 guesses are evaluated")
    assert CountingHasher.evaluated == 30
    assert attempt(PASSWORD).status_code == 302


@pytest.mark.parametrize("spread", ["one network", "many networks", "many accounts"])
def test_of_an_hour_of_guesses_at_most_twenty_are_looked_at(spread: str, clock: list[float]):
    addresses = networks()
    for number in range(GUESSES):
        clock[0] += HOUR / GUESSES
        network = next(addresses) if spread == "many networks" else MALLORY
        username = f"account-{number}" if spread == "many accounts" else ""
        attempt(f"guess {number}", network=network, username=username)
    assert 4 <= CountingHasher.evaluated <= 20


def test_a_refused_try_says_how_long_to_wait_even_with_the_right_password(clock: list[float]):
    for number in range(3):
        assert attempt(f"guess {number}").status_code == 200
    answer = attempt(PASSWORD)
    assert (answer.status_code, answer["Retry-After"]) == (429, "450")
    assert "Too many tries to sign in. You can try again in 8 minutes." in answer.content.decode()
    assert "_auth_user_id" not in answer.client.session


def test_a_stranger_locks_nobody_out_for_more_than_a_quarter_of_an_hour(clock: list[float]):
    for number, network in zip(range(40), networks(), strict=False):
        attempt(f"guess {number}", network=network)
    assert attempt(PASSWORD, network="198.51.100.7").status_code == 429
    clock[0] += 15 * 60
    assert attempt(PASSWORD, network="198.51.100.7").status_code == 302


def test_one_network_never_uses_up_what_the_account_may_try(clock: list[float]):
    for number in range(40):
        attempt(f"guess {number}")
    assert attempt(PASSWORD, network="198.51.100.7").status_code == 302


def test_a_browser_that_has_signed_in_before_is_never_shut_out_by_strangers(clock: list[float]):
    amira = Client()
    assert attempt(PASSWORD, network="198.51.100.7", client=amira).status_code == 302
    amira.post("/admin/logout/")
    for number, network in zip(range(40), networks(), strict=False):
        attempt(f"guess {number}", network=network)
    assert attempt(PASSWORD, network="198.51.100.7").status_code == 429
    assert attempt(PASSWORD, network="198.51.100.7", client=amira).status_code == 302


def test_the_cookie_of_a_known_browser_opens_nothing_and_ends_with_the_password(clock: list[float]):
    amira = Client()
    attempt(PASSWORD, client=amira)
    cookie = amira.cookies[signing_in.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/admin/login/")
    stolen = Client()
    stolen.cookies[signing_in.COOKIE] = cookie.value
    assert stolen.get("/admin/account/").status_code == 302
    before = CountingHasher.evaluated
    for number in range(40):
        attempt(f"guess {number}", client=stolen)
    assert CountingHasher.evaluated - before == 4
    user = person(EDITOR)
    user.set_password("another-password-of-nobody")
    user.save()
    for number in range(40):
        attempt(f"guess {number}", client=stolen, network="198.51.100.7")
    assert attempt("another-password-of-nobody", client=stolen, network="198.51.100.7").status_code == 429
    assert attempt("another-password-of-nobody", network="198.51.100.8").status_code == 302


def test_another_accounts_cookie_is_no_way_around(clock: list[float]):
    mallory = Client()
    person("Moderator")
    assert attempt(PASSWORD, username="moses", client=mallory).status_code == 302
    for number in range(40):
        attempt(f"guess {number}", client=mallory)
    assert CountingHasher.evaluated <= 1 + 4


def test_signing_in_often_costs_nothing(clock: list[float]):
    assert [attempt(PASSWORD).status_code for _ in range(12)] == [302] * 12


def test_unknown_accounts_are_refused_in_the_same_words(clock: list[float]):
    known = [attempt("guess", network="198.51.100.7") for _ in range(5)]
    unknown = [attempt("guess", network="198.51.100.8", username="nobody") for _ in range(5)]
    assert [a.status_code for a in known] == [a.status_code for a in unknown] == [200] * 3 + [429] * 2
    assert "Too many tries" in known[-1].content.decode()
    assert "Too many tries" in unknown[-1].content.decode()


# The second step --------------------------------------------------------------------------------------

KEY = "3132333435363738393031323334353637383930"  # pragma: allowlist secret


@pytest.fixture
def codes() -> tuple[str, ...]:
    """Amira has the second step on, and Mallory knows her password."""
    drawn = steps.turn_on(user=person(EDITOR), key=KEY, typed=code_of(KEY))
    forget_last_code()
    return drawn


@pytest.fixture
def looked_at(monkeypatch) -> list[str]:
    """Every code that was compared."""
    seen: list[str] = []
    check = steps.check
    monkeypatch.setattr(
        steps, "check", lambda *, user, typed: seen.append(typed) or check(user=user, typed=typed)
    )
    return seen


def guess(code: str, network: str = MALLORY, client: Client | None = None):
    """A code, after the password where it has not been given."""
    client = client or Client()
    attempt(PASSWORD, network=network, client=client)
    return client.post("/admin/login/code/", {"code": code}, REMOTE_ADDR=network)


def test_without_the_count_every_code_is_looked_at(clock, codes, looked_at, settings):
    settings.LIMITS = settings.LIMITS | {"sign_in.code": (10**6, 900)}
    answers = [guess(f"{number:06}").status_code for number in range(30)]
    print(f"without the control {len(looked_at)} of 30 codes are looked at")
    assert (len(looked_at), set(answers)) == (30, {422})


@pytest.mark.parametrize("spread", ["one network", "many networks"])
def test_of_an_hour_of_codes_at_most_twenty_are_looked_at(spread, clock, codes, looked_at):
    addresses = networks()
    for number in range(CODES):
        clock[0] += HOUR / CODES
        answer = guess(f"{number:06}", next(addresses) if spread == "many networks" else MALLORY)
        assert answer.status_code in {422, 429}
    assert 4 <= len(looked_at) <= 20


def test_whoever_knows_the_password_keeps_its_owner_waiting_a_quarter_of_an_hour_at_most(clock, codes):
    amira = Client()
    assert guess(codes[0], "198.51.100.7", amira).status_code == 302
    amira.post("/admin/logout/")
    for number, network in zip(range(12), networks(), strict=False):
        guess(f"{number:06}", network)
    refused = guess(codes[1], "198.51.100.8")
    assert (refused.status_code, refused["Retry-After"]) == (429, "450")
    assert "Too many tries. You can try again in 8 minutes." in refused.content.decode()
    # In a browser in which Amira has signed in before she does not wait, and nobody but she has one.
    assert guess(codes[1], "198.51.100.7", amira).status_code == 302
    clock[0] += 15 * 60
    assert guess(codes[2], "198.51.100.8").status_code == 302
