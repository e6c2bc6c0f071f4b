"""The block that puts a released chart into a page, and the one query that serves every chart of a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ChoiceField
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue

from reports import queries, results_pages
from reports.release_format import Item, ReleaseDoc
from reports.results_pages import Figure

NEWEST = "newest"
LAYOUTS = [
    ("compact", "Compact: the claim, the picture, and how many people"),
    ("full", "Full: with the table and the downloads"),
]

NOT_PICKED = "Choose the survey and the question that it is to show."
NO_RELEASE = "Nothing has been released yet. This chart appears when a wave has closed."
NO_WAVE = "Wave {wave} has not been released. This chart appears when it is."
NO_ITEM = "This chart was drawn from an earlier wave. The newest release has no such question."
NO_SPLIT = "The release does not split this question so: too few people answered in one of the groups."


@dataclass(frozen=True, slots=True)
class LiveChart:
    """What the page draws: a figure, or a sentence in its place."""

    figure: Figure | None
    message: str = ""
    wave_url: str = ""
    wave_number: int = 0


class Releases:
    """The released documents that a page's charts need; all heads come with one query, at the first chart."""

    def __init__(self, slugs: Iterable[str] = ()) -> None:
        self.slugs = frozenset(slugs)

    @cached_property
    def documents(self) -> "queries.Heads":
        return queries.release_heads(self.slugs)

    def find(self, slug: str, wave: str) -> ReleaseDoc | None:
        return self.documents.newest(slug) if wave == NEWEST else self.documents.of_wave(slug, int(wave))


class LiveChartValue(StructValue):
    """A chart's settings, and the release it is drawn from."""

    releases: Releases | None = None

    @property
    def slug(self) -> str:
        survey = self.get("survey")
        return survey.slug if survey else ""

    @property
    def chart(self) -> LiveChart:
        """Draw it. Never fails: whatever is missing becomes a sentence for readers."""
        if not self.slug or not self.get("item"):
            return LiveChart(None, NOT_PICKED if queries.newest_release() else NO_RELEASE)
        releases = self.releases or Releases([self.slug])
        wave = self.get("wave") or NEWEST
        doc = releases.find(self.slug, wave)
        if doc is None:
            return LiveChart(None, NO_RELEASE if wave == NEWEST else NO_WAVE.format(wave=wave))
        item, segment = doc.item(self["item"]), self.get("segment") or ""
        if item is None:
            return LiveChart(None, NO_ITEM)
        if segment and segment not in item.banners:
            return LiveChart(None, NO_SPLIT)
        figure = results_pages.figure(doc, item, segment, heading="h3")
        return LiveChart(figure, wave_url=results_pages.wave_url(doc), wave_number=doc.wave.number)


# What the editor picks from -----------------------------------------------------------------------------

Choices = list[tuple[str, list[tuple[str, str]]]]


def wave_choices() -> list[tuple[str, str]]:
    """The newest, whichever it is when the page is read, or one that stays."""
    numbers = sorted({doc.wave.number for doc in _documents()}, reverse=True)
    return [
        (NEWEST, "The newest wave, whichever it is"),
        *((str(n), f"Wave {n}, for good") for n in numbers),
    ]


def item_choices() -> Choices:
    """Per survey, every item that any of its releases holds, by its wording; the newest release's first."""
    found: dict[str, dict[str, str]] = {}
    for doc in _documents():
        is_newest = doc.survey.title not in found
        items = found.setdefault(doc.survey.title, {})
        for item in doc.items:
            if item.topline is not None:
                name = f"{item.number}. {item.text}" if item.number else item.text
                items.setdefault(item.id, name if is_newest else f"{name} (wave {doc.wave.number})")
    return [(title, list(items.items())) for title, items in found.items()]


def segment_choices() -> Choices:
    """Per survey, every segment that some item is split by."""
    found: dict[str, dict[str, str]] = {}
    for doc in _documents():
        used = {segment_id for item in doc.items for segment_id in item.banners}
        segments = found.setdefault(doc.survey.title, {})
        for segment in doc.segments:
            if segment.id in used:
                segments.setdefault(segment.id, results_pages.segment_name(segment))
    return [(title, list(segments.items())) for title, segments in found.items() if segments]


