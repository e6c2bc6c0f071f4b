"""Which answers to several versions of a questionnaire are counted together: what the editors' rulings say.

*Same* and *wording* pool within a wave. Where a version was ruled *not comparable* with the one before it,
the questions that it changed are other questions from then on: whoever answered before counts as not asked
them, and has no score or band that rests on them. The newest version that the wave's people answered counts.
"""

from dataclasses import asdict
from typing import Any

from surveys import queries as surveys
from surveys.logic.definition import Definition

APART = "not_comparable"


def apart(wave: Any) -> dict[int, frozenset[str]]:
    """Id of each version, from the wave's oldest to its newest -> ids of questions that don't count."""
    versions = surveys.versions_between(wave)
    definitions = [surveys.definition_of(version) for version in versions]
    broken: frozenset[str] = frozenset()
    found = {}
    for place in reversed(range(len(versions))):
        found[versions[place].pk] = broken & definitions[place].by_id.keys()
        if versions[place].comparability == APART and place:
            broken |= _changed(definitions[place - 1], definitions[place])
    return found


def _changed(before: Definition, after: Definition) -> frozenset[str]:
    """Ids of questions that both have and that are not the same in both."""
    return frozenset(
        q.id for q in after.questions if q.id in before.by_id and _said(q) != _said(before.by_id[q.id])
    )


def _said(q: Any) -> Any:
    """All of a question but its number and the editor's ids."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(each) for key, each in value.items() if key not in ("uuid", "number")}
        return [bare(each) for each in value] if isinstance(value, list | tuple) else value

    return bare(asdict(q))
