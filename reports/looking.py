"""What the release manager and the analyst see of a release: the difference for readers, and what was
hidden.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from wagtail.log_actions import registry

from reports import queries
from reports.models import Release
from reports.release.diff import Diff, compare
from reports.release.milestones import TOPLINE, named
from reports.release_format import Item, ReleaseDoc
from reports.results_pages import weighting
from surveys import queries as surveys

STATUSES = {
    "hidden": "under 10 people",
    "few": "too few, or a cell of 0 or 100 %",
    "withheld": "hidden so that another group can’t be worked out",
}
FILTERS = (
    "The questionnaire names filters ({names}). Releases have no filtered tables, so nothing of them is "
    "published."
)


@dataclass(frozen=True, slots=True)
class Hiding:
    """One item for which something is not shown."""

    item: str
    topline: str
    """Rows without estimates in its own table, in words."""
    banners: str
    """The same in its comparisons."""
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """Everything on the page. `doc` is None if the stored text is damaged."""

    doc: ReleaseDoc
    before: Release | None
    diff: Diff
    size: int
    """Bytes of the text."""
    hiding: tuple[Hiding, ...]
    kept: tuple[str, ...]
    """Tables that stay as an earlier release had them, in words."""
    log: tuple[Any, ...]
    remark: str
    weighting: str
    """How answers count, in sentences."""


def about_release(release: Release) -> Found:
    """Reads the release and the one before it."""
    doc = queries.document_of(release)
    before = queries.shown_before(release)
    return Found(
        doc=doc,
        before=before,
        diff=compare(queries.document_of(before) if before else None, doc),
        size=len(release.artefact.encode()),
        hiding=tuple(found for item in doc.items if (found := _hiding(item)) is not None),
        kept=tuple(words for item in doc.items for words in _kept(doc, item)),
        log=tuple(registry.get_logs_for_instance(release).select_related("user")),
        remark=_remark(release),
        weighting=" ".join(weighting(doc)),
    )


def _hiding(item: Item) -> Hiding | None:
    topline = _counted([item.topline] if item.topline else [])
    banners = _counted(list(item.banners.values()))
    reason = " ".join(each for each in (item.reason, item.no_banners) if each)
    return Hiding(_name(item), topline, banners, reason) if topline or banners or reason else None


def _counted(tables: list[Any]) -> str:
    rows = [row.status for table in tables for group in table.groups for row in group.rows]
    counts = Counter(status for status in rows if status in STATUSES)
    return "; ".join(
        f"{counts[status]} of {len(rows)} {words}" for status, words in STATUSES.items() if counts[status]
    )


def _kept(doc: ReleaseDoc, item: Item) -> list[str]:
    found = []
    for name in (TOPLINE, *item.banners):
        table = named(item, name)
        if table is not None and table.since:
            segment = doc.segment(name)
            by = f" by {segment.label.lower()}" if segment else ""
            found.append(f"{_name(item)}{by}: of {table.since}")
    return found


def _remark(release: Release) -> str:
    versions = surveys.wave_versions(release.wave)
    names = surveys.definition_of(versions[-1]).publication.get("filters", ()) if versions else ()
    return FILTERS.format(names=", ".join(names)) if names else ""


def _name(item: Item) -> str:
    return f"{item.number}. {item.text}" if item.number else item.text
