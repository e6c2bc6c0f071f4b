"""The shipped reference results are all met, and the runner notices what is not."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.oracles import __main__ as command
from tests.oracles import cases, comparing, running, tables
from tests.oracles.kinds import KINDS
from tests.oracles.tables import Column, Table, Unreadable

SHIPPED = command.SHIPPED


def all_cases() -> list[Any]:
    return [case for folder in running.folders(SHIPPED) for case in cases.load(folder).cases()]


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.dataset.folder.name}-{case.id}")
def test_every_leaf_is_what_r_found(case):
    assert running.check(case) == []


def test_what_is_shipped():
    assert [folder.name for folder in running.folders(SHIPPED)] == ["instrument_synth", "nps_synth", "yrbs"]
    assert "public domain" in (SHIPPED / "README.md").read_text("utf-8")


@pytest.fixture
def copied(tmp_path):
    """A folder with one small data set, whose expected results a test may change."""

    def change(edit: Callable[[dict[str, Any]], None]) -> Path:
        folder = tmp_path / "sets" / "renamed"
        shutil.copytree(SHIPPED / "nps_synth", folder)
        path = folder / "expected.json"
        document = json.loads(path.read_text("utf-8"))
        edit(document)
        path.write_text(json.dumps(document), "utf-8")
        return folder.parent

    return change


def said(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = command.main([str(root)])
    return code, capsys.readouterr().out.splitlines()


def test_an_untouched_folder_passes_whatever_its_name(copied, capsys):
    assert said(copied(lambda document: None), capsys) == (0, ["5 passed, 0 failed"])


def test_a_folder_may_be_one_data_set(copied, capsys):
    assert said(copied(lambda document: None) / "renamed", capsys) == (0, ["5 passed, 0 failed"])


def test_an_altered_leaf_fails(copied, capsys):
    def edit(document: dict[str, Any]) -> None:
        document["cases"][1]["expected"]["ci_t"]["hi"] *= 1 + 2e-8

    code, lines = said(copied(edit), capsys)
    assert (code, lines[-1]) == (1, "4 passed, 1 failed")
    assert lines[0].startswith("renamed/nps_w: ci_t.hi: expected ")


def test_an_extra_leaf_fails(copied, capsys):
    def edit(document: dict[str, Any]) -> None:
        document["cases"][0]["expected"]["mode"] = 7

    assert said(copied(edit), capsys) == (
        1,
        ["renamed/nps_unw: mode: expected 7, nothing computed", "4 passed, 1 failed"],
    )


def test_an_unknown_kind_fails(copied, capsys):
    def edit(document: dict[str, Any]) -> None:
        document["cases"][4]["kind"] = "nps_of_the_moon"

    assert said(copied(edit), capsys) == (
        1,
        ["renamed/nps_unw_self: unknown kind nps_of_the_moon", "4 passed, 1 failed"],
    )


def test_a_case_that_expects_nothing_fails(copied, capsys):
    def edit(document: dict[str, Any]) -> None:
        document["cases"][0]["expected"] = {"note": "nothing"}

    assert said(copied(edit), capsys) == (
        1,
        ["renamed/nps_unw: nothing is expected", "4 passed, 1 failed"],
    )


def test_a_case_that_cannot_be_read_hides_no_other(copied, capsys):
    def edit(document: dict[str, Any]) -> None:
        document["cases"][0]["input"]["variable"] = "no_such"

    code, lines = said(copied(edit), capsys)
    assert (code, lines[-1]) == (1, "4 passed, 1 failed")
    assert lines[0] == "renamed/nps_unw: Unreadable: there is no column no_such"


def test_a_folder_without_results_fails(tmp_path, capsys):
    assert said(tmp_path, capsys)[1][-1] == "0 passed, 1 failed"
    assert said(tmp_path / "nowhere", capsys)[1][-1] == "0 passed, 1 failed"
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "expected.json").write_text("{", "utf-8")
    assert said(tmp_path, capsys) == (1, [said_of_broken(tmp_path), "0 passed, 1 failed"])


def said_of_broken(root: Path) -> str:
    [(name, [line])] = list(running.run(root))
    return f"{name}: {line}"


def test_a_leaf_is_found_by_its_path_alone():
    assert list(comparing.disagreements({"a": [1, 2], "b": []}, {"a": [1, 2], "b": []}, "x")) == []
    assert list(comparing.disagreements({"a": 1}, {"a": [1]}, "x")) == []
    assert list(comparing.disagreements({"a": []}, {"a": [1]}, "x")) == ["a: expected [], computed 1"]
    assert list(comparing.disagreements({"a": None}, {"a": float("nan")}, "x")) == []
    assert list(comparing.disagreements({"a": None}, {"a": 0.0}, "x")) == ["a: expected None, computed 0.0"]
    assert list(comparing.disagreements({"a": "1"}, {"a": 1}, "x")) == ["a: expected '1', computed 1"]
    assert list(comparing.disagreements({"p": 1e-40}, {"p": 2e-40}, "x")) != []
    assert list(comparing.disagreements({"lo": 0.0}, {"lo": 1e-17}, "x")) == []


def people() -> Table:
    return Table(
        {
            "year": Column(["2004", "2006", "", "2004"], "year"),
            "sex": Column(["f", "m", "f", ""], "sex"),
        },
        4,
    )


@pytest.mark.parametrize(
    "words, kept",
    [
        (None, [1, 1, 1, 1]),
        ("all", [1, 1, 1, 1]),
        ("year==2004", [1, 0, 0, 1]),
        ("sex=='f'", [1, 0, 1, 0]),
        ("year==2004 & sex=='f'", [1, 0, 0, 0]),
        ("year==2004 & sex not missing", [1, 0, 0, 0]),
        ("year>2004", [0, 1, 0, 0]),
        ("sex!='f'", [0, 1, 0, 0]),
        ("rows with non-missing year", [1, 1, 0, 1]),
        ([2, 4], [0, 1, 0, 1]),
        (3, [0, 0, 1, 0]),
    ],
)
def test_words_for_rows(words, kept):
    assert tables.mask(people(), words).tolist() == [bool(v) for v in kept]


@pytest.mark.parametrize("words", ["year like 2004", "", "height>1", "sex>1"])
def test_other_words_are_refused(words):
    with pytest.raises(Unreadable):
        tables.mask(people(), words)


def test_every_kind_of_the_shipped_sets_is_known():
    assert {case.kind for case in all_cases()} <= set(KINDS)
