"""One's own comments: change, delete, show an answer, notices, and everything gone."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from comments import actions, presentation, queries
from comments.models import Writer
from comments.views import confirming
from comments.views import form as forms
from comments.views.form import CommentForm
from comments.views.visitor import forget, key_of, own, private, writer
from comments.views.writing import posted_context
from surveys import queries as surveys
from website.core import demo, mail

METHODS = ["GET", "HEAD", "POST"]


@private
@require_http_methods(METHODS)
def edit(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Change the text, for ten minutes."""
    comment = own(request, comment_id)
    form = forms.sent(request) if request.method == "POST" else CommentForm(text=comment.comment)
    preview, status = None, 200
    if request.method == "POST" and request.POST.get("do") == "preview":
        preview = presentation.preview(form.text)
    elif request.method == "POST":
        changed = actions.edit(
            comment=comment,
            text=form.text,
            key=key_of(request) or "",
            request=request,
            insists=form.insists,
        )
        if changed.comment is not None:
            return HttpResponseRedirect(reverse("discussion:posted", args=[comment_id]))
        form.refuse(changed, is_known=True)
        status = 422
    context = {
        **posted_context(comment),
        "form": form,
        "preview": preview,
        "action": request.path,
    }
    return render(request, "pages/discussion_edit.html", context, status=status)


@private
@require_http_methods(METHODS)
def delete(request: HttpRequest, comment_id: int) -> HttpResponse:
    """GET asks, POST deletes for good."""
    comment = own(request, comment_id)
    if request.method == "POST":
        actions.delete_own(comment=comment, key=key_of(request) or "")
        return HttpResponseRedirect(f"{reverse('discussion:mine')}?said=deleted")
    return render(request, "pages/discussion_delete.html", posted_context(comment))


@private
@require_http_methods(METHODS)
def chip(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show an answer beside one's comment: choose it, then say yes; or take it away again."""
    comment = own(request, comment_id)
    token = request.POST.get("chip", "") or request.GET.get("chip", "")
    if request.method == "POST":
        if request.POST.get("do") == "remove":
            actions.remove_chip(comment=comment, key=key_of(request) or "")
        else:
            actions.add_chip(comment=comment, chip=token, key=key_of(request) or "")
        return HttpResponseRedirect(reverse("discussion:posted", args=[comment_id]))
    choices = [
        {"title": survey.title, "url": _chip_address(survey.slug, request.path)}
        for survey in surveys.live_surveys()
    ]
    context = {
        **posted_context(comment),
        "token": token,
        "offered": surveys.read_chip(token) if token else None,
        "choices": choices,
    }
    return render(request, "pages/discussion_chip.html", context)


@private
@require_http_methods(METHODS)
def mine(request: HttpRequest) -> HttpResponse:
    """Everything of this browser's writer, or how to become one. POST sets when mail about replies comes."""
    known = writer(request)
    if known is None:
        return render(request, "pages/discussion_nobody.html")
    if request.method == "POST":
        if request.POST.get("notices") in Writer.Notices.values:
            actions.set_notices(writer=known, frequency=request.POST["notices"])
        return HttpResponseRedirect(f"{reverse('discussion:mine')}?said=notices")
    return render(
        request,
        "pages/discussion_mine.html",
        {
            "writer": known,
            "comments": [posted_context(comment) for comment in queries.comments_of(known)],
            "waiting": [
                {"id": row.pk, "page": row.page, "text": presentation.preview(row.text)}
                for row in queries.waiting_of(known)
            ],
            "frequencies": Writer.Notices.choices,
            "said": SAID.get(request.GET.get("said", ""), ""),
        },
    )


@private
@require_POST
def waiting(request: HttpRequest, waiting_id: UUID) -> HttpResponse:
    """Post, or delete, what was written under this writer's address before it was confirmed."""
    known = writer(request)
    if known is None:
        return HttpResponseRedirect(reverse("discussion:mine"))
    if request.POST.get("do") == "drop":
        actions.drop_waiting(writer=known, waiting_id=waiting_id)
        return HttpResponseRedirect(f"{reverse('discussion:mine')}?said=dropped")
    done = actions.post_waiting(writer=known, waiting_id=waiting_id, request=request)
    if done.posted is not None and done.posted.comment is not None:
        return HttpResponseRedirect(reverse("discussion:posted", args=[done.posted.comment.pk]))
    return confirming.answered(request, done)


SAID = {
    "dropped": "Deleted. It was never published.",
    "deleted": "Deleted. Where others had answered, a line says that a comment was here.",
    "notices": "Saved.",
    "muted": "No more mail about that conversation.",
    "unmuted": "Mail about that conversation comes again.",
}


@private
@require_http_methods(METHODS)
def mute(request: HttpRequest, comment_id: int) -> HttpResponse:
    """GET asks, POST ends the mail about one conversation, or lets it come again."""
    comment = own(request, comment_id)
    known = comment.writer
    assert known is not None  # `own` found it by its writer
    if request.method == "POST":
        on = request.POST.get("do") == "unmute"
        (actions.unmute if on else actions.mute)(writer=known, comment=comment)
        return HttpResponseRedirect(f"{reverse('discussion:mine')}?said={'unmuted' if on else 'muted'}")
    context = {**posted_context(comment), "is_muted": queries.is_muted(known, comment)}
    return render(request, "pages/discussion_mute.html", context)


@private
@require_http_methods(METHODS)
def erase(request: HttpRequest) -> HttpResponse:
    """Everything gone: at once in a browser that has confirmed, otherwise by a link to the address."""
    known = writer(request)
    if request.method != "POST":
        return render(request, "pages/discussion_erase.html", {"writer": known})
    if known is not None and request.POST.get("do") == "erase":
        actions.erase_writer(address=known.address)
        return forget(render(request, "pages/discussion_erased.html"))
    typed = request.POST.get("address", "")[:500]
    try:
        actions.ask_to_erase(address=typed, request=request)
    except mail.NotAnAddress as fault:
        context = {"writer": known, "typed": typed[:254], "error": str(fault)}
        return render(request, "pages/discussion_erase.html", context, status=422)
    return render(request, "pages/discussion_erase_asked.html", {"is_kept": demo.keeps_mail()})


@private
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the writer in this browser; comments and address stay where they are."""
    return forget(HttpResponseRedirect(reverse("discussion:mine")))


def _chip_address(slug: str, back: str) -> str:
    return f"/answer/{slug}/chip/?next={back}"
