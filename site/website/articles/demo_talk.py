"""The discussion of a demonstration: invented readers, put together from `content/talk.yaml` with dice."""

import random
import re
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from rich.progress import Progress

from comments import actions, threads
from comments.actions.leaving import empty
from comments.models import Comment, Event, LinkRule, Report, WordRule, Writer
from surveys import queries as surveys
from website.articles.models import ArticlePage

FILE = Path(__file__).parent / "content" / "talk.yaml"
BADGE = "Author"
DEEPEST = 2
"""Levels under a comment that begins a branch."""
CHIPS = ("Not an issue at all", "A small issue", "A moderate issue", "A big issue")
SURVEYED_FROM = 2020
TOO_NEW = re.compile("questionnaire|2009|column|nine followers")
"""What nobody could have said under an article from before the survey."""
WITH_CHIP, WITH_ANECDOTE, WITH_ENDING, IS_REPLY = 0.14, 0.4, 0.22, 0.42


@cache
def _said() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


class _Bag:
    """Gives its things out in random order; begins anew only when all have been given."""

    def __init__(self, things: list[str], dice: random.Random) -> None:
        self.things, self.dice, self.left = things, dice, list[str]()

    def take(self) -> str:
        """The next thing."""
        if not self.left:
            self.left = self.dice.sample(self.things, len(self.things))
        return self.left.pop()


NOTE = "Invented for the demonstration."
WORDS = {"guaranteed followers": "hold", "buy my course": "refuse", "guest list": "hold"}
HOSTS = {
    "statistics.example": "allow",
    "short-links.example": "hold",
    "followers-for-sale.example": "refuse",
}
REPORTS = {
    "personal": "It tells where a colleague spent the weekend.",
    "advertising": "",
    "other": "The same point stands two comments above.",
}
"""What readers said about comments: reason and note."""

SIZES = {
    "same-party": 25,
    "lunch-test": 9,
    "five-stars": 14,
    "not-an-issue": 6,
    "circles-are-drawn-with-a-pencil": 60,
    "business-or-pleasure": 21,
}
"""How many comments stand under which article; the others are there to be the first to talk."""


def load(*, pages: list[ArticlePage], progress: Progress) -> int:
    """Let people talk under each article of `SIZES`; the newest has one comment held and one taken back."""
    wording = next((q.text for _, asked in surveys.askable_questions() for q in asked if q.chip), "")
    task = progress.add_task("Comments", total=sum(SIZES.values()))
    made = 0
    for page in pages:
        size = SIZES.get(page.slug, 0)
        made += add(page=page, size=size, extras=page.slug == "same-party", question=wording) if size else 0
        progress.update(task, advance=size)
    return made


@transaction.atomic
def add(*, page: ArticlePage, size: int, extras: bool, question: str) -> int:
    """Let `size` comments stand under `page`, the same ones each time; return how many were made.

    `extras` adds one that waits for a moderator, one that its writer took back, reports and rules. `question`
    is the wording that chips copy. A page with comments stays as it is.
    """
    if Comment.objects.filter(discussion__page=page).exists():
        return 0
    dice = random.Random(f"talk {page.slug}")  # noqa: S311  # seeded: the same talk each time
    is_old = page.published_on is not None and page.published_on.year < SURVEYED_FROM
    said = {
        kind: [line for line in lines if not (is_old and TOO_NEW.search(line))]
        for kind, lines in _said().items()
        if isinstance(lines, list)
    }
    bags = {
        kind: _Bag(said[kind], dice)
        for kind in ("points", "anecdotes", "endings", "replies", "author_replies")
    }
    names = _Bag([f"{a} {b}" for a in said["first_names"] for b in dice.sample(said["last_names"], 3)], dice)
    made: list[Comment] = []
    answered = 0
    for at in _moments(page.published_on, size, dice):
        parent = _parent(made, dice)
        name, badge = names.take(), ""
        if parent is None:
            words = bags["points"].take()
            if dice.random() < WITH_ANECDOTE:
                words += ("\n\n" if dice.random() < 0.4 else " ") + bags["anecdotes"].take()
            if dice.random() < WITH_ENDING:
                words += " " + bags["endings"].take()
        elif page.author is not None and answered < 3 and len(made) % 9 == 5:
            words, name, badge = bags["author_replies"].take(), page.author.name, BADGE
            answered += 1
        else:
            words = bags["replies"].take()
            if dice.random() < WITH_ANECDOTE / 2:
                words += " " + bags["anecdotes"].take()
        chip = None
        if not badge and not is_old and dice.random() < WITH_CHIP:
            chip = {"question": question, "option": dice.choice(CHIPS), "wave": "Wave 3"}
        made.append(
            actions.add_demo(page=page, name=name, text=words, at=at, parent=parent, chip=chip, badge=badge)
        )
    if extras and made:
        _take_back(made)
        _report(made)
        _rule()
        _hold(page, names.take(), made[-1].submit_date + timedelta(minutes=40))
    return len(made) + (extras and bool(made))


