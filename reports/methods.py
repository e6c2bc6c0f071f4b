"""The methods of a wave: what is still missing before a release, what the site can propose, saving."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from wagtail.log_actions import log

from reports import weighting
from reports.charts.wording import INTERVAL, count, field_dates
from reports.disclosure.rounding import released_base
from reports.models import Methods
from surveys import queries as surveys
from surveys.logic import quality
from surveys.logic.definition import Definition
from website.core.models import SiteSettings

ITEMS = (
    "collection",
    "sponsor",
    "instrument",
    "population",
    "recruitment",
    "modes",
    "dates",
    "samples",
    "weighting",
    "processing",
    "limitations",
)
"""The eleven, in AAPOR's order."""

ENTRY = {
    "open": "Anyone who found the survey could take part. People chose themselves.",
    "verified": "Anyone with an e-mail address could take part, once each. People chose themselves.",
    "invited": "Only people who were sent an invitation could take part, once each.",
}


@dataclass(frozen=True, slots=True)
class MethodsItem:
    """One of the eleven as readers see it."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class WaveMethods:
    """One line of the admin's list."""

    wave: Any
    missing: tuple[str, ...]


def label(name: str) -> str:
    field: Any = Methods._meta.get_field(name)
    return str(field.verbose_name)


def of_wave(wave: Any) -> Methods | None:
    """What is saved. One query."""
    return Methods.objects.filter(wave=wave).first()


def missing(wave: Any) -> list[str]:
    """Names, as the form has them, of the items that are still empty; all eleven if nothing is saved. One
    query.
    """
    return _missing(of_wave(wave))


def _missing(methods: Methods | None) -> list[str]:
    return [label(name) for name in ITEMS if methods is None or not getattr(methods, name).strip()]


def written(survey_slug: str, wave_number: int) -> tuple[Methods | None, tuple[MethodsItem, ...]]:
    """What readers see: the items that have a text. One query."""
    found = Methods.objects.filter(wave__survey__slug=survey_slug, wave__number=wave_number).first()
    items = [MethodsItem(name, label(name), getattr(found, name).strip()) for name in ITEMS] if found else []
    return found, tuple(item for item in items if item.text)


def overview() -> list[WaveMethods]:
    """Every wave but trials, by survey, newest first. Two queries."""
    waves = list(surveys.real_waves().select_related("survey"))
    saved = {each.wave_id: each for each in Methods.objects.filter(wave__in=waves)}
    return [WaveMethods(wave, tuple(_missing(saved.get(wave.pk)))) for wave in waves]


def save(*, wave: Any, words: Mapping[str, str], user: Any = None) -> Methods:
    """Keep the items that `words` holds; the others stay. Some may be empty: only a release needs all.

    Goes into the admin's history if somebody (`user`) did it.
    """
    methods, _ = Methods.objects.get_or_create(wave=wave)
    for name in ITEMS:
        setattr(methods, name, words.get(name, getattr(methods, name)).strip())
    methods.save()
    if user is not None:
        log(instance=methods, action="wagtail.edit", user=user)
    return methods


def proposals(wave: Any) -> dict[str, str]:
    """What the site knows about a wave, as sentences to read, change and save; none for what it can't know.

    Numbers of people are rounded to 5 and given for closed waves only, as in a release.
    """
    versions = surveys.wave_versions(wave)
    found = {
        "sponsor": _sponsor(),
        "recruitment": ENTRY.get(wave.entry, ""),
        "modes": "Online, alone, on people's own devices.",
        "dates": _dates(wave),
        "samples": _samples(wave),
        "weighting": _weighting(wave),
    }
    if versions:
        found |= _of_questionnaire(surveys.definition_of(versions[-1]), versions[-1].number)
    return {name: text for name, text in found.items() if text}


def _of_questionnaire(d: Definition, version: int) -> dict[str, str]:
    language = {"en": "English"}.get(d.language, d.language)
    experiment = (
        " One part is an experiment: each person reads one version of a story, drawn by lot."
        if any(q.type == "vignette" for q in d.questions)
        else ""
    )
    return {
        "collection": f"A survey: a structured questionnaire that people fill in themselves.{experiment}",
        "instrument": f"“{d.title}”, version {version}, in {language}: {len(d.questions)} questions in "
        f"{len(d.sections)} sections. The exact wording stands with each chart of the results.",
        "population": d.population.strip(),
        "modes": f"Online, alone, on people's own devices, in {language}.",
        "processing": " ".join(quality_sentences(d)),
    }


def quality_sentences(d: Definition) -> tuple[str, ...]:
    """The questionnaire's rules about careless answers, and what they do, for readers."""
    rules = quality.rules(d)
    done = {
        name: "is left out" if name in rules.excluded else "is marked, and stays in"
        for name in ("speeder", "straightliner", "duplicate")
    }
    found = []
    if rules.complete_share:
        found.append(
            f"An answer is complete if its writer reached the end and answered at least "
            f"{rules.complete_share:.0%} of what was asked."
        )
    if rules.partial_question:
        found.append("Who stopped earlier but got past the main questions counts with what is there.")
    if rules.speeder_ratio is not None:
        found.append(
            f"Who took less than {rules.speeder_ratio:g} of the usual time {done['speeder']}; the times are "
            "deleted once that is decided."
        )
    if rules.straight is not None:
        found.append(
            "Who gave the same answer to statements that contradict each other, and not the middle one, "
            f"{done['straightliner']}."
        )
    if rules.duplicate_items is not None:
        found.append(
            f"Who gave the same answers as somebody else on at least {rules.duplicate_items} items "
            f"{done['duplicate']}."
        )
    return tuple(found)


def _sponsor() -> str:
    site = SiteSettings.objects.order_by("site_id").first()
    return (
        f"{site.run_by} asked the questions, ran the survey and published it." if site and site.run_by else ""
    )


def _dates(wave: Any) -> str:
    opens, closes = (
        None if moment is None else timezone.localdate(moment).isoformat()
        for moment in (wave.opens_at, wave.closes_at)
    )
    dates = field_dates(opens, closes)
    return f"{dates[:1].upper()}{dates[1:]}." if dates else ""


def _samples(wave: Any) -> str:
    if wave.status != "closed":
        return ""
    counted: Any = next(each for each in surveys.waves_with_counts(wave.survey) if each.pk == wave.pk)
    complete, partial = released_base(counted.completes), released_base(counted.partials)
    return (
        f"{_people(complete)} finished and {_people(partial)} got far enough to count, rounded to 5 and "
        "before careless answers were left out; each chart states how many it rests on. People chose "
        f"themselves, so no sampling error can be computed. The interval beside a figure is a {INTERVAL}."
    )


def _weighting(wave: Any) -> str:
    found = weighting.targets(wave)
    if not found:
        return (
            "The figures are unweighted: every answer counts the same. There is no reliable count of the "
            "people this survey is about that answers could be weighted to."
        )
    sources = "; ".join(f"{each.source}, {each.as_of}, for {each.population}" for each in found)
    return (
        "Each release says whether its figures are weighted. Where they are, answers are raked to shares of "
        f"the population from: {sources}."
    )


def _people(n: int | None) -> str:
    return "Fewer than 10 people" if n is None else f"{count(n)} people"
