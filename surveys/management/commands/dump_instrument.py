"""`manage.py dump_instrument SLUG`: a survey page as a questionnaire's text form."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.exchange import without_uuids
from surveys.logic import instrument
from surveys.logic.errors import InstrumentError
from surveys.models import SurveyPage


class Command(BaseCommand):
    help = "Write a survey page as a questionnaire's text form (YAML)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="address of the survey page")
        parser.add_argument("--to", type=Path, help="file to write (default: standard output)")
        parser.add_argument(
            "--version-number", type=int, help="a published version instead of the page as it is now"
        )
        parser.add_argument("--uuids", action="store_true", help="keep the editor's uuids")

    def handle(self, *args: Any, **options: Any) -> None:
        page = SurveyPage.objects.filter(slug=options["slug"]).order_by("path").first()
        if page is None:
            raise CommandError(f"There is no survey at {options['slug']}.")
        data = self._data(page, options["version_number"])
        text = instrument.dump_text(data if options["uuids"] else without_uuids(data))
        if options["to"]:
            options["to"].write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)

    def _data(self, page: SurveyPage, number: int | None) -> dict[str, Any]:
        if number is not None:
            version = page.versions.filter(number=number).first()
            if version is None:
                raise CommandError(f"There is no version {number}.")
            return version.data
        try:
            data = page.get_latest_revision_as_object().to_instrument()
            instrument.check(data)
        except InstrumentError as error:
            raise CommandError(f"This survey does not compile yet.\n{error}") from error
        return data
