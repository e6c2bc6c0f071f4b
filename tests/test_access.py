"""Who may go where: one row for every address. A new address without a row fails.

Two kinds of rows. An address of ours has a row of its own, with the exact status for each role. Wagtail's
addresses come in families; a row says which roles may enter one.
"""

from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model
from wagtail.models import Page

from comments.models import LinkRule, WordRule
from surveys import actions, queries
from surveys.models import Invitation, QuestionnaireVersion, SurveyPage, Wave
from tests.support.databases import ROOT
from tests.support.people import client_of
from tests.support.routes import Route, routes
from website.articles.models import Author, Letter, Topic
from website.core.groups import ADMIN, ALL, ANALYST, EDITOR, MODERATOR, RELEASE_MANAGER

READER = None
ROLES = (READER, *ALL)
SLUG = "survey"
SURVEYORS = (EDITOR, ANALYST, RELEASE_MANAGER, ADMIN)
RUNNERS = (EDITOR, RELEASE_MANAGER, ADMIN)
JUDGES = (ANALYST, RELEASE_MANAGER, ADMIN)
WRITERS = (EDITOR, ADMIN)
MODERATORS = (MODERATOR, ADMIN)
OPENERS = (EDITOR, MODERATOR, ADMIN)
LOGIN, DENIED = "to the login", "to the dashboard"


def everybody(status: int) -> dict[str | None, Any]:
    """The same for all roles."""
    return dict.fromkeys(ROLES, status)


def staff(allowed: tuple[str, ...], status: int = 200) -> dict[str | None, Any]:
    """`status` for the allowed; the others are sent away."""
    return {READER: LOGIN} | {role: status if role in allowed else DENIED for role in ALL}


