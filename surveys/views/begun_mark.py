"""The landing page's own cookie: it says that answers wait on this browser, and opens none of them.

The key to the answers is sent to the addresses of answering alone. The landing page is not one of them, so
it gets the hash under which the database knows that key: enough to see whether there is something to go on
with, and useless anywhere else.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from surveys import queries
from surveys.models import Response, SurveyPage

BEGUN_COOKIE = "overlap_begun"


def mark(answer: HttpResponse, response: Response, *, max_age: int) -> None:
    """Let the landing page offer to go on, as long as the private key lives."""
    if path := _path(response.survey):
        answer.set_cookie(
            BEGUN_COOKIE,
            response.resume_hash,
            max_age=max_age,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def unmark(answer: HttpResponse, survey: SurveyPage | None) -> None:
    if survey is not None and (path := _path(survey)):
        answer.delete_cookie(BEGUN_COOKIE, path=path, samesite="Lax")


def begun(request: HttpRequest, survey: SurveyPage) -> queries.Begun | None:
    """What waits on this browser. No query without the cookie."""
    value = request.COOKIES.get(BEGUN_COOKIE, "")
    return queries.begun_on_browser(value, survey) if value else None


def _path(survey: SurveyPage) -> str:
    """The landing page's address; empty where a cookie for it would be sent everywhere."""
    path = urlsplit(survey.url or "").path
    return "" if path == "/" else path
