"""The demonstration's outbox, which every visitor of the demonstration may read."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from website.core.demo import keeps_mail
from website.core.models import KeptMail

MOST = 100


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest mails, newest first. 404 outside a demonstration."""
    _only_in_a_demonstration()
    return render(request, "pages/demo_mail.html", {"mails": KeptMail.objects.all()[:MOST]})


@require_safe
def show(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """One mail as its text, with links that work."""
    _only_in_a_demonstration()
    return render(request, "pages/demo_mail_show.html", {"mail": get_object_or_404(KeptMail, pk=mail_id)})


def _only_in_a_demonstration() -> None:
    if not keeps_mail():
        raise Http404
