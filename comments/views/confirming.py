"""What the buttons behind the discussion's mails answer; `comments.topics` calls these."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page

from comments import actions, keys, queries
from comments.actions import Confirmed
from comments.views.form import CommentForm
from comments.views.visitor import forget, page_address
from comments.views.writing import posted_context
from website.core import mail


def confirmed(confirmation: mail.Confirmation, request: HttpRequest) -> HttpResponse:
    """Post what waited and make the writer known to this browser."""
    done = actions.confirm(confirmation=confirmation, request=request)
    response = answered(request, done)
    response["Cache-Control"] = "no-store"
    if done.key:
        response.set_cookie(
            keys.COOKIE,
            done.key,
            max_age=int(keys.LIFE.total_seconds()),
            path=keys.PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def erased(confirmation: mail.Confirmation, request: HttpRequest) -> HttpResponse:
    """Everything of the address is gone, and this browser forgets it too."""
    actions.erase_writer(address=confirmation.address)
    response = render(request, "pages/discussion_erased.html")
    response["Cache-Control"] = "no-store"
    return forget(response)


def answered(request: HttpRequest, done: Confirmed) -> HttpResponse:
    """The page that says what became of a comment that waited."""
    if done.posted is None:
        return render(request, "pages/discussion_gone.html")
    if done.posted.comment is not None:
        more = queries.waiting_of(done.writer) if done.writer else ()
        context = {**posted_context(done.posted.comment), "more": len(more)}
        return render(request, "pages/discussion_posted.html", context)
    page = Page.objects.filter(pk=done.page_id).specific().first()
    form = CommentForm(text=done.text, said=(done.posted.said,))
    context = {"form": form, "page": page, "address": page_address(page, done.subject) if page else "/"}
    return render(request, "pages/discussion_refused.html", context)