#: Our own addresses: pattern -> role -> status of a GET.
OURS: dict[str, dict[str | None, Any]] = {
    "health/": everybody(200),
    "search/": everybody(200),
    "feeds/": everybody(200),
    "feeds/topics/<slug:slug>/": everybody(404),  # nothing is published in this test
    "feeds/authors/<slug:slug>/": everybody(404),
    "count/": everybody(DENIED),  # takes a POST from a page of the site, and nothing else
    "sitemap.xml": everybody(200),
    "robots.txt": everybody(200),
    "answer/r/<str:code>/": everybody(404),
    "answer/resume/<str:token>/": everybody(404),
    "answer/<slug:slug>/": everybody(302),
    "answer/invited/<str:token>/": everybody(404),
    "answer/<slug:slug>/start/": everybody(405),
    "answer/<slug:slug>/enter/": everybody(404),  # nobody was invited
    "answer/<slug:slug>/verify/": everybody(405),
    "answer/<slug:slug>/end-trial/": everybody(405),
    "answer/<slug:slug>/leave/": everybody(404),
    "answer/<slug:slug>/done/": everybody(404),
    "answer/<slug:slug>/receipt/": everybody(200),
    "answer/<slug:slug>/change/": everybody(404),
    "answer/<slug:slug>/withdraw/": everybody(404),
    "answer/<slug:slug>/screened-out/": everybody(404),
    "answer/<slug:slug>/section/<slug:section_id>/": everybody(404),  # nobody has begun
    "answer/<slug:slug>/chip/": everybody(200),
    "answer/<slug:slug>/ask/<slug:question_id>/": everybody(404),  # the survey asks no question `a`
    "admin/login/code/": staff(()),  # nobody is between the password and the code
    "admin/login/second-step/": staff(ALL),
    "mail/confirm/<str:token>/": everybody(404),
    "mail/resend/": everybody(200),
    "mail/unsubscribe/<str:token>/": everybody(404),
    "letter/": everybody(200),
    "admin/letters/": staff(WRITERS),
    "admin/letters/results/": staff(WRITERS),
    "admin/letters/add/": staff(WRITERS),
    "admin/letters/preview/": staff(WRITERS),
    "admin/letters/preview/<int:pk>/": staff(WRITERS),
    "admin/letters/edit/<int:pk>/": staff(WRITERS),
    "admin/letters/delete/<int:pk>/": staff(WRITERS),
    "admin/letters/usage/<int:pk>/": staff(WRITERS),
    "admin/letters/history/<int:pk>/": staff(WRITERS),
    "admin/letters/history-results/<int:pk>/": staff(WRITERS),
    "admin/letters/send/<int:pk>/": staff(WRITERS),
    "demo/mail/": everybody(404),  # no demonstration
    "demo/mail/<uuid:mail_id>/": everybody(404),
    # No release has been made in this test: that each role gets the same is what counts here.
    "results/": everybody(200),
    "results/changes/": everybody(200),
    "results/<slug:slug>/wave-<int:number>/": everybody(404),
    "results/<slug:slug>/wave-<int:number>/release.json": everybody(404),
    "results/<slug:slug>/wave-<int:number>/how-it-was-done/": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/chart.svg": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/chart.json": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/table.csv": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/by/<slug:segment_id>/": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/by/<slug:segment_id>/chart.svg": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/by/<slug:segment_id>/chart.json": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/by/<slug:segment_id>/table.csv": everybody(404),
    # There is no comment and no page to comment on in this test: that each role gets the same is what counts.
    "discussion/on/<int:page_id>/": everybody(404),
    "discussion/on/<int:page_id>/write/": everybody(404),
    "discussion/on/<int:page_id>/check/": everybody(404),
    "discussion/on/<int:page_id>/feed/": everybody(404),
    "discussion/mine/": everybody(200),
    "discussion/notices/": everybody(200),
    "discussion/erase/": everybody(200),
    "discussion/leave/": everybody(405),
    "discussion/waiting/<uuid:waiting_id>/": everybody(405),
    "discussion/<int:comment_id>/": everybody(404),
    "discussion/<int:comment_id>/posted/": everybody(404),
    "discussion/<int:comment_id>/edit/": everybody(404),
    "discussion/<int:comment_id>/delete/": everybody(404),
    "discussion/<int:comment_id>/mute/": everybody(404),
    "discussion/<int:comment_id>/chip/": everybody(404),
    "discussion/<int:comment_id>/report/": everybody(404),
    "admin/discussion/comments/": staff(MODERATORS),
    "admin/discussion/comments/results/": staff(MODERATORS),
    "admin/discussion/comments/read/<int:pk>/": staff(MODERATORS, 404),
    "admin/discussion/reports/": staff(MODERATORS),
    "admin/discussion/reports/results/": staff(MODERATORS),
    "admin/discussion/writers/": staff(MODERATORS),
    "admin/discussion/writers/results/": staff(MODERATORS),
    "admin/discussion/writers/read/<uuid:pk>/": staff(MODERATORS, 404),
    "admin/discussion/writers/erase/<uuid:pk>/": staff(MODERATORS, 404),
    "admin/discussion/threads/": staff(OPENERS),
    "admin/discussion/threads/results/": staff(OPENERS),
    "admin/discussion/threads/page/<int:page_id>/": staff(OPENERS, 404),
    **{
        f"admin/discussion/{rules}/{rest}": staff(MODERATORS)
        for rules in ("words", "links")
        for rest in (
            "",
            "results/",
            "new/",
            "edit/<int:pk>/",
            "delete/<int:pk>/",
            "history/<int:pk>/",
            "history-results/<int:pk>/",
            "usage/<int:pk>/",
        )
    },
    "admin/magazine/authors/": staff(WRITERS),
    "admin/magazine/authors/results/": staff(WRITERS),
    "admin/magazine/authors/new/": staff(WRITERS),
    "admin/magazine/authors/edit/<int:pk>/": staff(WRITERS),
    "admin/magazine/authors/delete/<int:pk>/": staff(WRITERS),
    "admin/magazine/authors/history/<int:pk>/": staff(WRITERS),
    "admin/magazine/authors/history-results/<int:pk>/": staff(WRITERS),
    "admin/magazine/authors/usage/<int:pk>/": staff(WRITERS),
    "admin/magazine/topics/": staff(WRITERS),
    "admin/magazine/topics/results/": staff(WRITERS),
    "admin/magazine/topics/new/": staff(WRITERS),
    "admin/magazine/topics/edit/<int:pk>/": staff(WRITERS),
    "admin/magazine/topics/delete/<int:pk>/": staff(WRITERS),
    "admin/magazine/topics/history/<int:pk>/": staff(WRITERS),
    "admin/magazine/topics/history-results/<int:pk>/": staff(WRITERS),
    "admin/magazine/topics/usage/<int:pk>/": staff(WRITERS),
    "admin/surveys/waves/": staff(SURVEYORS),
    "admin/surveys/waves/results/": staff(SURVEYORS),
    "admin/surveys/waves/new/": staff(RUNNERS),
    "admin/surveys/waves/edit/<int:pk>/": staff(RUNNERS),
    "admin/surveys/waves/delete/<int:pk>/": staff((ADMIN,)),
    "admin/surveys/waves/history/<int:pk>/": staff(RUNNERS),
    "admin/surveys/waves/history-results/<int:pk>/": staff(RUNNERS),
    "admin/surveys/waves/usage/<int:pk>/": staff(RUNNERS),
    "admin/surveys/waves/open/<int:pk>/": staff(RUNNERS),
    "admin/surveys/waves/end/<int:pk>/": staff(RUNNERS),
    "admin/surveys/waves/close/<int:pk>/": staff(RUNNERS),
    "admin/surveys/waves/again/<int:pk>/": staff(RUNNERS),
    "admin/surveys/waves/quotas/<int:pk>/": staff(SURVEYORS),
    "admin/surveys/waves/quotas/<int:pk>/new/": staff(RUNNERS),
    "admin/surveys/waves/quotas/<int:pk>/<int:quota>/": staff(RUNNERS, 404),
    "admin/surveys/waves/quotas/<int:pk>/<int:quota>/delete/": staff(RUNNERS, 404),
    "admin/surveys/waves/dispositions/<int:pk>/": staff(JUDGES),
    "admin/surveys/waves/export/<int:pk>/": staff(JUDGES),
    "admin/surveys/quarantine/": staff(JUDGES),
    "admin/surveys/quarantine/<uuid:pk>/": staff(JUDGES, 404),
    "admin/surveys/trial/<int:pk>/": staff(WRITERS),
    "admin/surveys/invitations/": staff(RUNNERS),
    "admin/surveys/invitations/results/": staff(RUNNERS),
    "admin/surveys/invitations/waves/": staff(RUNNERS),
    "admin/surveys/invitations/upload/<int:pk>/": staff(RUNNERS),
    "admin/surveys/invitations/send/<int:pk>/": staff(RUNNERS),
    "admin/surveys/invitations/revoke/<int:pk>/": staff(RUNNERS),
    "admin/surveys/versions/": staff(SURVEYORS),
    "admin/surveys/versions/results/": staff(SURVEYORS),
    "admin/surveys/versions/changes/<int:pk>/": staff(SURVEYORS),
    "admin/reports/sensitivity/": staff(JUDGES),
    "admin/reports/explorer/": staff(JUDGES),
    "admin/reports/explorer/view/<int:pk>/": staff(JUDGES, 404),
    "admin/reports/explorer/delete/<int:pk>/": staff(JUDGES, 404),
    "admin/reports/targets/": staff(SURVEYORS),
    "admin/reports/targets/<int:pk>/": staff(SURVEYORS),
    "admin/reports/targets/<int:pk>/<slug:name>/": staff(SURVEYORS, 404),
    "admin/reports/methods/": staff(JUDGES),
    "admin/reports/methods/<int:pk>/": staff(JUDGES),
    "admin/reports/releases/": staff((ANALYST, RELEASE_MANAGER, ADMIN)),
    "admin/reports/releases/results/": staff((ANALYST, RELEASE_MANAGER, ADMIN)),
    "admin/reports/releases/make/": staff((RELEASE_MANAGER,)),
    "admin/reports/releases/build/<int:pk>/": staff((ANALYST, RELEASE_MANAGER, ADMIN), 404),
    "admin/reports/releases/look/<int:pk>/": staff((ANALYST, RELEASE_MANAGER, ADMIN), 404),
}

