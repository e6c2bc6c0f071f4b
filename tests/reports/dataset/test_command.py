"""manage.py dataset: four verbs, plain sentences, and what is said where it can't be done."""

import errno
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reports import datasets
from surveys import actions
from surveys.models import Response
from tests.reports.dataset.waves import arrive, new_wave, small_survey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _datasets_of_its_own(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def wave(db):
    wave = new_wave(small_survey())
    arrive(wave, 20)
    return wave


def said(*words):
    out = StringIO()
    call_command("dataset", *words, stdout=out)
    return out.getvalue()


def test_a_dataset_from_its_making_to_its_mending(wave):
    assert "Wave 1: Spring: 20 responses in columns." in said("build", "survey", "1")
    assert "files are as they were written." in said("verify", "survey", "1")
    actions.withdraw(response=Response.objects.first())
    arrive(wave, 5, seed=1)
    info = said("info", "survey", "1")
    assert "Responses: 20\n" in info
    assert "Responses that moved on since: 5\n" in info
    assert "24 responses, mixed anew." in said("compact", "survey", "1")
    assert "Responses that moved on since: 0\n" in said("info", "survey", "1")
    [file] = datasets.dataset_folder(wave).rglob("issue.bin")
    file.write_bytes(b"x")
    with pytest.raises(
        CommandError, match="no whole dataset of .*another size.*manage.py dataset build survey 1"
    ):
        said("verify", "survey", "1")
    assert said("build", "survey", "1", "--verbosity=0") == ""
    assert "as they were written" in said("verify", "survey", "1")


def test_what_is_not_there(wave):
    for words, message in {
        ("build", "other", "1"): "no published survey with the slug 'other'",
        ("build", "survey", "7"): "has no wave 7",
        ("info", "survey", "1"): "There is no whole dataset of Wave 1: Spring",
    }.items():
        with pytest.raises(CommandError, match=message):
            said(*words)


def test_no_room(wave, monkeypatch):
    def full(self, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CommandError, match=r"Nothing was changed: .*No space left on device.*Make room"):
        said("build", "survey", "1")
