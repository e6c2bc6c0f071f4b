"""The survey's form in the Wagtail admin.

Tabs, checks on publishing, and what is known about waves and versions.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)
from wagtail.models import Page

from surveys.logic import instrument
from surveys.logic.errors import InstrumentError

MOST_PROBLEMS = 12


class SurveyPageForm(WagtailAdminPageForm):
    """Checks the whole questionnaire before it is published; a draft may still be unfinished.

    Publishing a changed questionnaire asks for the editor's ruling each time: none is chosen beforehand.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["comparability"]
        self.initial["comparability"] = ""
        field.required = False
        field.widget = forms.RadioSelect(choices=field.choices)  # type: ignore[attr-defined]  # a ChoiceField

    def clean_comparability(self) -> str:
        """Nothing chosen leaves what the page had: publishing asks, see `_require_ruling`."""
        return str(self.cleaned_data["comparability"] or self.instance.comparability)

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors or self.is_deferred_validation:
            return
        try:
            instrument.check(self.instance.to_instrument())
        except InstrumentError as error:
            more = len(error.problems) - MOST_PROBLEMS
            sentences = [f"{problem}." for problem in error.problems[:MOST_PROBLEMS]]
            if more > 0:
                sentences.append(f"And {more} more.")
            self.add_error(None, ValidationError(["The questionnaire can't be published yet.", *sentences]))
            return
        self._require_ruling()

    def _require_ruling(self) -> None:
        from surveys import editing

        if self.data.get(self.add_prefix("comparability")):
            return
        changes = editing.change_sentences(self.instance)
        if changes:
            self.add_error("comparability", ValidationError(editing.RULING_MISSING))
            self.add_error(None, ValidationError([editing.WHERE_THE_RULING_IS, *changes]))


class ListingPanel(Panel):
    """A read-only list under a tab: of `waves` or of `versions`, drawn with the page as `page`."""

    def __init__(self, what: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.what = what

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "what": self.what}

    class BoundPanel(Panel.BoundPanel):
        @property
        def template_name(self) -> str:
            return f"surveys/admin/panel_{self.panel.what}.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from surveys import queries

            read = queries.waves_with_counts if self.panel.what == "waves" else queries.version_list
            found = read(self.instance) if self.instance.pk is not None else []
            context = super().get_context_data(parent_context) or {}
            may_add = self.request.user.has_perm("surveys.add_wave")
            return {**context, "page": self.instance, self.panel.what: found, "may_add": may_add}


class NoticePanel(Panel):
    """What happens to people who are answering now; nothing while no wave is open."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "surveys/admin/panel_live.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.sentences)

        @cached_property
        def sentences(self) -> list[str]:
            from surveys import editing

            return editing.live_notice(self.instance)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**(super().get_context_data(parent_context) or {}), "sentences": self.sentences}


def edit_handler(base: type[Page]) -> TabbedInterface:
    """Content, scales, scores and publication, waves, versions, then the tabs of every page."""
    return TabbedInterface(
        [
            ObjectList(_content(), heading="Content"),
            ObjectList([FieldPanel("scales")], heading="Scales"),
            ObjectList(_rules(), heading="Scores and publication"),
            ObjectList([ListingPanel("waves", heading="Waves")], heading="Waves"),
            ObjectList(
                [
                    NoticePanel(),
                    MultiFieldPanel(
                        [FieldPanel("comparability"), FieldPanel("change_note")],
                        heading="The version that you publish next",
                    ),
                    ListingPanel("versions", heading="Versions so far"),
                ],
                heading="Versions",
            ),
            ObjectList(base.promote_panels, heading="Promote"),
            ObjectList(base.settings_panels, heading="Settings"),
        ]
    )


def _content() -> list[Panel]:
    return [
        NoticePanel(),
        FieldPanel("title"),
        FieldPanel("intro"),
        FieldPanel("consent_label"),
        FieldPanel("sections"),
        FieldPanel("outro"),
        MultiFieldPanel(
            [
                FieldPanel("population"),
                FieldPanel("sample_type"),
                FieldPanel("mode"),
                FieldRowPanel(
                    [FieldPanel("minutes_low"), FieldPanel("minutes_median"), FieldPanel("minutes_high")]
                ),
                FieldRowPanel([FieldPanel("instrument_id"), FieldPanel("instrument_version")]),
                FieldRowPanel([FieldPanel("consent_id"), FieldPanel("language")]),
            ],
            heading="About this survey",
            classname="collapsed",
        ),
    ]


def _rules() -> list[Panel]:
    return [
        HelpPanel(template="surveys/admin/help_rules.html", heading="What stands here"),
        FieldPanel("rules"),
    ]