#: Wagtail's families, the longest prefix first: who may be served anything but a refusal.
THEIRS: dict[str, tuple[str | None, ...]] = {
    "documents/": ROLES,
    "_util/": ROLES,
    "admin/login/": (READER,),
    "admin/password_reset/": ROLES,
    "admin/jsi18n/": ROLES,
    "admin/sprite/": ROLES,
    "admin/test404/": ALL,
    "admin/failwhale/": ALL,
    "admin/logout/": ALL,
    "admin/account/": ALL,
    "admin/dismissibles/": ALL,
    "admin/editing-sessions/": ALL,
    "admin/block-preview/": ALL,
    "admin/tag-autocomplete/": ALL,
    "admin/choose-": ALL,
    "admin/embeds/": ALL,
    "admin/bulk/": ALL,
    "admin/api/main/": ALL,
    "admin/reports/": (EDITOR, ADMIN),
    # Lists only what happened to objects that the role may see.
    "admin/reports/site-history/": ALL,
    "admin/pages/": (EDITOR, ADMIN),
    # Two confirmations that say nothing about the page, and an old address that leads on to the history.
    "admin/pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/": ALL,
    "admin/pages/workflow/confirm_cancellation/": ALL,
    "admin/pages/<int:page_id>/revisions/": ALL,
    "admin/collections/": (ADMIN,),
    "admin/workflows/task_chooser/": ALL,
    "admin/workflows/": (ADMIN,),
    "admin/redirects/": (EDITOR, ADMIN),
    "admin/settings/": (ADMIN,),
    "admin/snippets/": (),  # letters have an entry of their own in the menu
    "admin/snippets/choose/articles/letter/": ALL,
    # The choosers open for all staff, and list what the role may choose.
    "admin/documents/chooser/": ALL,
    "admin/documents/": (EDITOR, ADMIN),
    "admin/images/chooser/": ALL,
    "admin/images/": (EDITOR, ADMIN),
    "admin/sites/": (ADMIN,),
    "admin/users/": (ADMIN,),
    "admin/groups/": (ADMIN,),
    "admin/^.*/$": ALL,
    "admin/": ALL,
    "^((?:[\\w\\-]+/)*)$": ROLES,
}


