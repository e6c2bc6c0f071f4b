"""Who may go where: one row for every address. A new address without a row fails.

Two kinds of rows. An address of ours has a row of its own, with the exact status for each role. Wagtail's
addresses come in families; a row says which roles may enter one.
"""

from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model
from wagtail.models import Page

from surveys import queries
from surveys.models import QuestionnaireVersion, Wave
from tests.support.databases import ROOT
from tests.support.people import client_of
from tests.support.routes import Route, routes
from website.core.groups import ADMIN, ALL, ANALYST, EDITOR, RELEASE_MANAGER

READER = None
ROLES = (READER, *ALL)
SLUG = "survey"
SURVEYORS = (EDITOR, ANALYST, RELEASE_MANAGER, ADMIN)
RUNNERS = (EDITOR, RELEASE_MANAGER, ADMIN)
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
    "answer/r/<str:code>/": everybody(404),
    "answer/resume/<str:token>/": everybody(404),
    "answer/<slug:slug>/": everybody(302),
    "answer/<slug:slug>/start/": everybody(405),
    "answer/<slug:slug>/leave/": everybody(404),
    "answer/<slug:slug>/done/": everybody(404),
    "answer/<slug:slug>/receipt/": everybody(200),
    "answer/<slug:slug>/screened-out/": everybody(404),
    "answer/<slug:slug>/section/<slug:section_id>/": everybody(404),  # nobody has begun
    # No release has been made in this test: that each role gets the same is what counts here.
    "results/": everybody(200),
    "results/<slug:slug>/wave-<int:number>/": everybody(404),
    "results/<slug:slug>/wave-<int:number>/release.json": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/chart.svg": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/chart.json": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/table.csv": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/by/<slug:segment_id>/": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/by/<slug:segment_id>/chart.svg": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/by/<slug:segment_id>/chart.json": everybody(404),
    "results/<slug:slug>/wave-<int:number>/<slug:item_id>/by/<slug:segment_id>/table.csv": everybody(404),
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
    "admin/surveys/versions/": staff(SURVEYORS),
    "admin/surveys/versions/results/": staff(SURVEYORS),
    "admin/surveys/versions/changes/<int:pk>/": staff(SURVEYORS),
    "admin/reports/releases/": staff((ANALYST, RELEASE_MANAGER, ADMIN)),
    "admin/reports/releases/results/": staff((ANALYST, RELEASE_MANAGER, ADMIN)),
    "admin/reports/releases/make/": staff((RELEASE_MANAGER,)),
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
    "admin/snippets/": (),  # no model is registered as one
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
        ("surveys", "reports", "discussion", "core")
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
    Wave.objects.create(survey=found, number=1, title="Spring")
    return found


def address(route: Route, survey: Page) -> str:
    """The example of the route, with objects that are there."""
    example = route.example
    for part, model in (("/waves/", Wave), ("/versions/", QuestionnaireVersion)):
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
