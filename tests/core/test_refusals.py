"""A production server refuses to start on secrets that everybody knows, and on demonstration accounts."""

import os
import secrets
import subprocess
import sys

import pytest
from django.contrib.auth import get_user_model
from django.test import override_settings

from tests.support.databases import ROOT
from website.core import refusals

GOOD = {
    "DJANGO_SETTINGS_MODULE": "website.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "PRIVATE_LINK_KEYS": f"1:{secrets.token_hex(32)},2:{secrets.token_hex(32)}",
    "ALLOWED_HOSTS": "overlap.example",
    "SITE_URL": "https://overlap.example",
    "CACHE_URL": "",
    "EMAIL_URL": "smtp+tls://mail.overlap.example:587",
}


def run(code_or_args, tmp_path, **environment):
    """A process with the production settings; (exit status, all it wrote)."""
    values = {key: value for key, value in (GOOD | environment).items() if value is not None}
    (tmp_path / "static").mkdir(exist_ok=True)
    base = {key: value for key, value in os.environ.items() if key not in {*GOOD, *OURS}}
    done = subprocess.run(
        [sys.executable, *code_or_args],
        cwd=ROOT,
        env=base | {"VAR_DIR": str(tmp_path), "PYTHONPATH": "site"} | values,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


#: Set by the test run itself, for its own process.
OURS = ("DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE")
START = ["-c", "import website.wsgi; print('serving')"]


def test_starts_with_secrets_of_its_own(tmp_path):
    assert run(START, tmp_path) == (0, "serving\n")


def test_starts_behind_a_proxy_whose_headers_are_named(tmp_path):
    named = {
        "TRUSTED_PROXIES": "10.0.0.2",
        "CLIENT_ADDRESS_HEADER": "Clientaddress",
        "SCHEME_HEADER": "Scheme",
    }
    assert run(START, tmp_path, **named) == (0, "serving\n")
    said = [*START[:1], "from website.settings import production as p; print(p.SECURE_PROXY_SSL_HEADER)"]
    assert run(said, tmp_path, **named) == (0, "('HTTP_SCHEME', 'https')\n")
    assert run(said, tmp_path) == (0, "None\n")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "core.E001"),
        ({"SECRET_KEY": "django-insecure-" + "abcdefghij" * 6}, "core.E001"),
        ({"SECRET_KEY": "a" * 80}, "core.E001"),
        ({"PRIVATE_LINK_KEYS": None}, "PRIVATE_LINK_KEYS"),
        ({"PRIVATE_LINK_KEYS": "1:short"}, "core.E002"),
        ({"PRIVATE_LINK_KEYS": "1:insecure-test-private-link-key-0123456789abcdef"}, "core.E002"),
        ({"DEMO": "1"}, "core.E004"),
        ({"DEMO": "1"}, "core.E007"),
        ({"SITE_URL": "http://overlap.example"}, "core.E006"),
        ({"TRUSTED_PROXIES": "10.0.0.2"}, "core.E008"),
        ({"REQUIRE_DURABILITY": "0"}, "core.E017"),
        ({"EMAIL_URL": None}, "core.E019"),
        ({"EMAIL_URL": "dummymail://"}, "core.E019"),
    ],
)
def test_does_not_start(tmp_path, environment, said):
    status, output = run(START, tmp_path, **environment)
    assert status != 0
    assert said in output
    assert "serving" not in output
    assert not any(key in output for key in (GOOD["SECRET_KEY"], GOOD["PRIVATE_LINK_KEYS"]))


@pytest.mark.django_db
@override_settings(
    SECRET_KEY=GOOD["SECRET_KEY"],
    PRIVATE_LINK_KEYS={1: secrets.token_hex(32)},
    SITE_URL=GOOD["SITE_URL"],
    REQUIRE_DURABILITY=True,
)
def test_demonstration_accounts_are_refused_until_they_cannot_sign_in():
    assert refusals.refusals() == {}
    amira = get_user_model().objects.create_user("amira", "amira@demo.invalid", "overlap-amira")
    assert list(refusals.refusals()) == ["core.E005"]
    amira.is_active = False
    amira.save()
    assert refusals.refusals() == {}


def test_check_deploy_finds_nothing(tmp_path):
    status, output = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], tmp_path)
    assert (status, output) == (0, "System check identified no issues (0 silenced).\n")


def test_several_processes_on_one_old_sqlite_file_are_an_error(tmp_path):
    status, output = run(
        ["-c", "import sqlite3; sqlite3.sqlite_version_info = (3, 40, 1)\n" + CHECK],
        tmp_path,
        WEB_PROCESSES="2",
    )
    assert status == 1
    assert "core.E010" in output
    assert "core.W011" in output


CHECK = (
    "import django, website; django.setup();"
    "from django.core.management import execute_from_command_line as run;"
    "run(['manage.py', 'check', '--database', 'default'])"
)
