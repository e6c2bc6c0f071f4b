"""Columns on disk: what is written is what is counted, damage is found before use, parts add up."""

import json
import random
from itertools import product

import numpy as np
import pytest

from reports.dataset import store
from reports.dataset.build import build
from reports.dataset.columns import STATUS, STATUSES, layout
from reports.dataset.counting import Slice
from reports.dataset.errors import DatasetDamaged
from reports.dataset.partials import PARTIALS
from reports.dataset.queries import Bits, Everyone, Joint, Moments, Spread
from reports.dataset.scan import scan
from tests.oracles import synth

ABOUT = {"wave": 1, "definitions": ["x"]}
QUERIES = (
    Joint(()),
    Joint(("issue",)),
    Joint(("solo", "issue")),
    Joint(("issue",), within="platforms__x"),
    Joint(("role", "vig_rel", "vig_aud", "vignette")),
    Bits(("platforms__x", "events__none"), by="role"),
    Bits(("circles__family__facebook",), within="platforms__linkedin"),
    Moments("segmentation_index"),
    Moments("fit_gap", by="solo"),
    Moments("years", by="solo", within="platforms__x"),
    Spread("years", by="solo"),
    Everyone(STATUS),
)


def rows():
    """The reference rows with varied status, so that the analysis base is not everyone."""
    rng = random.Random(5)
    return [{**row, "_status": rng.choice(STATUSES[:3])} for row in synth.rows()]


def make(folder, data=None):
    return build(
        folder=folder,
        rows=rows() if data is None else data,
        definitions={1: synth.definition()},
        about=ABOUT,
    )


@pytest.fixture(autouse=True)
def _no_partials():
    PARTIALS.clear()


def analysed(data):
    return [row for row in data if row["_status"] != "screened_out"]


def test_scan_equals_counting_by_hand(tmp_path):
    data = rows()
    answers = scan(make(tmp_path, data), QUERIES)
    used = analysed(data)
    assert int(answers[Joint(())]) == len(used)
    issue = [sum(row["issue"] == code for row in used) for code in (0, 1, 2, 3, 4, -6, -5, -4, -3, -2, -1)]
    assert answers[Joint(("issue",))].tolist() == issue
    on_x = [row for row in used if row["platforms__x"] == 1]
    assert answers[Joint(("issue",), within="platforms__x")].tolist() == [
        sum(row["issue"] == code for row in on_x) for code in (0, 1, 2, 3, 4, -6, -5, -4, -3, -2, -1)
    ]
    by_role = answers[Bits(("platforms__x", "events__none"), by="role")]
    for (index, name), role in product(enumerate(("platforms__x", "events__none")), range(1, 9)):
        assert by_role[index, role] == sum(row[name] == 1 and row["role"] == role for row in used)
    years = [row["years"] for row in on_x if row["years"] >= 0 and row["work_status"] == 3]
    n, total, squares = answers[Moments("years", by="solo", within="platforms__x")][:, 1]
    assert (n, total, squares) == (len(years), sum(years), sum(y * y for y in years))
    spread = answers[Spread("years", by="solo")][1]
    self_employed = [row["years"] for row in used if row["work_status"] == 3]
    assert [int(c) for c in spread[:-6]] == [self_employed.count(y) for y in range(61)]
    assert int(spread[-6:].sum()) == sum(y < 0 for y in self_employed)
    assert answers[Everyone(STATUS)].tolist()[:3] == [
        sum(row["_status"] == status for row in data) for status in STATUSES[:3]
    ]


def test_answers_add_up_over_parts(tmp_path, monkeypatch):
    data = rows()
    whole = scan(make(tmp_path / "one", data), QUERIES)
    monkeypatch.setattr(store, "PART_ROWS", 128)
    parts = make(tmp_path / "many", data)
    assert [(part.rows, part.sealed) for part in parts] == [
        (128, True),
        (128, True),
        (128, True),
        (16, False),
    ]
    for query, answer in scan(parts, QUERIES).items():
        np.testing.assert_allclose(answer, whole[query], rtol=1e-12)


