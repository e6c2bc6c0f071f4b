"""What became of everybody who began: a wave's account, exact, for staff only."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db.models import Count, Q

from surveys.models import Invitation, Response, Wave, Withdrawn

Status = Response.Status
UNMARKED = Q(flags=[]) | Q(flags=["kept_out"])


@dataclass(frozen=True, slots=True)
class Dispositions:
    """How many of one kind of people ended how. The first seven add up to `everybody`."""

    source: str
    tier: str
    waiting: int = 0
    """Answered a question in an article and have not agreed to the survey."""
    started: int = 0
    screened_out: int = 0
    quota_full: int = 0
    partial: int = 0
    complete: int = 0
    flagged: int = 0
    """Of the complete and partial ones, those that carry a mark of carelessness."""
    quarantined: int = 0
    """Of everybody, those that are held back."""

    @property
    def everybody(self) -> int:
        return (
            self.waiting + self.started + self.screened_out + self.quota_full + self.partial + self.complete
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its two counts and its meaning in words."""

    name: str
    part: int
    whole: int
    meaning: str

    @property
    def percent(self) -> float | None:
        """None if there is nobody to divide by."""
        return None if not self.whole else 100 * self.part / self.whole


@dataclass(frozen=True, slots=True)
class Account:
    """A wave's account of dispositions."""

    lines: tuple[Dispositions, ...]
    """By how people came and how far their identity is known."""
    total: Dispositions
    withdrawn_complete: int
    withdrawn_other: int
    invited: int
    """Invitations that were not revoked."""
    used: int
    rates: tuple[Rate, ...]


def account(wave: Wave) -> Account:
    """Three queries."""
    lines = tuple(_lines(wave))
    total = _sum(lines)
    withdrawn = Withdrawn.objects.filter(wave=wave).aggregate(
        complete=Count("pk", filter=Q(was_complete=True)), other=Count("pk", filter=Q(was_complete=False))
    )
    invitations = Invitation.objects.filter(wave=wave, is_revoked=False).aggregate(
        sent=Count("pk"), used=Count("pk", filter=Q(is_used=True))
    )
    by_invitation = _sum([line for line in lines if line.tier == Response.Tier.INVITED.label])
    return Account(
        lines,
        total,
        withdrawn["complete"],
        withdrawn["other"],
        invitations["sent"],
        invitations["used"],
        tuple(_rates(total, by_invitation, invitations["sent"])),
    )


def _lines(wave: Wave) -> Iterable[Dispositions]:
    counts: dict[tuple[str, str], dict[str, int]] = {}
    rows = (
        Response.objects.filter(wave=wave)
        .values_list("source", "tier", "status")
        .annotate(
            everybody=Count("pk"),
            waiting=Count("pk", filter=Q(consent_version="")),
            flagged=Count("pk", filter=~UNMARKED & Q(status__in=(Status.COMPLETE, Status.PARTIAL))),
            quarantined=Count("pk", filter=~Q(quarantine="")),
        )
        .order_by("source", "tier")
    )
    for source, tier, status, everybody, waiting, flagged, quarantined in rows:
        line = counts.setdefault((source, tier), {"waiting": 0, "flagged": 0, "quarantined": 0})
        line[status] = everybody - waiting
        line["waiting"] += waiting
        line["flagged"] += flagged
        line["quarantined"] += quarantined
    return [
        Dispositions(source, str(Response.Tier(tier).label), **line)
        for (source, tier), line in counts.items()
    ]


def _sum(lines: Iterable[Dispositions]) -> Dispositions:
    names = [each.name for each in fields(Dispositions) if each.name not in ("source", "tier")]
    lines = list(lines)
    return Dispositions("All", "", **{name: sum(getattr(line, name) for line in lines) for name in names})


def _rates(total: Dispositions, invited: Dispositions, invitations: int) -> Iterable[Rate]:
    belong = total.started + total.partial + total.complete
    agreed = belong + total.screened_out + total.quota_full
    yield Rate(
        "Completion rate",
        total.complete,
        belong,
        "Complete responses among everybody who agreed, belongs to the population as far as they said, and "
        "was not turned away by a full quota.",
    )
    yield Rate(
        "Break-off rate",
        total.started + total.partial,
        belong,
        "The others of the same people: they stopped before the end.",
    )
    yield Rate(
        "Screened out",
        total.screened_out,
        agreed,
        "Of everybody who agreed, those who said that they do not belong to the population.",
    )
    if invitations:
        yield Rate(
            "Participation rate of those invited",
            invited.complete,
            invitations,
            "Complete responses by invitation, for each invitation that was not revoked. Nobody knows which "
            "addresses reached a person, so the lowest possible rate is given (AAPOR's response rate 1 "
            "counts in the same way).",
        )
        yield Rate(
            "The same with partial responses",
            invited.complete + invited.partial,
            invitations,
            "Complete and partial responses by invitation, for each invitation (as AAPOR's response rate 2).",
        )
