"""Show one of your own answers beside a comment: pick it here, and go back with words that are signed."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from surveys import chips, queries
from surveys.views.holder import held, live_survey, private


@private
@require_http_methods(["GET", "HEAD", "POST"])
def chip(request: HttpRequest, slug: str) -> HttpResponse:
    """GET lists the answers that this browser's holder may show; POST goes back with one of them."""
    survey = live_survey(slug)
    response = held(request, survey, trials=False)
    own = {} if response is None else queries.chips_of_response(response)
    back = local_path(request.POST.get("next") or request.GET.get("next") or "")
    status, error = 200, ""
    if request.method == "POST":
        chosen = own.get(request.POST.get("question", ""))
        if chosen is not None:
            token = chips.token_of(chosen)
            return HttpResponseRedirect(f"{back}{'&' if '?' in back else '?'}{urlencode({'chip': token})}")
        status, error = 422, "Pick the answer that you would like to show." if own else ""
    context = {
        "survey": survey,
        "chips": own,
        "back": back,
        "action": request.path,
        "error": error,
        "has_response": response is not None,
        "has_agreed": response is not None and bool(response.consent_version),
    }
    return render(request, "pages/chip.html", context, status=status)


def local_path(address: str) -> str:
    """An address of this site as a path without its fragment; the front page for everything else."""
    path = address.split("#")[0]
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours and path.isprintable() and len(path) <= 500 else "/"