def _parent(made: list[Comment], dice: random.Random) -> Comment | None:
    """What the next comment answers: something recent, or nothing."""
    if not made or dice.random() > IS_REPLY:
        return None
    candidates = [comment for comment in made[-9:] if comment.level < DEEPEST]
    return dice.choice(candidates) if candidates else None


def _moments(published: date | None, size: int, dice: random.Random) -> list[datetime]:
    """When people wrote: most of them in the first days, none in the future."""
    start = timezone.make_aware(datetime.combine(published or timezone.localdate(), time(9)))
    end = min(start + timedelta(days=24), timezone.now() - timedelta(minutes=90))
    span = max((end - start).total_seconds(), 3600.0)
    return sorted(start + timedelta(seconds=span * dice.betavariate(1, 3)) for _ in range(size))


def _take_back(made: list[Comment]) -> None:
    """Let the writer of one that was answered take it back: a line stays where it stood."""
    answered = {comment.parent_id for comment in made if not comment.is_root}
    for comment in made:
        if comment.pk in answered and comment.is_root:
            empty(threads.locked_of(comment), kind=Event.Kind.REMOVED)
            return


def _report(made: list[Comment]) -> None:
    """Let readers report some of those that still stand."""
    standing = Comment.objects.filter(pk__in=[each.pk for each in made], state=Comment.State.PUBLIC)
    for comment, (reason, note) in zip(standing.order_by("pk"), REPORTS.items(), strict=False):
        day = timezone.localdate()
        Report.objects.create(comment=comment, reason=reason, note=note, day=day, reporter="invented")


def _rule() -> None:
    """Some words and hosts that moderators might have decided about."""
    for phrase, does in WORDS.items():
        WordRule.objects.get_or_create(phrase=phrase, defaults={"does": does, "note": NOTE})
    for host, does in HOSTS.items():
        LinkRule.objects.get_or_create(host=host, defaults={"does": does, "note": NOTE})


def _hold(page: ArticlePage, name: str, at: datetime) -> None:
    """Let one comment wait for a moderator."""
    comment = actions.add_demo(page=page, name=name, text=_said()["held"], at=at)
    comment.state = Comment.State.HELD
    comment.reasons = ["first"]
    threads.change(comment, fields=["state", "reasons"])
    Event.objects.create(comment=comment, kind=Event.Kind.HELD, reasons=["first"], at=at)


@transaction.atomic
def remove() -> int:
    """Delete every invented comment, writer, report and rule; how many comments. Real people's stay."""
    invented = Comment.objects.filter(is_demo=True)
    count = invented.count()
    answered = set(
        Comment.objects.filter(is_demo=False, parent_id__in=invented.values("pk")).values_list(
            "parent_id", flat=True
        )
    )
    for comment in invented.order_by("-level", "-number"):
        if comment.pk in answered:
            empty(threads.locked_of(comment), kind=Event.Kind.REMOVED)
            Comment.objects.filter(pk=comment.pk).update(is_demo=False)
        else:
            comment.delete()
    Writer.objects.filter(is_demo=True).delete()
    Report.objects.filter(reporter="invented").delete()
    WordRule.objects.filter(note=NOTE).delete()
    LinkRule.objects.filter(note=NOTE).delete()
    return count
