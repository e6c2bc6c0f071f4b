"""How an invented person fills in each section: the field names and values that their browser would post."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from surveys.demo import stories
from surveys.demo.people import Person, chance, grade, pick

Post = dict[str, list[str]]
AGREE = ("strongly_disagree", "disagree", "neither", "agree", "strongly_agree")
FREQUENCY = ("never", "rarely", "sometimes", "often", "always")
PURPOSE = ("work_only", "mostly_work", "both", "mostly_personal", "personal_only")
#: How likely a group of people is met on a place: linkedin, facebook, instagram, micro, messaging, elsewhere.
PLACES = ("linkedin", "facebook", "instagram", "micro", "messaging", "elsewhere")
CIRCLES = {
    "family": (0.1, 0.8, 0.7, 0.1, 0.9, 0.05),
    "mentors": (0.9, 0.3, 0.3, 0.2, 0.5, 0.05),
    "acquaintances": (0.5, 0.6, 0.5, 0.2, 0.4, 0.05),
    "team": (0.85, 0.25, 0.3, 0.2, 0.7, 0.1),
    "clients": (0.85, 0.2, 0.15, 0.15, 0.35, 0.05),
    "parents": (0.1, 0.5, 0.2, 0.05, 0.6, 0.1),
    "hobby": (0.1, 0.5, 0.4, 0.1, 0.5, 0.2),
    "partners_friends": (0.1, 0.5, 0.4, 0.05, 0.4, 0.03),
}
WORK = ("mentors", "team", "clients")
SOURCES = {
    "linkedin": {"linkedin"},
    "facebook": {"facebook"},
    "instagram": {"instagram", "tiktok"},
    "micro": {"x", "threads"},
    "messaging": {"messaging"},
}
EVENTS = {
    "regret": 0.2,
    "wrong_acct": 0.1,
    "crossed": 0.15,
    "asked": 0.4,
    "criticised": 0.06,
    "won": 0.3,
    "friend": 0.35,
}
DISCLOSE = {"d1": -0.6, "d2": 0.1, "d3": 0.9, "d4": -1.0, "d5": 0.9, "d6": -0.3}
#: How each view hangs on wanting things apart, how widely it is held, and who holds it more by area of work.
VIEWS: dict[str, tuple[float, float, Mapping[str, float]]] = {
    "v1": (-0.6, -0.15, {"social": 0.35, "perf": -0.4}),
    "v2": (-0.3, 0.45, {"social": 0.45, "pr": 0.2, "perf": -0.45}),
    "v3": (0.2, 0.75, {"pr": 0.55, "brand": 0.2, "perf": -0.35}),
    "v4": (-0.5, -0.45, {"content": 0.25, "pr": -0.3}),
    "v5": (-0.1, -0.3, {"social": 0.5, "brand": -0.4, "pr": -0.35}),
}
#: How readily each preference and each habit is affirmed.
PREFERENCES = (0.3, -0.1, 0.45, 0.25, 0.15, 0.05)
HABITS = (0.1, 0.0, -0.1, -0.6, 0.5, 0.7, 0.25, -0.35)
PRINCIPLES = {
    "transparency": 0.18,
    "privacy": 0.27,
    "authenticity": 0.2,
    "reputation": 0.19,
    "loyalty": 0.1,
    "reach": 0.06,
}


def start(p: Person, rng: Random, state: Mapping[str, Any]) -> Post:
    post: Post = {"work_status": [p.status], "platforms": sorted(p.platforms) or ["none"]}
    if "other" in p.platforms:
        post["platforms__other__text"] = [rng.choice(("Pinterest", "Snapchat", "Strava", "Nextdoor"))]
    for name in sorted(p.platforms):
        if name == "linkedin":
            point = rng.choices((1, 2, 3), (5, 4, 1))[0]
        elif chance(rng, 0.45, 0.4 * p.audience):
            point = rng.choice((4, 5)) if name != "blog" else rng.choice((1, 2))
        else:
            point = rng.choice((2, 3, 3, 4))
        _answer(post, p, rng, f"purpose__{name}", PURPOSE[point - 1])
    if p.platforms:
        step = min(5, max(1, round(2.2 + 0.8 * p.audience + rng.gauss(0, 0.7))))
        accounts = ("one_for_all", "by_network", "separate_some", "separate_all", "one_side_only")[step - 1]
        _answer(post, p, rng, "accounts", accounts, aside="not_sure")
    # Most call it small or moderate; press people and the self-employed, between two worlds, feel it more.
    worry = 0.5 * p.apart + 0.6 * rng.gauss(0, 1) + {"pr": 0.3, "perf": -0.25}.get(p.role, 0)
    worry += 0.25 if p.status == "self" else 0
    issue = ("non_issue", "small", "moderate", "big")[sum(worry > cut for cut in (-0.75, 0.1, 1.0))]
    _answer(post, p, rng, "issue", issue, aside="not_sure")
    return post


def circles(p: Person, rng: Random, state: Mapping[str, Any]) -> Post:
    post: Post = {}
    if p.platforms:
        for row, shares in CIRCLES.items():
            _circle(post, p, rng, row, shares)
    _answer(post, p, rng, "party", str(min(10, max(0, round(5.5 - 1.8 * p.apart + rng.gauss(0, 1.8))))))
    return post


def _circle(post: Post, p: Person, rng: Random, row: str, shares: tuple[float, ...]) -> None:
    if rng.random() > p.careful:
        return
    if rng.random() < (0.22 if row in ("parents", "partners_friends") else 0.02):
        post[f"circles__{row}"] = ["na"]
        return
    chosen = []
    for place, share in zip(PLACES, shares, strict=True):
        away = -0.5 * p.apart if row in WORK and place != "linkedin" else 0.0
        if (place == "elsewhere" or SOURCES[place] & p.platforms) and chance(rng, share, away):
            chosen.append(place)
    post[f"circles__{row}"] = chosen or ["nowhere"]


def boundaries(p: Person, rng: Random, state: Mapping[str, Any]) -> Post:
    post: Post = {}
    for number, (sign, lean) in enumerate(zip((1, -1, 1, -1, 1, -1), PREFERENCES, strict=True), start=1):
        _answer(
            post,
            p,
            rng,
            f"seg__s{number}",
            AGREE[grade(0.66 * sign * p.apart + lean + 0.75 * rng.gauss(0, 1), 5) - 1],
        )
    if p.platforms:
        for number, lean in enumerate(HABITS, start=1):
            trait = p.audience if number <= 4 else p.content
            _answer(
                post,
                p,
                rng,
                f"behave__b{number}",
                FREQUENCY[grade(0.66 * trait + lean + 0.65 * rng.gauss(0, 1), 5) - 1],
            )
        _requests(post, p, rng)
    for code, (slope, lean, by_role) in VIEWS.items():
        z = slope * p.apart + lean + by_role.get(p.role, 0.0) + 0.8 * rng.gauss(0, 1)
        _answer(post, p, rng, f"views__{code}", AGREE[grade(z, 5) - 1])
    _events(post, p, rng)
    if p.status in ("inhouse", "agency"):
        policy = pick(rng, {"written": 35, "informal": 20, "brand_only": 18, "no": 27})
        _answer(post, p, rng, "policy", policy, aside="dont_know", aside_share=0.08)
    if p.status == "self":
        own = pick(rng, {"written": 12 + 4 * (p.content > 0), "informal": 50, "no": 35})
        _answer(post, p, rng, "policy_own", own, aside="dont_know")
    return post


def _requests(post: Post, p: Person, rng: Random) -> None:
    for row, lean in (
        ("manager", 0.2),
        ("peer", -0.5),
        ("junior", 0.0),
        ("client", 0.2),
        ("prospect", 0.3),
        ("vendor", 0.7),
    ):
        step = min(4, max(1, round(2.1 + lean + 0.8 * p.audience + rng.gauss(0, 0.8))))
        share = 0.2 if row == "junior" else 0.04
        _answer(
            post,
            p,
            rng,
            f"requests__{row}",
            ("accept", "limited", "redirect", "decline")[step - 1],
            aside="na",
            aside_share=share,
        )


def _events(post: Post, p: Person, rng: Random) -> None:
    if rng.random() > p.careful:
        return
    if rng.random() < 0.03:
        post["events"] = ["prefer_not"]
        return
    shift = {"asked": 0.4 * (p.role == "social"), "crossed": -0.3 * p.audience, "friend": -0.3 * p.apart}
    chosen = [code for code, share in EVENTS.items() if chance(rng, share, shift.get(code, 0.0))]
    post["events"] = chosen or ["none"]


def disclosure(p: Person, rng: Random, state: Mapping[str, Any]) -> Post:
    post: Post = {}
    for row, lean in DISCLOSE.items():
        _answer(
            post, p, rng, f"disclose__{row}", _disclose(p, rng, row, lean), aside="not_sure", aside_share=0.04
        )
    _answer(post, p, rng, "vignette", _vignette(p, rng, state), aside="not_sure", aside_share=0.04)
    last = {
        "in_post": 25 + 8 * (p.strict > 0),
        "label": 10,
        "bio": 20,
        "known": 15,
        "not_said": 11,
        "never": 20,
    }
    _answer(post, p, rng, "last_time", pick(rng, last), aside="dont_remember", aside_share=0.04)
    aware = grade(0.4 * p.strict + 0.3 * (p.role in ("pr", "social")) + 0.85 * rng.gauss(0, 1) - 0.2, 4)
    _answer(post, p, rng, "aware", ("not", "slightly", "somewhat", "very")[aware - 1])
    _principles(post, p, rng)
    _answer(post, p, rng, "recommend", str(min(10, max(0, round(7 + rng.gauss(0, 2.2))))))
    if rng.random() < 0.14:
        post["story"] = [stories.tell(p, rng)]
        post["story_ok"] = ["yes" if rng.random() < 0.7 else "no"]
    return post


def _disclose(p: Person, rng: Random, row: str, lean: float) -> str:
    if rng.random() < (0.18 if row == "d5" else 0.03):
        return "not_at_all"
    z = lean + 0.7 * p.strict + 0.7 * rng.gauss(0, 1)
    return ("no_need", "optional", "usually", "must")[sum(z > cut for cut in (-0.7, 0.1, 0.8))]


def _vignette(p: Person, rng: Random, state: Mapping[str, Any]) -> str:
    cell = state["cells"]["vignette"]
    lean = {"employee": 0.5, "former": -0.5}.get(cell["vig_rel"], 0) + 0.4 * (cell["vig_aud"] == "public")
    return ("none", "minor", "moderate", "serious")[
        grade(0.5 * p.strict + lean + 0.8 * rng.gauss(0, 1) - 0.2, 4) - 1
    ]


def _principles(post: Post, p: Person, rng: Random) -> None:
    weights = {**PRINCIPLES}
    weights["privacy"] *= 1.6 if p.apart > 0.3 else 0.8
    weights["authenticity"] *= 1.6 if p.apart < -0.3 else 0.8
    weights["transparency"] *= 1.5 if p.strict > 0.3 else 0.9
    for place in range(1, rng.choices((0, 1, 2, 3), (4, 5, 6, 85))[0] + 1):
        code = pick(rng, weights)
        del weights[code]
        post[f"principles__{code}"] = [str(place)]


def about(p: Person, rng: Random, state: Mapping[str, Any]) -> Post:
    post: Post = {}
    _answer(post, p, rng, "role", p.role)
    if p.role == "other" and "role" in post:
        post["role__other__text"] = [rng.choice(("Events", "Partnerships", "Localisation", "Training"))]
    _answer(post, p, rng, "market", p.market)
    _answer(post, p, rng, "years", str(p.years))
    if p.status in ("inhouse", "agency"):
        level = min(5, max(1, round(0.8 + p.years / 7 + rng.gauss(0, 0.8))))
        _answer(post, p, rng, "seniority", ("junior", "specialist", "manager", "head", "top")[level - 1])
        sizes = (
            {"s1_9": 20, "s10_49": 38, "s50_249": 25, "s250_999": 11, "s1000": 6}
            if p.status == "agency"
            else {"s1_9": 8, "s10_49": 18, "s50_249": 22, "s250_999": 21, "s1000": 31}
        )
        _answer(post, p, rng, "org_size", pick(rng, sizes), aside="dont_know")
    _answer(post, p, rng, "region", p.region, aside="prefer_not", aside_share=0.02)
    _answer(post, p, rng, "age", p.age, aside="prefer_not", aside_share=0.02)
    _answer(post, p, rng, "gender", p.gender, aside="prefer_not", aside_share=0.03)
    return post


def _answer(
    post: Post, p: Person, rng: Random, name: str, value: str, *, aside: str = "", aside_share: float = 0.02
) -> None:
    """The value, sometimes the answer set apart, now and then nothing."""
    roll = rng.random()
    if aside and roll < aside_share:
        post[name] = [aside]
    elif roll < p.careful:
        post[name] = [value]


SECTIONS: dict[str, Callable[[Person, Random, Mapping[str, Any]], Post]] = {
    "start": start,
    "circles": circles,
    "boundaries": boundaries,
    "disclosure": disclosure,
    "about": about,
}
