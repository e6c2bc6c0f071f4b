"""Invented people: traits that hang together, as far as they do in life."""

from dataclasses import dataclass
from random import Random
from statistics import NormalDist

NORMAL = NormalDist()

ROLES = {
    "social": 18,
    "content": 19,
    "pr": 13,
    "brand": 11,
    "perf": 15,
    "product": 7,
    "general": 14,
    "other": 3,
}
STATUS = {"inhouse": 44, "agency": 24, "self": 22, "between": 6, "student": 4}
AGES = {"a18_24": 8, "a25_34": 32, "a35_44": 30, "a45_54": 19, "a55_64": 9, "a65": 2}
FIRST_YEAR = {"a18_24": 1.5, "a25_34": 6, "a35_44": 13, "a45_54": 21, "a55_64": 28, "a65": 34}
REGIONS = {"na": 34, "europe": 39, "asia": 10, "oceania": 6, "latam": 6, "mena": 3, "africa": 2}
#: How common each network is; what age and role add follows below.
PLATFORMS = {
    "linkedin": 0.9,
    "facebook": 0.66,
    "instagram": 0.7,
    "x": 0.34,
    "threads": 0.24,
    "tiktok": 0.36,
    "youtube": 0.42,
    "reddit": 0.3,
    "messaging": 0.85,
    "community": 0.4,
    "blog": 0.28,
    "other": 0.05,
}
YOUNG = {"instagram": 0.8, "tiktok": 1.1, "facebook": -1.0, "threads": 0.3, "reddit": 0.5}
BY_ROLE = {
    "social": dict.fromkeys(("instagram", "tiktok", "threads", "youtube"), 0.9),
    "pr": {"x": 0.9, "threads": 0.5},
    "content": {"blog": 0.8, "youtube": 0.4},
    "perf": {"reddit": 0.6, "community": 0.5},
    "brand": {"instagram": 0.6},
}


@dataclass(frozen=True)
class Person:
    """Who somebody is. The four traits are roughly standard normal."""

    apart: float
    """Wants work and private life apart."""
    audience: float
    """Selects who sees it."""
    content: float
    """Selects what is shown."""
    strict: float
    """Wants business links to be said."""
    status: str
    role: str
    age: str
    years: int
    region: str
    gender: str
    market: str
    platforms: frozenset[str]
    careful: float
    """Share of questions this person answers."""


def draw(rng: Random, *, wave: int) -> Person:
    """One person who works in the field; later waves differ a little from the first."""
    age, role = pick(rng, AGES), pick(rng, ROLES)
    status = "student" if age == "a18_24" and rng.random() < 0.3 else pick(rng, STATUS)
    apart = rng.gauss(0.08 * (wave - 1), 1) + {"perf": 0.2, "social": -0.15}.get(role, 0)
    audience = 0.6 * apart + 0.8 * rng.gauss(0, 1) + {"social": 0.35, "pr": 0.15}.get(role, 0)
    content = 0.3 * apart + 0.95 * rng.gauss(0, 1) + {"pr": 0.4, "brand": 0.15, "perf": -0.25}.get(role, 0)
    strict = rng.gauss(0, 1) + {"pr": 0.35, "perf": -0.2}.get(role, 0) + (0.2 if status == "self" else 0)
    return Person(
        apart=apart,
        audience=audience,
        content=content,
        strict=strict,
        status=status,
        role=role,
        age=age,
        years=min(60, max(0, round(rng.gauss(FIRST_YEAR[age], 3)))),
        region=pick(rng, REGIONS),
        gender=pick(rng, {"woman": 58, "man": 39, "other": 3}),
        market=pick(rng, {"b2b": 42, "b2c": 28, "both": 22, "public": 8}),
        platforms=_platforms(rng, age=age, role=role, wave=wave),
        careful=0.985 if rng.random() < 0.85 else 0.9,
    )


def pick(rng: Random, weights: dict[str, float] | dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def grade(z: float, steps: int) -> int:
    """1 … `steps`, equally likely for a standard normal z."""
    return min(steps, int(NORMAL.cdf(z) * steps) + 1)


def chance(rng: Random, probability: float, shift: float = 0.0) -> bool:
    """True with `probability`, moved by `shift` standard deviations."""
    return rng.random() < NORMAL.cdf(NORMAL.inv_cdf(min(0.999, max(0.001, probability))) + shift)


def _platforms(rng: Random, *, age: str, role: str, wave: int) -> frozenset[str]:
    if rng.random() < 0.015:
        return frozenset()
    youth = {"a18_24": 1.0, "a25_34": 0.5, "a35_44": 0.0}.get(age, -0.4)
    drift = {"threads": 0.15 * (wave - 1), "x": -0.15 * (wave - 1)}
    return frozenset(
        name
        for name, share in PLATFORMS.items()
        if chance(
            rng,
            share,
            0.6 * (YOUNG.get(name, 0) * youth + BY_ROLE.get(role, {}).get(name, 0)) + drift.get(name, 0),
        )
    )
