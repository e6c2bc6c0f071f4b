"""A discussion on a page of its own, permalinks, and the feed."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comments import live_question, presentation, queries
from comments.feeds import atom
from comments.views.visitor import key_of, page_address, private, readable_page, writer
from website.core.cache import cacheable


@private
@require_safe
def thread(request: HttpRequest, page_id: int) -> HttpResponse:
    """Any order, any page of it, with this writer's own held comments among the others."""
    subject = request.GET.get("subject", "")
    page = readable_page(request, page_id, subject)
    found = queries.discussion(
        page,
        subject,
        order=request.GET.get("order", ""),
        number=_number(request.GET.get("page", "")),
        key=key_of(request),
    )
    question = None if found.is_open else live_question.find()
    return render(
        request,
        "pages/discussion_thread.html",
        {
            "page": page,
            "subject": subject,
            "address": page_address(page, subject),
            "thread": presentation.own(found, question=question),
            "is_writer": writer(request) is not None,
        },
    )


@require_safe
def permalink(request: HttpRequest, comment_id: int) -> HttpResponse:
    """To the page on which the comment stands today, at the comment."""
    comment = queries.public_comment(comment_id)
    if comment is None:
        raise Http404
    standing = queries.permalink(comment)
    if standing.number == 1:
        address = page_address(standing.page, standing.subject)
    else:
        address = presentation.thread_url(standing.page.pk, standing.subject, page=standing.number)
    return HttpResponseRedirect(f"{address}#{standing.anchor}")


@cacheable
@require_safe
def feed(request: HttpRequest, page_id: int) -> HttpResponse:
    """The newest comments as Atom. Two queries and those of the page."""
    subject = request.GET.get("subject", "")
    page = readable_page(request, page_id, subject)
    document = atom(page, subject, queries.newest(page, subject), address=page_address(page, subject))
    return HttpResponse(document, content_type="application/atom+xml; charset=utf-8")


def _number(text: str) -> int:
    """A page number; the first for whatever is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
