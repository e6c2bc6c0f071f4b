"""Pages behind the links of mails. GET and HEAD change nothing; a button acts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from website.core import demo
from website.core.mail import addresses, asking, confirming, subscriptions, topics


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and on POST do what was asked for, once. 404 for a link that stands for nothing (any more)."""
    pending = confirming.find(token)
    if pending is None:
        return _unknown(request)
    if request.method == "POST":
        return confirming.use(pending, request) or _unknown(request)
    return render(request, "pages/mail_confirm.html", {"topic": topics.find(pending.topic)})


@require_http_methods(["GET", "HEAD", "POST"])
def resend(request: HttpRequest) -> HttpResponse:
    """Ask for the newest link once more. The answer is the same for every address."""
    if request.method != "POST":
        return render(request, "pages/mail_resend.html", {"hours": asking.HOURS})
    typed = request.POST.get("address", "")
    try:
        asking.ask_again(address=typed, request=request)
    except addresses.NotAnAddress as fault:
        context = {"hours": asking.HOURS, "typed": typed[:254], "error": str(fault)}
        return render(request, "pages/mail_resend.html", context, status=422)
    return sent(request)


@csrf_exempt  # mail programs post here (RFC 8058) and have no cookie of ours; the token is the permission
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to stop, and on POST stop. 404 for a link that stands for nothing (any more)."""
    if request.method == "POST":
        ended = subscriptions.end(token)
        if ended is None:
            return _ended(request)
        return render(request, "pages/mail_stopped.html", {"topic": topics.find(ended.topic)})
    found = subscriptions.find(token)
    if found is None:
        return _ended(request)
    return render(request, "pages/mail_unsubscribe.html", {"topic": topics.find(found.topic)})


def sent(request: HttpRequest, **context: object) -> HttpResponse:
    """The page that says to look at one's mail, the same for every address."""
    here = {"hours": asking.HOURS, "is_kept": demo.keeps_mail()}
    return render(request, "pages/mail_sent.html", here | context)


def _unknown(request: HttpRequest) -> HttpResponse:
    """One answer for unknown, used, expired and erased links."""
    return render(request, "pages/mail_unknown.html", status=404)


def _ended(request: HttpRequest) -> HttpResponse:
    """One answer for links to stop that stand for nothing: whoever has one wants no mail, and no new link."""
    return render(request, "pages/mail_ended.html", status=404)
