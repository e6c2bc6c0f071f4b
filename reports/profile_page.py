"""A profile in words and drawings: a scale with the released distribution, a persona, a share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports import queries
from reports.charts.geometry import clean
from reports.charts.icons import mark
from reports.charts.wording import count, number, said
from reports.profile import Answer, Part, Profile, profile
from surveys.logic.definition import Definition

BIGGEST = 15.0
"""Radius of the largest disc, px."""


@dataclass(frozen=True, slots=True)
class PartView:
    """One section of the panel. `drawing` is SVG made of released numbers and the person's own score."""

    id: str
    title: str
    text: str
    drawing: str
    alt: str
    notes: tuple[str, ...]
    ends: tuple[tuple[str, str], ...] = ()


def profile_parts(d: Definition, encoded: Mapping[str, Any], survey_slug: str) -> tuple[PartView, ...]:
    """Every part that the questionnaire has. A missing score or release is said in words."""
    own = profile(d, encoded, queries.latest_release(survey_slug))
    return tuple(_persona(own, part) if part.kind == "persona" else _scale(own, part) for part in own.parts)


def _origin(own: Profile, part: Part, what: str) -> str:
    """Where the comparison comes from, or why there is none."""
    if part.unreleased:
        return part.unreleased
    demo = " Demo data: every other answer is invented." if own.is_demo else ""
    return f"{what} wave {own.wave_number}, n = {count(part.base)}.{demo}"


def _scale(own: Profile, part: Part) -> PartView:
    if part.value is None:
        return PartView(part.id, part.label, part.missing or "", "", "", ())
    value, low, high = part.value, 0.0, 100.0
    if part.scale:
        low, high = part.scale.min, part.scale.max
    title = f"{part.label}: {number(value, 0)}"
    if part.band:
        title = f"{part.band}: {number(value, 0)} on a scale from {number(low, 0)} to {number(high, 0)}"
    notes = [_origin(own, part, "The discs show the answers of")]
    if part.mean is not None:
        notes.append(f"Their mean is {number(part.mean.value, 0)}.")
    share = next((a.share for a in part.distribution if a.own), None)
    if share is not None:
        notes.append(f"{said(share).capitalize()} of them stand in the same tenth of the scale as you.")
    alt = f"A scale from {number(low, 0)} to {number(high, 0)}. Your mark stands at {number(value, 0)}."
    if part.distribution:
        peak = max(part.distribution, key=lambda a: a.share)
        alt += f" Most other answers lie at {peak.option.label}, {said(peak.share)}."
    return PartView(part.id, title, part.help, _drawing(part, value, low, high), alt, tuple(notes))


def _drawing(part: Part, value: float, low: float, high: float) -> str:
    """Discs whose area is the released share, an axis, the open disc that is you."""

    def x(at: float) -> str:
        return f"{2 + 96 * (at - low) / (high - low):.2f}%"

    discs = _discs(part.distribution, low, high, x)
    ends = [(low, number(low, 0)), ((low + high) / 2, number((low + high) / 2, 0)), (high, number(high, 0))]
    axis = "".join(
        f'<line class="top l-ink" x1="{x(at)}" x2="{x(at)}" y1="111" y2="121"/>'
        f'<text class="top t-small t-mid" x="{x(at)}" y="140">{clean(words)}</text>'
        for at, words in ends
    )
    left = (value - low) / (high - low) > 0.7
    label = (
        f'<text class="top t-strong{" t-end" if left else ""}" x="{x(value)}" dx="{-24 if left else 24}" '
        'y="31">'
    )
    return (
        f'<g class="ink">{discs}<line class="top l-ink" x1="2%" x2="98%" y1="116" y2="116"/>{axis}'
        f'<line class="top l-ink" x1="{x(value)}" x2="{x(value)}" y1="40" y2="116"/>'
        f'<circle class="top you" cx="{x(value)}" cy="26" r="14"/>{label}You, {clean(number(value, 0))}'
        "</text></g>"
    )


def _discs(distribution: tuple[Answer, ...], low: float, high: float, x: Any) -> str:
    most = max((a.share for a in distribution), default=0.0)
    if not most:
        return ""
    step = (high - low) / len(distribution)
    return "".join(
        f'<circle class="m-rest" cx="{x(low + step * (place + 0.5))}" cy="82" '
        f'r="{BIGGEST * (a.share / most) ** 0.5:.1f}"/>'
        for place, a in enumerate(distribution)
        if a.share
    )


def _persona(own: Profile, part: Part) -> PartView:
    if part.code is None:
        return PartView(part.id, part.label, part.missing or "", "", "", ())
    name, _colon, meaning = (part.code_label or part.code).partition(":")
    share = next((a.share for a in part.distribution if a.own), None)
    text = meaning.strip()
    text = f"{text[:1].upper()}{text[1:]}." if text else ""
    notes = []
    if share is not None:
        text = f"{text} {said(share).capitalize()} of wave {own.wave_number} did the same.".strip()
    notes.append(_origin(own, part, "Compared with"))
    if part.borderline:
        notes.append(
            "One of your two scores is within one step of a line to another persona, so read this as a "
            "sketch."
        )
    drawing = mark(part.code)
    return PartView(part.id, name, text, drawing, "", tuple(notes))
