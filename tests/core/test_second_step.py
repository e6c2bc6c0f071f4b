"""Amira switches the second step on, signs in with it, loses the telephone, and switches it off."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.support.people import client_of, person
from tests.support.telephones import code_of, forget_last_code, scanned
from website.core import limits, signing_in
from website.core.groups import EDITOR
from website.core.mail.message import compose
from website.core.models import Outgoing, RecoveryCode
from website.core.second_step import door, steps

pytestmark = pytest.mark.django_db
PASSWORD = "a-password-of-nobody"  # pragma: allowlist secret
CODE, SETTINGS = "/admin/login/code/", "/admin/login/second-step/"
KEY = "3132333435363738393031323334353637383930"  # pragma: allowlist secret


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> list[float]:
    """A clock that the test moves, for limits and for the patience of the code page."""
    now = [1_800_000_000.0 + 450]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    return now


@pytest.fixture
def amira(db):
    return person(EDITOR)


@pytest.fixture
def codes(amira) -> tuple[str, ...]:
    """Amira has it on; her recovery codes."""
    drawn = steps.turn_on(user=amira, key=KEY, typed=code_of(KEY))
    forget_last_code()
    return drawn


def signs_in(client: Client | None = None, next_: str = "/admin/") -> Client:
    """The password is given, and nothing else."""
    client = client or Client()
    fields = {"username": "amira", "password": PASSWORD, "next": next_}
    assert client.post("/admin/login/", fields).status_code == 302
    return client


def may_enter(client: Client) -> bool:
    return client.get("/admin/account/").status_code == 200


def types(client: Client, code: str, **more: str):
    return client.post(CODE, {"code": code} | more)


def test_switched_on_in_one_s_account_with_password_and_code(amira):
    client = signs_in()
    assert "Switch it on" in client.get("/admin/account/").content.decode()
    page = client.get(SETTINGS).content.decode()
    key = scanned(page)
    assert "<svg" in page and "http://www.w3.org/1999/xhtml" not in page
    assert client.get(SETTINGS).content.decode().count(re.search('step-key">(.*?)<', page)[1]) == 1
    for wrong, said in (
        ({"password": "no", "code": code_of(key)}, "That is not your password."),
        ({"password": PASSWORD, "code": "000000"}, "That code does not fit."),
        ({"password": PASSWORD, "code": "what?"}, "That code does not fit."),
    ):
        refused = client.post(SETTINGS, {"do": "on"} | wrong)
        assert (refused.status_code, said in refused.content.decode()) == (422, True)
        assert TOTPDevice.objects.count() == RecoveryCode.objects.count() == 0
    done = client.post(SETTINGS, {"do": "on", "password": PASSWORD, "code": code_of(key)}).content.decode()
    shown = re.findall(r"<code>([A-Z2-9-]{19})</code>", done)
    assert len(set(shown)) == steps.CODES
    assert not RecoveryCode.objects.filter(code_hash__in=shown).exists()
    assert may_enter(client)
    assert "Recovery codes, or switch it off" in client.get("/admin/account/").content.decode()


@pytest.mark.parametrize("entrance", ["/admin/login/", "/_util/login/"])
def test_the_password_alone_opens_nothing_whichever_page_takes_it(entrance, codes):
    client = Client()
    answer = client.post(entrance, {"username": "amira", "password": PASSWORD, "next": "/admin/pages/"})
    assert answer.status_code == 302
    assert not may_enter(client)
    assert client.get(SETTINGS).status_code == 302
    led = client.get("/admin/pages/", follow=True)
    assert led.redirect_chain[-1] == (f"{CODE}?next=%2Fadmin%2Fpages%2F", 302)
    assert types(client, code_of(KEY), next="/admin/pages/")["Location"] == "/admin/pages/"
    assert may_enter(client)


def test_without_the_door_the_password_alone_opens_the_admin(codes, settings):
    """The control off: the second step is stored, and nobody stands at the door."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("door.SecondStep")]
    assert may_enter(signs_in())


def test_a_code_works_once_and_only_in_its_half_minute(codes):
    code = code_of(KEY)
    assert types(signs_in(), code).status_code == 302
    again = types(signs_in(), code)
    assert (again.status_code, "That code does not fit." in again.content.decode()) == (422, True)


def test_a_recovery_code_works_once_however_it_is_typed(codes):
    for first in (codes[0], codes[1].lower().replace("-", " ")):
        client = signs_in()
        assert types(client, first).status_code == 302
        assert may_enter(client)
        other = signs_in()
        assert types(other, first).status_code == 422
        assert not may_enter(other)
    assert RecoveryCode.objects.count() == steps.CODES - 2


def test_nobody_else_s_recovery_code_fits(codes):
    otto = person("Moderator")
    assert steps.turn_on(user=otto, key=KEY, typed=code_of(KEY))
    assert not steps.check(user=otto, typed=codes[0])


def test_the_session_has_a_new_key_after_the_code(codes):
    client = signs_in()
    before = client.cookies["sessionid"].value
    types(client, code_of(KEY))
    assert client.cookies["sessionid"].value != before
    planted = Client()
    planted.cookies["sessionid"] = before
    assert not may_enter(planted)


