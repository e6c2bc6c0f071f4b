"""Every kind of query equals counting row by row in plain Python, on random data, filters and weights."""

import math
from collections import Counter
from itertools import product
from mmap import mmap
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.dataset import counting, store
from reports.dataset import scan as scanning
from reports.dataset.columns import ANALYSIS, Column
from reports.dataset.errors import DatasetDamaged
from reports.dataset.partials import PARTIALS, Partials
from reports.dataset.queries import (
    AnyBit,
    Bits,
    Everyone,
    Joint,
    Moments,
    Spread,
    Sums,
    WeightedBits,
    WeightedMoments,
    Where,
)
from reports.dataset.scan import scan

CODES = ("one", "two", "three")
BITS = tuple(f"bit{n}" for n in range(10))
#: Rows whose weights are more than a small file.
LARGE = 9_000
COLUMNS = (
    *(Column(name, "code", levels) for name, levels in zip(CODES, (1, 4, 250), strict=True)),
    Column(ANALYSIS, "bit"),
    *(Column(name, "bit") for name in BITS),
    Column("whole", "int", low=-3, high=40),
    Column("real", "float"),
)
LEVELS = {column.name: column.levels for column in COLUMNS}


class Case:
    """A part and its rows as dictionaries; too many to be printed when a test fails."""

    def __init__(self, part, rows):
        self.part, self.rows = part, rows


def random_part(folder, *, rows, seed, common=0.5):
    """A part of random rows and weights `w`, and the same as a list of dictionaries (None for missing)."""
    rng = np.random.default_rng(seed)
    data, plain = {}, {}
    for column in COLUMNS:
        name = column.name
        if column.kind == "bit":
            values = rng.random(rows) < (0.9 if name == ANALYSIS else common)
            data[name], plain[name] = values, values.tolist()
            continue
        missing = np.where(rng.random(rows) < 0.2, rng.integers(250, 256, rows), 0).astype(np.uint8)
        if column.kind == "code":
            most = min(column.levels, 6)
            data[name] = np.where(missing, missing, rng.integers(0, most, rows)).astype(np.uint8)
            plain[name] = store.masks.places_of(data[name], column.levels).tolist()
            continue
        numbers = rng.integers(-3, 41, rows) if column.kind == "int" else rng.normal(50, 20, rows)
        data[name] = np.where(missing, 0, numbers).astype(store.DTYPES[column.kind])
        data[f"{name}.missing"] = missing
        plain[name] = [None if m else v for m, v in zip(missing.tolist(), data[name].tolist(), strict=True)]
        plain[f"{name}.missing"] = missing.tolist()
    writer = store.PartWriter(folder)
    for column in COLUMNS:
        writer.put(column, data[column.name], data.get(f"{column.name}.missing"))
    digest = writer.finish(COLUMNS, rows, {})
    weights = rng.choice([0.0, float("nan"), 0.25, 1.5, 3.0], rows)
    store.write_weights(folder, "w", weights)
    plain["w"] = weights.tolist()
    listed = [{name: values[row] for name, values in plain.items()} for row in range(rows)]
    return store.open_part(folder, digest), listed


def kept(row, query):
    return (
        row[ANALYSIS]
        and (not query.within or row[query.within])
        and all(
            any(row[name] for name in where.bits)
            if isinstance(where, AnyBit)
            else row[where.column] in where.places
            for where in query.where
        )
    )


def by_hand(query, rows):
    """The answer as a sparse table: cell -> value, counted row by row."""
    out = Counter()
    for row in rows:
        if isinstance(query, Everyone):
            out[(row[query.column],)] += 1
            continue
        if not kept(row, query):
            continue
        weight = row["w"] if hasattr(query, "weights") else 1.0
        if not weight > 0:
            continue
        place = row[query.by] if getattr(query, "by", "") else 0
        if isinstance(query, Joint):
            out[tuple(row[name] for name in query.columns)] += 1
        elif isinstance(query, Sums):
            for power in range(3):
                out[(power, *(row[name] for name in query.columns))] += weight**power
        elif isinstance(query, Bits):
            for index, name in enumerate(query.bits):
                out[(index, place)] += row[name]
        elif isinstance(query, WeightedBits):
            for power, (index, name) in product(range(3), enumerate(query.bits)):
                out[(power, index, place)] += weight**power * row[name]
        elif isinstance(query, Spread):
            missing, value = row[f"{query.column}.missing"], row[query.column]
            out[(place, 44 + missing - 250 if value is None else value + 3)] += 1
        elif row[query.column] is not None:
            x, w = row[query.column], weight
            terms = (1, x, x * x)
            if isinstance(query, WeightedMoments):
                terms = (1, w, w * x, w * x * x, w * w, w * w * x, w * w * x * x)
            for index, term in enumerate(terms):
                out[(index, place)] += term
    return {cell: value for cell, value in out.items() if value}


