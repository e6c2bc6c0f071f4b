"""Fault 8: files of a dataset that are changed, cut, missing or another survey's. Found before a number is
made of them, and the dataset is built again from the responses.
"""

import random
import shutil
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from reports import datasets
from reports.dataset import store, verified
from reports.dataset.errors import DatasetDamaged
from reports.dataset.partials import PARTIALS
from tests.attacks.sizes import size
from tests.faults import columns
from tests.faults.columns import numbers, people, write
from tests.reports.dataset.waves import QUERIES, arrive, new_wave, small_survey

PLACES = size(15, 200)


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def flip(file: Path, width: int, rng: random.Random) -> None:
    """Change up to so many bytes that stand together."""
    content = bytearray(file.read_bytes())
    start = rng.randrange(max(1, len(content) - width + 1))
    for place in range(start, min(start + width, len(content))):
        content[place] ^= rng.randrange(1, 256)
    file.write_bytes(content)


def verify(folder: Path) -> None:
    for part in store.open_parts(folder, about=columns.ABOUT):
        part.verify()


@pytest.mark.parametrize("width", [1, 64])
def test_changed_bytes_are_found(tmp_path, width):
    """Every file in turn, the manifest and the pointer among them."""
    folder = tmp_path / "survey" / "wave-1"
    write(folder, people(90, 1))
    whole = numbers(folder)
    rng = random.Random(8)
    for _ in range(PLACES):
        file = rng.choice(files_of(folder))
        before = file.read_bytes()
        flip(file, width, rng)
        with pytest.raises(DatasetDamaged):
            verify(folder)
        # Whoever counts gets the right number or none, whether or not the file is one of those that are read.
        with suppress(DatasetDamaged):
            assert numbers(folder) == whole
        file.write_bytes(before)
    assert numbers(folder) == whole


@pytest.mark.parametrize("harm", ["cut", "emptied", "longer", "deleted"])
def test_files_of_another_length_are_found(tmp_path, harm):
    folder = tmp_path / "survey" / "wave-1"
    write(folder, people(90, 1))
    rng = random.Random(9)
    for _ in range(PLACES // 3):
        file = rng.choice(files_of(folder))
        before = file.read_bytes()
        if harm == "deleted":
            file.unlink()
        else:
            file.write_bytes(
                {"cut": before[: rng.randrange(len(before))], "emptied": b"", "longer": before + b"\0"}[harm]
            )
        with pytest.raises(DatasetDamaged):
            verify(folder)
        file.write_bytes(before)


def test_a_changed_mask_is_found(tmp_path):
    """Else who took an answer back would be counted again."""
    folder = tmp_path / "survey" / "wave-1"
    rows = people(90, 1)
    write(folder, rows)
    columns.go_on(folder, [], rows[:5])
    whole = numbers(folder)
    [mask] = folder.rglob("*.gone")
    rng = random.Random(2)
    before = mask.read_bytes()
    for _ in range(PLACES):
        flip(mask, 1, rng)
        with pytest.raises(DatasetDamaged):
            numbers(folder)
        mask.write_bytes(before)
    mask.unlink()
    with pytest.raises(DatasetDamaged):
        numbers(folder)
    mask.write_bytes(before)
    assert numbers(folder) == whole


@pytest.mark.parametrize("what", ["file", "manifest", "part", "everything"])
def test_another_surveys_files_are_found(tmp_path, what):
    folder, other = tmp_path / "survey" / "wave-1", tmp_path / "other" / "wave-1"
    [part] = write(folder, people(90, 1))
    [foreign] = write(other, people(90, 2), {**columns.ABOUT, "survey": "8"})
    if what == "file":
        shutil.copy(foreign.folder / "issue.levels.bin", part.folder)
    elif what == "manifest":
        shutil.copy(foreign.folder / "manifest.json", part.folder)
    elif what == "part":
        shutil.copytree(foreign.folder, part.folder, dirs_exist_ok=True)
    else:
        shutil.rmtree(folder)
        shutil.copytree(other, folder)
    with pytest.raises(DatasetDamaged):
        numbers(folder)


def test_without_the_control_wrong_numbers_are_counted(tmp_path, monkeypatch):
    """Control off: nothing is hashed, and no manifest has to say whose it is."""
    folder, other = tmp_path / "survey" / "wave-1", tmp_path / "other" / "wave-1"
    [part] = write(folder, people(90, 1))
    whole = numbers(folder)
    monkeypatch.setattr(verified, "read", lambda folder, file, *_, **__: np.fromfile(folder / file, np.uint8))
    rng = random.Random(8)
    wrong = 0
    for _ in range(PLACES):
        file = part.folder / rng.choice(("issue.levels.bin", "role.levels.bin", "_analysis.bin"))
        before = file.read_bytes()
        flip(file, 64, rng)
        wrong += numbers(folder) != whole
        file.write_bytes(before)
    print(f"without the control {wrong} of {PLACES} changes gave wrong numbers")
    assert wrong
    write(other, people(90, 2), {**columns.ABOUT, "survey": "8"})
    shutil.rmtree(folder)
    shutil.copytree(other, folder)
    monkeypatch.setattr(columns, "ABOUT", {})
    assert numbers(folder) != whole


@pytest.mark.django_db
def test_what_is_damaged_is_built_again(settings, tmp_path):
    """Counting goes on with right numbers; nobody has to do anything."""
    settings.VAR = tmp_path
    wave = new_wave(small_survey())
    arrive(wave, 40)
    folder = datasets.dataset_folder(wave)
    datasets.build_dataset(wave=wave)

    def counted() -> list[object]:
        PARTIALS.clear()
        found = datasets.count(wave=wave, queries=QUERIES)
        return [found[query].round(6).tolist() for query in QUERIES]

    whole = counted()
    rng = random.Random(8)
    used = ("issue.levels.bin", "_analysis.bin", "years.bin", "manifest.json", "dataset.json")
    for name in used:
        [file] = folder.rglob(name)
        flip(file, 1, rng)
        assert counted() == whole, name
        datasets.verify_dataset(wave=wave)
    shutil.rmtree(folder)
    assert counted() == whole