def test_nothing_is_counted_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "PART_ROWS", 128)
    parts = make(tmp_path)
    first = scan(parts[:3], QUERIES)
    counted = []
    answer = Slice.answer
    monkeypatch.setattr(
        Slice, "answer", lambda self, query: counted.append(self.part.folder.name) or answer(self, query)
    )
    assert {key: value.tolist() for key, value in scan(parts[:3], QUERIES).items()} == {
        key: value.tolist() for key, value in first.items()
    }
    assert counted == []
    scan(parts, QUERIES)
    assert counted == ["part-0003"] * len(QUERIES)


def test_an_empty_wave_has_a_dataset(tmp_path):
    answers = scan(make(tmp_path, []), QUERIES)
    assert int(answers[Joint(())]) == 0
    assert answers[Joint(("issue",))].tolist() == [0] * 11
    assert answers[Moments("segmentation_index")].tolist() == [[0.0], [0.0], [0.0]]


def test_texts_are_not_stored(tmp_path):
    data = [{**row, "story": "Mallory reads this", "role__other__text": "Mallory"} for row in rows()]
    parts = make(tmp_path, data)
    names = set(parts[0].manifest["columns"])
    assert [name for name in names if "story" in name and name != "story_ok"] == []
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Mallory" not in stored


def test_order_of_arrival_is_lost(tmp_path):
    """|rho| < 0.1, the limit of threat 17; among 2,000 shuffled rows chance hardly ever goes beyond it."""
    data = [dict(row) for row in synth.rows() for _ in range(5)]
    for index, row in enumerate(data):
        row["years"] = index * 61 // len(data)
    stored = make(tmp_path, data)[0].values("years")
    rho = np.corrcoef(np.argsort(np.argsort(stored)), np.arange(len(stored)))[0, 1]
    assert abs(rho) < 0.1


def test_layout_holds_every_variable_but_texts():
    names = [column.name for column in layout(synth.definition())]
    assert len(names) == len(set(names))
    encoded = set(next(synth.rows())) - {"_demo", "_version"}
    assert encoded - set(names) == set()


def test_a_code_outside_its_column_is_refused(tmp_path):
    with pytest.raises(ValueError, match="issue holds a code outside its 5 levels"):
        make(tmp_path, [{**rows()[0], "issue": 77}])


@pytest.mark.parametrize("harm", ["delete", "truncate", "pointer", "foreign", "swap"])
def test_missing_short_and_foreign_files_are_found(tmp_path, harm):
    folder = make(tmp_path / "own")[0].folder
    other = make(tmp_path / "other", [{**row, "issue": 1} for row in rows()])[0].folder
    about = ABOUT
    if harm == "delete":
        (folder / "issue.levels.bin").unlink()
    elif harm == "truncate":
        (folder / "issue.levels.bin").write_bytes((folder / "issue.levels.bin").read_bytes()[:-1])
    elif harm == "pointer":
        (tmp_path / "own" / "dataset.json").write_text("{")
    elif harm == "foreign":
        about = {**ABOUT, "definitions": ["y"]}
    else:
        (folder / "issue.levels.bin").write_bytes((other / "issue.levels.bin").read_bytes())
    with pytest.raises(DatasetDamaged):
        scan(store.open_parts(tmp_path / "own", about=about), [Joint(("issue",))])


def test_unknown_columns_and_formats_are_refused(tmp_path):
    part = make(tmp_path)[0]
    with pytest.raises(DatasetDamaged, match="no column 'colour'"):
        part.column("colour")
    pointer = json.loads((tmp_path / "dataset.json").read_text())
    pointer["dataset"]["format"] = "other/1"
    (tmp_path / "dataset.json").write_text(json.dumps(pointer))
    with pytest.raises(DatasetDamaged, match="another format"):
        store.open_parts(tmp_path)


def test_a_failed_build_leaves_the_old_dataset(tmp_path):
    make(tmp_path)

    def breaking():
        yield rows()[0]
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        make(tmp_path, breaking())
    assert int(scan(store.open_parts(tmp_path, about=ABOUT), [Joint(())])[Joint(())]) == len(analysed(rows()))


def test_a_new_build_replaces_the_old_one(tmp_path):
    old = make(tmp_path)[0].folder
    new = make(tmp_path)[0].folder
    assert [old.exists(), new.exists()] == [False, True]
