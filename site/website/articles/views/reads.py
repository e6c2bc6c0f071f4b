"""Where the script of an article says that it was read."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from website.articles import queries, reads
from website.core import limits

#: Words that honest machines have in their names.
MACHINES = (
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "monitor",
    "headless",
    "lighthouse",
    "curl",
    "python",
)


@csrf_exempt  # cached pages carry no token; what a forged request could do is count its own network once
def count(request: HttpRequest) -> HttpResponse:
    """POST `page`: 204 for any page, counted or not. 403 from another site's page; never says what exists."""
    if request.method != "POST" or not _from_here(request):
        return HttpResponse(status=403)
    if _is_machine(request) or not limits.spend(request, "article.read").allowed:
        return HttpResponse(status=204)
    number = request.POST.get("page", "")
    page = (
        queries.article(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
    )
    if page is not None:
        reads.count(page=page, request=request)
    return HttpResponse(status=204)


def _from_here(request: HttpRequest) -> bool:
    """Whether a browser says that the request comes from a page of this site."""
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


def _is_machine(request: HttpRequest) -> bool:
    name = request.headers.get("User-Agent", "").casefold()
    return not name or any(word in name for word in MACHINES)
