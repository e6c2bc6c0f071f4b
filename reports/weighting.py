"""Weighting a wave: its targets, and what the build and the release say of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.log_actions import log

from reports.disclosure.rounding import released_base, to_five
from reports.models import Target
from reports.release.assembly import Weighting
from reports.release.raking_cells import Bounds, Category, Margin, Part, Weighed, nothing, weigh, write
from reports.release.segments import SegmentPlan, segments
from reports.release.snapshot import Snapshot
from reports.release_format import RakeVariable, ReleaseDoc, Weights
from surveys import queries as surveys
from surveys.logic.definition import Definition

WEIGHTS = "targets"
"""Name of the weights beside a dataset."""
MOST_CELLS = 200
"""Raking cells at most: with more of them than this they hold so few people that nothing could be shown."""


@dataclass(frozen=True, slots=True)
class WaveTargets:
    """One line of the admin's list."""

    wave: Any
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A category of a target in words. `share`: percent."""

    label: str
    share: float

    @property
    def percent(self) -> str:
        return f"{self.share:g} %"


def variables(d: Definition) -> tuple[SegmentPlan, ...]:
    """What answers may be weighted by: the variables that the questionnaire names for it, else all its
    segments; only those whose groups share nobody.
    """
    plans = {plan.segment.id: plan for plan in segments(d) if all(cut.by for cut in plan.cuts)}
    named = d.weighting.get("optional", {}).get("variables", ())
    return tuple(plans[name] for name in (named or plans) if name in plans)


def variable(d: Definition, name: str) -> SegmentPlan | None:
    return next((plan for plan in variables(d) if plan.segment.id == name), None)


def bounds(d: Definition) -> Bounds:
    """The questionnaire's rules of trimming and of small categories."""
    rules = d.weighting.get("optional", {})
    trim = rules.get("trim", {})
    usual = Bounds()
    return Bounds(
        low=float(trim.get("min_ratio_to_mean", usual.low)),
        high=float(trim.get("max_ratio_to_mean", usual.high)),
        smallest=float(rules.get("min_category_share", usual.smallest)),
        tolerance=float(rules.get("tolerance", usual.tolerance)),
        iterations=int(rules.get("max_iterations", usual.iterations)),
    )


def targets(wave: Any) -> list[Target]:
    """One query."""
    return list(Target.objects.filter(wave=wave))


def target(wave: Any, name: str) -> Target | None:
    return Target.objects.filter(wave=wave, variable=name).first()


def overview() -> list[WaveTargets]:
    """Every wave but trials, by survey, newest first. Two queries."""
    waves = list(surveys.real_waves().select_related("survey"))
    found: dict[int, list[Target]] = {}
    for each in Target.objects.filter(wave__in=waves):
        found.setdefault(each.wave_id, []).append(each)
    return [WaveTargets(wave, tuple(found.get(wave.pk, ()))) for wave in waves]


def save(
    *, wave: Any, name: str, shares: Sequence[tuple[Sequence[str], float]], words: dict[str, str], user: Any
) -> Target:
    """Keep a target in place of what was there for the variable. `words`: source, url, as_of, population."""
    found = target(wave, name) or Target(wave=wave, variable=name)
    found.shares = [[list(codes), share] for codes, share in shares]
    for field, text in words.items():
        setattr(found, field, text)
    found.save()
    log(instance=found, action="wagtail.edit", user=user)
    return found


def remove(*, wave: Any, name: str, user: Any) -> None:
    found = target(wave, name)
    if found is not None:
        log(instance=found, action="wagtail.delete", user=user, deleted=True)
        found.delete()


def lines(d: Definition, found: Target) -> list[Line]:
    """A target in words."""
    plan = variable(d, found.variable)
    labels = {level.code: level.label for level in plan.segment.levels} if plan else {}
    return [Line(" + ".join(labels.get(c, c) for c in codes), float(share)) for codes, share in found.shares]


def margins(d: Definition, found: Sequence[Target]) -> tuple[Margin, ...]:
    """Of the targets whose variable and levels the questionnaire still has. Raise ValueError for another."""
    made = []
    for each in found:
        plan = variable(d, each.variable)
        places = (
            {level.code: cut.place for level, cut in zip(plan.segment.levels, plan.cuts, strict=True)}
            if plan
            else {}
        )
        if plan is None or any(code not in places for codes, _ in each.shares for code in codes):
            raise ValueError(
                f"The targets for “{each.variable}” are not those of the questionnaire any more. Write them "
                "anew."
            )
        categories = tuple(
            Category(line.label, tuple(places[code] for code in codes), share / 100.0)
            for line, (codes, share) in zip(lines(d, each), each.shares, strict=True)
        )
        made.append(Margin(plan.cuts[0].by, plan.segment.label, categories))
    return tuple(made)


def lacking(d: Definition, found: Sequence[Target]) -> str:
    """Why nothing can be weighted to these targets, whoever took part; empty if they are complete."""
    if not found:
        return "This wave has no targets to weight by."
    try:
        margins(d, found)
    except ValueError as error:
        return str(error)
    return ""


def without_target(d: Definition, found: Sequence[Target]) -> list[str]:
    """Labels of what answers may be weighted by and are not."""
    named = {each.variable for each in found}
    return [plan.segment.label for plan in variables(d) if plan.segment.id not in named]


def raked(
    parts: Sequence[Part],
    d: Definition,
    found: Sequence[Target],
    before_each: Callable[[], None] = nothing,
) -> Weighed:
    """The answers of a dataset, raked to the targets: the one way in which this product weights.

    `before_each` is called before each raking and may raise to stop. Raise ValueError with a sentence where
    it can't be done.
    """
    weighed = weigh(parts, margins(d, found), bounds(d), before_each)
    if len(weighed.people) > MOST_CELLS:
        raise ValueError(
            f"The targets part people into {len(weighed.people)} groups; more than {MOST_CELLS} hold too few "
            "people each. Weight by fewer variables, or count levels together."
        )
    return weighed


def weighting_of(snapshot: Snapshot, d: Definition, found: Sequence[Target]) -> Weighting:
    """Rake the answers to the targets, and write each row's weight beside it.

    Raise ValueError with a sentence where it can't be done.
    """
    rules = bounds(d)
    weighed = raked(snapshot.parts, d, found)
    write(snapshot.parts, weighed, WEIGHTS)
    rake = tuple(
        RakeVariable(
            id=each.variable,
            label=margin.label,
            targets=tuple((category.label, category.share) for category in margin.categories),
            source=each.source,
            url=each.url,
            date=each.as_of,
            population=each.population,
            unknown=released_base(unknown),
        )
        for each, margin, unknown in zip(found, weighed.margins, weighed.unknown, strict=True)
    )
    said = Weights(
        method=METHOD,
        variables=rake,
        design_effect=round(weighed.design_effect, 2),
        effective_n=to_five(round(weighed.effective_n)),
        smallest=round(float(weighed.weights.min()), 1),
        largest=round(float(weighed.weights.max()), 1),
        at_least=rules.low,
        at_most=rules.high,
    )
    return Weighting(weighed, said)


METHOD = "raking"


def is_same(one: Weights, other: Weights) -> bool:
    """Whether two releases were weighted to the same targets within the same bounds."""

    def rules(w: Weights) -> object:
        return w.at_least, w.at_most, [(v.id, v.targets) for v in w.variables]

    return rules(one) == rules(other)


def weighted_before(docs: Sequence[ReleaseDoc]) -> list[Weights]:
    return [doc.weights for doc in docs if doc.weights is not None]
