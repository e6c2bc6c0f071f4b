"""One scan of a dataset becomes a release document. Every number passes through disclosure control on its
way, and every table past the versions of it that are public.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from reports.dataset.columns import STATUS, STATUSES, TIER, TIERS
from reports.dataset.queries import Everyone, Joint, Query
from reports.dataset.scan import scan
from reports.dataset.store import Part
from reports.disclosure.control import withheld
from reports.disclosure.exact import ExactGroup, ExactItem, ExactTable
from reports.disclosure.protect import Protected, protect
from reports.disclosure.rounding import released_base
from reports.release import milestones
from reports.release.counting import Answers, Tabulator
from reports.release.items import items
from reports.release.layers import Layers, layers
from reports.release.letters import lettered
from reports.release.milestones import TOPLINE, Bases, Earlier
from reports.release.raking_cells import Weighed
from reports.release.segments import EVERYONE, Cut, SegmentPlan, segments
from reports.release.sources import may_cross
from reports.release.weighted_item import Layered, protect_weighted
from reports.release_format import EVERYONE as ALL
from reports.release_format import (
    Audit,
    BaseKind,
    Dispositions,
    Item,
    Questionnaire,
    ReleaseDoc,
    ReleaseInfo,
    SectionInfo,
    SurveyInfo,
    Table,
    Tier,
    WaveInfo,
    Weights,
)
from surveys.logic.definition import Definition

EVERYONE_LABEL = "Everyone"
TIER_LABELS = {
    "open": "Open to anyone",
    "email": "E-mail address verified",
    "invited": "Invited",
}
COUNTED = "_counted"
"""Name under which the counts beside the tables are kept, among the items."""


@dataclass(frozen=True, slots=True)
class About:
    """What a release says about itself besides its numbers."""

    survey_slug: str
    wave_number: int
    wave_title: str
    opened_on: date | None
    closed_on: date | None
    number: int
    released_on: date
    kind: str
    is_demo: bool
    version_number: int
    structure_sha256: str
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Assembled:
    """A document, and the exact numbers to compare its successors with (see `milestones.Record`)."""

    doc: ReleaseDoc
    counts: dict[str, dict[str, Bases]] = field(default_factory=dict)
    room: dict[str, dict[str, int]] = field(default_factory=dict)


class Tell(Protocol):
    """Called now and then during a step; `total` is 0 where it is not known."""

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None: ...


class Keeper(Protocol):
    """Where finished items are laid aside."""

    def get(self, item_id: str) -> Protected | None: ...

    def put(self, protected: Protected) -> None: ...


def silent(step: str, done: int = 0, total: int = 0) -> None:
    """For callers that nobody watches."""


def document(*, d: Definition, parts: Sequence[Part], about: About) -> ReleaseDoc:
    """A release without a forerunner."""
    return assemble(d=d, parts=parts, about=about).doc


@dataclass(frozen=True, slots=True)
class Weighting:
    """`weighed`: of the same parts."""

    weighed: Weighed
    weights: Weights


def assemble(
    *,
    d: Definition,
    parts: Sequence[Part],
    about: About,
    past: Sequence[Earlier] = (),
    weighting: Weighting | None = None,
    shelf: Keeper | None = None,
    tell: Tell = silent,
) -> Assembled:
    """Count, protect and assemble. One scan, and one an item where there are weights. Raise DatasetDamaged if
    a file of the dataset is not what was written. `past`: releases of the wave that readers have seen, oldest
    first.
    """
    mixed = [each for each in past if weighting is not None or each.doc.is_weighted]
    counting = Counting(d)
    tell("Counting")
    answers = scan(parts, [*HEADER, *counting.queries()])
    made: list[Item] = []
    protected: list[Protected] = []
    counts: dict[str, dict[str, Bases]] = {}
    room: dict[str, dict[str, int]] = {}
    for place, tabulator in enumerate(counting.tabulators):
        tell("Protecting", place, len(counting.tabulators))
        exact = counting.exact(tabulator, answers)
        if exact.topline is None:
            made.append(exact.item)
            continue
        now = milestones.people(exact)
        rulings = {name: milestones.ruling(exact.item.id, name, bases, past) for name, bases in now.items()}
        renewed = [
            name
            for name, each in rulings.items()
            if each.renew and milestones.same_people(exact.item.id, name, now[name], mixed)
        ]
        counts[exact.item.id] = {name: now[name] for name in renewed}
        room[exact.item.id] = {
            name: each.room for name, each in rulings.items() if name in renewed and each.room is not None
        }
        done = shelf.get(exact.item.id) if shelf else None
        if done is None and not renewed:
            done = Protected(exact.item, 0, 0, False, (), 0)
        elif done is None:
            plain = [each for each in past if not each.doc.is_weighted]
            versions = milestones.versions(exact.item.id, plain)
            left = milestones.only(exact, renewed)
            if weighting is None:
                done = protect(left, versions)
            else:
                layered = counting.layered(tabulator, left, parts, weighting.weighed)
                done = protect_weighted(
                    left, layered, weighting.weighed.weights, weighting.weighed.n, versions
                )
            if shelf:
                shelf.put(done)
        protected.append(done)
        levels = _levels(exact, renewed)
        made.append(milestones.merged(done.item, levels, past, is_weighted=weighting is not None))
    tell("Protecting", len(counting.tabulators), len(counting.tabulators))
    header = _counted(answers, past)
    counts[COUNTED] = {TOPLINE: {name: (n, n, n) for name, n in header.items()}}
    doc = ReleaseDoc(
        survey=SurveyInfo(d.id, about.survey_slug, d.title, d.population),
        wave=WaveInfo(about.wave_number, about.wave_title, _iso(about.opened_on), _iso(about.closed_on)),
        release=ReleaseInfo(
            about.number, about.released_on.isoformat(), "closing" if about.kind == "closing" else "milestone"
        ),
        is_demo=about.is_demo,
        weighting="unweighted" if weighting is None else "weighted",
        questionnaire=Questionnaire(about.version_number, about.structure_sha256, about.content_sha256),
        dispositions=Dispositions(
            released_base(header["complete"]),
            released_base(header["partial"]),
            released_base(header["screened_out"]),
            released_base(header["left_out"]),
        ),
        analysis_n=released_base(header["analysis"]),
        sections=tuple(SectionInfo(s.id, s.title) for s in d.sections),
        segments=tuple(plan.segment for plan in counting.plans),
        items=tuple(made),
        hidden=withheld((table, _width(item)) for item in made for table in _tables(item)),
        tiers=tuple(Tier(code, TIER_LABELS[code], released_base(header[f"tier {code}"])) for code in TIERS),
        weights=None if weighting is None else weighting.weights,
        audit=_audit(protected),
    )
    return Assembled(doc, counts, room)


HEADER: tuple[Query, ...] = (Everyone(STATUS), Joint(()), Joint((TIER,)))


class Counting:
    """What a questionnaire's release asks of a dataset, and how it reads the answers."""

    def __init__(self, d: Definition) -> None:
        self.d = d
        self.plans = segments(d)
        self.tabulators = [Tabulator(d, item, _index_decimals(d)) for item in items(d)]

    def queries(self) -> list[Query]:
        wanted: list[Query] = []
        for tabulator in self.tabulators:
            wanted += tabulator.queries(EVERYONE)
            for plan in self.crossed(tabulator):
                wanted += [query for cut in plan.cuts for query in tabulator.queries(cut)]
        return wanted

    def crossed(self, tabulator: Tabulator) -> list[SegmentPlan]:
        """The segments that an item may be split by."""
        return [plan for plan in self.plans if may_cross(self.d, tabulator.item.id, plan.segment.id)]

    def exact(self, tabulator: Tabulator, answers: Answers) -> ExactItem:
        """All tables of an item; none of a text."""
        item = tabulator.item
        if item.kind == "text":
            return ExactItem(item, None)
        base_kind: BaseKind = "valid" if item.derived or item.kind == "grid" else "asked"
        everyone = _group(tabulator, ALL, EVERYONE_LABEL, EVERYONE, answers, topline=True)
        banners = {
            plan.segment.id: lettered(
                item.kind,
                ExactTable(
                    "valid",
                    tuple(
                        _group(tabulator, level.code, level.label, cut, answers, topline=False)
                        for level, cut in zip(plan.segment.levels, plan.cuts, strict=True)
                    ),
                    disjoint=not any(cut.within for cut in plan.cuts),
                ),
            )
            for plan in self.crossed(tabulator)
        }
        return ExactItem(item, ExactTable(base_kind, (everyone,)), banners)

    def layered(
        self, tabulator: Tabulator, exact: ExactItem, parts: Sequence[Part], weighed: Weighed
    ) -> Layered:
        """The tables of `exact` once more, by raking cell. One scan."""
        cuts = {TOPLINE: (EVERYONE,), **{plan.segment.id: plan.cuts for plan in self.plans}}
        tables = {name: table for name, table in _named(exact).items() if table is not None}
        where = [weighed.where(cell) for cell in range(len(weighed.people))]
        apart = {name: [[replace(cut, where=w) for w in where] for cut in cuts[name]] for name in tables}
        wanted = [each for found in apart.values() for cells in found for each in cells]
        answers = scan(parts, [query for cut in wanted for query in tabulator.queries(cut)])
        return {
            name: [
                _by_cell(tabulator, group, cells, answers, topline=name == TOPLINE)
                for group, cells in zip(table.groups, apart[name], strict=True)
            ]
            for name, table in tables.items()
        }

    def people(self, parts: Sequence[Part]) -> dict[str, dict[str, Bases]]:
        """By item, the exact bases of all its tables in another dataset. One scan."""
        answers = scan(parts, self.queries())
        exact = [self.exact(tabulator, answers) for tabulator in self.tabulators]
        return {each.item.id: dict(milestones.people(each)) for each in exact}


