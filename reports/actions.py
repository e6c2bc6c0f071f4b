"""Writes: building a wave's dataset and releasing its numbers."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from reports import queries
from reports.dataset.build import build
from reports.dataset.errors import DatasetDamaged
from reports.dataset.queries import Query
from reports.dataset.scan import Answer, scan
from reports.dataset.store import Part, open_parts
from reports.models import Release
from reports.release import About, document
from reports.release.sensitivity import Sensitivity, sensitivity
from reports.release_format import canonical, sha256
from surveys import queries as surveys
from surveys.actions import finish_wave


class ReleaseRefused(Exception):
    """The wave can't be released now; the message says why and what to do."""


@dataclass
class _DemoCount:
    """Tells, after the rows have passed, whether some or all of them were demonstration data."""

    any: bool = False
    all: bool = True

    def watch(self, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for row in rows:
            self.any = self.any or row["_demo"]
            self.all = self.all and row["_demo"]
            yield row


def dataset_folder(wave: Any) -> Path:
    return Path(settings.VAR) / "datasets" / str(wave.survey.slug) / f"wave-{wave.number}"


def build_dataset(*, wave: Any) -> tuple[Part, ...]:
    """Write the wave's dataset anew from the responses and swap it in."""
    return _build(wave, _DemoCount())


def count(*, wave: Any, queries: Sequence[Query]) -> dict[Query, Answer]:
    """Answers of a wave's dataset as it was last built; built anew where it is missing, damaged or
    another's.
    """
    try:
        return scan(
            open_parts(dataset_folder(wave), about=_facts(wave, surveys.wave_versions(wave))), queries
        )
    except DatasetDamaged:
        return scan(build_dataset(wave=wave), queries)


def _facts(wave: Any, versions: Sequence[Any]) -> Mapping[str, Any]:
    """What every manifest of the wave must say."""
    return {
        "survey": str(wave.survey_id),
        "wave": wave.number,
        "definitions": [version.content_sha256 for version in versions],
        # So that a dataset made before a withdrawal is not this wave's any more.
        "withdrawn": sum(surveys.withdrawn_by_day(wave).values()),
    }


def _build(wave: Any, demo: _DemoCount) -> tuple[Part, ...]:
    versions = surveys.wave_versions(wave)
    if not versions:
        raise ReleaseRefused("The survey was never published, so there is nothing to release.")
    return build(
        folder=dataset_folder(wave),
        rows=demo.watch(surveys.wave_rows(wave)),
        definitions={version.pk: surveys.definition_of(version) for version in versions},
        about=_facts(wave, versions),
    )


def forget_withdrawn() -> list[Path]:
    """Remove every dataset that still holds a response taken back since; the next count builds it anew."""
    removed = []
    for wave in surveys.waves_with_withdrawals():
        folder = dataset_folder(wave)
        if not folder.exists():
            continue
        try:
            open_parts(folder, about=_facts(wave, surveys.wave_versions(wave)))
        except DatasetDamaged:
            shutil.rmtree(folder)
            removed.append(folder)
    return removed


def release_wave(*, wave: Any, number: int | None = None) -> Release:
    """Release a closed wave: build its dataset, tabulate, protect, freeze.

    number: the release's number within the wave; the next one if None. A number that exists already returns
    that release unchanged. Raise ReleaseRefused for a wave that is not closed.
    """
    if number is not None and (existing := queries.release_row(wave, number)) is not None:
        return existing
    if wave.status != "closed":
        raise ReleaseRefused(
            f"{wave} is not closed yet. Close it first; its results are released at closing."
        )
    if number is None:
        number = queries.next_number(wave)
    # Marks of carelessness come first: they say who belongs to the analysis.
    finish_wave(wave=wave)
    demo = _DemoCount(any=wave.is_demo)
    parts = _build(wave, demo)
    version = surveys.wave_versions(wave)[-1]
    today = timezone.localdate()
    doc = document(
        d=surveys.definition_of(version),
        parts=parts,
        about=About(
            survey_slug=wave.survey.slug,
            wave_number=wave.number,
            wave_title=wave.title,
            opened_on=_day(wave.opens_at),
            closed_on=_day(wave.closes_at),
            number=number,
            released_on=today,
            kind=Release.Kind.CLOSING.value,
            is_demo=demo.any,
            with_banners=wave.is_demo and demo.all,
            version_number=version.number,
            structure_sha256=version.structure_sha256,
            content_sha256=version.content_sha256,
        ),
    )
    text = canonical(doc)
    try:
        with transaction.atomic():
            return Release.objects.create(
                survey_id=wave.survey_id,
                wave=wave,
                number=number,
                kind=Release.Kind.CLOSING,
                artefact=text,
                sha256=sha256(text),
                released_on=today,
                is_demo=doc.is_demo,
            )
    except IntegrityError as error:
        raise ReleaseRefused(
            f"{wave} was released by somebody else at this moment. Nothing was changed."
        ) from error


def sensitivity_of(*, wave: Any) -> Sensitivity | None:
    """Headline figures of a wave with and without careless answers, from the responses as they are. Writes
    nothing. None before the first publication.
    """
    versions = surveys.wave_versions(wave)
    if not versions:
        return None
    definitions = {version.pk: surveys.definition_of(version) for version in versions}
    return sensitivity(d=definitions[versions[-1].pk], definitions=definitions, rows=surveys.wave_rows(wave))


def _day(moment: Any) -> Any:
    return None if moment is None else timezone.localdate(moment)


def release_closed_waves() -> list[Release]:
    """Release every closed wave of a published survey that has answers and was never released."""
    return [
        release_wave(wave=wave, number=1)
        for survey in surveys.live_surveys()
        for wave in surveys.closed_waves(survey)
        if queries.release_row(wave, 1) is None and surveys.wave_has_responses(wave)
    ]
