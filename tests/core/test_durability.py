"""A server does not start on a database that would lose what it confirmed; the live connection is asked."""

import os
import subprocess
import sys

import pytest
from django.db import OperationalError, connection
from django.db.backends.signals import connection_created

from tests.support.databases import ROOT, on_postgres
from website.core import checks, durability


def start(tmp_path, options: str, module: str = "development", **environment: str) -> tuple[int, str]:
    """Import the entry point under `module` with SQLite's options changed; (exit status, all it wrote)."""
    (tmp_path / "changed.py").write_text(
        f"from website.settings.{module} import *\nDATABASES['default']['OPTIONS'].update({options})\n"
    )
    (tmp_path / "static").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", "import website; import website.wsgi; print('serving')"],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "CACHE_URL"}}
        | {"PYTHONPATH": f"site:{tmp_path}", "DJANGO_SETTINGS_MODULE": "changed", "VAR_DIR": str(tmp_path)}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_demonstration_does_not_start(tmp_path):
    options = (
        "init_command='PRAGMA journal_mode=DELETE;PRAGMA synchronous=NORMAL', transaction_mode='DEFERRED'"
    )
    status, output = start(tmp_path, options, DEMO="1")
    assert status != 0
    assert [f"core.E0{number}" in output for number in (12, 13, 14)] == [True, True, True]
    assert "serving" not in output


def test_production_does_not_start_either(tmp_path):
    status, output = start(
        tmp_path,
        "init_command='PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF'",
        "production",
        SECRET_KEY="kJ3" + "Qw7zT5vR9pLx" * 5,
        PRIVATE_LINK_KEYS="1:" + "0123456789abcdef" * 4,
        ALLOWED_HOSTS="overlap.example",
        SITE_URL="https://overlap.example",
    )
    assert status != 0
    assert "core.E017" not in output
    assert "core.E012" in output


@pytest.mark.django_db
def test_the_check_asks_the_connection(settings):
    """The suite itself runs without durable writes, and says so by a setting that production refuses."""
    assert checks.keeps_what_it_confirms(None, databases=["default"]) == []
    settings.REQUIRE_DURABILITY = True
    found = [message.id for message in checks.keeps_what_it_confirms(None, databases=["default"])]
    assert found == list(durability.faults())
    assert checks.keeps_what_it_confirms(None, databases=None) == []
    if not on_postgres():
        assert found == ["core.E012"]


@pytest.mark.django_db(transaction=True)
def test_what_holds_for_this_very_connection_is_read():
    off, on, said = (
        ("SET synchronous_commit = off", "SET synchronous_commit = on", "core.E015")
        if on_postgres()
        else ("PRAGMA synchronous = NORMAL", "PRAGMA synchronous = FULL", "core.E012")
    )
    with connection.cursor() as cursor:
        cursor.execute(off)
        assert said in durability.faults()
        cursor.execute(on)
        assert said not in durability.faults()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_away_is_judged_when_it_comes_back(monkeypatch):
    def away():
        raise OperationalError("could not connect")

    monkeypatch.setattr(connection, "ensure_connection", away)
    assert durability.watch() == {}
    monkeypatch.undo()
    try:
        monkeypatch.setattr(durability, "_faults", lambda connection: {"core.E016": "Lost."})
        for _ in range(2):
            connection.close()
            with pytest.raises(durability.NotDurable, match="Lost"):
                connection.ensure_connection()
        monkeypatch.setattr(durability, "_faults", lambda connection: {})
        connection.ensure_connection()
        monkeypatch.setattr(durability, "_faults", lambda connection: {"core.E016": "Lost."})
        connection.close()
        connection.ensure_connection()
    finally:
        connection_created.disconnect(dispatch_uid="website.core.durability")
