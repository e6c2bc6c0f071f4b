"""A reader says that a comment should not stand."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from comments import actions, queries
from comments.actions.reporting import LONGEST_NOTE
from comments.models import Report
from comments.views.visitor import page_address, private


@private
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, comment_id: int) -> HttpResponse:
    """GET asks for a reason, POST reports. The answer is the same for a first report and a repeated one."""
    comment = queries.public_comment(comment_id)
    if comment is None:
        raise Http404
    page, subject = comment.discussion.page, comment.discussion.subject
    context = {
        "comment": comment,
        "page": page,
        "address": page_address(page, subject),
        "reasons": Report.Reason.choices,
        "note": "",
        "longest": LONGEST_NOTE,
    }
    if request.method != "POST":
        return render(request, "pages/discussion_report.html", context)
    reason, note = request.POST.get("reason", ""), request.POST.get("note", "")[: LONGEST_NOTE * 2]
    if reason not in Report.Reason.values:
        error = "Pick what is wrong with it. Your note is still here."
        context |= {"error": error, "note": note}
        return render(request, "pages/discussion_report.html", context, status=422)
    if not actions.report(comment=comment, reason=reason, note=note, request=request):
        context |= {"said": "Many reports came from your network just now. Please try again later."}
        context |= {"note": note, "chosen": reason}
        return render(request, "pages/discussion_report.html", context, status=429)
    return render(request, "pages/discussion_reported.html", context)
