"""Run every case of every data set of a folder and compare every leaf."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.oracles import cases, comparing
from tests.oracles.cases import Case
from tests.oracles.kinds import KINDS


@dataclass
class Outcome:
    """`failures`: lines of a failed case or data set; a case with one line or many counts once."""

    passed: int = 0
    failed: int = 0
    lines: list[str] = field(default_factory=list)


def check(case: Case, kinds: dict[str, Callable[[Case], Any]] = KINDS) -> list[str]:
    """What is wrong with a case: nothing, or lines without its name."""
    compute = kinds.get(case.kind)
    if compute is None:
        return [f"unknown kind {case.kind}"]
    try:
        found = compute(case)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    if not list(comparing.leaves(case.expected)):
        return ["nothing is expected"]
    return [*case.failures, *comparing.disagreements(case.expected, found, case.kind)]


def folders(root: Path) -> list[Path]:
    """Data sets below a folder, or the folder itself if it is one."""
    if (root / "expected.json").is_file():
        return [root]
    return sorted(path.parent for path in root.glob("*/expected.json"))


def run(root: Path) -> Iterator[tuple[str, list[str]]]:
    """(name, what is wrong) of each case; a data set that cannot be read is one failed case."""
    found = folders(root)
    if not found:
        yield str(root), ["no data set: no folder here holds an expected.json"]
    for folder in found:
        try:
            dataset = cases.load(folder)
            listed = list(dataset.cases())
            names = [case.id for case in listed]
        except (ValueError, KeyError, TypeError, OSError) as error:
            yield folder.name, [f"cannot be read: {type(error).__name__}: {error}"]
            continue
        if not listed:
            yield folder.name, ["holds no case"]
        for case, name in zip(listed, names, strict=True):
            yield f"{folder.name}/{name}", check(case)


def outcome(root: Path, say: Callable[[str], None] = lambda line: None) -> Outcome:
    """Count, and say a line for each thing that is wrong."""
    result = Outcome()
    for name, wrong in run(root):
        result.passed += not wrong
        result.failed += bool(wrong)
        for line in wrong:
            result.lines.append(f"{name}: {line}")
            say(result.lines[-1])
    return result
