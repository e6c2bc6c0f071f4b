"""`manage.py forget_second_step WHO`: for somebody who has lost the telephone and the recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from website.core.second_step import steps


class Command(BaseCommand):
    """Switches the second step of one account off; the password stays."""

    help = "Switch off the second step of an account, named by its e-mail address or its user name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the one argument."""
        parser.add_argument("who", help="e-mail address or user name")

    def handle(self, *args: Any, **options: Any) -> None:
        """CommandError for nobody, and for an address that several accounts share."""
        users, who = get_user_model()._default_manager, options["who"]
        found = list(users.filter(username=who)) or list(users.filter(email__iexact=who))
        if len(found) != 1:
            many = "No account has" if not found else "Several accounts have"
            raise CommandError(f"{many} the address or the name {who}.")
        if steps.turn_off(user=found[0]):
            self.stdout.write(f"{found[0].get_username()} signs in with the password alone now.")
        else:
            self.stdout.write(f"{found[0].get_username()} had no second step.")
