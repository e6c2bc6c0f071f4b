"""One scan of a dataset becomes a release document. Every number passes through disclosure control on its
way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from reports.dataset.columns import STATUS, STATUSES
from reports.dataset.queries import Everyone, Joint, Query
from reports.dataset.scan import scan
from reports.dataset.store import Part
from reports.disclosure.control import publish, withheld
from reports.disclosure.rounding import released_base
from reports.release.counting import Answers, Tabulator
from reports.release.items import items
from reports.release.segments import EVERYONE, Cut, SegmentPlan, segments
from reports.release.sources import may_cross
from reports.release_format import EVERYONE as ALL
from reports.release_format import (
    BaseKind,
    Dispositions,
    Group,
    Item,
    Questionnaire,
    ReleaseDoc,
    ReleaseInfo,
    SectionInfo,
    SurveyInfo,
    Table,
    WaveInfo,
)
from surveys.logic.definition import Definition

EVERYONE_LABEL = "Everyone"


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
    with_banners: bool
    """Only where every response is demo data, until the audit exists."""
    version_number: int
    structure_sha256: str
    content_sha256: str


def document(*, d: Definition, parts: Sequence[Part], about: About) -> ReleaseDoc:
    """Count, protect and assemble. One scan. Raise DatasetDamaged if a file of the dataset is not what was
    written.
    """
    plans = segments(d) if about.with_banners else ()
    tabulators = [Tabulator(d, item, _index_decimals(d)) for item in items(d)]
    answers = scan(parts, _queries(d, tabulators, plans))
    finished = [_with_tables(d, tabulator, plans, answers) for tabulator in tabulators]
    status = answers[Everyone(STATUS)]
    count = {name: int(status[index]) for index, name in enumerate(STATUSES)}
    return ReleaseDoc(
        survey=SurveyInfo(d.id, about.survey_slug, d.title, d.population),
        wave=WaveInfo(about.wave_number, about.wave_title, _iso(about.opened_on), _iso(about.closed_on)),
        release=ReleaseInfo(
            about.number, about.released_on.isoformat(), "closing" if about.kind == "closing" else "milestone"
        ),
        is_demo=about.is_demo,
        weighting="unweighted",
        questionnaire=Questionnaire(about.version_number, about.structure_sha256, about.content_sha256),
        dispositions=Dispositions(
            released_base(count["complete"]),
            released_base(count["partial"]),
            released_base(count["screened_out"]),
        ),
        analysis_n=released_base(int(answers[Joint(())])),
        sections=tuple(SectionInfo(s.id, s.title) for s in d.sections),
        segments=tuple(plan.segment for plan in plans),
        items=tuple(finished),
        hidden=withheld((table, _width(item)) for item in finished for table in _tables(item)),
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _index_decimals(d: Definition) -> int:
    return int(d.publication.get("rounding", {}).get("index_decimals", 0))


def _queries(d: Definition, tabulators: Sequence[Tabulator], plans: Sequence[SegmentPlan]) -> list[Query]:
    wanted: list[Query] = [Everyone(STATUS), Joint(())]
    for tabulator in tabulators:
        wanted += tabulator.queries(EVERYONE)
        for plan in plans:
            if may_cross(d, tabulator.item.id, plan.segment.id):
                wanted += [query for cut in plan.cuts for query in tabulator.queries(cut)]
    return wanted


def _with_tables(d: Definition, tabulator: Tabulator, plans: Sequence[SegmentPlan], answers: Answers) -> Item:
    item = tabulator.item
    if item.kind == "text":
        return item
    base_kind: BaseKind = "valid" if item.derived or item.kind == "grid" else "asked"
    topline = Table(base_kind, (_group(tabulator, ALL, EVERYONE_LABEL, EVERYONE, answers, topline=True),))
    banners = {
        plan.segment.id: Table(
            "valid",
            tuple(
                _group(tabulator, level.code, level.label, cut, answers, topline=False)
                for level, cut in zip(plan.segment.levels, plan.cuts, strict=True)
            ),
        )
        for plan in plans
        if may_cross(d, item.id, plan.segment.id)
    }
    return replace(item, topline=topline, banners=banners)


def _group(
    tabulator: Tabulator, code: str, label: str, cut: Cut, answers: Answers, *, topline: bool
) -> Group:
    rows = tabulator.rows(cut, answers, topline=topline)
    return Group(code, label, tuple(publish(row) for row in rows))


def _tables(item: Item) -> list[Table]:
    return ([item.topline] if item.topline is not None else []) + list(item.banners.values())


def _width(item: Item) -> int:
    return len([o for o in (item.options or item.columns) if not o.missing])
