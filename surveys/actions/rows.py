"""What every write to one response asks first."""

from surveys import queries
from surveys.errors import ConsentMissing, WaveClosed, WithdrawnAlready
from surveys.models import Response


def locked(response: Response) -> Response:
    """The row, locked until the transaction ends. Raise WithdrawnAlready if it is there no more."""
    try:
        return queries.locked(response)
    except Response.DoesNotExist:
        raise WithdrawnAlready from None


def fresh(response: Response) -> Response:
    """The row as it is stored now. Raise WithdrawnAlready if it is there no more."""
    try:
        return queries.fresh(response)
    except Response.DoesNotExist:
        raise WithdrawnAlready from None


def require_consent(response: Response) -> None:
    """Raise ConsentMissing for what a question in an article began and nobody has agreed to."""
    if not response.consent_version:
        raise ConsentMissing


def require_open(response: Response) -> None:
    """Raise WaveClosed unless the database's clock stands before the wave's end plus its grace."""
    if not queries.takes_answers(response):
        raise WaveClosed
