"""How fast somebody went: active time as a coarse band for each section, compared when the wave closes.

A band says 'between 30 and 45 seconds' and no more: enough to see who did not read, too little to know a
person by. The bands of a response are deleted once its flags are set.
"""

from collections.abc import Iterable, Mapping
from statistics import median

#: Where one band ends and the next begins, in seconds. Band 0 is shorter than the first, the last is open.
LIMITS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 600)
#: A section's median is used from so many timed responses; of fewer it would be chance.
FEWEST = 10
#: Key beside the sections: this person went away and came back, so their times say nothing.
RESUMED = "resumed"

Pace = Mapping[str, int]
"""Section id -> band."""


def band(seconds: float) -> int:
    """0 … 13; what is below nothing, or not a number, counts as 0."""
    return sum(seconds >= limit for limit in LIMITS)


def typical(place: int) -> float:
    """Seconds that stand for a band: its middle; for the open last one, its beginning."""
    edges = (0, *LIMITS)
    place = max(0, min(place, len(LIMITS)))
    return float(edges[place]) if place == len(LIMITS) else (edges[place] + edges[place + 1]) / 2


def medians(paces: Iterable[Pace]) -> dict[str, float]:
    """Section id -> median of its typical seconds, where at least FEWEST were timed. Resumed ones are left
    out.
    """
    found: dict[str, list[float]] = {}
    for pace in paces:
        if not pace.get(RESUMED):
            for section, place in pace.items():
                found.setdefault(section, []).append(typical(place))
    return {section: median(times) for section, times in found.items() if len(times) >= FEWEST}


def ratio(pace: Pace, wave: Mapping[str, float]) -> float | None:
    """This person's time over the wave's median time for the same sections. None if that can't be said:
    nothing was timed (no script), or they came back later.
    """
    compared = [section for section in pace if section in wave]
    if pace.get(RESUMED) or not compared:
        return None
    return sum(typical(pace[section]) for section in compared) / sum(wave[section] for section in compared)


def is_speeder(pace: Pace, wave: Mapping[str, float], limit: float) -> bool:
    """Whether somebody needed less than `limit` (0 … 1) of the wave's median time."""
    own = ratio(pace, wave)
    return own is not None and own < limit
