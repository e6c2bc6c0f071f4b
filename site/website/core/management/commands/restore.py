"""`manage.py restore`: back from a backup, or a drill that touches nothing."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from website.core import formatting
from website.core.backup import progress, restoring
from website.core.backup.errors import BackupError


class Command(BaseCommand):
    """Fails, and changes nothing, where the backup is damaged or another's or the site is not empty."""

    help = "Restore database and uploads from a folder that `backup` made. Stop the server first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """BACKUP and how."""
        parser.add_argument("backup", type=Path, help="A folder that `backup` has made.")
        parser.add_argument("--drill", action="store_true", help="Try it in a database that is thrown away.")
        parser.add_argument("--replace", action="store_true", help="Overwrite what this site holds now.")
        parser.add_argument(
            "--forget-withdrawals",
            action="store_true",
            help="Restore although what was withdrawn since can't be read: it comes back.",
        )

    def handle(
        self,
        *args: Any,
        backup: Path,
        drill: bool,
        replace: bool,
        forget_withdrawals: bool,
        **options: Any,
    ) -> None:
        """Say what was restored, how long it took, and what is left to do."""
        try:
            with progress.shown(Console(file=cast(IO[str], self.stdout))) as tell:
                done = (
                    restoring.drill(backup, tell)
                    if drill
                    else restoring.restore(
                        backup, replace=replace, forget_withdrawals=forget_withdrawals, tell=tell
                    )
                )
        except BackupError as error:
            raise CommandError(str(error)) from error
        about = done.manifest
        verb = "Would restore" if drill else "Restored"
        self.stdout.write(
            f"{verb} the site as of {about.created_at:%d %B %Y, %H:%M} UTC: "
            f"{formatting.count(done.rows, 'row')} of {formatting.count(len(about.tables), 'table')}, as "
            f"many as the manifest says; {formatting.count(len(about.files) - 1, 'upload')}; integrity: ok."
        )
        if done.migrated:
            self.stdout.write(f"Brought up to date by {formatting.count(done.migrated, 'migration')}.")
        if done.missing_keys:
            self.stdout.write(
                f"PRIVATE_LINK_KEYS lacks key {', '.join(done.missing_keys)} of the backup: receipts and "
                "private links made under it will not work. Put the keys back that belong to it "
                "(var/keys.json)."
            )
        if not drill:
            self.stdout.write(_taken_out(done.taken_out))
            self.stdout.write(
                "The dataset of the reports was removed; the next release makes it anew. What else was "
                "deleted since the backup has to be deleted again: see the operators' guide."
            )
        self.stdout.write(f"Took {done.seconds:.1f} s.")


def _taken_out(counts: Mapping[str, int] | None) -> str:
    """About what people took back."""
    if counts is None:
        return (
            "What people withdrew since the backup is not known here, and has come back. If there is another "
            "copy of the site as it was last, bring that up first and restore over it."
        )
    words = [formatting.count(number, name) for name, number in counts.items() if number]
    if not words:
        return "Nothing in the backup had been withdrawn since."
    return f"Taken out again, because it was withdrawn since: {', '.join(words)}."
