"""Released figures against plain counting: every kind of question, topline and banner, rounded afterwards."""

from datetime import date
from math import floor, sqrt
from statistics import median

import pytest

from reports.dataset.build import build
from reports.release import About, document
from reports.release.assembly import Counting
from reports.release_text import canonical, parse, sha256
from tests.oracles import synth
from tests.reports.release.conftest import only

ROWS = 120


def about(**changes):
    facts = {
        "survey_slug": "survey",
        "wave_number": 1,
        "wave_title": "Spring",
        "opened_on": date(2026, 5, 4),
        "closed_on": date(2026, 5, 29),
        "number": 1,
        "released_on": date(2026, 6, 2),
        "kind": "closing",
        "is_demo": True,
        "version_number": 1,
        "structure_sha256": "a" * 64,
        "content_sha256": "b" * 64,
    }
    return About(**(facts | changes))


@pytest.fixture(scope="module")
def rows():
    return [row for row in synth.rows() if row["work_status"] != 6][:ROWS]


def make(folder, rows, **changes):
    parts = build(folder=folder, rows=rows, definitions={1: synth.definition()}, about={})
    return document(d=synth.definition(), parts=parts, about=about(**changes))


@pytest.fixture(scope="module")
def doc(tmp_path_factory, rows):
    """With three of the thirteen comparisons: the audit of all takes minutes where people are this few."""
    with pytest.MonkeyPatch.context() as patch:
        only(patch, "solo", "persona", "platforms")
        return make(tmp_path_factory.mktemp("release"), rows)


def five(n):
    """The nearest multiple of 5, by division."""
    return 5 * floor(n / 5 + 0.5)


def released(counts, n):
    """What may be printed of these counts of n people: steps of 5 on the rounded base."""
    base = five(n)
    return {code: 5 * floor(k / n * base / 5 + 0.5 + 1e-12) for code, k in counts.items()}


def printed(row):
    return {cell.code: cell.count for cell in row.cells}


def asked(values):
    return [v for v in values if v not in (-1, -5)]


def options(question):
    return {o.code: o.value for o in synth.definition().question(question).options}


def only_row(doc, item, row=None):
    found = doc.item(item).topline.groups[0].row(row)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "item", ["work_status", "accounts", "issue", "policy", "last_time", "region", "gender"]
)
def test_single(doc, rows, item):
    values = asked([row[item] for row in rows])
    counts = {code: values.count(value) for code, value in options(item).items()} | {"-2": values.count(-2)}
    row = only_row(doc, item)
    assert (row.base, row.valid) == (five(len(values)), five(sum(v >= 0 for v in values)))
    assert printed(row) == released(counts, len(values))
    assert [cell.share for cell in row.cells] == [cell.count / row.base for cell in row.cells]


@pytest.mark.parametrize("item", ["seg", "views", "disclose", "requests"])
def test_matrix(doc, rows, item):
    for each in synth.definition().question(item).rows:
        values = asked([row[f"{item}__{each.code}"] for row in rows])
        counts = {code: values.count(value) for code, value in options(item).items()} | {
            "-2": values.count(-2)
        }
        assert printed(only_row(doc, item, each.code)) == released(counts, len(values))


def test_likert_mean_and_net(doc, rows):
    row = only_row(doc, "seg", "s1")
    values = [r["seg__s1"] for r in rows if r["seg__s1"] >= 0]
    mean = sum(values) / len(values)
    sd = sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1))
    t = 1.9803 if len(values) > 110 else 1.9840
    assert row.stats["mean"].value == pytest.approx(mean, abs=0.05 + 1e-9)
    assert row.stats["mean"].lo <= mean - t * sd / sqrt(len(values)) + 1e-3
    cells = printed(row)
    net = cells["agree"] + cells["strongly_agree"] - cells["disagree"] - cells["strongly_disagree"]
    assert row.stats["net"].value == pytest.approx(net / row.base)


@pytest.mark.parametrize("item", ["platforms", "events"])
def test_multi(doc, rows, item):
    codes = list(options(item))
    seen = [r for r in rows if r[f"{item}__{codes[0]}"] not in (-1, -5)]
    counts = {code: sum(r[f"{item}__{code}"] == 1 for r in seen) for code in codes}
    counts["-2"] = sum(r[f"{item}__{codes[0]}"] == -2 for r in seen)
    assert printed(only_row(doc, item)) == released(counts, len(seen))


def test_circles(doc, rows):
    q = synth.definition().question("circles")
    for each in q.rows:
        names = {c.code: f"circles__{each.code}__{c.code}" for c in q.columns}
        answered = [r for r in rows if r[names["nowhere"]] >= 0 and r[names["na"]] == 0]
        counts = {c: sum(r[name] == 1 for r in answered) for c, name in names.items() if c != "na"}
        row = only_row(doc, "circles", each.code)
        assert row.base == five(len(answered))
        assert printed(row) == released(counts, len(answered))
        reached = [r for r in rows if r[names["nowhere"]] not in (-1, -5)]
        outside = {
            "na": sum(r[names["na"]] == 1 for r in reached),
            "-2": sum(r[names["na"]] == -2 for r in reached),
        }
        assert {cell.code: cell.count for cell in row.outside} == released(outside, len(reached))


