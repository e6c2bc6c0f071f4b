"""Signing up: a page of its own, so that the pages with the invitation can be kept by every cache."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from website.articles.letter import actions
from website.core import mail
from website.core.mail.views import sent


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """GET shows the form; POST answers the same for every address that could be one."""
    if request.method != "POST":
        return render(request, "pages/letter.html")
    typed = request.POST.get("address", "")
    try:
        actions.sign_up(address=typed, request=request)
    except mail.NotAnAddress as fault:
        return render(request, "pages/letter.html", {"typed": typed[:254], "error": str(fault)}, status=422)
    return sent(request, letter=True)
