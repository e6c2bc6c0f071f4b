"""What every write to one response asks first."""

from collections.abc import Callable

from surveys import queries
from surveys.errors import ConsentMissing, WaveClosed, WithdrawnAlready
from surveys.models import Response


def locked(response: Response) -> Response:
    """The row, locked until the transaction ends. Raise WithdrawnAlready if it is there no more."""
    return _there(queries.locked, response)


def fresh(response: Response) -> Response:
    """The row as it is stored now. Raise WithdrawnAlready if it is there no more."""
    return _there(queries.fresh, response)


def require_consent(response: Response) -> None:
    """Raise ConsentMissing for what a question in an article began and nobody has agreed to."""
    if not response.consent_version:
        raise ConsentMissing


def require_open(response: Response) -> None:
    """Raise WaveClosed unless the database's clock stands before the wave's end plus its grace."""
    if not queries.takes_answers(response):
        raise WaveClosed


def _there(read: Callable[[Response], Response], response: Response) -> Response:
    """Asked twice: while a closed wave's rows are written anew, a reader that waited for one finds it gone,
    and the new one only with the next question.
    """
    for _ in range(2):
        try:
            return read(response)
        except Response.DoesNotExist:
            pass
    raise WithdrawnAlready