def test_ranking(doc, rows):
    codes = list(options("principles"))
    seen = [r for r in rows if r["principles__privacy"] not in (-1, -5)]
    ranked = [r for r in seen if r["principles__privacy"] >= 0]
    row = only_row(doc, "principles")
    counts = {code: sum(r[f"principles__{code}"] > 0 for r in ranked) for code in codes}
    firsts = {code: sum(r[f"principles__{code}"] == 1 for r in ranked) for code in codes}
    assert printed(row) == released(counts | {"-2": len(seen) - len(ranked)}, len(seen))
    assert {c.code: c.first for c in row.cells if not c.missing} == {
        code: k / row.base for code, k in released(firsts, len(seen)).items()
    }
    for cell in row.cells[:-1]:
        ranks = [r[f"principles__{cell.code}"] for r in ranked if r[f"principles__{cell.code}"] > 0]
        assert cell.mean_rank == (round(sum(ranks) / len(ranks) + 1e-9, 1) if len(ranks) >= 30 else None)


def test_slider(doc, rows):
    values = asked([r["recommend"] for r in rows])
    valid = [v for v in values if v >= 0]
    row = only_row(doc, "recommend")
    counts = {str(v): values.count(v) for v in range(11)} | {"-2": values.count(-2)}
    cells = printed(row)
    assert cells == released(counts, len(values))
    assert row.stats["median"] == median(valid)
    promoters, detractors = cells["9"] + cells["10"], sum(cells[str(v)] for v in range(7))
    assert row.stats["nps"].value == pytest.approx(100 * (promoters - detractors) / row.valid, abs=0.5)


def test_number(doc, rows):
    valid = [r["years"] for r in rows if r["years"] >= 0]
    values = asked([r["years"] for r in rows])
    bands = {"y0_2": (0, 2), "y3_5": (3, 5), "y6_10": (6, 10), "y11_20": (11, 20), "y21": (21, 60)}
    counts = {code: sum(lo <= v <= hi for v in valid) for code, (lo, hi) in bands.items()}
    row = only_row(doc, "years")
    assert printed(row) == released(counts | {"-2": values.count(-2)}, len(values))
    assert row.stats["median"] == median(valid)
    assert row.stats["mean"].value == pytest.approx(sum(valid) / len(valid), abs=0.05 + 1e-9)


@pytest.mark.usefixtures("two_segments")
def test_vignette(tmp_path):
    """All 390: a cell of 120 people would be too small to show."""
    rows = [row for row in synth.rows() if row["work_status"] != 6]
    item = make(tmp_path, rows).item("vignette")
    for row in item.topline.groups[0].rows:
        relation, audience = row.row.split(".")
        cell = [r["vignette"] for r in rows if r["vig_rel"] == relation and r["vig_aud"] == audience]
        values = asked(cell)
        counts = {code: values.count(v) for code, v in options("vignette").items()} | {"-2": values.count(-2)}
        assert row.base == five(len(values))
        assert printed(row) == released(counts, len(values))
        cells = printed(row)
        assert row.stats["share_problem"].value == (cells["moderate"] + cells["serious"]) / row.valid


