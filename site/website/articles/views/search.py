"""The search page. A GET form; the answer to a query is the same for everybody."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from website.articles import search
from website.core import limits
from website.core.cache import mark_cacheable


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What was found for `?q=`; without one, the form alone. `?page=` beyond the last shows the last."""
    text = search.cleaned(request.GET.get("q", ""))
    if text:
        decision = limits.spend(request, "search")
        if not decision.allowed:
            return render(request, "429.html", {"retry_after": decision.retry_after_text}, status=429)
    found = Paginator(search.hits(text, Site.find_for_request(request)), search.AT_ONCE)
    number = request.GET.get("page", "1")
    page = found.get_page(number if len(number) < 5 else 1)
    response = render(
        request,
        "pages/search.html",
        {
            "text": text,
            "found": page,
            "before": _address(text, page.number - 1) if page.has_previous() else "",
            "after": _address(text, page.number + 1) if page.has_next() else "",
        },
    )
    mark_cacheable(response)
    return response


def _address(text: str, number: int) -> str:
    return f"{reverse('search')}?{urlencode({'q': text, 'page': number})}"
