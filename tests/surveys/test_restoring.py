"""A restore does not bring back what its holder took back after the backup was made."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from surveys import actions
from surveys.models import Quota, Response, Withdrawn
from tests.surveys import ben
from website.core.backup import database, kept, making, restoring
from website.core.backup.errors import BackupError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(wave, begun) -> Response:
    """Complete, and it holds a place in a quota."""
    Quota.objects.create(wave=wave, title="Big", question_id="issue", options=["big"], target=9)
    response: Response = actions.submit(response=ben.save(begun)).response
    assert Quota.objects.get().taken == 1
    return response


@pytest.fixture
def made(sent, settings, tmp_path) -> Path:
    """A backup that holds one complete response, which is withdrawn afterwards."""
    settings.MEDIA_ROOT, settings.DATASET_ROOT = tmp_path / "site" / "media", tmp_path / "site" / "datasets"
    settings.MEDIA_ROOT.mkdir(parents=True)
    made = making.make(tmp_path / "backups")
    actions.withdraw(response=sent)
    return made


def restore(made: Path, *more: str) -> str:
    output = StringIO()
    call_command("restore", str(made), "--replace", *more, stdout=output)
    return output.getvalue()


def standing() -> tuple[int, int, int]:
    """Responses, withdrawals, places that are taken."""
    return Response.objects.count(), Withdrawn.objects.count(), Quota.objects.get().taken


def test_it_stays_withdrawn(made, sent, settings):
    before = Withdrawn.objects.values().get()
    said = restore(made)
    assert "because it was withdrawn since: 1 response." in said
    assert standing() == (0, 1, 0)
    after = Withdrawn.objects.values().get()
    assert {**after, "id": 0} == {**before, "id": 0}
    assert "Nothing in the backup had been withdrawn since." not in said
    assert [path.name for path in Path(settings.MEDIA_ROOT).parent.iterdir()] == ["media"]
    with pytest.raises(actions.WithdrawnAlready):
        actions.start(survey=sent.survey, submission_id=sent.submission_id, consent=True)
    restore(made)  # and from now on the restored database knows
    assert standing() == (0, 1, 0)


def test_without_the_control_it_comes_back(made):
    """Control off: the backup as it is."""
    said = restore(made, "--forget-withdrawals")
    assert "is not known here, and has come back" in said
    assert standing() == (1, 0, 1)
    print("without the control 1 of 1 withdrawn responses comes back")


def test_a_database_that_cannot_be_read_is_refused_before_anything_changes(made, monkeypatch):
    def broken() -> kept.Rows:
        raise DatabaseError("disk image is malformed")

    monkeypatch.setitem(kept._KINDS, "response", kept.Kind(read=broken, again=lambda rows: 0))
    with pytest.raises(CommandError, match="say --forget-withdrawals"):
        restore(made)
    assert standing() == (0, 1, 0)


def test_a_restore_that_was_interrupted_still_knows(made, settings, monkeypatch):
    """The old database is gone and the restored one not yet right when the power goes."""

    def gone(found: Any) -> Any:
        raise BackupError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(kept, "again", gone)
        with pytest.raises(CommandError, match="power"):
            restore(made)
    Withdrawn.objects.all().delete()
    assert "because it was withdrawn since: 1 response." in restore(made)
    assert standing() == (0, 1, 0)
    left = Path(settings.MEDIA_ROOT).parent / kept.NAME
    left.write_text("{")
    with pytest.raises(CommandError, match="don't delete it"):
        restore(made)
    left.unlink()


def test_a_file_that_is_no_database_any_more_is_kept_beside_the_restored_one(made, tmp_path):
    if connection.vendor != "sqlite":
        return  # PostgreSQL's files are its own affair
    file = tmp_path / "broken.sqlite3"
    file.write_bytes(b"no database " * 1000)
    with database.pointed_at(str(file)):
        with pytest.raises(BackupError, match="can't be read"):
            restoring.restore(made, replace=True)
        assert restoring.restore(made, replace=True, forget_withdrawals=True).taken_out is None
        assert Response.objects.count() == 1
    assert file.with_name("broken.sqlite3.damaged").read_bytes().startswith(b"no database")
