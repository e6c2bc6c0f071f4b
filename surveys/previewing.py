"""A draft's sections as people would see them, with answers that the editor makes up on the way.

Nothing is stored but the made-up answers, in the editor's own session.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from surveys import forms
from surveys.logic import presentation, routing, validation
from surveys.logic.definition import Definition, Question, Section, names_of

MODE = "section:"
"""A mode of the preview panel is this and a section's code."""


@dataclass
class Path:
    """What the editor said on the way to a section."""

    answers: dict[str, Any] = field(default_factory=dict)
    draw: int = 0
    """Orders and cells are drawn from this number: the same until the editor asks for others."""

    @classmethod
    def read(cls, kept: Any) -> "Path":
        """From what a session holds; whatever else that is, an empty path."""
        if not isinstance(kept, Mapping) or not isinstance(kept.get("answers"), dict):
            return cls()
        draw = kept.get("draw")
        return cls(dict(kept["answers"]), draw if isinstance(draw, int) else 0)

    def kept(self) -> dict[str, Any]:
        return {"answers": self.answers, "draw": self.draw}

    def state(self, d: Definition) -> dict[str, Any]:
        """Orders and cells of every section, as this path draws them."""
        state: dict[str, Any] = {}
        for section in d.sections:
            state = presentation.prepare(d, section.id, {}, state, Random(f"{self.draw} {section.id}"))  # noqa: S311  # only a preview
        return state


def take(
    d: Definition, path: Path, section_id: str, post: Mapping[str, list[str]], *, only: set[str] | None = None
) -> Mapping[str, str]:
    """Take the answers of a posted section into the path, of some questions `only` if they are named.

    Returns what is wrong, by field.
    """
    reading = validation.validator(d).read(section_id, post, path.answers, path.state(d))
    if only is None:
        path.answers = dict(reading.answers)
        return reading.errors
    for q in d.in_section(section_id):
        if q.id in only:
            for name in [name for name in path.answers if name == q.id or name.startswith(f"{q.id}__")]:
                del path.answers[name]
            path.answers |= {
                name: value
                for name, value in reading.answers.items()
                if name == q.id or name.startswith(f"{q.id}__")
            }
    return {}


def deciding(d: Definition, section_id: str) -> tuple[Question, ...]:
    """Earlier questions whose answers decide whether and how this section is asked."""
    here = d.section_places[section_id]
    wanted: set[str] = set()
    for q in d.in_section(section_id):
        wanted |= names_of(q.show_if)
        wanted |= {q.rows_from.question} if q.rows_from else set()
        wanted |= {d.column_sources[q.id]} if q.id in d.column_sources else set()
    earlier = [q for q in d.questions if d.section_places[q.section] < here]
    return tuple(q for q in earlier if q.id in wanted or q.routing)


def drawn(d: Definition, path: Path, section_id: str, errors: Mapping[str, str] | None = None) -> Any:
    """The section as its page shows it."""
    return forms.section_form(
        definition=d, section_id=section_id, answers=path.answers, state=path.state(d), errors=errors
    )


def deciding_views(d: Definition, path: Path, section_id: str) -> list[Any]:
    """Those earlier questions as forms."""
    wanted = {q.id for q in deciding(d, section_id)}
    sections = dict.fromkeys(q.section for q in d.questions if q.id in wanted)
    return [
        view
        for section in sections
        for view in drawn(d, path, section).questions
        if view.question.id in wanted
    ]


def is_asked(d: Definition, path: Path, section_id: str) -> bool:
    return section_id in {section.id for section in routing.sections(d, path.answers)}


def section_of(d: Definition, code: str) -> Section | None:
    return next((section for section in d.sections if section.id == code), None)
