"""Releases in the admin: who sees them; building, looking, publishing, revoking."""

import threading

import pytest
from django.urls import reverse
from django_tasks import task_backends

from reports import actions, building
from reports.models import Build, Methods, Release
from tests.support.people import client_of
from website.core import groups
from website.core.background import InThread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_segments")]

LIST, MAKE = "reports_release:index", "reports_release:make"


@pytest.mark.parametrize(
    "group, listed, making",
    [
        (groups.EDITOR, 302, 302),
        (groups.MODERATOR, 302, 302),
        (groups.ANALYST, 200, 302),
        (groups.RELEASE_MANAGER, 200, 200),
        (groups.ADMIN, 200, 302),
        (None, 302, 302),
    ],
)
def test_who_may_look_and_who_may_release(wave, group, listed, making):
    client = client_of(group)
    statuses = (client.get(reverse(LIST)).status_code, client.get(reverse(MAKE)).status_code)
    assert statuses == (listed, making)
    client.post(reverse(MAKE), {"wave": wave.pk})
    assert Release.objects.count() == (1 if group == groups.RELEASE_MANAGER else 0)


def test_rosa_builds_looks_publishes_and_revokes(wave, client):
    rosa = client_of(groups.RELEASE_MANAGER)
    assert "Build a release of this wave" in rosa.get(reverse(MAKE)).content.decode()
    response = rosa.post(reverse(MAKE), {"wave": wave.pk}, follow=True)
    release = Release.objects.get()
    look = reverse("reports_release:look", args=[release.pk])
    assert response.redirect_chain[-1] == (look, 302)
    page = response.content.decode()
    assert "Nobody but staff sees it yet." in page
    assert "Publish this release" in page
    assert client.get("/results/survey/wave-1/").status_code == 404
    page = rosa.post(look, {"do": "publish"}, follow=True).content.decode()
    assert "Release 1 of wave 1 is public now." in page
    assert client.get("/results/survey/wave-1/").status_code == 200
    assert rosa.post(look, {"do": "revoke", "note": " "}).status_code == 422
    revoke = {"do": "revoke", "note": "Two questions were mixed up."}
    page = rosa.post(look, revoke, follow=True).content.decode()
    assert "Release 1 of wave 1 was revoked." in page
    assert "Revoked a release: Two questions were mixed up." in page
    assert Release.objects.get().state == "revoked"


def test_without_methods_nothing_is_published(wave):
    Methods.objects.update(sponsor="")
    release = actions.build_release(wave=wave)
    rosa = client_of(groups.RELEASE_MANAGER)
    look = reverse("reports_release:look", args=[release.pk])
    assert "Publish this release" not in rosa.get(look).content.decode()
    assert rosa.post(look, {"do": "publish"}).status_code == 422
    assert Release.objects.get().state == "built"


@pytest.mark.parametrize("do", ["publish", "revoke"])
def test_ada_looks_and_changes_nothing(wave, do):
    release = actions.build_release(wave=wave)
    ada, look = client_of(groups.ANALYST), reverse("reports_release:look", args=[release.pk])
    page = ada.get(look).content.decode()
    assert "What is not shown, and why" in page
    assert "Publish this release" not in page
    assert ada.post(look, {"do": do, "note": "Because."}).status_code == 302
    assert Release.objects.get().state == "built"


@pytest.mark.django_db(transaction=True)
def test_the_button_answers_while_the_release_is_being_built(wave, monkeypatch):
    """Also without a script: the page that follows asks to be loaded again, until it leads on."""
    begun, go_on, run = threading.Event(), threading.Event(), building.run

    def held_up(**about):
        begun.set()
        assert go_on.wait(60)
        return run(**about)

    monkeypatch.setattr(building, "run", held_up)
    immediate, task_backends["long"] = task_backends["long"], InThread("long", {})
    rosa = client_of(groups.RELEASE_MANAGER)
    try:
        answer = rosa.post(reverse(MAKE), {"wave": wave.pk})
        assert begun.wait(60)
        build = Build.objects.get()
        assert answer.url == reverse("reports_release:build", args=[build.pk])
        page = rosa.get(answer.url).content.decode()
        assert "It waits for its turn." in page
        assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    finally:
        task_backends["long"] = immediate
        go_on.set()
        for thread in threading.enumerate():
            if thread.name == "long-work":
                thread.join(60)
    release = Release.objects.get()
    assert rosa.get(answer.url).url == reverse("reports_release:look", args=[release.pk])


@pytest.mark.parametrize("status", ["refused", "failed"])
def test_a_build_that_is_over_is_not_loaded_again(wave, status):
    build = Build.objects.create(wave=wave, status=status, message="The answers changed.")
    page = client_of(groups.ANALYST).get(reverse("reports_release:build", args=[build.pk])).content.decode()
    assert "The answers changed." in page
    assert "http-equiv" not in page
    assert "build.js" not in page


def test_a_build_says_how_far_it_is(wave):
    build = Build.objects.create(wave=wave, status="running", step="Protecting", done=10, total=40)
    page = client_of(groups.ANALYST).get(reverse("reports_release:build", args=[build.pk])).content.decode()
    assert "Protecting: 10 of 40." in page
    assert ">25%</progress>" in page
    page = client_of(groups.RELEASE_MANAGER).get(reverse(MAKE)).content.decode()
    assert "It is being built" in page


@pytest.mark.parametrize("posted", ["", "99999", "x"])
def test_a_wave_that_is_not_offered_is_refused(wave, posted):
    rosa = client_of(groups.RELEASE_MANAGER)
    page = rosa.post(reverse(MAKE), {"wave": posted}, follow=True).content.decode()
    assert "Choose one of the waves below. Nothing was built." in page
    assert Release.objects.count() == 0


def test_an_open_wave_is_not_offered(open_wave):
    page = client_of(groups.RELEASE_MANAGER).get(reverse(MAKE)).content.decode()
    assert "No closed wave has answers, and no open wave stands at a milestone." in page


@pytest.mark.parametrize("releases", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(wave, releases, django_assert_num_queries):
    for _ in range(releases):
        actions.release_wave(wave=wave)
    ada = client_of(groups.ANALYST)
    ada.get(reverse(LIST))
    with django_assert_num_queries(LIST_QUERIES):
        ada.get(reverse(LIST))


LIST_QUERIES = 14
