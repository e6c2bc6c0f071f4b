"""The page on which a survey is written and from which people start it."""

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from wagtail.fields import StreamField

from surveys import exchange, panels
from surveys.blocks.codes import CODE
from surveys.blocks.scale import ScalesBlock
from surveys.blocks.section import SectionsBlock
from surveys.models.version import COMPARABILITY
from website.core.models import BasePage

IDENTIFIER = RegexValidator(CODE, "Use small letters and digits, with single _ between words.")


class SurveyPage(BasePage):
    """A survey. Its address is the landing page, which holds the consent form, so it is never cached."""

    cacheable: ClassVar[bool] = False
    template = "pages/survey.html"
    instrument_id = models.CharField(
        "survey code",
        max_length=40,
        validators=[IDENTIFIER],
        default="survey",
        help_text="Names this survey in data files. It can't change after the survey is first published.",
    )
    instrument_version = models.CharField(
        "version name",
        max_length=20,
        default="1.0.0",
        help_text="Your own name for this state of the questionnaire.",
    )
    language = models.CharField(
        max_length=20, default="en", help_text="Language of the questions, such as en."
    )
    mode = models.CharField(
        "how it is answered",
        max_length=40,
        default="web_self_administered",
        choices=[("web_self_administered", "On the web, by the person alone")],
    )
    sample_type = models.CharField(
        "who takes part",
        max_length=40,
        default="nonprobability_opt_in",
        choices=[
            ("nonprobability_opt_in", "Volunteers (anyone who opts in)"),
            ("probability", "A random sample"),
        ],
        help_text="Printed with every result. A survey that anyone may open has volunteers.",
    )
    population = models.TextField("who it is about", blank=True, help_text="One sentence.")
    minutes_median = models.FloatField("minutes, usually", default=7)
    minutes_low = models.FloatField("minutes, at least", default=5)
    minutes_high = models.FloatField("minutes, at most", default=10)
    intro = models.TextField("introduction", help_text="Shown before people begin.")
    consent_id = models.CharField("consent code", max_length=40, validators=[IDENTIFIER], default="consent")
    consent_label = models.CharField(
        "consent",
        max_length=500,
        default="I am 18 or older and agree to take part.",
        help_text="Beside the tick box.",
    )
    outro = models.TextField("closing words", help_text="Shown after the last answer.")
    sections = StreamField(SectionsBlock(), blank=True, help_text="One section is one page of the survey.")
    scales = StreamField(ScalesBlock(), blank=True)
    rules = models.TextField(
        "scores and publication",
        default=exchange.default_rules,
        help_text="Missing codes, scores, segments, publication, weighting and quality, as in the "
        "questionnaire's text form. "
        "Everything here is checked when you publish.",
    )
    comparability = models.CharField(
        "do answers still compare?",
        max_length=20,
        choices=COMPARABILITY,
        default="wording",
        help_text="Your ruling on the changes you are about to publish. It is kept with the new version.",
    )
    change_note = models.CharField(
        "what changed", max_length=500, blank=True, help_text="For the list of versions. People never see it."
    )

    base_form_class = panels.SurveyPageForm
    edit_handler = panels.edit_handler(BasePage)
    subpage_types: ClassVar[list[str]] = []
    searched: ClassVar[tuple[str, ...]] = ("intro", "sections", "scales", "outro")

    class Meta:
        verbose_name = "survey"

    def to_instrument(self) -> dict[str, Any]:
        """The page as instrument data, uuids included. InstrumentError if the rules' text cannot be read."""
        return exchange.page_to_instrument(self)

    def from_instrument(self, data: dict[str, Any]) -> None:
        """Fill the page (unsaved) with checked instrument data; ExchangeError names what has no field."""
        exchange.instrument_to_page(self, data)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The landing page, and each section as it is drawn."""
        from surveys.views import preview

        return [("", "Landing page"), *preview.modes(self)]

    def make_preview_request(
        self, original_request: Any = None, preview_mode: Any = None, extra_request_attrs: Any = None
    ) -> Any:
        """Hand the editor's query and session on: the answers made up on the way to a section."""
        more = dict(extra_request_attrs or {})
        if original_request is not None:
            more["preview_query"] = dict(original_request.GET.lists())
            more["preview_session"] = original_request.session
        return super().make_preview_request(original_request, preview_mode, more)

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        from surveys.views import preview

        if not mode_name.startswith(preview.MODE):
            return super().serve_preview(request, mode_name)
        asked, session = getattr(request, "preview_query", {}), getattr(request, "preview_session", {})
        return preview.section(request, self, mode_name, asked, session)

    def clean(self) -> None:
        super().clean()
        problems = exchange.frozen_code_problems(self)
        if problems:
            raise ValidationError({"sections": problems})

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `wave_state`, `questionnaire` (a Definition, or None while nothing is published) and
        `submission_id`.
        """
        from surveys import queries

        return {
            **super().get_context(request, *args, **kwargs),
            "wave_state": queries.wave_state(self),
            "questionnaire": queries.questionnaire_for(self, preview=getattr(request, "is_preview", False)),
            "submission_id": uuid.uuid4(),
        }
