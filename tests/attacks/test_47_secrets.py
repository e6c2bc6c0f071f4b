"""Row 47: no secret stands in the code, and none gets into any output."""

import base64
import hashlib
import json
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client, override_settings

from tests.attacks.sizes import size
from tests.support.databases import ROOT
from tests.support.routes import routes

#: What a committed secret looks like: a key, a token, or a long random string that is given to a name.
SHAPES = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    re.compile(r"\b(?:ghp|gho|glpat|xox[bap]|sk_live)[-_][A-Za-z0-9-]{16,}"),
    re.compile(
        r"""(?i)\b(?:secret|token|password|api_?key|private_?key)\w*["']?\s*[:=]\s*["'][A-Za-z0-9+/=_-]{24,}["']"""
    ),
    re.compile(
        r"\b(?:postgres|postgresql|redis|mysql|amqp|smtp)s?://[^\s:/@\"']+:(?!overlap@|postgres@|password@)[^\s@\"'<>{}$]+@"
    ),
)
#: The keys of the test suite, which production refuses.
KNOWN = {"site/website/settings/test.py"}
BINARY = {".woff2", ".png", ".ico", ".jpg", ".gz", ".br"}


def secrets_in(text: str) -> list[str]:
    return [match.group(0) for shape in SHAPES for match in shape.finditer(text)]


def test_the_search_finds_what_it_should():
    bait = [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp" + "_0123456789abcdefABCDEF",
        "SECRET_KEY = " + f'"{secrets.token_urlsafe(32)}"',
        "postgres://overlap:" + "hunter2@db.example/overlap",
    ]
    assert [bool(secrets_in(text)) for text in bait] == [True] * len(bait)


def test_no_committed_file_holds_a_secret():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    found = {
        name: hits
        for name in listed.split("\0")
        if name and name not in KNOWN and (ROOT / name).is_file() and (ROOT / name).suffix not in BINARY
        if "min.js" not in name and (hits := secrets_in((ROOT / name).read_text(errors="replace")))
    }
    assert found == {}


#: What detect-secrets marks and why it is none: file -> (kinds, reason).
EXPLAINED = {
    ".ci/run": ({"Basic Auth Credentials"}, "the throw-away server of the checks"),
    "docs/operators/README.md": ({"Basic Auth Credentials"}, "an example"),
    "docs/operators/settings.md": ({"Basic Auth Credentials"}, "an example"),
    "reports/static/reports/js/vendor/plotly-cartesian.min.js": ({"Hex High Entropy String"}, "a bundle"),
    "site/website/settings/test.py": (
        {"Base64 High Entropy String", "Secret Keyword"},
        "the keys of the tests, which production refuses",
    ),
    "surveys/keys.py": ({"Base64 High Entropy String"}, "the alphabet of receipt codes"),
}
#: A small run leaves out what browsers are sent, what Django wrote, and the tests.
QUICK = ("--exclude-files", r"\.(js|css|svg|html|woff2|png|webp)$|^tests/|migrations/")
#: Passwords and tokens of test people.
INVENTED = {"Base64 High Entropy String", "Secret Keyword", "Hex High Entropy String"}


def marked(folder: Path, *arguments: str) -> dict[str, set[str]]:
    """File -> kinds of what detect-secrets marks in it."""
    done = subprocess.run(
        [sys.executable, "-m", "detect_secrets", "scan", "--no-verify", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    results = json.loads(done.stdout)["results"]
    return {name: {finding["type"] for finding in findings} for name, findings in results.items()}


def test_detect_secrets_finds_bait(tmp_path):
    bait = tmp_path / "bait.py"
    # The same each time: of drawn ones detect-secrets takes a few for no secrets.
    key = base64.urlsafe_b64encode(hashlib.sha256(b"bait").digest()).decode()
    bait.write_text(f'SECRET_KEY = "{key}"\naws = "AKIA{"Q3" * 8}"\n')
    (kinds,) = marked(tmp_path, "--all-files", ".").values()
    print(f"without the control {len(kinds)} kinds of 2 planted secrets are there to be found")
    assert {"Secret Keyword", "AWS Access Key"} <= kinds


def test_detect_secrets_finds_none_that_is_not_explained():
    left = {
        name: kinds - (INVENTED if name.startswith("tests/") else EXPLAINED.get(name, (set(), ""))[0])
        for name, kinds in marked(ROOT, *size(QUICK, ())).items()
    }
    assert {name: kinds for name, kinds in left.items() if kinds} == {}


CANARY = "canary-" + secrets.token_hex(24)


@pytest.mark.django_db
@override_settings(SECRET_KEY=CANARY, PRIVATE_LINK_KEYS={1: CANARY}, EMAIL_HOST_PASSWORD=CANARY)
@pytest.mark.filterwarnings(
    "ignore::RuntimeWarning"
)  # Wagtail's own page for a server error is asked for, too
def test_a_canary_in_the_settings_is_in_no_answer_and_in_no_log_line(caplog):
    client = Client(raise_request_exception=False)
    for route in routes():
        for response in (client.get(route.example), client.post(route.example)):
            body = b"".join(response.streaming_content) if response.streaming else response.content
            assert CANARY.encode() not in body, route.pattern
            assert CANARY not in str(response.headers), route.pattern
    assert CANARY not in caplog.text


def test_the_keys_of_an_unconfigured_site_are_drawn_once_and_read_by_their_owner_alone(tmp_path):
    from website.settings.local_keys import local_keys

    path = tmp_path / "new" / "keys.json"
    first = local_keys(path)
    assert local_keys(path) == first
    assert (len(first["secret"]) >= 64, len(first["private_link"])) == (True, 64)
    assert path.stat().st_mode & 0o777 == 0o600
    assert local_keys(tmp_path / "other.json") != first
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["keys.json"]
