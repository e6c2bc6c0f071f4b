"""`manage.py load_instrument FILE`: a questionnaire's text form becomes a survey page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from rich.console import Console
from rich.progress import Progress
from wagtail.models import Page, Site

from surveys import queries
from surveys.blocks.exchange import ExchangeError
from surveys.logic import instrument
from surveys.logic.errors import InstrumentError
from surveys.models import SurveyPage


class Command(BaseCommand):
    help = "Make a survey page from a questionnaire's text form (YAML), or bring an existing one up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the YAML file")
        parser.add_argument("--slug", default="survey", help="address of the page (default: survey)")
        parser.add_argument(
            "--parent", type=int, help="id of the parent page (default: the site's front page)"
        )
        parser.add_argument(
            "--publish", action="store_true", help="publish at once; otherwise it stays a draft"
        )
        parser.add_argument(
            "--comparability",
            choices=["same", "wording", "not_comparable"],
            help="what the changes mean for answers that exist; publishing a changed survey asks for it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']} can't be read: {error}") from error
        console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=True)
        with Progress(console=console, disable=options["verbosity"] == 0, transient=True) as progress:
            try:
                page = load(
                    text,
                    slug=options["slug"],
                    parent=_parent(options["parent"]),
                    publish=options["publish"],
                    comparability=options["comparability"],
                    progress=progress,
                )
            except (InstrumentError, ExchangeError) as error:
                raise CommandError(f"Nothing was changed.\n{error}") from error
        if options["verbosity"]:
            state = "published" if page.live else "a draft"
            console.print(
                f"{page.title}: {sum(len(s.value['questions']) for s in page.sections)} questions, {state}."
            )


def load(
    text: str,
    *,
    slug: str = "survey",
    parent: Page | None = None,
    publish: bool = False,
    comparability: str | None = None,
    progress: Progress | None = None,
) -> SurveyPage:
    """The survey page at `slug` under `parent`, made or brought up to date from a YAML text.

    Raise InstrumentError or ExchangeError, with nothing changed, if the text breaks a rule; CommandError if
    it would publish changes without a ruling on them.
    """
    bar = progress or Progress(disable=True)
    task = bar.add_task("Reading the questionnaire", total=4)
    data = instrument.load_text(text)
    instrument.check(data)
    bar.update(task, advance=1, description="Filling the page")
    with transaction.atomic():
        above = parent or _parent(None)
        page = SurveyPage.objects.child_of(above).filter(slug=slug).first()
        is_new = page is None
        page = page or SurveyPage(slug=slug, live=False)
        page.from_instrument(data)
        if publish and comparability is None and (found := queries.unpublished_changes(page).sentences):
            raise CommandError(
                "Nothing was changed. Say with --comparability what these changes mean for the answers that "
                "exist:\n" + "\n".join(found)
            )
        page.comparability = comparability or page.comparability
        bar.update(task, advance=1, description="Saving")
        if is_new:
            above.add_child(instance=page)
        revision = page.save_revision()
        bar.update(task, advance=1, description="Publishing")
        if publish:
            revision.publish()
            page.refresh_from_db()
        bar.update(task, advance=1)
    return page


def _parent(page_id: int | None) -> Page:
    if page_id is not None:
        page = Page.objects.filter(pk=page_id).first()
        if page is None:
            raise CommandError(f"There is no page with the id {page_id}.")
        return page.specific
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        raise CommandError("There is no site yet. Name a parent page with --parent.")
    return site.root_page.specific
