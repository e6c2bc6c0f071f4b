"""Row 4: a farm of scripted answers. What the marks find of it is measured, and nobody promises more.

A seeded crowd of people, and a farm that wants one answer to win: some of it copies itself and rushes, some
varies its words and takes its time. The first kind is found; the second is not, and the site says nowhere
that it would be.
"""

import random
import re
import sys
from uuid import uuid4

import pytest
from django.test import Client

from surveys import actions, honeypot, queries
from surveys.demo import filling, people
from surveys.models import Response
from tests.attacks.sizes import size
from tests.support.databases import ROOT
from tests.surveys import ben

PEOPLE = size(30, 400)
FARM = size(20, 200)
BIG = 4
SEED = 20_26


def crowd(survey, how_many, rng):
    """People as the demonstration draws them, at a reader's pace."""
    for _ in range(how_many):
        person = people.draw(rng, wave=1)
        response = actions.start(survey=survey, submission_id=uuid4(), consent=True, draw=rng)
        for section in ben.ORDER:
            post = filling.SECTIONS[section](person, rng, response.state)
            response = actions.save_section(
                response=response, section=section, post=post, revision=response.revision, draw=rng
            ).response
        actions.submit(response=response)
        Response.objects.filter(pk=response.pk).update(pace={s: rng.choice((6, 7, 8)) for s in ben.ORDER})


def farm(survey, how_many, *, fills_every_field, bands):
    """Complete responses that all call it a big issue."""
    for number in range(how_many):
        client = Client(REMOTE_ADDR=f"198.51.100.{number % 250}")
        form = {"consent": "yes", "submission_id": str(uuid4())}
        if fills_every_field:
            form[honeypot.FIELD] = "Nice site"
        client.post(f"/answer/{survey.slug}/start/", form)
        response = Response.objects.get(submission_id=form["submission_id"])
        response = actions.submit(response=ben.save(response)).response
        Response.objects.filter(pk=response.pk).update(pace=dict.fromkeys(ben.ORDER, bands))


def shares(wave):
    """Percentage of 'a big issue' among all complete responses, and among those without a mark."""
    rows = [row for row in queries.wave_rows(wave) if row["_status"] == "complete"]
    clean = [row for row in rows if not row["_left_out"] and not row["_flags"]]
    return tuple(100 * sum(row["issue"] == BIG for row in some) / len(some) for some in (rows, clean))


def told(capsys, words):
    with capsys.disabled():
        sys.stdout.write(f"\n  {words}\n")


@pytest.fixture
def people_alone(survey, wave, settings):
    """What the figure is without a farm."""
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**9, 86400))
    crowd(survey, PEOPLE, random.Random(SEED))
    return shares(wave)[0]


def test_a_farm_moves_the_figure_and_leaving_out_what_is_marked_moves_it_back(
    people_alone, survey, wave, capsys
):
    """Control off is the figure over everything; the second one leaves out what is marked or set aside."""
    farm(survey, FARM // 2, fills_every_field=True, bands=0)
    farm(survey, FARM - FARM // 2, fills_every_field=False, bands=0)
    actions.close_wave(wave=wave)
    actions.finish_closed_waves()
    everything, clean = shares(wave)
    told(
        capsys,
        f"{FARM} simple bots among {PEOPLE} people: {people_alone:.1f} % became {everything:.1f} %; "
        f"without what is marked {clean:.1f} %",
    )
    assert everything - people_alone > 20
    assert abs(clean - people_alone) < (everything - people_alone) / 4
    assert Response.objects.count() == PEOPLE + FARM  # nothing was dropped


def test_a_farm_that_takes_its_time_and_varies_is_not_found(people_alone, survey, wave, capsys):
    """The limit of all this, measured: answers drawn like people's, but for the one that matters."""
    rng = random.Random(SEED + 1)
    before = set(Response.objects.values_list("pk", flat=True))
    crowd(survey, FARM, rng)
    for response in Response.objects.exclude(pk__in=before):
        response.answers = {**response.answers, "issue": "big"}
        response.save(update_fields=["answers"])
    actions.close_wave(wave=wave)
    actions.finish_closed_waves()
    everything, clean = shares(wave)
    told(
        capsys,
        f"{FARM} careful bots: {people_alone:.1f} % became {everything:.1f} %, marked out {clean:.1f} %",
    )
    assert everything - people_alone > 10
    assert clean - people_alone > 5


#: Words that would promise more than was measured.
PROMISE = re.compile(
    r"(?i)\b(?:no bots|bot[- ]free|bot[- ]proof"
    r"|(?:detects?|blocks?|stops?|prevents?|filters?(?: out)?) (?:all )?bots"
    r"|only (?:real )?humans|guarantee[sd]? (?:that )?(?:every|all|each)|cannot be (?:faked|manipulated)"
    r"|tamper[- ]proof|(?:un|non-?)manipulable|fraud[- ]proof)\b"
)


def test_the_search_for_promises_finds_one():
    assert PROMISE.search("Our survey detects all bots.")
    assert PROMISE.search("This result is bot-proof")
    assert not PROMISE.search(
        "So that nobody can answer a thousand times over, each beginning takes an effort."
    )


def test_no_public_text_promises_to_find_bots():
    texts = [
        path
        for pattern in (
            "site/website/**/*.html",
            "*/templates/**/*.*",
            "site/website/**/*.yaml",
            "docs/**/*.md",
        )
        for path in ROOT.glob(pattern)
        if "node_modules" not in path.parts
    ]
    texts += [ROOT / "README.md", *ROOT.glob("surveys/**/*.py"), *ROOT.glob("reports/**/*.py")]
    assert len(texts) > 200
    assert {
        path.relative_to(ROOT).as_posix(): found[0]
        for path in texts
        if (found := PROMISE.search(path.read_text(encoding="utf-8")))
    } == {}
