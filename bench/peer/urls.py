"""The site's addresses, and one view that reads a form and stores nothing."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from website.urls import handler500
from website.urls import urlpatterns as site


def only_parses(request: HttpRequest) -> HttpResponse:
    """The ceiling: routing, middleware, the token, the form's fields."""
    return HttpResponseRedirect("/" if len(request.POST) else "/none/")


__all__ = ["handler500", "urlpatterns"]
urlpatterns = [path("only-parses/", only_parses), *site]
