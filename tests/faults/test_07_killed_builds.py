"""Fault 7: a builder is killed, at any of the moments at which it touches a file. The dataset is the old one
or the new one, never a mixture, and the next build equals one that nobody disturbed.
"""

import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reports.dataset import build, pointer_file, store
from reports.dataset.errors import DatasetDamaged
from tests.attacks.sizes import size
from tests.faults.columns import go_on, numbers, people, write

POINTS = size(4, 50)
TOUCHES = ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir")
OLD, NEW = people(90, 1), people(120, 2)
MORE = people(3, 3)


def touches(work: Callable[[], Any], folder: Path, kill_at: int | None = None) -> int:
    """How often a process of its own touches files in the folder while it works; killed before the n-th."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        count = 0

        def watch(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal count
            if event in TOUCHES and str(arguments[0]).startswith(str(folder)):
                count += 1
                if count == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        status = 1
        try:
            sys.addaudithook(watch)
            work()
            os.write(writing, str(count).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    said = os.read(reading, 20)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if kill_at is None:
        assert status == 0
        return int(said)
    assert os.WIFSIGNALED(status)
    return 0


def moments(work: Callable[[], Any], folder: Path) -> list[int]:
    """Some of the moments at which to kill it, many near the end: there the new takes the old's place."""
    count = touches(work, folder)
    assert count > 50
    near_the_end = range(count - count // 4, count + 1)
    rng = random.Random(7)
    return [rng.choice((range(1, count + 1), near_the_end)[n % 2]) for n in range(POINTS)]


@pytest.mark.parametrize("kind", ["build", "append"])
def test_killed_at_any_moment(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(build, "TAIL_SHARE", 0.1)
    folder, clean = tmp_path / "survey" / "wave-1", tmp_path / "clean" / "wave-1"

    def begin(where: Path) -> None:
        write(where, OLD)

    def work(where: Path) -> None:
        if kind == "build":
            write(where, NEW)
        else:
            go_on(where, MORE, OLD[:2])

    begin(clean)
    old = numbers(clean)
    work(clean)
    new = numbers(clean)
    assert old != new
    begin(folder)
    found = {"old": 0, "new": 0}
    for moment in moments(lambda: work(folder), folder):
        begin(folder)
        touches(lambda: work(folder), folder, kill_at=moment)
        served = numbers(folder)
        found["old" if served == old else "new"] += 1
        assert served in (old, new)
        if kind == "append":
            begin(folder)
        work(folder)
        assert numbers(folder) == new
        # What the dead process left is gone, and holds no room and no answers.
        named = {name.partition("/")[0] for name in pointer_file.read_pointer(folder).parts}
        assert {path.name for path in folder.glob("build-*")} == named
    print(f"{kind}: killed {POINTS} times, then the old was served {found['old']} times")


def test_without_the_control_nothing_is_served(tmp_path, monkeypatch):
    """Control off: a build is written over the one that is read."""
    folder = tmp_path / "survey" / "wave-1"
    write(folder, OLD)
    [part] = store.open_parts(folder)

    def in_place() -> None:
        mkdir = Path.mkdir
        Path.mkdir = lambda self, **how: mkdir(self, parents=True, exist_ok=True)
        pointer_file.secrets.token_hex = lambda size: part.folder.parent.name.removeprefix("build-")
        write(folder, NEW)

    lost = 0
    for moment in moments(in_place, folder):
        write(folder, OLD)
        [part] = store.open_parts(folder)
        touches(in_place, folder, kill_at=moment)
        try:
            numbers(folder)
        except DatasetDamaged:
            lost += 1
    print(f"written in place: nothing to serve after {lost} of {POINTS} kills")
    assert lost
