"""Threat 50: heavy queries. Strangers reach no counting at all; who may count, only so much at once."""

import threading
from itertools import count as numbers

import pytest
from django.urls import reverse

from reports import datasets
from reports.explorer import limits
from tests.attacks.sizes import size
from tests.oracles import synth
from tests.reports.explorer.small import Dataset
from tests.reports.views.releases import publish, two_waves
from tests.support.people import client_of
from website.core.groups import ANALYST

DISTINCT = size(30, 500)
PUBLIC = (
    "/results/",
    "/results/survey/wave-2/",
    "/results/survey/wave-2/issue/",
    "/results/survey/wave-2/issue/chart.json",
    "/results/survey/wave-2/issue/by/role/table.csv",
)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return Dataset(tmp_path_factory.mktemp("heavy"), synth.definition(), list(synth.rows()))


@pytest.fixture
def counted(data, monkeypatch):
    """How often anything was counted."""
    calls = []

    def read(*, wave, use):
        calls.append(wave)
        return use(data.parts)

    monkeypatch.setattr(datasets, "read", read)
    return calls


@pytest.mark.django_db
def test_a_stranger_s_filters_count_nothing(client, monkeypatch, counted, capsys):
    """Many addresses that nobody asked before, on the public pages and on the explorer's own."""
    publish(monkeypatch, two_waves())
    for number in range(DISTINCT):
        path = PUBLIC[number % len(PUBLIC)]
        answer = client.get(path, {"where": f"role:{number}", "by": f"x{number}", "row": "issue"})
        assert answer.status_code in (200, 302), path
        answer = client.get(
            reverse("reports_explorer"), {"wave": "1", "row": "issue", "where": f"role:{number}"}
        )
        assert (answer.status_code, "/login/" in answer["Location"]) == (302, True)
    with capsys.disabled():
        print(f"\nrow 50: {DISTINCT} distinct filters by a stranger, {len(counted)} counts")
    assert counted == []


def everything(data):
    """An address that asks for every variable by every segment."""
    names = list(data.known.variables)
    splitting = [name for name in names if data.known.variables[name].can_split]
    return {"row": names, "by": splitting}


@pytest.mark.parametrize("limit", [name for name in vars(limits) if name.startswith("MOST_")])
def test_each_limit_refuses_by_itself(data, monkeypatch, limit):
    """With all others lifted. Without any, everything by everything would be let through."""
    for name in vars(limits):
        if name.startswith("MOST_"):
            monkeypatch.setattr(limits, name, 10**9)
    asked = everything(data) | {"add": ["role", "market", "region", "age", "gender", "solo", "persona"]}
    chosen = data.read(**asked)
    limits.check(chosen)
    monkeypatch.setattr(limits, limit, 6)
    with pytest.raises(limits.TooMuch, match=r"one page holds up to 6\. Choose fewer"):
        limits.check(chosen)


def test_an_ordinary_page_is_within_the_limits(data):
    limits.check(data.read(row=["issue", "platforms", "seg__s1"], by=["solo", "role", "persona"]))


def test_only_so_many_pages_count_at_once(monkeypatch):
    """The next one waits for a moment, is told to come back, and gets its turn when a place is free."""
    monkeypatch.setattr(limits, "PATIENCE", 0.01)
    inside, leave = threading.Barrier(limits.AT_ONCE + 1), threading.Event()

    def hold():
        with limits.turn():
            inside.wait(10)
            leave.wait(10)

    holders = [threading.Thread(target=hold) for _ in range(limits.AT_ONCE)]
    for holder in holders:
        holder.start()
    inside.wait(10)
    try:
        with pytest.raises(limits.TooMuch, match="Try again in a moment"), limits.turn():
            pass
    finally:
        leave.set()
        for holder in holders:
            holder.join()
    with limits.turn():
        pass


def test_a_page_that_takes_too_long_stops_between_tables(data, monkeypatch):
    """The clock is turned on by an hour after two looks at it. Its turn is given back all the same."""
    hours = numbers()
    for _ in range(limits.AT_ONCE + 1):
        monkeypatch.setattr(limits.time, "monotonic", lambda: 3600.0 * max(0, next(hours) - 2))
        with pytest.raises(limits.TooMuch, match="too long to count"), limits.turn() as check_time:
            data.ask(before_each=check_time, row=["issue", "party", "role"])


@pytest.mark.django_db
def test_the_analyst_is_told_and_nothing_is_counted(wave, counted):
    client = client_of(ANALYST)
    address = {"wave": wave.pk, "row": "issue"}
    by = ["role", "market", "region", "age", "work_status", "gender", "solo", "persona", "age3", "size3"]
    answer = client.get(reverse("reports_explorer"), address | {"by": by})
    assert (answer.status_code, counted) == (422, [])
    assert "one page holds up to" in answer.content.decode()
    assert client.get(reverse("reports_explorer"), address | {"by": "solo"}).status_code == 200
    assert counted, "The counter would have noticed."
