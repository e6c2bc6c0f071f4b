"""A closed wave of sixty people whose answers are written down here, given through the survey's own
actions.
"""

from pathlib import Path
from uuid import uuid4

import pytest
from wagtail.models import Site

from reports import demo_methods
from reports.models import Methods
from reports.release import assembly
from surveys import actions as surveys
from surveys.management.commands.load_instrument import load
from surveys.models import Response, Wave

INSTRUMENT = Path(__file__).resolve().parents[3] / "surveys" / "instrument" / "work_personal_online.yaml"

#: How many people, where they work, what they use, how big an issue it is for them ("" = left blank).
PEOPLE = (
    (18, "inhouse", ("linkedin", "instagram"), "big"),
    (14, "agency", ("linkedin",), "small"),
    (12, "self", ("instagram",), "non_issue"),
    (9, "inhouse", ("linkedin",), ""),
    (4, "agency", ("none",), "not_sure"),
    (3, "self", (), "moderate"),
)
OUTSIDE = 11


@pytest.fixture(autouse=True)
def _datasets_of_its_own(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def survey(db):
    parent = Site.objects.get(is_default_site=True).root_page
    return load(INSTRUMENT.read_text("utf-8"), parent=parent, publish=True)


def answer(survey, posts):
    response = surveys.start(survey=survey, submission_id=uuid4(), consent=True)
    for section, post in posts.items():
        response = surveys.save_section(
            response=response, section=section, post=post, revision=response.revision
        ).response
    return response


def fill(survey):
    """One of each kind goes through the forms; the others are copies with ids and keys of their own."""
    copies = []
    for count, status, platforms, issue in PEOPLE:
        start = {"work_status": [status], "platforms": list(platforms), "issue": [issue] if issue else []}
        copies += copied(answer(survey, {"start": start, "boundaries": {"seg__s1": ["agree"]}}), count - 1)
    copies += copied(answer(survey, {"start": {"work_status": ["outside"]}}), OUTSIDE - 1)
    Response.objects.bulk_create(copies)


def copied(response, times):
    kept = {
        field.attname: getattr(response, field.attname)
        for field in Response._meta.concrete_fields
        if field.name not in ("id", "submission_id", "resume_hash", "receipt_hash")
    }
    return [Response(**kept, submission_id=uuid4(), resume_hash=uuid4().hex * 2) for _ in range(times)]


def write_methods(wave):
    """All eleven items, also those that the site can propose for a closed wave only."""
    demo_methods.write([wave])
    Methods.objects.filter(wave=wave, samples="").update(samples="Each chart says how many.")


@pytest.fixture
def two_segments(monkeypatch):
    """For tests of what happens around the numbers: a release with two comparisons instead of thirteen."""
    only(monkeypatch, "work_status", "solo")


def only(monkeypatch, *segments):
    """Let a release compare by these segments alone."""
    every = assembly.segments
    monkeypatch.setattr(
        assembly, "segments", lambda d: tuple(plan for plan in every(d) if plan.segment.id in segments)
    )


@pytest.fixture
def demo(request):
    """Whether the wave is demonstration data; a test may say otherwise."""
    return getattr(request, "param", True)


@pytest.fixture
def open_wave(survey, demo):
    wave = surveys.open_wave(wave=Wave.objects.create(survey=survey, number=1, title="Spring", is_demo=demo))
    fill(survey)
    return wave


@pytest.fixture
def wave(open_wave):
    """Closed, and its methods are written down."""
    write_methods(open_wave)
    return surveys.close_wave(wave=open_wave)
