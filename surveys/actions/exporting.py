"""Single responses for an analyst: in random order, without ids, days or hashes, and never on a disk here.

What is asked for is made while it is sent, to the person who asked, and is gone afterwards: there is no file
that somebody could fetch later. Each export is a line in the wave's history, with who and why.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from wagtail.log_actions import log

from surveys import queries
from surveys.errors import Refused
from surveys.logic import codebook
from surveys.logic.definition import Definition
from surveys.models import Wave
from surveys.workbook import workbook

Format = Literal["xlsx", "csv"]
MOST_IN_A_WORKBOOK = 5_000
"""A workbook is put together in memory; more rows than these go into a CSV file, which is streamed."""
ROWS_AT_ONCE = 200
EXPORTED = "surveys.responses_exported"


class ExportRefused(Refused):
    """Nothing was exported; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file that is made while it is sent."""

    name: str
    content_type: str
    content: Iterator[bytes]


def export_responses(*, wave: Wave, format: Format, reason: str, by: Any) -> Export:
    """Every response of a wave that says something, and the codebook. Raise ExportRefused.

    The caller has made sure that `by` may export. The line in the log is written before the first byte.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise ExportRefused("Say what the answers are needed for. It is kept in the wave's history.")
    versions = {version.number: queries.definition_of(version) for version in queries.wave_versions(wave)}
    if not versions:
        raise ExportRefused("The survey was never published, so there is nothing to export.")
    if format == "xlsx" and queries.rows_of_wave(wave) > MOST_IN_A_WORKBOOK:
        raise ExportRefused(f"A workbook holds up to {MOST_IN_A_WORKBOOK:,} responses here. Choose CSV.")
    log(instance=wave, action=EXPORTED, user=by, data={"reason": reason[:500], "format": format})
    name = f"{wave.survey.slug}-wave-{wave.number}-responses"
    if format == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return Export(f"{name}.xlsx", kind, _workbook(wave, versions))
    return Export(f"{name}.zip", "application/zip", _archive(wave, versions))


def _rows(wave: Wave, versions: dict[int, Definition]) -> Iterator[list[Any]]:
    """Headings, then the responses in random order."""
    names = codebook.columns(versions.values())
    numbers = {version.pk: version.number for version in queries.wave_versions(wave)}
    yield names
    for row in queries.wave_rows(wave):
        known = {**row, "_edition": numbers.get(row["_version"], "")}
        yield [codebook.cell(known.get(name, -1)) for name in names]


def _workbook(wave: Wave, versions: dict[int, Definition]) -> Iterator[bytes]:
    yield workbook([("Responses", _rows(wave, versions)), ("Codebook", codebook.codebook(versions))])


class _Pipe(io.RawIOBase):
    """What a zip file writes into; taken out piece by piece."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self.waiting)
        self.waiting.clear()
        return taken


def _archive(wave: Wave, versions: dict[int, Definition]) -> Iterator[bytes]:
    """responses.csv and codebook.csv in one zip, a few hundred rows at a time."""
    pipe = _Pipe()
    files = {"responses.csv": _rows(wave, versions), "codebook.csv": codebook.codebook(versions)}
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in files.items():
            with archive.open(name, "w") as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
                writer = csv.writer(text)
                for place, row in enumerate(rows, start=1):
                    writer.writerow(row)
                    if place % ROWS_AT_ONCE == 0:
                        text.flush()
                        yield pipe.take()
            yield pipe.take()
    yield pipe.take()
