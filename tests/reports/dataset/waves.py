"""Waves whose people answered this and that, written straight into the table."""

import json
import random
from uuid import uuid4

import yaml
from django.utils import timezone
from wagtail.models import Site

from reports.dataset.queries import AnyBit, Bits, Everyone, Joint, Moments, Spread, Where
from surveys.logic import instrument
from surveys.management.commands.load_instrument import load
from surveys.models import QuestionnaireVersion, Response, SurveyPage, Wave
from tests.reports.factory import INSTRUMENT

QUERIES = (
    Joint(()),
    Joint(("issue",)),
    Joint(("solo", "issue"), where=(Where("role", (1, 2, 3, 4, 5)),)),
    Joint(("work_status",), where=(AnyBit(("platforms__linkedin", "platforms__x")),)),
    Bits(("platforms__linkedin", "platforms__x"), by="work_status"),
    Moments("segmentation_index"),
    Spread("years"),
    Everyone("_status"),
    Everyone("_tier"),
)
STATUSES = ("complete", "complete", "partial", "screened_out")


def small_instrument() -> str:
    """Six questions of the product's own, stored in six ways, so that a dataset has few files."""
    data = yaml.safe_load(INSTRUMENT.read_text("utf-8"))
    kept = ("work_status", "platforms", "issue", "seg", "role", "years")
    data["questions"] = [q for q in data["questions"] if q["id"] in kept]
    data["derived"] = [e for e in data["derived"] if e["id"] in ("segmentation_index", "solo")]
    data["segments"] = ["work_status", "solo", "role", "years_band", "platforms"]
    used = {q["section"] for q in data["questions"]}
    data["sections"] = [section for section in data["sections"] if section["id"] in used]
    data["weighting"] = {"default": "none"}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def small_survey() -> SurveyPage:
    parent = Site.objects.get(is_default_site=True).root_page
    return load(small_instrument(), parent=parent, publish=True)


def publish(survey: SurveyPage, texts: dict[str, str], ruling: str) -> QuestionnaireVersion:
    """Another version, with other words for these questions."""
    before = QuestionnaireVersion.objects.filter(survey=survey).first()
    data = before.data
    for question in data["questions"]:
        question["text"] = texts.get(question["id"], question["text"])
    return QuestionnaireVersion.objects.create(
        survey=survey,
        number=before.number + 1,
        instrument=json.dumps(data),
        structure_sha256=instrument.structure_sha256(data),
        content_sha256=instrument.content_sha256(data),
        comparability=ruling,
        published_on=timezone.now(),
    )


def new_wave(survey: SurveyPage, number: int = 1) -> Wave:
    return Wave.objects.create(survey=survey, number=number, title="Spring", status=Wave.Status.OPEN)


def arrive(wave: Wave, people: int, *, seed: int = 0) -> list[Response]:
    """So many new responses with random answers."""
    rng = random.Random(f"{seed} {people} {Response.objects.count()}")
    version = QuestionnaireVersion.objects.filter(survey=wave.survey_id).first()
    return Response.objects.bulk_create(_response(wave, version, rng) for _ in range(people))


def _response(wave: Wave, version: QuestionnaireVersion, rng: random.Random) -> Response:
    return Response(
        survey_id=wave.survey_id,
        wave=wave,
        version=version,
        submission_id=uuid4(),
        resume_hash=uuid4().hex * 2,
        receipt_hash=uuid4().hex * 2,
        key_version=1,
        consent_version="consent v1",
        started_on="2026-05-01",
        resume_expires_on="2026-06-01",
        status=rng.choice(STATUSES),
        tier=rng.choice(("open", "open", "verified", "invited")),
        revision=rng.randrange(5),
        answers=answers(rng),
        state={"saved": ["start", "boundaries", "about"]},
    )


def answers(rng: random.Random) -> dict[str, object]:
    found: dict[str, object] = {
        "work_status": rng.choice(("inhouse", "agency", "self")),
        "platforms": rng.sample(("linkedin", "x", "facebook", "blog"), rng.randrange(1, 4)),
        "seg": {f"s{n}": rng.choice(("agree", "disagree", "neither")) for n in range(1, 7)},
        "years": rng.randrange(61),
    }
    if rng.random() < 0.8:
        found["issue"] = rng.choice(("non_issue", "small", "moderate", "big", "not_sure"))
    if rng.random() < 0.8:
        found["role"] = rng.choice(("social", "content", "pr", "brand"))
    return found
