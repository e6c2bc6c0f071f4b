"""Where a request is in the questionnaire, and where it can go from there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from surveys import drafts, queries, wording
from surveys.drafts import Draft
from surveys.logic import routing, validation
from surveys.logic.definition import Definition, Section
from surveys.logic.validation import Reading
from surveys.models import Response, SurveyPage

Posted = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Whose answers, which questionnaire, which section."""

    request: HttpRequest
    slug: str
    """The survey's part of the address."""
    response: Response
    definition: Definition
    section: Section

    @property
    def survey(self) -> SurveyPage:
        """One query where a save did not need it, see `holder.response_at_work`."""
        return self.response.survey

    @property
    def address(self) -> str:
        return section_address(self.slug, self.section.id)

    @property
    def draft(self) -> Draft:
        """What is worked on; of answers that were sent and that nobody is changing, these themselves."""
        return drafts.draft_of(self.response) or Draft(self.response.answers, self.response.state, False)

    def at(self, response: Response) -> "Place":
        """The same place with the response as it is after a write."""
        return Place(self.request, self.slug, response, self.definition, self.section)

    def read(self, posted: Posted) -> Reading:
        reader = validation.validator(self.definition)
        return reader.read(self.section.id, posted, self.draft.answers, self.draft.state)

    def in_plain_words(self, answers: Mapping[str, Any]) -> dict[str, wording.PlainAnswer]:
        """The answers of this section as people read them, by question id."""
        sections = wording.in_plain_words(self.definition, answers, self.draft.state)
        here = next((section.answers for section in sections if section.id == self.section.id), ())
        return {answer.question_id: answer for answer in here}

    def is_same_here(self, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
        """Whether two sets of answers agree in this section."""
        here = {q.id for q in self.definition.in_section(self.section.id)}
        mine, theirs = (routing.effective(self.definition, answers) for answers in (mine, theirs))
        keys = (key for key in mine.keys() | theirs.keys() if key.split("__")[0] in here)
        return all(mine.get(key) == theirs.get(key) for key in keys)


def section_address(slug: str, section_id: str) -> str:
    return _section_address(get_script_prefix(), slug, section_id)


@lru_cache(maxsize=1000)
def _section_address(site: str, slug: str, section_id: str) -> str:
    """`site`: under which address the site stands, which `reverse` puts before it."""
    return reverse("surveys:section", kwargs={"slug": slug, "section_id": section_id})


def ending_address(response: Response, slug: str) -> str:
    """Where somebody stands who has sent their answers."""
    out = response.status == Response.Status.SCREENED_OUT
    return reverse("surveys:screened_out" if out else "surveys:done", kwargs={"slug": slug})


def receipt_address(slug: str) -> str:
    return reverse("surveys:receipt", kwargs={"slug": slug})


def unfinished(response: Response) -> str | None:
    """Id of the section where its holder has to go on; None if everything is ready to be sent."""
    d, draft = queries.definition_of(response.version), drafts.draft_of(response)
    return routing.first_unfinished(d, draft.answers, draft.state.get("saved", ())) if draft else None
