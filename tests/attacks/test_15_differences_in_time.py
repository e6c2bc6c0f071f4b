"""Row 15: whoever keeps every release of a wave subtracts one from another.

People come, change their answers and take them back in random orders; at random moments the wave is released,
while it is open and after it has closed. No two versions of a table may differ, in any group, by one to nine
people. Each order is played with the very rulings that a build asks for; that a build asks for them is shown
by tests/reports/release/test_milestones.py.
"""

from random import Random
from types import SimpleNamespace
from typing import Any

from reports.release.milestones import Earlier, Record, Ruling, changes, ruling
from tests.attacks.sizes import size

ORDERS = size(30, 1_000)
EVENTS, RELEASES = (40, 400), (3, 9)
SEGMENTS = {"": ("all",), "region": ("north", "south", "west"), "networks": ("a", "b", "c", "d")}
Saved = tuple[int, int]
"""A person, and how often they have saved."""
Version = dict[str, frozenset[Saved]]
"""Group -> who stands in it."""


def groups(answers: dict[str, Any]) -> set[tuple[str, str]]:
    """Where a person stands in each table; in several groups of a question with several answers."""
    return {("", "all"), ("region", answers["region"]), *(("networks", each) for each in answers["networks"])}


def answered(rng: Random) -> dict[str, Any]:
    regions = rng.choices(SEGMENTS["region"], (70, 25, 5))
    return {"region": regions[0], "networks": [n for n in SEGMENTS["networks"] if rng.random() < 0.4]}


class Wave:
    """Its people, what was released of them, and what is kept to compare with."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.people: dict[int, tuple[int, dict[str, Any]]] = {}
        self.came = 0
        self.public: list[tuple[str, Version]] = []
        self.past: list[tuple[SimpleNamespace, frozenset[Saved] | None, Record]] = []

    def live(self, events: int, *, is_open: bool) -> None:
        for _ in range(events):
            what = self.rng.choices(("come", "change", "leave"), (6 * is_open, 2 * is_open, 1))[0]
            if what == "come":
                self.came += 1
                self.people[self.came] = (0, answered(self.rng))
            elif self.people:
                person = self.rng.choice(list(self.people))
                times, answers = self.people.pop(person)
                if what == "change":
                    changed = answered(self.rng) if self.rng.random() < 0.5 else answers
                    self.people[person] = (times + 1, changed)

    def tables(self, among: frozenset[Saved] | None = None) -> dict[str, Version]:
        found: dict[str, dict[str, set[Saved]]] = {
            name: {group: set() for group in names} for name, names in SEGMENTS.items()
        }
        for person, (times, answers) in self.people.items():
            if among is None or (person, times) in among:
                for name, group in groups(answers):
                    found[name][group].add((person, times))
        return {
            name: {group: frozenset(who) for group, who in table.items()} for name, table in found.items()
        }

    def release(self, *, control: bool, is_open: bool) -> None:
        now = self.tables()
        past = [
            Earlier(doc, True, record if members is not None else None, self.unchanged(members))
            for doc, members, record in self.past
        ]
        renewed: dict[str, Ruling] = {}
        for name, table in now.items():
            verdict = ruling("item", name, bases(table), past) if control else Ruling(renew=True)
            if verdict.renew:
                renewed[name] = verdict
                self.public.append((name, table))
        tables = {name: SimpleNamespace(since="" if name in renewed else "before") for name in now}
        item = SimpleNamespace(topline=tables.pop(""), banners=tables)
        doc = SimpleNamespace(item=lambda _: item)
        members = frozenset((person, times) for person, (times, _) in self.people.items())
        room = {name: each.room for name, each in renewed.items() if each.room is not None}
        record = Record({"item": {name: bases(now[name]) for name in renewed}}, {"item": room})
        if not is_open:
            # Publishing a release of a closed wave forgets what the earlier ones rested on.
            self.past = [(doc_, None, record_) for doc_, _, record_ in self.past]
        self.past.append((doc, members, record))

    def unchanged(self, members: frozenset[Saved] | None) -> dict[str, Any]:
        if members is None:
            return {}
        return {"item": {name: bases(table) for name, table in self.tables(members).items()}}


def bases(table: Version) -> dict[str, tuple[int, int, int]]:
    return {f"{group}/": (len(who), len(who), len(who)) for group, who in table.items()}


def leaks(wave: Wave) -> int:
    """Pairs of versions of a table that differ by a few people in a group."""
    found = 0
    for place, (name, first) in enumerate(wave.public):
        for other, second in wave.public[place + 1 :]:
            if other == name:
                found += any(
                    0 < max(len(first[g] - second[g]), len(second[g] - first[g])) < 10 for g in first
                )
    return found


def replay(seed: int, *, control: bool) -> tuple[int, int]:
    """One order of everything: leaks, and versions that were published."""
    rng = Random(seed)
    wave = Wave(rng)
    for _ in range(rng.randint(*RELEASES)):
        wave.live(rng.randint(*EVENTS) // rng.choice((1, 1, 10)), is_open=True)
        wave.release(control=control, is_open=True)
    for _ in range(3):
        wave.release(control=control, is_open=False)
        wave.live(rng.randint(0, 30), is_open=False)
    return leaks(wave), len(wave.public)


def test_without_the_rule_releases_are_subtracted():
    """Control off: every table is renewed each time."""
    found = [replay(seed, control=False)[0] for seed in range(ORDERS)]
    print(f"without the control {sum(map(bool, found))} of {ORDERS} orders give small differences")
    assert sum(map(bool, found)) > ORDERS // 2


def test_no_two_versions_differ_by_a_few_people():
    found = [replay(seed, control=True) for seed in range(ORDERS)]
    published = sum(versions for _, versions in found)
    print(f"with it {published / ORDERS:.1f} versions of tables are published in an order")
    assert [leaked for leaked, _ in found if leaked] == []
    assert published > 4 * ORDERS


def test_changes_are_never_more_than_people_who_changed():
    """The larger of who came and who left: somebody who changed an answer is both, and one person."""
    rng = Random(1)
    wave = Wave(rng)
    wave.live(200, is_open=True)
    before = wave.tables()
    members = frozenset((person, times) for person, (times, _) in wave.people.items())
    wave.live(60, is_open=True)
    now, same = wave.tables(), wave.tables(members)
    for name in SEGMENTS:
        counted = changes(bases(now[name]), bases(same[name]), bases(before[name]))
        people = {person for group in SEGMENTS[name] for person, _ in before[name][group] ^ now[name][group]}
        assert max(counted) <= len(people)