def _documents() -> Sequence[ReleaseDoc]:
    """Newest wave first. One query."""
    return queries.release_heads().all()


class ReleasedChoiceBlock(blocks.ChoiceBlock):
    """A choice of what is released. The list is read only when somebody edits."""

    gone = "The releases hold no such thing any more. Pick another."

    def get_field(self, **kwargs: Any) -> ChoiceField:
        return ChoiceField(error_messages={"invalid_choice": self.gone}, **kwargs)

    def normalize_choice(self, value: Any) -> Any:
        return value


class LiveChartBlock(blocks.StructBlock):
    """A released chart. It names a question, not numbers, so it is never out of date."""

    survey = blocks.PageChooserBlock(page_type="surveys.SurveyPage", label="Survey")
    wave = ReleasedChoiceBlock(
        choices=wave_choices,
        default=NEWEST,
        label="Wave",
        search_index=False,
        help_text="A sentence that names a number should stand beside a chart of one wave, for good.",
    )
    item = ReleasedChoiceBlock(
        choices=item_choices,
        label="Question",
        search_index=False,
        help_text="What has been released, by its wording.",
    )
    segment = ReleasedChoiceBlock(
        choices=segment_choices,
        required=False,
        label="Split by",
        search_index=False,
        help_text="Leave it empty to show everybody together.",
    )
    layout = blocks.ChoiceBlock(choices=LAYOUTS, default="compact", label="Layout", search_index=False)

    class Meta:
        """How the editor and the site draw it."""

        icon = "table"
        label = "Chart from the results"
        label_format = "{item}"
        template = "reports/live_chart.html"
        value_class = LiveChartValue
        description = "A chart of released numbers. It follows the newest wave, or keeps one."

    def bulk_to_python(self, values: list[Any]) -> list[LiveChartValue]:
        """All charts of a page share one look at the releases."""
        found: list[LiveChartValue] = super().bulk_to_python(values)
        releases = Releases({value.slug for value in found} - {""})
        for value in found:
            value.releases = releases
        return found

    def get_default(self) -> Any:
        """With the survey picked already where there is only one."""
        from surveys import queries as surveys

        value = super().get_default()
        value["survey"] = value["survey"] or surveys.only_survey()
        return value

    def clean(self, value: Any) -> Any:
        """What is picked has to be released now: this survey, this wave, this question, this split."""
        cleaned = super().clean(value)
        if cleaned["survey"] is None or not cleaned["item"]:
            return cleaned  # a draft, saved or previewed before everything is picked
        slug, wave = cleaned["survey"].slug, cleaned["wave"]
        doc = Releases([slug]).find(slug, wave)
        if doc is None:
            raise _wrong("wave", "This survey has no release of that wave yet.")
        item = doc.item(cleaned["item"])
        if item is None or item.topline is None:
            raise _wrong("item", f"The release of wave {doc.wave.number} holds no chart of this question.")
        if cleaned["segment"] and cleaned["segment"] not in item.banners:
            raise _wrong("segment", _splits_of(doc, item))
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `live`, a LiveChart."""
        return {**super().get_context(value, parent_context), "live": value.chart}

    def get_preview_value(self) -> Any:
        """The headline question of the newest release; without one, what a page says then."""
        from surveys import queries as surveys

        doc = queries.newest_release()
        survey = surveys.survey_by_slug(doc.survey.slug) if doc else None
        items = results_pages.highlights(doc) if doc else ()
        item = items[0].id if items else ""
        return self.normalize(
            {"survey": survey, "wave": NEWEST, "item": item, "segment": "", "layout": "compact"}
        )


def _splits_of(doc: ReleaseDoc, item: Item) -> str:
    names = [results_pages.segment_name(doc.segment(segment_id), segment_id) for segment_id in item.banners]
    if not names:
        return "This question is not split by anything: the groups are too small."
    return f"This question can be split by: {', '.join(names)}."


def _wrong(name: str, sentence: str) -> StructBlockValidationError:
    return StructBlockValidationError({name: ValidationError(sentence)})
