"""The demonstration's outbox, which every visitor of the demonstration may read."""

from functools import partial
from uuid import UUID

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from website.core.demo import keeps_mail
from website.core.models import KeptMail

MOST = 100
#: A mail as mail programs draw it: its own styles and pictures of this site, no script, no form, nothing from
#: elsewhere, in a frame of its page alone. Its links open beside it.
PART = {name: [NONE] for name in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]} | {
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
#: The page around that frame.
AROUND = {"frame-src": [SELF]}


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest mails, newest first. 404 outside a demonstration."""
    _only_in_a_demonstration()
    return render(request, "pages/demo_mail.html", {"mails": KeptMail.objects.all()[:MOST]})


@require_safe
def show(request: HttpRequest, mail_id: UUID) -> HttpResponseBase:
    """One mail as its text, with links that work, and its headers; with `?part=html` its HTML part alone."""
    _only_in_a_demonstration()
    mail = get_object_or_404(KeptMail, pk=mail_id)
    if request.GET.get("part") == "html":
        return xframe_options_sameorigin(csp_replace(PART)(partial(_part, mail=mail)))(request)
    return csp_replace(AROUND)(partial(_page, mail=mail))(request)


def _page(request: HttpRequest, mail: KeptMail) -> HttpResponse:
    return render(request, "pages/demo_mail_show.html", {"mail": mail})


def _part(request: HttpRequest, mail: KeptMail) -> HttpResponse:
    return HttpResponse(mail.html.replace("<head>", '<head><base target="_blank">', 1))


def _only_in_a_demonstration() -> None:
    if not keeps_mail():
        raise Http404
