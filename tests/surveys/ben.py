"""What Ben answers: a browser's fields for each section of the product's questionnaire."""

from uuid import UUID

from surveys import actions
from surveys.models import Response

SUBMISSION = UUID("0d6c9f4e-5f5b-4b43-9a63-3f8c1c0be101")
SECTIONS: dict[str, dict[str, list[str]]] = {
    "start": {
        "work_status": ["inhouse"],
        "platforms": ["linkedin", "messaging"],
        "purpose__linkedin": ["work_only"],
        "purpose__messaging": ["mostly_personal"],
        "accounts": ["by_network"],
        "issue": ["big"],
    },
    "circles": {
        "circles__family": ["messaging"],
        "circles__mentors": ["linkedin", "messaging"],
        "circles__acquaintances": ["linkedin"],
        "circles__team": ["linkedin", "messaging"],
        "circles__clients": ["linkedin"],
        "circles__parents": ["na"],
        "circles__hobby": ["nowhere"],
        "party": ["0"],
    },
    "boundaries": {
        **{f"seg__s{n}": ["agree" if n % 2 else "disagree"] for n in range(1, 7)},
        **{f"behave__b{n}": ["sometimes"] for n in range(1, 9)},
        **{f"requests__{row}": ["limited"] for row in ("manager", "peer", "client", "prospect", "vendor")},
        "requests__junior": ["na"],
        **{f"views__v{n}": ["neither"] for n in range(1, 6)},
        "events": ["none"],
        "policy": ["written"],
    },
    "disclosure": {
        **{f"disclose__d{n}": ["must"] for n in range(1, 7)},
        "vignette": ["serious"],
        "last_time": ["in_post"],
        "aware": ["very"],
        "principles__privacy": ["1"],
        "principles__reach": ["2"],
        "recommend": ["9"],
    },
    "about": {
        "role": ["pr"],
        "seniority": ["manager"],
        "market": ["b2b"],
        "org_size": ["s10_49"],
        "years": ["0"],
        "region": ["europe"],
        "age": ["a25_34"],
        "gender": ["prefer_not"],
    },
}
ORDER = tuple(SECTIONS)


def save(response: Response, *sections: str) -> Response:
    """Ben saves these sections, one after the other."""
    for section in sections or ORDER:
        saved = actions.save_section(
            response=response, section=section, post=SECTIONS[section], revision=response.revision
        )
        assert (saved.conflict, saved.reading.errors) == (False, {})
        response = saved.response
    return response
