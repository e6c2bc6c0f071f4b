"""Blocks that several processes make are those that one makes, whatever happens to the processes."""

import os
import select
import subprocess
import sys
from pathlib import Path
from random import Random

import numpy as np

from reports.dataset import saved, workers
from reports.dataset.saved import BlockMaker, saved_blocks
from tests.oracles import synth
from tests.reports.dataset.test_blocks import stored
from tests.reports.dataset.working import doubled_but_killed, worker

ROOT = Path(__file__).resolve().parents[3]
#: A parent that says which process works for it, and waits.
PARENT = """
from os import getpid
from reports.dataset.workers import made


def worker(_):
    return getpid()


if __name__ == "__main__":
    for pid in made(worker, range(100), processes=2):
        print(pid, flush=True)
        input()
"""


def test_two_processes_make_the_same(monkeypatch) -> None:
    rng = Random(7)
    d = synth.definition()
    rows = [stored(d, rng, 1) for _ in range(60)]
    make = BlockMaker({1: d}, {1: frozenset({"issue"})})
    monkeypatch.setattr(saved, "BLOCK_ROWS", 16)
    expected = list(saved_blocks(rows, make))
    monkeypatch.setattr(saved, "MANY_ROWS", 60)
    monkeypatch.setattr(saved, "processors", lambda: 2)
    found = list(saved_blocks(rows, make, total=60))
    assert [len(block["_marks"]) for block in found] == [16, 16, 16, 12]
    for block, same in zip(found, expected, strict=True):
        assert block.keys() == same.keys()
        for name, values in same.items():
            assert block[name].dtype == values.dtype
            np.testing.assert_array_equal(block[name], values, err_msg=name)


def test_other_processes_do_the_work() -> None:
    assert os.getpid() not in list(workers.made(worker, range(8), processes=2))
    assert set(workers.made(worker, range(8), processes=1)) == {os.getpid()}


def test_what_a_killed_process_did_not_make_is_made_here() -> None:
    assert list(workers.made(doubled_but_killed, range(9), processes=2)) == list(range(0, 18, 2))


def test_processes_end_with_a_killed_parent(tmp_path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    child = os.pidfd_open(int(parent.stdout.readline()))
    parent.kill()
    ended, _, _ = select.select([child], [], [], 60)
    assert ended
    os.close(child)
    parent.communicate()
