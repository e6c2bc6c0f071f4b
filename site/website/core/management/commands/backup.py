"""`manage.py backup`: a copy of database and uploads, made while the site runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from website.core import formatting
from website.core.backup import making, manifest, progress
from website.core.backup.errors import BackupError


class Command(BaseCommand):
    """Prints the backup's folder as the last line; fails where no backup was made."""

    help = "Copy database and uploads into a new dated folder in TARGET, while the site runs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """TARGET and what to forget."""
        parser.add_argument(
            "target", nargs="?", type=Path, help="Folder of the backups. Default: var/backups."
        )
        parser.add_argument(
            "--forget-after", type=int, metavar="DAYS", help="Then delete the backups there that are older."
        )

    def handle(self, *args: Any, target: Path | None, forget_after: int | None, **options: Any) -> None:
        """Make one, say what is in it and what is not."""
        folder = target or Path(settings.VAR) / "backups"
        if forget_after is not None and forget_after < 1:
            raise CommandError("--forget-after takes a whole number of days above zero.")
        try:
            with progress.shown(Console(file=cast(IO[str], self.stdout))) as tell:
                made = making.make(folder, tell)
            gone = making.forget(folder, forget_after) if forget_after else []
        except BackupError as error:
            raise CommandError(str(error)) from error
        about = manifest.read(made)
        self.stdout.write(
            f"{formatting.count(sum(about.tables.values()), 'row')} of "
            f"{formatting.count(len(about.tables), 'table')} and "
            f"{formatting.count(len(about.files) - 1, 'upload')}, {about.size / 1e6:,.1f} MB."
        )
        if gone:
            self.stdout.write(f"Deleted {formatting.count(len(gone), 'older backup')}.")
        self.stdout.write(
            "Not in it: the dataset of the reports, which is made anew, and the secret keys. "
            "Keep those elsewhere."
        )
        self.stdout.write("It holds personal data. Try it: manage.py restore --drill with this folder:")
        self.stdout.write(str(made))