def test_personas_and_scores(doc, rows):
    from surveys.logic import scoring

    scores = [scoring.score(synth.definition(), row) for row in rows]
    personas = [s["persona"] for s in scores if s["persona"]]
    row = only_row(doc, "persona")
    codes = ("hybrid", "audience", "content", "open")
    assert printed(row) == released({c: personas.count(c) for c in codes}, len(personas))
    for index in ("segmentation_index", "collapse_index", "disclosure_index"):
        values = [s[index] for s in scores if s[index] is not None]
        bins = {f"{10 * b}-{10 * b + 10}": 0 for b in range(10)}
        for v in values:
            b = min(9, int((v + 1e-9) // 10))
            bins[f"{10 * b}-{10 * b + 10}"] += 1
        row = only_row(doc, index)
        assert printed(row) == released(bins, len(values))
        assert row.stats["mean"].value == floor(sum(values) / len(values) + 0.5)


def test_banner_on_valid_answers(doc, rows):
    table = doc.item("issue").banners["solo"]
    assert [group.code for group in table.groups] == ["employed", "self"]
    for group, statuses in zip(table.groups, ((1, 2), (3,)), strict=True):
        values = [r["issue"] for r in rows if r["work_status"] in statuses and r["issue"] >= 0]
        row = group.rows[0]
        assert (row.base, row.valid, row.asked) == (five(len(values)), five(len(values)), None)
        counts = {code: values.count(v) for code, v in options("issue").items() if v >= 0}
        assert printed(row) in ({}, released(counts, len(values)))
        assert (printed(row) == {}) == (row.status == "few")


def test_banner_of_a_question_with_several_answers(doc, rows):
    """Groups overlap: one person stands in the group of every network they use."""
    table = doc.item("issue").banners["platforms"]
    for group in table.groups:
        values = [r["issue"] for r in rows if r[f"platforms__{group.code}"] == 1 and r["issue"] >= 0]
        base = group.rows[0].base
        assert base == (None if len(values) < 10 else five(len(values)))


def test_a_derived_segment_is_never_crossed_with_its_own_items():
    counting = Counting(synth.definition())
    crossed = {(t.item.id, plan.segment.id) for t in counting.tabulators for plan in counting.crossed(t)}
    forbidden = {
        ("persona", "persona"),
        ("behave", "persona"),
        ("audience_score", "persona"),
        ("content_score", "persona"),
        ("practice_index", "persona"),
        ("fit_gap", "persona"),
        ("seg", "segmentation_band"),
        ("segmentation_index", "segmentation_band"),
        ("fit_gap", "segmentation_band"),
        ("years", "years_band"),
        ("age", "age3"),
        ("org_size", "size3"),
        ("seniority", "senior3"),
        ("work_status", "solo"),
        ("work_status", "work_status"),
        ("role", "role"),
    }
    assert crossed & forbidden == set()
    assert {("issue", "persona"), ("persona", "role"), ("seg", "persona"), ("circles", "solo")} <= crossed
    assert [plan.segment.id for plan in counting.plans] == [
        s for s in synth.definition().segments if s != "wave"
    ]


def test_open_answers_are_not_in_it(doc):
    story = doc.item("story")
    assert (story.topline, story.reason) == (
        None,
        "Open answers are published only after a person has read them.",
    )


def test_every_question_and_score_in_order(doc):
    questions = [q.id for q in synth.definition().questions]
    scores = ["segmentation_index", "audience_score", "content_score", "persona", "practice_index", "fit_gap"]
    assert [item.id for item in doc.items] == [*questions, *scores, "collapse_index", "disclosure_index"]
    assert {item.id: item.kind for item in doc.items if item.kind in ("likert", "matrix", "grid")} == {
        "purpose": "likert",
        "circles": "grid",
        "seg": "likert",
        "behave": "likert",
        "requests": "matrix",
        "views": "likert",
        "disclose": "matrix",
    }
    assert [o.code for o in doc.item("disclose").options if o.apart] == ["not_at_all"]


def test_who_was_asked_is_said(doc):
    assert {
        item.id: item.base_text
        for item in doc.items
        if item.id in ("issue", "accounts", "policy_own", "purpose")
    } == {
        "issue": "Everyone who took part.",
        "accounts": "People who did not choose “None of these” in question 2.",
        "policy_own": (
            "People who answered “Self-employed, freelance or owner of my own business” to question 1."
        ),
        "purpose": (
            "People who did not choose “None of these” in question 2. "
            "In each row, those who chose it in question 2."
        ),
    }


def test_no_released_number_is_exact(doc):
    for item in doc.items:
        for table in [item.topline, *item.banners.values()]:
            for row in [row for group in (table.groups if table else ()) for row in group.rows]:
                numbers = [row.base, row.valid, row.asked, *(cell.count for cell in row.cells)]
                assert [n for n in numbers if n is not None and n % 5] == []


@pytest.mark.usefixtures("two_segments")
def test_dispositions_are_rounded(tmp_path, rows):
    more = [{**row, "_status": "screened_out"} for row in rows[:9]] + [
        {**row, "_status": "partial"} for row in rows[:12]
    ]
    doc = make(tmp_path, rows + more)
    found = doc.dispositions
    assert (found.complete, found.partial, found.screened_out, doc.analysis_n) == (120, 10, None, 130)


@pytest.mark.usefixtures("two_segments")
def test_a_tiny_wave_shows_nothing(tmp_path, rows):
    doc = make(tmp_path, rows[:9])
    statuses = {
        r.status
        for i in doc.items
        for t in [i.topline, *i.banners.values()]
        if t
        for g in t.groups
        for r in g.rows
    }
    assert (statuses, doc.analysis_n) == ({"hidden"}, None)


@pytest.mark.usefixtures("two_segments")
def test_the_text_is_canonical(doc, rows, tmp_path):
    text = canonical(doc)
    assert parse(text, sha256(text)) == doc
    text, again = (
        canonical(make(tmp_path / name, each))
        for name, each in (("as_they_came", rows), ("turned_round", list(reversed(rows))))
    )
    assert sha256(again) == sha256(text)
