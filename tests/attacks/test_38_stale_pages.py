"""Threat 38: nothing in a cached page goes stale, and a form that lay open for a day still works.

First the attacker's case: a page that carries a token differs between two readers. Then our pages.
"""

from datetime import timedelta
from unittest import mock

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import Page

from surveys import queries
from website.articles import actions, demo_people, texts
from website.core.cache import CacheRules, mark_cacheable

SITE = "http://localhost"


@pytest.fixture
def survey_site(db: None) -> None:
    """Front page, information pages, and a survey with an open wave."""
    from django.core.management import call_command

    from surveys import demo
    from surveys.demo import loading

    front = actions.make_front_page(url=SITE)
    pages = actions.make_info_pages(front=front, live=True)
    call_command(
        "load_instrument", actions.INSTRUMENT, slug=actions.SURVEY, parent=front.pk, publish=True, verbosity=0
    )
    survey = queries.survey_by_slug(actions.SURVEY)
    assert survey is not None
    plans = [loading.Plan(1, "Only wave", 1, 0, 0, 0, opens=-2, closes=60)]
    with mock.patch.object(loading, "plans", return_value=plans):
        demo.load(page=survey)
    actions.link_front_page(front=front, survey=survey, pages=pages)
    actions.make_magazine(front=front)
    demo_people.add()


#: The information pages come from the product's own texts, so that a new one is attacked, too.
CACHED = ("/", "/results/", "/magazine/", *(f"/{texts.read(name).slug}/" for name in texts.NAMES))


def test_the_attack_a_token_in_a_cached_page_differs_by_reader() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(get_token(request))
        mark_cacheable(response)
        return response

    factory = RequestFactory()
    bodies = {page(factory.get("/")).content for _ in range(2)}
    assert len(bodies) == 2
    kept = CacheRules(page)(factory.get("/"))
    assert kept.headers["Cache-Control"] == "no-store, private"


def test_every_page_that_is_always_there_is_attacked(survey_site: None) -> None:
    kept = {page.url for page in Page.objects.live().specific() if getattr(page, "cacheable", False)}
    assert kept <= set(CACHED)
    assert "/house-rules/" in kept


@pytest.mark.parametrize("path", CACHED)
def test_a_cached_page_carries_nothing_that_ages(path: str, survey_site: None) -> None:
    editor = Client()
    assert editor.login(username="editor", password="overlap-editor")
    responses = [client.get(path) for client in (editor, Client(), Client())]
    assert {response.headers["Cache-Control"] for response in responses} == {"public, max-age=60"}
    assert len({response.content for response in responses}) == 1
    html = responses[0].content.decode()
    assert [word for word in ("csrfmiddlewaretoken", "nonce", 'method="post"') if word in html] == []
    assert "nonce" not in responses[0].headers["Content-Security-Policy"]


def test_a_form_that_lay_open_for_25_hours_still_works(survey_site: None) -> None:
    ben = Client(enforce_csrf_checks=True)
    landing = ben.get("/survey/")
    assert landing.headers["Cache-Control"] == "no-store, private"
    form = {
        "csrfmiddlewaretoken": str(landing.context["csrf_token"]),
        "submission_id": "0b8cf2d7-4a7b-4b8e-9d7c-6a3c6c1d2e3f",
        "consent": "yes",
    }
    later = timezone.now() + timedelta(hours=25)
    with mock.patch("django.utils.timezone.now", return_value=later):
        begun = ben.post("/answer/survey/start/", form)
        first = ben.get("/answer/survey/", follow=True)
    assert (begun.status_code, begun.url) == (302, "/answer/survey/")
    assert first.redirect_chain == [("/answer/survey/section/start/", 302)]
    assert first.status_code == 200
