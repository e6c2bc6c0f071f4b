"""Targets in the admin, the choice when a release is built, and what readers see of weights."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from reports import actions, methods, weighting
from reports.models import Release, Target
from tests.reports.release.test_weighted_build import SHARES, SOURCE
from tests.support.people import client_of
from website.core import groups

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_segments")]

TYPED = {"share_inhouse": "50", "share_agency": "25,0", "share_self": "25 %", **SOURCE}


def address(wave, name="work_status"):
    return reverse("reports_targets:edit", args=[wave.pk, name])


@pytest.mark.parametrize(
    "group, status",
    [
        (groups.EDITOR, 200),
        (groups.ANALYST, 200),
        (groups.RELEASE_MANAGER, 200),
        (groups.ADMIN, 200),
        (groups.MODERATOR, 302),
        (None, 302),
    ],
)
def test_who_writes_targets(wave, group, status):
    client = client_of(group)
    assert client.get(address(wave)).status_code == status
    client.post(address(wave), TYPED)
    assert Target.objects.count() == (1 if status == 200 else 0)


def test_amira_writes_changes_and_removes_targets(wave):
    amira = client_of(groups.EDITOR)
    overview = reverse("reports_targets:wave", args=[wave.pk])
    assert "Write targets for “Work status”" in amira.get(overview).content.decode()
    page = amira.post(address(wave), TYPED, follow=True).content.decode()
    assert "can be weighted by “Work status”" in page
    assert "Office for Counting" in page
    target = Target.objects.get()
    assert target.shares == [[["inhouse"], 50.0], [["agency"], 25.0], [["self"], 25.0]]
    assert (target.source, target.url, target.as_of, target.population) == tuple(
        SOURCE[name] for name in ("source", "url", "as_of", "population")
    )
    assert 'value="25"' in amira.get(address(wave)).content.decode()
    joined = TYPED | {"share_agency": "50", "share_self": "+"}
    amira.post(address(wave), joined)
    assert Target.objects.get().shares == [[["inhouse"], 50.0], [["agency", "self"], 50.0]]
    page = amira.post(address(wave), {"do": "remove"}, follow=True).content.decode()
    assert "has no target for “Work status” any more" in page
    assert Target.objects.count() == 0


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"share_self": "24"}, "The shares add up to 99 %. They have to add up to 100 %."),
        ({"share_self": "a quarter"}, "Write a percentage such as 12.5"),
        ({"share_self": "-25"}, "A share lies between 0 and 100 %."),
        ({"share_inhouse": "+"}, "none above has a share"),
        ({"share_inhouse": "", "share_agency": "", "share_self": "100"}, "A share lies between 0 and 100 %."),
        (
            {"share_inhouse": "99.9", "share_agency": "", "share_self": ""},
            "Give a share to at least two levels",
        ),
        ({"share_inhouse": "73", "share_self": "2"}, "is under 5 % of the population"),
        ({"source": ""}, "This field is required."),
        ({"population": " "}, "This field is required."),
        ({"as_of": ""}, "This field is required."),
        ({"url": "somewhere"}, "Enter a valid URL."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(wave, typed, sentence):
    answer = client_of(groups.ANALYST).post(address(wave), TYPED | {"source": "A register of mine"} | typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="25,0"' in page or typed.get("share_agency") == ""
    assert "A register of mine" in page or typed.get("source") == ""
    assert Target.objects.count() == 0


@pytest.mark.parametrize("name", ["platforms", "issue", "nothing"])
def test_only_variables_that_part_people_have_targets(wave, name):
    """Several answers, or a question the questionnaire does not name for weighting."""
    assert client_of(groups.ANALYST).get(address(wave, name)).status_code == 404


@pytest.fixture
def aimed(wave):
    weighting.save(wave=wave, name="work_status", shares=SHARES, words=SOURCE, user=None)
    return wave


def test_rosa_chooses_weighted(aimed):
    rosa = client_of(groups.RELEASE_MANAGER)
    page = rosa.get(reverse("reports_release:make")).content.decode()
    assert 'value="unweighted" checked' in page
    page = rosa.post(
        reverse("reports_release:make"), {"wave": aimed.pk, "weighting": "weighted"}, follow=True
    ).content.decode()
    assert "The figures are weighted." in page
    assert "Office for Counting" in page
    assert '"weighting":"weighted"' in Release.objects.get().artefact


def test_without_targets_rosa_is_told_where_to_write_them(wave):
    rosa = client_of(groups.RELEASE_MANAGER)
    page = rosa.get(reverse("reports_release:make")).content.decode()
    assert 'value="weighted"' not in page
    assert reverse("reports_targets:wave", args=[wave.pk]) in page
    page = rosa.post(
        reverse("reports_release:make"), {"wave": wave.pk, "weighting": "weighted"}, follow=True
    ).content.decode()
    assert "has no targets to weight by" in page
    assert Release.objects.count() == 0


def test_readers_see_what_was_weighted_to_what(aimed, client):
    actions.publish_release(release=actions.build_release(wave=aimed, is_weighted=True))
    page = client.get("/results/survey/wave-1/how-it-was-done/").content.decode()
    for words in (
        "Shares and means are weighted by Work status",
        "the design effect is 1.01 (Kish)",
        "Nobody counts for less than 0.2 or more than 3 average answers",
        "keep their share of the sample",
        "t on weighted shares, with their design",
        "Targets: Work status. People who work in marketing, 2025.",
        'href="https://example.org/marketers"',
        "50%",
    ):
        assert words in page
    page = client.get("/results/survey/wave-1/work_status/").content.decode()
    assert "Volunteers, weighted." in page
    assert "n is not: it is worth 60 equally weighted answers (design effect 1.0)." in page
    page = client.get("/results/survey/wave-1/").content.decode()
    assert "Worth when weighted" in page
    assert "The figures are weighted." in client.get("/results/changes/").content.decode()
    text = client.get("/results/survey/wave-1/work_status/table.csv").content.decode()
    assert ",weighted,work_status," in text
    assert "effective base" in text


def test_an_unweighted_release_says_so(aimed, client):
    actions.release_wave(wave=aimed)
    page = client.get("/results/survey/wave-1/how-it-was-done/").content.decode()
    assert "The figures are unweighted: every answer counts the same." in page
    assert "pooled z on exact counts" in page
    assert "Office for Counting" not in page


def test_the_methods_propose_what_the_targets_are(aimed):
    said = methods.proposals(aimed)["weighting"]
    assert said.endswith("population from: Office for Counting, 2025, for People who work in marketing.")
    Target.objects.all().delete()
    assert methods.proposals(aimed)["weighting"].startswith("The figures are unweighted")


def test_the_command_weights_too(aimed, capsys):
    call_command("release", "survey", "1", "--weighted", "--draft")
    assert '"weighting":"weighted"' in Release.objects.get().artefact