def test_other_sessions_of_the_account_need_a_code_from_then_on(amira, clock):
    other, client = signs_in(), signs_in()
    assert may_enter(other)
    key = scanned(client.get(SETTINGS).content.decode())
    client.post(SETTINGS, {"password": PASSWORD, "code": code_of(key)})
    assert may_enter(client) and not may_enter(other)


def test_the_code_must_follow_soon(codes, clock):
    client = signs_in()
    clock[0] += door.PATIENCE + 1
    assert types(client, codes[0])["Location"] == "/admin/login/"
    assert RecoveryCode.objects.count() == steps.CODES
    assert "_auth_user_id" not in client.session


def test_one_can_turn_back(codes):
    client = signs_in()
    assert client.post(CODE, {"do": "leave"})["Location"] == "/admin/login/"
    assert "_auth_user_id" not in client.session


def test_a_browser_is_a_known_one_only_after_the_code(codes):
    client = signs_in()
    assert signing_in.COOKIE not in client.cookies
    types(client, code_of(KEY))
    assert client.cookies[signing_in.COOKIE].value


def test_new_recovery_codes_and_off_need_a_code(codes, amira):
    client = signs_in()
    types(client, code_of(KEY))
    for do in ("codes", "off"):
        assert client.post(SETTINGS, {"do": do, "code": "000000"}).status_code == 422
    assert steps.codes_left(amira) == steps.CODES
    renewed = client.post(SETTINGS, {"do": "codes", "code": codes[0]}).content.decode()
    new = re.findall(r"<code>([A-Z2-9-]{19})</code>", renewed)
    assert len(new) == steps.CODES and not set(new) & set(codes)
    assert not steps.check(user=amira, typed=codes[1])
    assert client.post(SETTINGS, {"do": "off", "code": new[0]})["Location"] == SETTINGS
    assert (TOTPDevice.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert may_enter(client) and may_enter(signs_in())


def test_every_change_is_told_by_mail_to_the_account_alone(amira):
    amira.first_name = "Buy at evil.example"
    amira.save()
    codes = steps.turn_on(user=amira, key=KEY, typed=code_of(KEY))
    assert not steps.turn_on(user=amira, key=KEY, typed="000000")
    assert steps.check(user=amira, typed=codes[0]) and not steps.check(user=amira, typed=codes[0])
    steps.renew_codes(user=amira)
    assert steps.turn_off(user=amira) and not steps.turn_off(user=amira)
    rows = Outgoing.objects.order_by("pk")
    assert [row.subject for row in rows] == [
        "Your second step is on",
        "A recovery code was used",
        "You have new recovery codes",
        "Your second step is off",
    ]
    for row in rows:
        message = compose(row)
        assert message.to == ["amira@overlap.example"]
        for text in (message.body, message.alternatives[0].content):
            assert "/admin/account/" in text and "If it was not, change your password" in text
            assert "evil" not in text and not any(code in text for code in codes)


def test_an_account_without_an_address_changes_its_second_step_all_the_same(amira):
    amira.email = ""
    assert steps.turn_on(user=amira, key=KEY, typed=code_of(KEY))
    assert not Outgoing.objects.exists()


def test_where_it_is_required_everybody_sets_it_up_first(amira, settings):
    settings.REQUIRE_SECOND_STEP = True
    client = signs_in()
    assert not may_enter(client)
    led = client.get("/admin/", follow=True)
    assert led.redirect_chain[-1][0] == SETTINGS
    page = led.content.decode()
    assert "Everybody who works here" in page and 'name="password"' not in page
    done = client.post(SETTINGS, {"do": "on", "code": code_of(scanned(page))}).content.decode()
    codes = re.findall(r"<code>([A-Z2-9-]{19})</code>", done)
    assert may_enter(client)
    kept = client.post(SETTINGS, {"do": "off", "code": codes[0]})
    assert TOTPDevice.objects.count() == 1
    assert kept.status_code == 200 and "can't be switched off" in client.get(SETTINGS).content.decode()


def test_who_has_it_on_is_never_shown_the_set_up_page_before_the_code(codes, settings):
    settings.REQUIRE_SECOND_STEP = True
    client = signs_in()
    assert client.get(SETTINGS)["Location"] == "/admin/login/"
    client.post(SETTINGS, {"do": "on", "code": code_of(KEY)})
    assert not may_enter(client)
    assert TOTPDevice.objects.get().key == KEY


@pytest.mark.parametrize("who", ["amira", "AMIRA@overlap.example"])
def test_an_operator_forgets_the_telephone_of_somebody(who, codes):
    out = StringIO()
    call_command("forget_second_step", who, stdout=out)
    assert out.getvalue() == "amira signs in with the password alone now.\n"
    assert may_enter(signs_in())
    call_command("forget_second_step", who, stdout=out)
    assert out.getvalue().endswith("amira had no second step.\n")
    with pytest.raises(CommandError, match="No account has the address or the name nobody"):
        call_command("forget_second_step", "nobody")


def test_looking_it_up_costs_no_query_of_its_own(codes, django_assert_num_queries):
    amira = signing_in.Gate().get_user(person(EDITOR).pk)
    with django_assert_num_queries(0):
        assert steps.device_of(amira) is not None


def test_public_pages_read_no_session_for_it(db):
    client = client_of(EDITOR)
    assert client.get("/robots.txt")["Cache-Control"].startswith("public")
