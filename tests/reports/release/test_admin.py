"""Releases in the admin: who sees the list, who may release."""

import pytest
from django.urls import reverse

from reports.models import Release
from tests.support.people import client_of
from website.core import groups

pytestmark = pytest.mark.django_db

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


def test_rosa_releases_a_wave_and_sees_it_in_the_list(wave):
    rosa = client_of(groups.RELEASE_MANAGER)
    assert "Release this wave" in rosa.get(reverse(MAKE)).content.decode()
    response = rosa.post(reverse(MAKE), {"wave": wave.pk}, follow=True)
    assert response.redirect_chain == [(reverse(LIST), 302)]
    page = response.content.decode()
    assert "Release 1 of wave 1 is public now." in page
    assert Release.objects.get().sha256 in page


@pytest.mark.parametrize("posted", ["", "99999", "x"])
def test_a_wave_that_is_not_offered_is_refused(wave, posted):
    rosa = client_of(groups.RELEASE_MANAGER)
    page = rosa.post(reverse(MAKE), {"wave": posted}, follow=True).content.decode()
    assert "Choose one of the closed waves below. Nothing was released." in page
    assert Release.objects.count() == 0


def test_an_open_wave_is_not_offered(open_wave):
    page = client_of(groups.RELEASE_MANAGER).get(reverse(MAKE)).content.decode()
    assert "No closed wave has answers." in page


@pytest.mark.parametrize("releases", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(wave, releases, django_assert_num_queries):
    from reports.actions import release_wave

    for _ in range(releases):
        release_wave(wave=wave)
    ada = client_of(groups.ANALYST)
    ada.get(reverse(LIST))
    with django_assert_num_queries(LIST_QUERIES):
        ada.get(reverse(LIST))


LIST_QUERIES = 14
