"""Backup and restore, on both databases: whole, private, and refused where anything is wrong."""

import json
import shutil
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from website.core.backup import database, keys, making, manifest, restoring
from website.core.backup.errors import BackupError
from website.core.models import Counter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(settings, tmp_path) -> Path:
    """Folders of a site that holds one upload, one dataset and one row; the place for its backups."""
    settings.MEDIA_ROOT, settings.DATASET_ROOT = tmp_path / "site" / "media", tmp_path / "site" / "datasets"
    (settings.MEDIA_ROOT / "images").mkdir(parents=True)
    (settings.MEDIA_ROOT / "images" / "a.png").write_bytes(b"picture")
    settings.DATASET_ROOT.mkdir()
    (settings.DATASET_ROOT / "part.bin").write_bytes(b"derived")
    write("before")
    return tmp_path / "backups"


def write(scope: str) -> None:
    Counter.objects.create(scope=scope, subject="s", window=1, spent=1)


def scopes() -> set[str]:
    return set(Counter.objects.values_list("scope", flat=True))


def run(*arguments: object) -> str:
    output = StringIO()
    call_command(*map(str, arguments), stdout=output)
    return output.getvalue()


def test_there_and_back(site, settings):
    made = Path(run("backup", site).splitlines()[-1])
    write("after")
    upload = settings.MEDIA_ROOT / "images" / "a.png"
    upload.write_bytes(b"another")
    (settings.MEDIA_ROOT / "later.png").write_bytes(b"later")
    with pytest.raises(CommandError, match="not empty"):
        run("restore", made)
    assert scopes() == {"before", "after"}
    assert "private-link-key" not in (made / manifest.NAME).read_text()
    with override_settings(PRIVATE_LINK_KEYS={1: "another-key-another-key-another-key"}):
        assert keys.missing(manifest.read(made).keys) == ["1"]
        said = run("restore", "--drill", made)
    assert "lacks key 1" in said
    assert "integrity: ok" in said
    assert "Would restore" in said
    assert (scopes(), upload.read_bytes()) == ({"before", "after"}, b"another")
    said = run("restore", "--replace", made)
    assert "as many as the manifest says" in said
    assert "lacks key" not in said
    assert scopes() == {"before"}
    assert upload.read_bytes() == b"picture"
    assert not (settings.MEDIA_ROOT / "later.png").exists()
    assert not settings.DATASET_ROOT.exists()
    assert sorted(path.name for path in settings.MEDIA_ROOT.parent.iterdir()) == ["media"]
    write("written after the restore")


def test_it_is_private_and_says_what_it_holds(site):
    made = making.make(site)
    about = manifest.read(made)
    assert {stat.S_IMODE(path.stat().st_mode) for path in made.rglob("*")} == {0o600, 0o700}
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert about.tables == database.tables()
    assert about.tables["core_counter"] == 1
    assert (about.engine, about.application) == (connection.vendor, making.version())
    assert about.migrations["core"][0] == "0001_initial"
    assert {file.path for file in about.files} == {database.engine().FILE, "media/images/a.png"}
    assert b"derived" not in b"".join(path.read_bytes() for path in made.rglob("*") if path.is_file())
    assert list(site.iterdir()) == [made]


def damage_byte(made: Path) -> None:
    file = made / database.engine().FILE
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def rewrite(made: Path, **changes: object) -> None:
    file = made / manifest.NAME
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


DAMAGES = {
    "a flipped bit": (damage_byte, "has changed"),
    "a missing file": (lambda made: (made / "media/images/a.png").unlink(), "missing"),
    "a link": (
        lambda made: (
            (made / "media/images/a.png").unlink(),
            (made / "media/images/a.png").symlink_to("/dev/null"),
        ),
        "missing",
    ),
    "a file more": (lambda made: (made / "media/b.html").write_text("x"), "does not name"),
    "no manifest": (lambda made: (made / manifest.NAME).unlink(), "not a backup"),
    "half a manifest": (lambda made: (made / manifest.NAME).write_text('{"format": '), "not a backup"),
    "another program's": (lambda made: rewrite(made, format="dump/1"), "another program"),
    "another database's": (lambda made: rewrite(made, engine="oracle"), "oracle"),
    "a field less": (lambda made: rewrite(made, files=[{"path": "x"}]), "damaged"),
    "a way out": (
        lambda made: rewrite(made, files=[{"path": "../../etc/passwd", "size": 1, "sha256": ""}]),
        "outside",
    ),
    "a newer version's": (lambda made: rewrite(made, migrations={"core": ["0999_later"]}), "newer version"),
    "other counts": (lambda made: rewrite(made, tables={"core_counter": 5}), "differs from the manifest"),
}


def test_what_is_damaged_or_foreign_is_refused(site, tmp_path):
    """All of them in one test: each needs the same backup, and none may change the site."""
    whole = making.make(site)
    assert restoring.drill(whole).missing_keys == []
    for name, (harm, said) in DAMAGES.items():
        made = shutil.copytree(whole, tmp_path / name, symlinks=True)
        harm(made)
        with pytest.raises(BackupError, match=said):
            restoring.drill(made)
        if said != "differs from the manifest" or connection.vendor == "sqlite":
            with pytest.raises(BackupError, match=said):
                restoring.restore(made, replace=True)
        assert scopes() == {"before"}, name


def test_old_ones_are_forgotten_and_strangers_are_not(site):
    first, second = making.make(site), making.make(site)
    assert first != second
    rewrite(first, created="2020-01-01T00:00:00+00:00")
    (site / "letters").mkdir()
    assert "Deleted 1 older backup.\n" in (said := run("backup", site, "--forget-after", 30))
    third = Path(said.splitlines()[-1])
    assert sorted(site.iterdir()) == sorted([second, third, site / "letters"])
    for made in (second, third):
        rewrite(made, created="2020-01-01T00:00:00+00:00")
    assert len(making.forget(site, 1)) == 1  # one always stays


def test_a_full_disk_leaves_nothing_behind(site, monkeypatch):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("website.core.backup.media.files.copy", full)
    with pytest.raises(CommandError, match="No space left"):
        run("backup", site)
    assert list(site.iterdir()) == []


def test_a_program_that_is_missing_is_a_plain_sentence(site, monkeypatch):
    monkeypatch.setattr("website.core.backup.postgres.shutil.which", lambda name: None)
    if connection.vendor == "postgresql":
        with pytest.raises(CommandError, match="pg_dump was not found"):
            run("backup", site)
        assert list(site.iterdir()) == []
    else:
        run("backup", site)


def test_an_older_backup_is_brought_up_to_date(site):
    """The newest migration of one app is undone, as if the backup were older."""
    call_command("migrate", "core", "0002", verbosity=0)
    with connection.cursor() as cursor:
        before = connection.introspection.table_names(cursor)
    made = making.make(site)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        after = connection.introspection.table_names(cursor)
    assert set(before) < set(after)
    done = restoring.restore(made, replace=True)
    missed = sum(map(len, database.migrations().values())) - sum(map(len, done.manifest.migrations.values()))
    assert done.migrated == missed > 0
    with connection.cursor() as cursor:
        assert set(connection.introspection.table_names(cursor)) == set(after)
