"""An answer that its giver shows beside a comment."""

from surveys import chips
from surveys.models import Response
from surveys.queries.trials import TRIAL
from surveys.queries.versions import definition_of_response


def chips_of_response(response: Response) -> dict[str, chips.Chip]:
    """By question id: the answers that this response's holder may show beside a comment; none of a trial."""
    if response.source == TRIAL:
        return {}
    d = definition_of_response(response)
    return chips.chips_of(d, response, response.survey.title, response.wave.number)


def read_chip(token: str) -> chips.Chip | None:
    """The words in a chip's token; None if it is not ours, tampered with, or older than ten minutes."""
    return chips.read_chip(token)
