"""`manage.py setup_site`: an empty installation, ready to be filled. Running it again changes nothing."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand
from rich.console import Console
from wagtail.models import Site

from website.articles import actions
from website.articles.quiet import quiet_log
from website.core import groups


class Command(BaseCommand):
    """Make a front page, an empty magazine, drafts of information pages and survey; ask for the first
    administrator.
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--no-input", action="store_true", help="ask nothing; make no administrator")
        parser.add_argument("--name", default="Overlap", help="name of the publication (default: Overlap)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, then ask."""
        console = Console(highlight=False)
        site = Site.objects.filter(is_default_site=True).first()
        if site is None or not actions.has_front_page(site):
            with quiet_log():
                self.make_pages(name=options["name"])
            console.print(
                "Made a front page, a magazine to write in, and drafts of the survey and of six information "
                "pages."
            )
        if not options["no_input"] and sys.stdin.isatty():
            self.ask_for_administrator(console)
        console.print(f"Sign in at {settings.SITE_URL}/admin/")
        console.print("Read the drafts, change what is not true of you, and publish.")
        console.print("The first article: Pages, The magazine, “Add child page”.")

    def make_pages(self, *, name: str) -> None:
        """Make the front page and the magazine, live, and everything else that they lead to, as drafts.

        The magazine is live, because an article below a draft would be published where nothing leads to it.
        """
        front = actions.make_front_page(url=settings.SITE_URL)
        actions.make_magazine(front=front)
        pages = actions.make_info_pages(front=front, live=False)
        actions.describe_site(
            site=Site.objects.get(is_default_site=True), name=name, run_by="", contact_email="", is_demo=False
        )
        call_command("load_instrument", actions.INSTRUMENT, slug=actions.SURVEY, parent=front.pk, verbosity=0)
        survey = front.get_children().filter(slug=actions.SURVEY).first()
        actions.link_front_page(front=front, survey=survey, pages=pages)

    def ask_for_administrator(self, console: Console) -> None:
        """Ask for the first administrator, unless somebody with all rights is there."""
        people = get_user_model().objects
        if people.filter(is_superuser=True, is_active=True).exists():
            return
        console.print("Who looks after this site? The first administrator may do everything.")
        call_command("createsuperuser")
        for user in people.filter(is_superuser=True):
            user.groups.add(Group.objects.get(name=groups.ADMIN))
