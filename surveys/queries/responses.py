"""Responses: by their holder's key, locked, encoded, and as rows of a wave."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from surveys import keys
from surveys.logic import encoding
from surveys.models import Response, Wave
from surveys.queries.versions import compiled, definition_of_response

ROWS_AT_ONCE = 2000
Status = Response.Status


def response_by_resume(token: str, slug: str | None = None) -> Response | None:
    """The response behind a private link, of this survey if one is named.

    None if unknown, expired, or of another one.
    """
    found = _by_resume(token).filter(resume_expires_on__gte=timezone.localdate())
    return (found if slug is None else found.filter(survey__slug=slug)).first()


def response_by_receipt(code: str) -> Response | None:
    """The response behind a receipt code, as typed or pasted. None if it is not a code or unknown."""
    parsed = keys.parse_receipt(code)
    if parsed is None:
        return None
    return _responses().filter(receipt_hash=keys.digest("receipt", parsed)).first()


def own_response(key: str) -> Response | None:
    """One row for the holder of its key: a receipt code, or a resume token that has not expired."""
    found = response_by_receipt(key)
    if found is not None:
        return found
    return _by_resume(key).filter(resume_expires_on__gte=timezone.localdate()).first()


def fresh(response: Response) -> Response:
    """The response as it is stored now."""
    return _responses().get(pk=response.pk)


def locked(response: Response) -> Response:
    """The response as it is stored now, its row locked until the transaction ends."""
    rows = Response.objects.select_related("version").defer("version__instrument")
    return rows.select_for_update(of=("self",)).get(pk=response.pk)


def encoded(response: Response) -> dict[str, Any]:
    """One response as dataset variables."""
    return encoding.encode(definition_of_response(response), response.answers, response.state)


def responses_exist_below(page: Any) -> bool:
    """Whether a page or anything under it is a survey that somebody has answered."""
    return Response.objects.filter(survey__path__startswith=page.path).exists()


def wave_rows(wave: Wave) -> Iterator[dict[str, Any]]:
    """Every response of a wave that says something, as dataset variables with `_status`, `_source`, `_demo`
    and `_version` (the id of its version, see `wave_versions`).

    In random order, so that nothing that leaves the database shows who came when. The count of `_status`
    values is the wave's account of dispositions; what was only started is not there.
    """
    rows = (
        Response.objects.filter(wave=wave)
        .exclude(status=Status.STARTED)
        .order_by("?")
        .values_list(
            "version_id", "version__content_sha256", "answers", "state", "status", "source", "is_demo"
        )
    )
    for version_id, content, answers, state, status, source, is_demo in rows.iterator(
        chunk_size=ROWS_AT_ONCE
    ):
        d = compiled(version_id, content)
        yield {
            **encoding.encode(d, answers, state),
            "_status": status,
            "_source": source,
            "_demo": is_demo,
            "_version": version_id,
        }


def _responses() -> QuerySet[Response]:
    return Response.objects.select_related("survey", "wave", "version").defer("version__instrument")


def _by_resume(token: str) -> QuerySet[Response]:
    return _responses().filter(resume_hash=keys.digest("resume", token))
