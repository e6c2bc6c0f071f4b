"""The methods of a wave: who writes them, what is missing, what the site proposes."""

import pytest
from django.urls import reverse

from reports import demo_methods, methods
from reports.models import Methods
from surveys.models import Wave
from tests.support.people import client_of
from website.core import groups

pytestmark = pytest.mark.django_db
ELEVEN = 11


@pytest.fixture
def spring(survey):
    return Wave.objects.create(survey=survey, number=1, title="Spring", status=Wave.Status.CLOSED)


def words():
    return {name: f"About {name}." for name in methods.ITEMS}


def test_a_wave_lacks_all_eleven_then_one_then_none(spring):
    assert methods.missing(spring) == [methods.label(name) for name in methods.ITEMS]
    assert len(methods.missing(spring)) == ELEVEN
    methods.save(wave=spring, words=words() | {"sponsor": "  "})
    assert methods.missing(spring) == ["Who paid and who did it"]
    methods.save(wave=spring, words={"sponsor": "Nobody paid."})
    assert methods.missing(spring) == []
    assert Methods.objects.get().dates == "About dates."


@pytest.mark.parametrize("group", [groups.ANALYST, groups.RELEASE_MANAGER, groups.ADMIN])
def test_who_may_write(spring, group):
    client = client_of(group)
    answer = client.post(
        reverse("reports_methods:edit", args=[spring.pk]), words() | {"sponsor": ""}, follow=True
    )
    page = answer.content.decode()
    assert "can&#x27;t be released yet; still empty: Who paid" in page
    assert methods.missing(spring) == ["Who paid and who did it"]


@pytest.mark.parametrize("group", [groups.EDITOR, groups.MODERATOR, None])
def test_who_may_not(spring, group):
    client = client_of(group)
    statuses = [
        client.post(reverse("reports_methods:edit", args=[spring.pk]), words()).status_code,
        client.get(reverse("reports_methods:index")).status_code,
    ]
    assert statuses == [302, 302]
    assert Methods.objects.count() == 0


def test_the_form_proposes_what_the_site_knows_and_does_not_save_it(spring, survey):
    ada = client_of(groups.ANALYST)
    page = ada.get(reverse("reports_methods:edit", args=[spring.pk])).content.decode()
    assert "Proposed, and not saved yet:" in page
    assert "work in marketing" in page
    assert "<strong>Yours to write:</strong>" in page
    assert len(methods.missing(spring)) == ELEVEN
    known = methods.proposals(spring)
    # What nobody but the people behind a survey can know has no proposal that could be saved unread.
    assert "limitations" not in known
    assert "0.4 of the usual time is left out" in known["processing"]
    assert "is marked, and stays in" in known["processing"]


def test_what_is_written_is_not_proposed_over(spring):
    methods.save(wave=spring, words={"population": "Cooks."})
    page = client_of(groups.ANALYST).get(reverse("reports_methods:edit", args=[spring.pk])).content.decode()
    assert "Cooks." in page
    assert "work in marketing" not in page


def test_small_numbers_are_not_proposed(open_wave):
    """Sixty answers are rounded; the three kinds of four or fewer people are not named."""
    assert "samples" not in methods.proposals(open_wave)
    open_wave.status = Wave.Status.CLOSED
    open_wave.save()
    said = methods.proposals(open_wave)["samples"]
    assert said.startswith("Fewer than 10 people finished and 60 people got far enough to count, rounded")


def test_the_demonstration_says_in_each_item_that_it_is_one(spring):
    methods.save(wave=spring, words={"dates": "By hand."})
    demo_methods.write([spring])
    saved = Methods.objects.get()
    told = {name: getattr(saved, name) for name in methods.ITEMS}
    assert told.pop("dates") == "By hand."
    empty = {name for name, text in told.items() if not text}
    filled = [text for text in told.values() if text]
    assert [text for text in filled if not text.startswith("Demonstration, invented.")] == []
    assert empty <= {"dates", "samples"}
