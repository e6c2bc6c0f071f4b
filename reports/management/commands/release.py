"""manage.py release SURVEY WAVE: release a closed wave by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from reports.actions import ReleaseRefused, build_release, release_wave
from surveys import queries as surveys
from website.core.backup.progress import shown


class Command(BaseCommand):
    help = "Release the results of a closed wave. A wave that was released before gets a new release."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("survey", help="Slug of the published survey.")
        parser.add_argument("wave", type=int, help="Number of the wave.")
        parser.add_argument(
            "--draft", action="store_true", help="Build it only; somebody publishes it in the admin."
        )

        parser.add_argument(
            "--weighted", action="store_true", help="Weight it to the targets that the wave has in the admin."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        survey = surveys.survey_by_slug(options["survey"])
        if survey is None:
            raise CommandError(f"There is no published survey with the slug {options['survey']!r}.")
        wave = next((w for w in surveys.waves_with_counts(survey) if w.number == options["wave"]), None)
        if wave is None:
            raise CommandError(f"{survey.title} has no wave {options['wave']}.")
        make, state = (build_release, "built, not public") if options["draft"] else (release_wave, "public")
        try:
            with shown(Console(stderr=True)) as tell:
                release = make(wave=wave, is_weighted=options["weighted"], tell=tell)
        except ReleaseRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{release} is {state}. SHA-256 {release.sha256}")
