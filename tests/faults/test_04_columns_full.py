"""Fault 4, where the columns lie: no room is left. A build fails, the old dataset is served, the room that
the build took is given back, and it succeeds when there is room again.
"""

import errno
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.sizes import FULL, size
from tests.faults.columns import go_on, numbers, people, write

TRIES = size(4, 50)
OLD, NEW = people(90, 1), people(120, 2)


@pytest.fixture
def little_room(monkeypatch: Any) -> Any:
    """Lets so many bytes be written and no more; what was begun stays cut short, as on a disk."""
    room = {"left": 0}
    write_bytes = Path.write_bytes

    def write_some(self: Path, content: bytes) -> int:
        fits = memoryview(content)[: max(0, room["left"])]
        write_bytes(self, fits)
        room["left"] -= len(content)
        if len(fits) < len(content):
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(content)

    def limit(size: int) -> None:
        room["left"] = size
        monkeypatch.setattr(Path, "write_bytes", write_some)

    return limit, lambda: monkeypatch.setattr(Path, "write_bytes", write_bytes)


def bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", ["build", "append"])
def test_the_old_dataset_is_served(tmp_path, little_room, kind):
    limit, free = little_room
    folder, clean = tmp_path / "survey" / "wave-1", tmp_path / "clean" / "wave-1"
    work = (
        (lambda where: write(where, NEW)) if kind == "build" else (lambda where: go_on(where, NEW, OLD[:9]))
    )
    write(clean, OLD)
    old = numbers(clean)
    work(clean)
    new = numbers(clean)
    write(folder, OLD)
    held = bytes_in(folder)
    rng = random.Random(4)
    for _ in range(TRIES):
        limit(rng.randrange(held // 2))
        with pytest.raises(OSError, match="No space left"):
            work(folder)
        free()
        assert numbers(folder) == old
        assert bytes_in(folder) == held
    work(folder)
    assert numbers(folder) == new


def test_without_the_control_the_room_stays_taken(tmp_path, little_room, monkeypatch):
    """Control off: what a failed build wrote is left where it is."""
    limit, free = little_room
    folder = tmp_path / "survey" / "wave-1"
    write(folder, OLD)
    held = bytes_in(folder)
    monkeypatch.setattr("reports.dataset.pointer_file.shutil.rmtree", lambda *_, **__: None)
    limit(held // 3)
    with pytest.raises(OSError, match="No space left"):
        write(folder, NEW)
    free()
    assert bytes_in(folder) > held


if FULL:
    # Where the administrator may mount: a real disk, filled to the last byte.

    @pytest.fixture
    def small_disk(tmp_path: Path) -> Iterator[Path]:
        disk = tmp_path / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)], check=True)
        try:
            yield disk
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)

    def test_a_real_disk_that_is_full(small_disk):
        folder = small_disk / "survey" / "wave-1"
        write(folder, OLD)
        old, held = numbers(folder), bytes_in(folder)
        ballast = small_disk / "ballast"
        rng = random.Random(4)
        for _ in range(20):
            with ballast.open("wb", buffering=0) as filler:
                try:
                    while True:
                        filler.write(b"\0" * 4096)
                except OSError as full:
                    assert full.errno == errno.ENOSPC
            with ballast.open("r+b") as filler:
                filler.truncate(ballast.stat().st_size - 4096 * rng.randrange(20))
            with pytest.raises(OSError, match="No space left"):
                write(folder, NEW)
            assert numbers(folder) == old
            assert bytes_in(folder) == held
            ballast.unlink()
        write(folder, NEW)
        assert numbers(folder) != old
