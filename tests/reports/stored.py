"""Release documents of the factory, stored like those of real waves."""

from datetime import date

from wagtail.models import Site

from reports.models import Release
from reports.release_format import ReleaseDoc
from reports.release_text import canonical, sha256
from surveys.management.commands.load_instrument import load
from surveys.models import SurveyPage, Wave
from tests.reports.factory import INSTRUMENT


def store(*docs: ReleaseDoc, slug: str = "survey") -> SurveyPage:
    """The product's questionnaire, published at /survey/, with a closed and released wave for each."""
    root = Site.objects.get(is_default_site=True).root_page
    text = INSTRUMENT.read_text(encoding="utf-8")
    survey = SurveyPage.objects.filter(slug=slug).first() or load(text, parent=root, publish=True, slug=slug)
    for doc in docs:
        wave, _ = Wave.objects.get_or_create(
            survey=survey, number=doc.wave.number, title=doc.wave.title, status=Wave.Status.CLOSED
        )
        text = canonical(doc)
        Release.objects.create(
            survey=survey,
            wave=wave,
            number=doc.release.number,
            artefact=text,
            sha256=sha256(text),
            released_on=date.fromisoformat(doc.release.date),
            published_on=date.fromisoformat(doc.release.date),
            state=Release.State.PUBLISHED,
            is_demo=doc.is_demo,
        )
    return survey