def shape(query):
    width = {name: levels + 6 for name, levels in LEVELS.items()} | {"": 1}
    match query:
        case Joint():
            return tuple(width[name] for name in query.columns)
        case Sums():
            return (3, *(width[name] for name in query.columns))
        case Bits():
            return (len(query.bits), width[query.by])
        case WeightedBits():
            return (3, len(query.bits), width[query.by])
        case Moments():
            return (3, width[query.by])
        case WeightedMoments():
            return (7, width[query.by])
        case Spread():
            return (width[query.by], 44 + 6)
    return (width[query.column],)


def agrees(query, answer, rows):
    assert answer.shape == shape(query)
    found = {tuple(int(n) for n in cell): answer[tuple(cell)] for cell in np.argwhere(answer)}
    expected = by_hand(query, rows)
    if answer.dtype == np.int64:
        assert found == expected
        return
    assert answer.dtype == np.float64
    for cell in found.keys() | expected.keys():
        assert math.isclose(found.get(cell, 0), expected.get(cell, 0), rel_tol=1e-9, abs_tol=1e-6), cell


@st.composite
def queries(draw):
    places = {name: st.lists(st.integers(0, LEVELS[name] + 5), max_size=4).map(tuple) for name in CODES}
    standing = st.sampled_from(CODES).flatmap(lambda name: places[name].map(lambda some: Where(name, some)))
    having = st.lists(st.sampled_from(BITS), max_size=3).map(lambda some: AnyBit(tuple(some)))
    where = draw(st.lists(st.one_of(standing, having), max_size=2).map(tuple))
    within = draw(st.sampled_from(("", *BITS)))
    by = draw(st.sampled_from(("", *CODES)))
    columns = draw(st.lists(st.sampled_from(CODES), max_size=3).map(tuple))
    bits = draw(st.lists(st.sampled_from(BITS), min_size=1, max_size=10).map(tuple))
    number = draw(st.sampled_from(("whole", "real")))
    return draw(
        st.sampled_from(
            (
                Joint(columns, within, where),
                Bits(bits, by, within, where),
                Moments(number, by, within, where),
                Spread("whole", by, within, where),
                Sums(columns, within, where, weights="w"),
                WeightedBits(bits, by, within, where, weights="w"),
                WeightedMoments(number, by, within, where, weights="w"),
                Everyone(draw(st.sampled_from(CODES))),
            )
        )
    )


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    """700 rows: several slices of 128, and a last one that fills no whole word."""
    return Case(*random_part(tmp_path_factory.mktemp("dataset") / "part-0000", rows=700, seed=4))


@pytest.fixture(autouse=True)
def _small_slices(monkeypatch):
    PARTIALS.clear()
    monkeypatch.setattr(scanning, "SLICE_ROWS", 128)


