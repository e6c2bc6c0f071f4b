"""`manage.py remove_demo`: take the invented people, answers, figures and articles away again."""

import shutil
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from rich.console import Console
from wagtail.models import Site

from reports.datasets import dataset_folder
from surveys import demo
from surveys import queries as surveys
from website.articles import actions, demo_magazine, demo_people, demo_talk
from website.articles.quiet import quiet_log


class Command(BaseCommand):
    """Delete invented accounts, answers, waves, releases, articles, comments; what real people left stays."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--no-input", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, then remove."""
        console = Console(highlight=False)
        if not options["no_input"]:
            console.print(
                "This deletes every invented answer, article, comment and account, and the figures."
            )
            if console.input("Type yes to go on: ").strip().lower() != "yes":
                console.print("Nothing was changed.")
                return
        answers = 0
        with quiet_log():
            for survey in surveys.live_surveys():
                for wave in surveys.waves_with_counts(survey):
                    if wave.is_demo:
                        shutil.rmtree(dataset_folder(wave), ignore_errors=True)
                answers += demo.remove(page=survey)
            articles = demo_magazine.remove()
            comments = demo_talk.remove()
            people = demo_people.remove()
            for site in Site.objects.filter(is_default_site=True):
                actions.describe_site(
                    site=site, name=site.site_name or "Overlap", run_by="", contact_email="", is_demo=False
                )
        console.print(
            f"Removed {answers} invented answers, {articles} articles, {comments} other comments and "
            f"{people} accounts. The other pages are still there."
        )
        # So that `make demo` loads it anew instead of naming accounts that are gone.
        (settings.VAR / ".demo").unlink(missing_ok=True)
        console.print("Make yourself an account with `manage.py createsuperuser`, if you have none.")
        console.print("Then say who runs the site, under Settings → Publication in the admin.")
