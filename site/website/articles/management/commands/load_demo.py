"""`manage.py load_demo`: a whole site of invented people. Running it again changes nothing."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from wagtail.models import Site

from reports import actions as reports
from reports import demo_methods
from reports import queries as released
from surveys import demo
from surveys import queries as surveys
from website.articles import actions, demo_magazine, demo_people, demo_talk
from website.articles.quiet import quiet_log

PLACES = (
    ("/", "site"),
    ("/magazine/", "magazine"),
    ("/survey/", "survey"),
    ("/results/", "results"),
    ("/admin/", "admin"),
    ("/demo/mail/", "mail"),
)
RUN_BY = "Nobody in particular (a demonstration)"
CONTACT = "hello@demo.invalid"


class Command(BaseCommand):
    """Make pages, accounts, the survey, invented answers and their releases, articles and a discussion."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument(
            "--addresses", action="store_true", help="only print where to look and how to sign in"
        )

        parser.add_argument("--only-fill", action="store_true", help="print neither addresses nor accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps in order; each leaves alone what is there already."""
        console = Console(highlight=False)
        if not options["addresses"]:
            self.fill(console)
        if not options["only_fill"]:
            self.tell(console)

    def fill(self, console: Console) -> None:
        """Run the steps, with a line that shows which."""
        steps: list[tuple[str, Callable[[Progress], None]]] = [
            ("Pages", self.make_pages),
            ("Accounts", self.make_accounts),
            ("Questionnaire", self.make_survey),
            ("Answers", self.make_answers),
            ("Methods", self.make_methods),
            ("Releases", self.make_releases),
            ("Magazine", self.make_magazine),
            ("Discussion", self.make_discussion),
        ]
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with quiet_log(), Progress(*columns, console=console) as progress:
            task = progress.add_task("Demonstration", total=len(steps))
            for name, step in steps:
                progress.update(task, description=f"Demonstration: {name.lower()}")
                step(progress)
                progress.update(task, advance=1)
            progress.update(task, description="Demonstration")

    def make_pages(self, progress: Progress) -> None:
        """Make the front page and the information pages, and say that all is invented."""
        self.front = actions.make_front_page(url=settings.SITE_URL)
        self.pages = actions.make_info_pages(front=self.front, live=True)
        actions.describe_site(
            site=Site.objects.get(is_default_site=True),
            name="Overlap",
            run_by=RUN_BY,
            contact_email=CONTACT,
            is_demo=True,
        )

    def make_accounts(self, progress: Progress) -> None:
        """Let each group of the admin be tried."""
        demo_people.add()

    def make_survey(self, progress: Progress) -> None:
        """Publish the product's own questionnaire, and link to it from the front page."""
        if surveys.survey_by_slug(actions.SURVEY) is None:
            call_command(
                "load_instrument",
                actions.INSTRUMENT,
                slug=actions.SURVEY,
                parent=self.front.pk,
                publish=True,
                verbosity=0,
            )
        survey = surveys.survey_by_slug(actions.SURVEY)
        if survey is None:
            raise CommandError("The questionnaire was loaded, but its page could not be published.")
        self.survey = survey
        actions.link_front_page(front=self.front, survey=survey, pages=self.pages)

    def make_answers(self, progress: Progress) -> None:
        """Let invented people answer: two closed waves and an open one."""
        demo.load(page=self.survey, progress=progress)

    def make_methods(self, progress: Progress) -> None:
        """Say of each closed wave how it was done: nothing is released without it."""
        demo_methods.write(surveys.closed_waves(self.survey))

    def make_releases(self, progress: Progress) -> None:
        """Release each closed wave that has not been released yet."""
        for wave in surveys.closed_waves(self.survey):
            if released.release(self.survey.slug, wave.number) is None:
                reports.release_wave(wave=wave)

    def make_magazine(self, progress: Progress) -> None:
        """Publish the articles of the demonstration, invent readers, and leave a letter in the drafts."""
        self.articles = demo_magazine.load(front=self.front, survey=self.survey)
        demo_magazine.write_letter(self.articles)
        demo_magazine.let_read(self.articles)

    def make_discussion(self, progress: Progress) -> None:
        """Let invented readers talk under the articles."""
        demo_talk.load(pages=self.articles, progress=progress)

    def tell(self, console: Console) -> None:
        """Print where to look and how to sign in."""
        console.print("\nThe demonstration is ready. Everything in it is invented.")
        for path, what in PLACES:
            console.print(f"  {what:<10}{settings.SITE_URL}{path}")
        console.print("\nSign in to the admin with")
        console.print(f"  {'name':<12}{'password':<22}role")
        for person in demo_people.PEOPLE:
            console.print(f"  {person.username:<12}{person.password:<22}{person.group}")
