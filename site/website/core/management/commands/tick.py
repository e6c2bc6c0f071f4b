"""`manage.py tick`: run what is due, once. A timer calls it each minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from website.core import clock, formatting


class Command(BaseCommand):
    """Runs every clock task once, unless another tick is running; fails where a task failed."""

    help = "Run what is due: scheduled publishing, opening and closing waves, discarding of keys and counts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each task that did something; a person at a terminal is told also of nothing."""
        ran = clock.tick()
        if ran is None:
            self.stdout.write("Another tick is running: nothing done.")
            return
        for one in ran:
            if one.note:
                self.stdout.write(f"{one.task}: {one.note}")
        if self.stdout.isatty() and not any(one.note for one in ran):
            self.stdout.write(f"Nothing was due. {formatting.count(len(ran), 'task')} looked.")
        failed = [one.task for one in ran if not one.ok]
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}.")
