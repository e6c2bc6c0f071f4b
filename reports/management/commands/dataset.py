"""manage.py dataset build|verify|compact|info SURVEY WAVE: the columns in which a wave is counted."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from reports import datasets
from surveys import queries as surveys

NONE = "There is no whole dataset of {wave}: {why} Make one with: manage.py dataset build {slug} {number}"


class Command(BaseCommand):
    help = (
        "Work on the dataset of a wave. build: make it anew from the responses. verify: read every byte and "
        "say whether it is as it was written. compact: mix all rows anew and leave out what was taken back. "
        "info: what it is made of."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["build", "verify", "compact", "info"])
        parser.add_argument("survey", help="slug of the published survey")
        parser.add_argument("wave", type=int, help="number of the wave")

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=True)
        self.quiet = options["verbosity"] == 0
        wave = _wave(options["survey"], options["wave"])
        try:
            {"build": self._build, "verify": self._verify, "compact": self._compact, "info": self._info}[
                options["what"]
            ](wave)
        except datasets.NeverPublished as refusal:
            raise CommandError(str(refusal)) from refusal
        except datasets.DatasetDamaged as damage:
            raise CommandError(
                NONE.format(wave=wave, why=damage, slug=wave.survey.slug, number=wave.number)
            ) from damage
        except OSError as error:
            raise CommandError(
                f"Nothing was changed: the dataset can't be written ({error.strerror}). "
                "Make room, then run this again."
            ) from error

    def _build(self, wave: Any) -> None:
        with self._progress("Reading answers") as tell:
            parts = datasets.build_dataset(wave=wave, tell=tell)
        self._say(f"{wave}: {sum(part.rows for part in parts):,} responses in columns.")

    def _verify(self, wave: Any) -> None:
        parts = datasets.verify_dataset(wave=wave)
        files = sum(len(part.manifest["files"]) for part in parts)
        self._say(f"{wave}: all {files:,} files are as they were written.")

    def _compact(self, wave: Any) -> None:
        with self._progress("Reading answers") as tell:
            parts = datasets.refresh_dataset(wave=wave, compact=True, tell=tell)
        self._say(f"{wave}: {sum(part.rows for part in parts):,} responses, mixed anew.")

    def _info(self, wave: Any) -> None:
        info = datasets.dataset_info(wave=wave)
        for words, value in (
            ("Responses", f"{info.rows:,}"),
            ("Taken back or changed, masked until compacted", f"{info.gone:,}"),
            ("Parts", f"{info.parts:,}"),
            ("Rows in the tail", f"{info.in_tail:,}"),
            ("On the disk", f"{info.bytes / 1e6:,.1f} MB"),
            ("Responses that moved on since", f"{info.behind:,}"),
        ):
            self._say(f"{words}: {value}")

    def _say(self, words: str) -> None:
        if not self.quiet:
            self.console.print(words)

    @contextmanager
    def _progress(self, words: str) -> Iterator[Callable[[int, int], None]]:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self.console, disable=self.quiet, transient=True) as progress:
            task = progress.add_task(words, total=None)
            yield lambda done, total: progress.update(task, completed=done, total=total)


def _wave(slug: str, number: int) -> Any:
    survey = surveys.survey_by_slug(slug)
    if survey is None:
        raise CommandError(f"There is no published survey with the slug {slug!r}.")
    for wave in surveys.waves_with_counts(survey):
        if wave.number == number:
            return wave
    raise CommandError(f"{survey.title} has no wave {number}.")
