"""Writing a comment: the form, its preview, and what became of it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from comments import actions, presentation, queries
from comments.models import Comment, Writer
from comments.views import form as forms
from comments.views.form import CommentForm
from comments.views.visitor import key_of, own, page_address, private, readable_page, writer
from website.core import demo


@private
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, page_id: int) -> HttpResponse:
    """GET shows the form. POST previews, or sends; whatever does not work shows the form as it was typed."""
    subject = request.GET.get("subject", "")
    page = readable_page(request, page_id, subject)
    known = writer(request)
    if request.method != "POST":
        return _form(request, page, subject, forms.asked(request, known), known)
    form = forms.sent(request)
    if request.POST.get("do") == "preview":
        return _form(request, page, subject, form, known, preview=presentation.preview(form.text))
    posted = actions.post(
        thread_page=page,
        subject=subject,
        parent_id=form.parent_id,
        text=form.text,
        name=form.name,
        address=form.address,
        key=key_of(request),
        proof="" if form.is_trapped else form.proof,
        request=request,
        insists=form.insists,
        wants_notices=form.notices,
    )
    if posted.outcome in ("refused", "nudge"):
        form.refuse(posted, is_known=known is not None)
        busy = posted.code in ("limits", "full")
        return _form(request, page, subject, form, known, status=429 if busy else 422)
    if posted.comment is None:
        return _checked(request, page, subject)
    return HttpResponseRedirect(reverse("discussion:posted", args=[posted.comment.pk]))


@private
@require_safe
def check(request: HttpRequest, page_id: int) -> HttpResponse:
    """Says that a mail is on its way; the same whoever asks, and whatever the address was."""
    subject = request.GET.get("subject", "")
    page = readable_page(request, page_id, subject)
    context = {
        "page": page,
        "subject": subject,
        "address": page_address(page, subject),
        "is_kept": demo.keeps_mail(),
    }
    return render(request, "pages/discussion_check.html", context)


@private
@require_safe
def posted(request: HttpRequest, comment_id: int) -> HttpResponse:
    """What became of one's own comment: public, or with a moderator."""
    comment = own(request, comment_id)
    return render(request, "pages/discussion_posted.html", posted_context(comment))


def posted_context(comment: Comment) -> dict[str, object]:
    """What a page about one's own comment prints. No query of its own."""
    page, subject = comment.discussion.page, comment.discussion.subject
    is_public = comment.state == Comment.State.PUBLIC
    thread_url = presentation.thread_url(page.pk, subject)
    return {
        "page": page,
        "comment": comment,
        "is_public": is_public,
        "chip": presentation.chip_of(comment),
        "editable": queries.is_editable(comment),
        "see_url": comment.get_absolute_url() if is_public else f"{thread_url}#comment-{comment.pk}",
        "address": page_address(page, subject),
    }


def _checked(request: HttpRequest, page: Page, subject: str) -> HttpResponse:
    """To the page that says to look for a mail."""
    address = reverse("discussion:check", args=[page.pk])
    return HttpResponseRedirect(f"{address}?subject={subject}" if subject else address)


def _form(
    request: HttpRequest,
    page: Page,
    subject: str,
    form: CommentForm,
    known: Writer | None,
    *,
    preview: presentation.Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    if not form.text and not queries.opening(page, subject).is_open:
        return HttpResponseRedirect(f"{page_address(page, subject)}#discussion")
    return render(
        request,
        "pages/discussion_write.html",
        {
            "page": page,
            "subject": subject,
            "address": page_address(page, subject),
            "form": form,
            "writer": known,
            "preview": preview,
            "answered": _answered(page, subject, form.parent_id),
            "action": presentation.write_url(page.pk, subject),
        },
        status=status,
    )


def _answered(page: Page, subject: str, comment_id: int | None) -> Comment | None:
    """What is answered, if it is a public comment of this discussion."""
    comment = queries.public_comment(comment_id) if comment_id is not None else None
    if comment is None or (comment.discussion.page_id, comment.discussion.subject) != (page.pk, subject):
        return None
    return comment
