"""`manage.py import_articles PATH`: bring an old blog along. Shows what it would do; `--write` does it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from website.articles import actions
from website.articles.importing import opening, planning, reading, wording, writing
from website.articles.importing.pieces import Reading
from website.articles.importing.planning import Line
from website.articles.importing.refusal import Refused
from website.articles.models import FrontPage, MagazinePage
from website.articles.quiet import quiet_log
from website.core import formatting

COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


LONGEST = 400


def _said(words: str) -> str:
    """Foreign words on one line: nothing in them commands the terminal, or reads as markup of the table."""
    return escape(wording.line(words, LONGEST))


class Command(BaseCommand):
    """Read Markdown, plain text, a WordPress export, or a folder or zip of them, and make articles."""

    help = (
        "Bring an old blog along: Markdown with front matter, plain text, a WordPress export (XML), or a "
        "folder or zip of them. Without --write nothing is changed and the plan is shown."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("path", type=Path, help="a file, a folder or a zip")
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument(
            "--write", action="store_true", help="make the articles; without it, only show the plan"
        )
        mode.add_argument("--dry-run", action="store_true", help="only show the plan (what happens anyway)")
        parser.add_argument("--author", default="", help="who wrote what names no author")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open, read, plan, show; write if asked to."""
        console = Console(highlight=False, file=self.stdout)  # type: ignore[arg-type]  # Django wraps a text file
        try:
            package = opening.open_path(options["path"])
        except Refused as refusal:
            raise CommandError(wording.line(str(refusal), LONGEST)) from refusal
        found = reading.read(package)
        magazine = MagazinePage.objects.first()
        lines: list[Line] = []
        with Progress(*COLUMNS, console=console, transient=True) as progress:
            task = progress.add_task("Reading", total=len(found.pieces))
            for line in planning.plan(reading=found, package=package, magazine=magazine):
                lines.append(line)
                progress.update(task, advance=1)
        self.show(console, lines, found, author=options["author"])
        new = [line for line in lines if line.is_new]
        if not options["write"]:
            console.print(f"\nNothing was changed. {len(new)} would be made; add --write to make them.")
            return
        if not new:
            console.print("\nThere was nothing to make.")
            return
        self.write(console, new, package, magazine or self.make_magazine(), author=options["author"])

    def make_magazine(self) -> MagazinePage:
        """Make the magazine below the front page."""
        front = FrontPage.objects.first()
        if front is None:
            raise CommandError("There is no front page yet. Run setup_site first.")
        return actions.make_magazine(front=front)

    def show(self, console: Console, lines: list[Line], found: Reading, *, author: str) -> None:
        """Print the plan, then what cannot be carried and why."""
        table = Table(title="What was read", title_justify="left")
        for heading in ("Title", "Date", "Author", "Topics", "Blocks", "Comments", "What happens"):
            table.add_column(heading, justify="right" if heading in {"Blocks", "Comments"} else "left")
        for line in lines:
            piece = line.piece
            table.add_row(
                _said(piece.title),
                f"{timezone.localdate(piece.date):%-d %b %Y}" if piece.date else "",
                _said(piece.author or author),
                _said(", ".join(piece.topics)),
                str(len(piece.blocks)),
                str(len(piece.comments)),
                ("article" if piece.live else "draft") if line.is_new else "is here already",
            )
        console.print(table)
        said = [
            (f"{line.piece.title} ({line.piece.source})", note)
            for line in lines
            if line.is_new
            for note in line.piece.notes
        ] + list(found.notes)
        if not said:
            return
        console.print("\nWhat could not be carried, or needs a look:")
        before = ""
        for where, note in said:
            if where != before:
                console.print(f"  {_said(where)}")
                before = where
            console.print(f"    {_said(note)}")

    def write(
        self,
        console: Console,
        lines: list[Line],
        package: opening.Package,
        magazine: MagazinePage,
        *,
        author: str,
    ) -> None:
        """Make the articles, and print how much came."""
        done: list[writing.Written] = []
        with quiet_log(), Progress(*COLUMNS, console=console) as progress:
            task = progress.add_task("Making articles", total=len(lines))
            for line in lines:
                done.append(writing.write(line=line, package=package, magazine=magazine, author=author))
                progress.update(task, advance=1)
        drafts = sum(not line.piece.live for line in lines)
        console.print(
            f"\nMade {formatting.count(len(done), 'article')}, of which {formatting.count(drafts, 'draft')}, "
            f"{formatting.count(sum(one.comments for one in done), 'old comment')}, "
            f"{formatting.count(sum(one.pictures for one in done), 'picture')} and "
            f"{formatting.count(sum(one.redirects for one in done), 'redirect')}."
        )
        console.print("Running this again makes nothing twice.")
