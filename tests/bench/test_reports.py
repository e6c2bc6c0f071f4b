"""The benchmark still runs: every peer that is there counts what the dataset counts, on a few rows."""

import numpy as np
import pytest

from bench import releases, reports
from bench.invented import draw
from bench.ours import Ours
from bench.peers import memory
from bench.peers.duck import DuckDB
from bench.peers.polars_frame import LazyPolars, Polars
from bench.peers.postgres import CountPerOption, JSONRows
from bench.peers.wagtail_forms import WagtailForms
from reports.dataset.partials import PARTIALS
from reports.disclosure.protect import Protected
from reports.release import assembly

ROWS = 300
QUESTIONS = 8


@pytest.fixture(scope="module")
def data():
    """The last questions: missing codes of both kinds, and banners."""
    whole = draw(ROWS)
    kept = whole.names[:6] + whole.names[-2:]
    return whole.only(kept)


@pytest.fixture(scope="module")
def times(tmp_path_factory, data):
    found = reports.measure_ours(Ours(tmp_path_factory.mktemp("bench"), data), data, data.some(slice(0, 40)))
    yield found
    PARTIALS.clear()


@pytest.mark.parametrize(
    "peer", [DuckDB, Polars, LazyPolars, WagtailForms, CountPerOption, JSONRows], ids=lambda peer: peer.name
)
def test_a_peer_counts_the_same(peer, data, times, capsys):
    if peer.missing():
        pytest.skip(peer.missing())
    reports.against(peer, data, data.some(slice(0, 40)), times)
    assert "times as long" in capsys.readouterr().out


def test_the_answers_are_what_was_given(data, times):
    topline = times["topline, cold"][1]
    assert topline.sum() == ROWS * QUESTIONS
    for place, codes in enumerate(data.codes.values()):
        assert topline[place].nonzero()[0].tolist() == sorted(set((codes + 6).tolist()))


def test_a_side_that_counts_otherwise_has_no_ratio(data, times):
    wrong = {
        what: (seconds, None if found is None else found + 1) for what, (seconds, found) in times.items()
    }
    with pytest.raises(reports.Unequal):
        reports.against(WagtailForms, data, data, wrong)


def test_a_stream_reads_all_its_bytes(monkeypatch):
    monkeypatch.setattr(memory, "WINDOWS_BYTES", 1)
    side = memory.Stream(8 * 1000)
    assert side.once()() == np.arange(1000).sum()
    side.close()


def test_a_release_is_measured(tmp_path, monkeypatch):
    """Without disclosure control, which takes minutes on a busy machine and has tests of its own."""
    monkeypatch.setattr(releases, "POOL", 5)
    monkeypatch.setattr(assembly, "protect", lambda exact, _: Protected(exact.item, 0, 0, False, (), 0))
    found = releases.measure(40, tmp_path)
    assert found["items"] > 30 and found["rate"] > 0
