"""Fault 15, columns: two processes build the same dataset. One does, the other takes what the first made."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from reports import datasets
from reports.dataset import pointer_file, store
from reports.dataset.errors import DatasetDamaged
from tests.faults.columns import numbers, people, write
from tests.reports.dataset.waves import QUERIES, arrive, new_wave, small_survey

BUILDERS = 4


def at_once(work: Any) -> list[Any]:
    """What each of several threads gets; the first error of any is raised."""
    got: list[Any] = []
    errors: list[Exception] = []

    def one() -> None:
        try:
            got.append(work())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(BUILDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return got


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("leading", [True, False])
def test_one_leads(settings, tmp_path, monkeypatch, leading):
    settings.VAR = tmp_path
    wave = new_wave(small_survey())
    arrive(wave, 40)
    meet, built = Barrier(BUILDERS), []
    pointer, build = datasets._pointer, datasets._build
    asked: list[int] = []

    def all_have_asked(wave: Any) -> Any:
        found = pointer(wave)
        asked.append(1)
        if len(asked) <= BUILDERS:
            meet.wait(timeout=60)
        return found

    def counted(wave: Any, tell: Any) -> Any:
        built.append(wave)
        return build(wave, tell)

    monkeypatch.setattr(datasets, "_pointer", all_have_asked)
    monkeypatch.setattr(datasets, "_build", counted)
    if not leading:
        monkeypatch.setattr(datasets, "build_dataset", lambda *, wave: datasets._build(wave, datasets.silent))
    if not leading:
        # Control off: everybody builds, for nothing, and some remove what others are writing.
        with suppress(OSError, DatasetDamaged):
            at_once(lambda: datasets.build_dataset(wave=wave))
        assert len(built) == BUILDERS
        return
    parts = at_once(lambda: datasets.build_dataset(wave=wave))
    assert len(built) == 1
    assert len({tuple(part.sha256 for part in each) for each in parts}) == 1
    assert store.open_parts(datasets.dataset_folder(wave))[0].sha256 == parts[0][0].sha256
    assert datasets.count(wave=wave, queries=QUERIES)[QUERIES[0]] > 0


def test_two_that_write_different_things_follow_each_other(tmp_path, monkeypatch):
    """The lock is the file's: threads and processes alike. Nobody reads a mixture of the two."""
    folder = tmp_path / "survey" / "wave-1"
    inside, most = [], []
    new_build = pointer_file.new_build

    @contextmanager
    def watched(where: Path) -> Iterator[Path]:
        with new_build(where) as target:
            inside.append(1)
            most.append(len(inside))
            yield target
            inside.pop()

    monkeypatch.setattr(pointer_file, "new_build", watched)
    some = people(60, 1)
    at_once(lambda: write(folder, some))
    assert max(most) == 1
    write(tmp_path / "clean" / "wave-1", some)
    assert numbers(folder) == numbers(tmp_path / "clean" / "wave-1")
