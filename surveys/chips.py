"""An answer that its giver wants to show beside a comment, as a token that holds words and nothing else.

Nobody can tell from the token, or from what a comment copies of it, which response it came from.
"""

from dataclasses import asdict, dataclass

from django.core import signing

from surveys.logic.definition import Definition
from surveys.models import Response
from surveys.wording import curly

SALT = "surveys.chip"
SECONDS = 600
LONGEST = 4000
"""Characters; longer tokens are not even looked at."""


@dataclass(frozen=True, slots=True)
class Chip:
    """Words as they are shown: title of the survey, question, answer, "wave 2"."""

    survey: str
    question: str
    option: str
    wave: str


def chips_of(d: Definition, response: Response, survey_title: str, wave_number: int) -> dict[str, Chip]:
    """By question id: what the holder of a response may show. Empty before they agreed to the survey."""
    if not response.consent_version:
        return {}
    found = {}
    for q in d.questions:
        option = q.option(str(response.answers.get(q.id, ""))) if q.chip else None
        if option is not None and not option.is_missing:
            found[q.id] = Chip(survey_title, curly(q.text), curly(option.label), f"wave {wave_number}")
    return found


def token_of(chip: Chip) -> str:
    """Signed and dated; good for SECONDS."""
    return signing.dumps(asdict(chip), salt=SALT, compress=False)


def read_chip(token: str) -> Chip | None:
    """None for what was not signed here for this purpose, or is older than SECONDS."""
    if len(token) > LONGEST:
        return None
    try:
        return Chip(**signing.loads(token, salt=SALT, max_age=SECONDS))
    except (signing.BadSignature, TypeError, ValueError):
        return None