def _group(
    tabulator: Tabulator, code: str, label: str, cut: Cut, answers: Answers, *, topline: bool
) -> ExactGroup:
    return ExactGroup(code, label, tuple(tabulator.rows(cut, answers, topline=topline)))


def _levels(exact: ExactItem, renewed: Sequence[str]) -> dict[str, list[str]]:
    """The tables that are not renewed, with the codes of their groups."""
    return {
        name: [group.code for group in table.groups]
        for name, table in _named(exact).items()
        if table is not None and name not in renewed
    }


def _named(exact: ExactItem) -> Mapping[str, ExactTable | None]:
    return {TOPLINE: exact.topline, **exact.banners}


def _by_cell(
    tabulator: Tabulator, group: ExactGroup, cells: Sequence[Cut], answers: Answers, *, topline: bool
) -> list[Layers]:
    """Each row of a group, by raking cell."""
    parts = [tabulator.rows(cut, answers, topline=topline) for cut in cells]
    return [
        layers(tabulator.item, row, [found[place] for found in parts]) for place, row in enumerate(group.rows)
    ]


def _counted(answers: Answers, past: Sequence[Earlier]) -> dict[str, int]:
    """Exact counts beside the tables."""
    status = answers[Everyone(STATUS)]
    count = {name: int(status[index]) for index, name in enumerate(STATUSES)}
    analysis = int(answers[Joint(())])
    now = {
        "complete": count["complete"],
        "partial": count["partial"],
        "screened_out": count["screened_out"],
        "left_out": count["complete"] + count["partial"] - analysis,
        "analysis": analysis,
        **{f"tier {code}": int(answers[Joint((TIER,))][place]) for place, code in enumerate(TIERS)},
    }
    last = next((each.record for each in reversed(past) if each.record), None)
    before = last.counts.get(COUNTED, {}).get(TOPLINE, {}) if last else {}
    return {name: milestones.steady(n, next(iter(before.get(name, ())), None)) for name, n in now.items()}


def _audit(protected: Sequence[Protected]) -> Audit:
    return Audit(
        items=len(protected),
        programmes=sum(each.programmes for each in protected),
        rounds=sum(each.rounds for each in protected),
        without_letters=sum(each.letters_dropped for each in protected),
        without_banners=sum(bool(each.banners_dropped) for each in protected),
        withheld=sum(each.withheld for each in protected),
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _index_decimals(d: Definition) -> int:
    return int(d.publication.get("rounding", {}).get("index_decimals", 0))


def _tables(item: Item) -> list[Table]:
    return ([item.topline] if item.topline is not None else []) + list(item.banners.values())


def _width(item: Item) -> int:
    return len([o for o in (item.options or item.columns) if not o.missing])
