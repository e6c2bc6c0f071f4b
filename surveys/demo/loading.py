"""Three demo waves: two closed, one open."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from rich.progress import Progress

from surveys import actions
from surveys.demo import filling, people
from surveys.models import Invitation, QuestionnaireVersion, ReaderTally, Response, SurveyPage, Wave

SEED = 20110830
#: Sections that somebody saves who stops before the end; the first kind has said too little to count.
STARTED = ("start", "circles")
PARTIAL = (("start", "circles", "boundaries"), ("start", "circles", "boundaries", "disclosure"))
ALL = tuple(filling.SECTIONS)
#: Bands of active time for a section (`logic.pace`): of those who read, and of those who did not.
USUAL, HASTY = (5, 6, 7, 8), 1
#: A name that no mail server can have: nothing that is sent there arrives anywhere.
INVENTED = "demo.invalid"
INVITED = ("ada", "bruno", "carmen", "dai", "elif", "femi", "greta", "hiro", "ines")


@dataclass(frozen=True)
class Plan:
    """One wave: how many people end how, and when it ran, in days from today."""

    number: int
    title: str
    completes: int
    partials: int
    screened_out: int
    started: int
    opens: int
    closes: int
    hasty: int = 0
    """Complete ones that went through too fast: the questionnaire leaves them out of the analysis."""
    held: int = 0
    """Complete ones that wait in quarantine."""
    invited: int = 0
    """Addresses on the list of invitations; a third of them have answered."""


def plans(size: str | None = None) -> tuple[Plan, Plan, Plan]:
    """The three waves; `size` "small" (default: `OVERLAP_DEMO_SIZE`) is for tests."""
    if (size or os.environ.get("OVERLAP_DEMO_SIZE", "")) == "small":
        counts = ((330, 30, 12, 5), (350, 30, 12, 5), (60, 10, 5, 3))
        hasty, held, invited = 2, 2, 3
    else:
        counts = ((700, 60, 25, 15), (800, 60, 25, 15), (120, 20, 6, 8))
        hasty, held, invited = 12, 5, 9
    return (
        Plan(1, "First wave", *counts[0], opens=-400, closes=-358),
        Plan(2, "Second wave", *counts[1], opens=-190, closes=-148, hasty=hasty),
        Plan(3, "Third wave", *counts[2], opens=-20, closes=60, held=held, invited=invited),
    )


def load(
    *, page: SurveyPage, progress: Progress | None = None, size: str | None = None, seed: int = SEED
) -> list[Wave]:
    """The demo waves of a published survey, oldest first. A wave that is already there stays as it is.

    Each wave is one transaction. The answers depend on `seed` alone.
    """
    bar = progress or Progress(disable=True)
    waves = []
    for plan in plans(size):
        existing = Wave.objects.filter(survey=page, number=plan.number).first()
        waves.append(existing or _fill_wave(page, plan, Random(f"{seed}/{plan.number}"), bar))
    _date_back(page)
    return waves


def remove(*, page: SurveyPage) -> int:
    """Delete the demo's responses, waves and what invented readers answered in articles.

    What real people answered stays. Returns how many responses went.
    """
    with transaction.atomic():
        count, _ = Response.objects.filter(survey=page, is_demo=True).delete()
        ReaderTally.objects.filter(survey=page, is_demo=True).delete()
        Invitation.objects.filter(wave__survey=page, is_demo=True).delete()
        Wave.objects.filter(survey=page, is_demo=True).exclude(responses__isnull=False).delete()
    return count


@transaction.atomic
def _fill_wave(page: SurveyPage, plan: Plan, rng: Random, bar: Progress) -> Wave:
    today = timezone.localdate()
    opens, closes = today + timedelta(days=plan.opens), today + timedelta(days=plan.closes)
    wave = Wave.objects.create(
        survey=page, number=plan.number, title=plan.title, opens_at=_noon(opens), is_demo=True
    )
    actions.open_wave(wave=wave)
    endings = list(_endings(plan, rng))
    task = bar.add_task(f"{plan.title}: invented people answer", total=len(endings))
    filled = []
    for sections, is_outside in endings:
        filled.append(_answer(page, plan, sections, is_outside, rng))
        bar.advance(task)
    # Drawn apart, so that the answers above stay what they were.
    filled += _for_analysts(page, wave, plan, Random(f"{plan.number}/for analysts"), filled)
    _spread(filled, rng, opens, min(closes, today))
    wave.closes_at = _noon(closes)
    wave.save(update_fields=["closes_at"])
    if closes < today:
        actions.close_wave(wave=wave)
    return wave


def _for_analysts(
    page: SurveyPage, wave: Wave, plan: Plan, rng: Random, others: Sequence[Response]
) -> list[Response]:
    """What an analyst is there to judge, and no release counts: hasty answers, held ones, people invited."""
    added = []
    if plan.hasty:
        hasty = [_answer(page, plan, ALL, False, rng, alter=_without_reading) for _ in range(plan.hasty)]
        for response in (*others, *hasty):
            response.pace = {name: HASTY if response in hasty else rng.choice(USUAL) for name in ALL}
        Response.objects.bulk_update([*others, *hasty], ["pace"], batch_size=200)
        added += hasty
    for number in range(plan.held):
        added.append(_answer(page, plan, ALL, False, rng, quarantine=("honeypot", "network")[number % 2]))
    if plan.invited:
        addresses = [f"{name}@{INVENTED}" for name in INVITED[: plan.invited]]
        actions.invite(wave=wave, addresses=addresses)
        used, sent = addresses[::3], addresses[:-1]
        rows = Invitation.objects.filter(wave=wave)
        rows.filter(email__in=sent).update(sent_on=timezone.localdate() - timedelta(days=5))
        rows.filter(email__in=used).update(is_used=True)
        added += [_answer(page, plan, ALL, False, rng, tier="invited") for _ in used]
    return added


def _without_reading(post: filling.Post) -> None:
    """The same answer to all statements, which say the opposite of each other."""
    post.update({name: ["agree"] for name in post if name.startswith("seg__")})


#: The wave whose people with a link were invited.
INVITING = 2


def _endings(plan: Plan, rng: Random) -> Iterator[tuple[tuple[str, ...], bool]]:
    """For each person in random order: the sections they save, and whether they work in another field."""
    kinds = ["complete"] * plan.completes + ["partial"] * plan.partials
    kinds += ["outside"] * plan.screened_out + ["started"] * plan.started
    rng.shuffle(kinds)
    for kind in kinds:
        if kind == "complete":
            yield ALL, False
        elif kind == "outside":
            yield STARTED[:1], True
        else:
            yield (rng.choice(PARTIAL) if kind == "partial" else STARTED[: rng.choice((1, 2))]), False


def _answer(
    page: SurveyPage,
    plan: Plan,
    sections: tuple[str, ...],
    is_outside: bool,
    rng: Random,
    *,
    tier: str = "",
    quarantine: str = "",
    alter: Callable[[filling.Post], None] = lambda post: None,
) -> Response:
    """One person goes through the survey as a browser would. `alter` changes what they pick on a page."""
    person = people.draw(rng, wave=plan.number)
    source = "link" if tier else _source(rng)
    response = actions.start(
        survey=page,
        submission_id=uuid4(),
        consent=True,
        source=source,
        tier=tier or ("invited" if plan.number == INVITING and source == "link" else "open"),
        quarantine=quarantine,
        draw=rng,
    )
    for section in sections:
        post = (
            {"work_status": ["outside"]}
            if is_outside
            else filling.SECTIONS[section](person, rng, response.state)
        )
        alter(post)
        saved = actions.save_section(
            response=response, section=section, post=post, revision=response.revision, draw=rng
        )
        if saved.conflict or saved.reading.errors:
            raise RuntimeError(
                f"The demo's answers to section {section} were refused: {saved.reading.errors}"
            )
        response = saved.response
    if sections == ALL:
        response = actions.submit(response=response).response
    return response


def _source(rng: Random) -> str:
    return "site" if rng.random() < 0.9 else "link"


def _spread(responses: list[Response], rng: Random, opens: date, closes: date) -> None:
    """Give each response a day within the wave: most come early, as they do."""
    days = (closes - opens).days
    for response in responses:
        day = opens + timedelta(days=min(days, int(rng.expovariate(3 / max(days, 1)))))
        response.started_on = response.saved_on = day
        response.submitted_on = day if response.submitted_on else None
        response.resume_expires_on = day + timedelta(days=30)
    Response.objects.bulk_update(
        responses, ["started_on", "saved_on", "submitted_on", "resume_expires_on"], batch_size=200
    )


def _date_back(page: SurveyPage) -> None:
    """The first version was published before the first wave began."""
    first_day = _noon(timezone.localdate() + timedelta(days=plans()[0].opens - 7))
    QuestionnaireVersion.objects.filter(survey=page, number=1, published_on__gt=first_day).update(
        published_on=first_day
    )


def _noon(day: date) -> datetime:
    moment: Any = timezone.make_aware(datetime.combine(day, time(12)))
    return moment


__all__ = ["Plan", "load", "plans", "remove"]