@settings(
    max_examples=200,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(queries(), st.booleans())
def test_every_query_equals_counting_by_hand(part, query, by_histogram):
    """Both ways of counting an unweighted table: `by_histogram` makes popcounts look too dear."""
    PARTIALS.clear()
    cost = counting.ROW_COST
    counting.ROW_COST = 0 if by_histogram else 10**9
    try:
        answer = scan([part.part], [query])[query]
    finally:
        counting.ROW_COST = cost
    agrees(query, answer, part.rows)


WIDE = (Where("three", tuple(range(200))),)


@pytest.mark.parametrize("where", [(), WIDE, (Where("one", (0,)), AnyBit(("bit1", "bit2")))])
@pytest.mark.parametrize("rows, columns", [(CODES, CODES), (CODES, CODES[:2]), (CODES[:1], CODES)])
def test_tables_that_are_counted_together(part, monkeypatch, where, rows, columns):
    """Two by two, and what is left over; each table is what it is alone."""
    groups = []
    counted = counting.Slice._tables
    monkeypatch.setattr(counting.Slice, "_is_worth_it", lambda self, group: True)
    monkeypatch.setattr(
        counting.Slice, "_tables", lambda self, group: groups.append(group) or counted(self, group)
    )
    asked = [Joint(pair, "bit3", where) for pair in product(rows, columns)]
    answers = scan([part.part], [Joint(("two",)), *asked, Joint(("one", "two"), "bit4")])
    for query, answer in answers.items():
        agrees(query, answer, part.rows)
    together = [query for group in set(groups) for query, _ in group.queries()]
    assert len(together) == len(set(together)) > 1
    assert set(together) <= set(asked)


@pytest.mark.parametrize("where", [(), WIDE, (Where("one", (0,)), AnyBit(("bit1", "bit2")))])
def test_toplines_of_few_rows_are_counted_together(part, monkeypatch, where):
    asked = [Joint((name,), within, where) for within in ("", "bit3") for name in CODES]
    monkeypatch.setattr(counting.Slice, "answer", None)  # Each of them for itself would call this.
    for query, answer in scan([part.part], asked).items():
        agrees(query, answer, part.rows)


def test_a_process_that_is_forked_off_counts_with_threads_of_its_own(part):
    """More than one slice, so that threads share them out; those of the parent are not in the child."""
    query = Sums(("two",), weights="w")
    agrees(query, scan([part.part], [query])[query], part.rows)
    PARTIALS.clear()
    child = get_context("fork").Process(target=scan, args=([part.part], [query]))
    child.start()
    child.join(60)
    child.kill()
    assert child.exitcode == 0


@pytest.mark.parametrize("rows", [0, 1, 64, 65, 200])
def test_parts_of_any_length_add_up(tmp_path, rows):
    parts = [random_part(tmp_path / f"part-{n}", rows=rows, seed=n, common=0.2) for n in range(3)]
    asked = [
        Joint(("two", "three"), where=(Where("three", (0, 3)),)),
        Bits(BITS, "two", "bit1"),
        Sums(("two",), weights="w"),
        WeightedMoments("real", "two", weights="w"),
        Spread("whole"),
        Everyone("two"),
    ]
    answers = scan([part for part, _ in parts], asked)
    for query in asked:
        agrees(query, answers[query], [row for _, listed in parts for row in listed])


def test_queries_without_sense_are_refused(part):
    for query, message in {
        Joint((BITS[0],)): "no column of codes",
        Joint(("whole",)): "no column of codes",
        Bits(("two",)): "no column of bits",
        Moments("two"): "no column of numbers",
        WeightedMoments("bit1", weights="w"): "no column of numbers",
        Spread("real"): "no column of whole numbers",
        Joint(("two",), where=(Where("two", (10,)),)): "places 0 to 9",
        Joint(("two",), where=(Where("two", (-1,)),)): "places 0 to 9",
        Joint(("two",), where=(Where("real", (0,)),)): "no column of codes",
        Sums(("two",)): "can't name weights",
        Sums(("two",), weights="../w"): "can't name weights",
    }.items():
        with pytest.raises(ValueError, match=message):
            scan([part.part], [query])


def test_new_weights_under_an_old_name_are_counted(tmp_path):
    part, rows = random_part(tmp_path / "part-0000", rows=100, seed=1)
    query = Sums((), weights="w")
    agrees(query, scan([part], [query])[query], rows)
    store.write_weights(part.folder, "w", np.full(100, 2.0))
    again = store.open_part(part.folder, part.sha256)
    base = sum(row[ANALYSIS] for row in rows)
    assert scan([again], [query])[query].tolist() == [base, 2 * base, 4 * base]


def test_many_weights_are_mapped_and_take_no_memory(tmp_path):
    part, _ = random_part(tmp_path / "part-0000", rows=LARGE, seed=1)
    array = part.weights("w")
    while isinstance(array, np.ndarray) and array.base is not None:
        array = array.base
    assert isinstance(array, mmap)


@pytest.mark.parametrize("rows", [100, LARGE])
@pytest.mark.parametrize("harm", ["absent", "byte", "short", "empty", "another part", "another name"])
def test_damaged_weights_are_found(tmp_path, harm, rows):
    part, _ = random_part(tmp_path / "part-0000", rows=rows, seed=1)
    other, _ = random_part(tmp_path / "part-0001", rows=rows, seed=2)
    file = part.folder / "w.weights"
    content = bytearray(file.read_bytes())
    content[70] ^= 1
    new = {
        "absent": None,
        "byte": bytes(content),
        "short": file.read_bytes()[:-8],
        "empty": b"",
        "another part": (other.folder / "w.weights").read_bytes(),
        "another name": file.read_bytes(),
    }[harm]
    name = "v" if harm == "another name" else "w"
    file.unlink() if new is None else (part.folder / f"{name}.weights").write_bytes(new)
    with pytest.raises(DatasetDamaged):
        scan([part], [Sums((), weights=name)])


def test_weights_that_cannot_be_are_refused(tmp_path):
    part, _ = random_part(tmp_path / "part-0000", rows=4, seed=1)
    for wrong in ([1.0] * 3, [-1.0, 1, 1, 1], [float("inf"), 1, 1, 1]):
        with pytest.raises(ValueError, match="rows|0 or more"):
            store.write_weights(part.folder, "w", np.array(wrong))


def test_kept_answers_are_bounded():
    kept_answers = Partials(10_000)
    for number in range(50):
        kept_answers.put(number, np.zeros(10))
    assert kept_answers.bytes <= 10_000
    assert len(kept_answers) == 9
    assert kept_answers.get(0) is None
    assert kept_answers.get(49).tolist() == [0.0] * 10
    kept_answers.put(49, np.zeros(20))
    assert (len(kept_answers), kept_answers.bytes) == (8, 7 * 1104 + 1184)