def is_ours(route: Route) -> bool:
    """Whether the view, or the viewset that made it, is written here."""
    return route.name.startswith(
        ("surveys", "reports", "discussion", "core", "letter", "articles_")
    ) or route.view.__module__.startswith(("website", "surveys", "reports", "comments"))


def family(route: Route) -> str | None:
    """The row of THEIRS that speaks of the route."""
    fitting = [prefix for prefix in THEIRS if route.pattern.startswith(prefix)]
    return max(fitting, key=len, default=None)


def outcome(response: Any) -> Any:
    """A status, or where a refusal leads to."""
    if response.status_code == 302:
        target = response["Location"].split("?")[0]
        if target.endswith(("/admin/login/", "/_util/login/")):
            return LOGIN
        if target == "/admin/":
            return DENIED
    return DENIED if response.status_code == 403 else response.status_code


@pytest.fixture
def survey(db: None) -> Page:
    """The questionnaire, published, with a wave that has not begun."""
    call_command(
        "load_instrument", ROOT / "surveys/instrument/work_personal_online.yaml", slug=SLUG, publish=True
    )
    found = queries.survey_by_slug(SLUG)
    wave = Wave.objects.create(survey=found, number=1, title="Spring")
    actions.invite(wave=wave, addresses=["chloe@overlap.example"])
    WordRule.objects.create(phrase="casino")
    LinkRule.objects.create(host="casino.example")
    Letter.objects.create(title="A letter")
    Author.objects.create(name="Ada Ink", slug="ada")
    Topic.objects.create(name="Lines", slug="lines")
    return found


KINDS: tuple[tuple[str, type[Model]], ...] = (
    ("/invitations/upload/", Wave),
    ("/invitations/send/", Wave),
    ("/invitations/revoke/", Invitation),
    ("/waves/", Wave),
    ("/reports/methods/", Wave),
    ("/reports/targets/", Wave),
    ("/versions/", QuestionnaireVersion),
    ("/trial/", SurveyPage),
    ("/discussion/words/", WordRule),
    ("/discussion/links/", LinkRule),
    ("/letters/", Letter),
    ("/magazine/authors/", Author),
    ("/magazine/topics/", Topic),
)


def address(route: Route, survey: Page) -> str:
    """The example of the route, with objects that are there."""
    example = route.example
    for part, model in KINDS:
        if part in route.pattern and "<int:pk>" in route.pattern:
            example = example.replace("/1/", f"/{_first(model)}/")
    return example.replace("/answer/a/", f"/answer/{SLUG}/").replace("/results/a/", f"/results/{SLUG}/")


def _first(model: type[Model]) -> Any:
    return model._default_manager.values_list("pk", flat=True)[0]


def test_every_address_has_a_row_and_every_row_an_address():
    known = routes()
    ours = {route.pattern for route in known if is_ours(route)}
    assert ours == set(OURS)
    theirs = {family(route) for route in known if not is_ours(route)}
    assert theirs == set(THEIRS)


def test_our_addresses_answer_each_role_as_the_table_says(survey):
    clients = {role: client_of(role) for role in ROLES}
    seen = {
        route.pattern: {role: outcome(client.get(address(route, survey))) for role, client in clients.items()}
        for route in routes()
        if is_ours(route)
    }
    assert seen == OURS


@pytest.mark.filterwarnings(
    "ignore::RuntimeWarning"
)  # Wagtail's own page for a server error is asked for, too
def test_wagtails_addresses_let_in_whom_the_table_names(db):
    found = []
    for role in ROLES:
        client = client_of(role)
        for route in routes():
            prefix = family(route)
            if is_ours(route) or prefix is None or route.name == "wagtailadmin_logout":
                continue
            seen = outcome(client.get(route.example))
            inside = seen not in {LOGIN, DENIED, 404, 405}
            if inside and role not in THEIRS[prefix]:
                found.append(f"{role or 'Reader'} gets {seen} at {route.pattern}")
            if (
                role in THEIRS[prefix]
                and prefix.endswith("/")
                and route.pattern == prefix
                and not inside
                and seen != 404
            ):
                found.append(f"{role or 'Reader'} is kept out of {route.pattern}: {seen}")
    assert not found, "\n".join(found)
