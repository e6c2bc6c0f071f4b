"""What one section looks like to one person: questions, answers, errors and what was typed.

Nothing here validates or saves. `surveys.logic.validation` reads what comes back, by field name.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveys.form_views import Choice, Line, QuestionView, SectionForm, Specify
from surveys.logic import presentation, routing
from surveys.logic.answers import specify_key
from surveys.logic.definition import Definition, Option, Question, Row
from surveys.logic.validation.sentences import ordinal
from surveys.wording import curly, numeral, words_of

Typed = Mapping[str, list[str]]
#: Inks a group of people may wear in the circles question; the seventh group and those after it wear rings.
INKS = ("family", "mentors", "acquaintances", "allies", "parents", "hobby")
LONG_LABEL = 26
"""Characters; a scale with a longer label is drawn as words, not as a row of discs."""


def section_form(
    *,
    definition: Definition,
    section_id: str,
    answers: Mapping[str, Any],
    state: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    typed: Typed | None = None,
) -> SectionForm:
    """`typed` overrides the stored answers field by field, so that a page comes back with what was posted."""
    drawing = _Drawing(definition, section_id, answers, state, errors or {}, typed or {})
    views = tuple(drawing.views())
    return SectionForm(
        section=next(s for s in definition.sections if s.id == section_id),
        questions=views,
        errors=tuple(_summary(views)),
        shown=" ".join(sorted(marks(definition, section_id, answers))),
        elsewhere=json.dumps(drawing.elsewhere(), sort_keys=True),
    )


def marks(d: Definition, section_id: str, answers: Mapping[str, Any] | routing.Walk) -> set[str]:
    """A word for every question, piped row and conditional column that these answers bring onto the page."""
    walk = routing.walked(d, answers)
    found: set[str] = set()
    for q in walk.sections.get(section_id, ()):
        found.add(q.id)
        if q.rows_from:
            found.update(f"{q.id}__{row.code}" for row in routing.rows(d, q, walk.effective))
        if q.columns:
            found.update(f"{q.id}::{c.code}" for c in routing.columns(d, q, walk.effective) if c.shown_for)
    return found


def new_marks(
    d: Definition, section_id: str, answers: Mapping[str, Any] | routing.Walk, shown: str
) -> tuple[str, ...]:
    """Ids of the questions that have something the submitted form did not show, in page order."""
    missing = marks(d, section_id, answers) - set(shown.split())
    if not missing:
        return ()
    touched = {mark.split("__")[0].split("::")[0] for mark in missing}
    return tuple(q.id for q in d.in_section(section_id) if q.id in touched)


def raw_values(q: Question, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """The stored answer of one question as a form would post it: field name -> values."""
    raw = {
        name: [text]
        for name, text in answers.items()
        if name.startswith(f"{q.id}__") and name.endswith("__text")
    }
    value = answers.get(q.id)
    if value is None:
        return raw
    if q.type == "multi":
        raw[q.id] = list(value)
    elif q.type == "matrix_single":
        raw |= {f"{q.id}__{row}": [code] for row, code in value.items()}
    elif q.type == "matrix_multi":
        raw |= {f"{q.id}__{row}": list(codes) for row, codes in value.items()}
    elif q.type == "ranking":
        raw |= {f"{q.id}__{code}": [str(place)] for place, code in enumerate(value, 1)}
    elif q.type in ("slider", "number"):
        raw[q.id] = [numeral(value)]
    else:
        raw[q.id] = [value]
    return raw


def named_in(condition: Any) -> set[str]:
    """Ids of the questions a condition asks about."""
    if not isinstance(condition, Mapping):
        return set()
    found = {condition[key] for key in ("q", "answered") if isinstance(condition.get(key), str)}
    for key in ("all", "any"):
        for part in condition.get(key) or ():
            found |= named_in(part)
    return found | named_in(condition.get("not"))


def _summary(views: Iterable[QuestionView]) -> Iterator[tuple[str, str]]:
    """Each sentence of a question once, with the first element it is about."""
    for view in views:
        targets = {line.error: line.id for line in reversed(view.lines) if line.error}
        for choice in (*view.choices, *view.apart):
            if choice.specify and choice.specify.error:
                targets[choice.specify.error] = f"{choice.id}-text"
        for error in view.errors:
            number = f"Question {view.question.number}: " if view.question.number else ""
            yield targets.get(error, view.id), number + error


class _Drawing:
    """One section being drawn; made and thrown away by `section_form`."""

    def __init__(
        self,
        definition: Definition,
        section_id: str,
        answers: Mapping[str, Any],
        state: Mapping[str, Any],
        errors: Mapping[str, str],
        typed: Typed,
    ) -> None:
        self.d, self.section_id, self.answers, self.state = definition, section_id, answers, state
        self.errors, self.typed = errors, typed
        walk = routing.walk(definition, answers)
        self.effective, self.shown = walk.effective, {q.id for q in walk.visible}
        self.here = {q.id for q in definition.in_section(section_id)}

    def views(self) -> Iterator[QuestionView]:
        for q in self.d.in_section(self.section_id):
            if q.id in self.shown or self.may_appear(q):
                yield self.view(q, is_hidden=q.id not in self.shown)

    def may_appear(self, q: Question) -> bool:
        """Whether another answer on this very page can bring the question."""
        rows_source = q.rows_from.question if q.rows_from else ""
        columns_source = self.d.column_sources.get(q.id, "")
        return not self.here.isdisjoint(named_in(q.show_if) | {rows_source, columns_source, q.follows})

    def elsewhere(self) -> dict[str, Any]:
        named: set[str] = set()
        for q in self.d.in_section(self.section_id):
            named |= named_in(q.show_if)
        return {name: self.effective[name] for name in named - self.here if name in self.effective}

    def view(self, q: Question, *, is_hidden: bool) -> QuestionView:
        story, words = words_of(q, self.state)
        values = {**raw_values(q, self.answers), **{n: v for n, v in self.typed.items() if _belongs(n, q)}}
        common: dict[str, Any] = {
            "question": q,
            "story": story,
            "words": words,
            "help": curly(q.help),
            "errors": tuple(dict.fromkeys(text for name, text in self.errors.items() if _belongs(name, q))),
            "is_hidden": is_hidden,
            "show_if": json.dumps(q.show_if) if q.show_if and self.may_appear(q) else "",
        }
        if q.type in ("matrix_single", "matrix_multi"):
            return QuestionView(**common, **self.matrix(q, values))
        if q.type == "ranking":
            return QuestionView(**common, lines=tuple(self.ranked(q, values)))
        if q.type == "slider":
            return QuestionView(**common, **self.stops(q, values))
        if q.type in ("number", "text"):
            return QuestionView(**common, value=(values.get(q.id) or [""])[0])
        choices = self.choices(q, q.id, self.ordered(q), values)
        return QuestionView(
            **common,
            choices=tuple(c for o, c in choices if not _is_apart(q, o)),
            apart=tuple(c for o, c in choices if _is_apart(q, o)),
        )

    def ordered(self, q: Question) -> tuple[Option, ...]:
        return presentation.ordered(routing.options(self.d, q), self.state.get("orders", {}).get(q.id))

    def choices(
        self, q: Question, name: str, options: Iterable[Option], values: Mapping[str, list[str]]
    ) -> list[tuple[Option, Choice]]:
        chosen = values.get(name, [])
        source = self.d.column_sources.get(q.id, "")
        shown = {o.code for o in routing.columns(self.d, q, self.effective)} if source in self.here else None
        return [
            (
                o,
                Choice(
                    name=name,
                    value=o.code,
                    label=curly(o.label),
                    checked=o.code in chosen,
                    is_exclusive=o.exclusive,
                    is_hidden=shown is not None and o.code not in shown,
                    show_if=json.dumps({"q": source, "any_of": o.shown_for})
                    if shown is not None and o.shown_for
                    else "",
                    specify=self.specify(q, o, values),
                ),
            )
            for o in options
        ]

    def specify(self, q: Question, option: Option, values: Mapping[str, list[str]]) -> Specify | None:
        if not option.specify:
            return None
        name = specify_key(q.id, option.code)
        return Specify(name, (values.get(name) or [""])[0], self.errors.get(name, ""))

    def matrix(self, q: Question, values: Mapping[str, list[str]]) -> dict[str, Any]:
        options = self.candidate_columns(q) if q.type == "matrix_multi" else q.options
        main = tuple(o for o in options if not _is_apart(q, o))
        apart = tuple(o for o in options if _is_apart(q, o))
        shown = {row.code for row in routing.rows(self.d, q, self.effective)}
        rows = self.candidate_rows(q)
        inks = inks_for(tuple(row.code for row in rows))
        lines = []
        for row in rows:
            name = f"{q.id}__{row.code}"
            show_if = ""
            if q.rows_from and q.rows_from.question in self.here:
                show_if = json.dumps({"q": q.rows_from.question, "any_of": [row.code]})
            lines.append(
                Line(
                    code=row.code,
                    name=name,
                    label=curly(row.label),
                    choices=tuple(c for _, c in self.choices(q, name, main, values)),
                    apart=tuple(c for _, c in self.choices(q, name, apart, values)),
                    error=self.errors.get(name, ""),
                    ink=inks[row.code],
                    is_hidden=row.code not in shown,
                    show_if=show_if,
                )
            )
        return {
            "lines": tuple(lines),
            "heads": tuple(curly(o.label) for o in main),
            "apart_heads": tuple(curly(o.label) for o in apart),
            "shape": _shape(main),
        }

    def candidate_rows(self, q: Question) -> tuple[Row, ...]:
        """Rows shown now and rows that an answer on this page can bring, in the order this person sees."""
        rows = q.rows
        if not q.rows_from or q.rows_from.question not in self.here:
            rows = routing.rows(self.d, q, self.effective)
        orders = self.state.get("orders", {})
        order = orders.get(q.id) or (orders.get(q.rows_from.question) if q.rows_from else None)
        return presentation.ordered(rows, order)

    def candidate_columns(self, q: Question) -> tuple[Option, ...]:
        if self.d.column_sources.get(q.id) in self.here:
            return q.columns
        return routing.columns(self.d, q, self.effective)

    def ranked(self, q: Question, values: Mapping[str, list[str]]) -> Iterator[Line]:
        options = self.ordered(q)
        places = [*range(1, (q.top or len(options)) + 1)]
        for option in options:
            name = f"{q.id}__{option.code}"
            chosen = values.get(name, [])
            yield Line(
                code=option.code,
                name=name,
                label=curly(option.label),
                choices=tuple(Choice(name, str(p), ordinal(p), str(p) in chosen) for p in places),
                apart=(Choice(name, "", "Leave out", False),),
                error=self.errors.get(name, ""),
            )

    def stops(self, q: Question, values: Mapping[str, list[str]]) -> dict[str, Any]:
        low, high, step = q.minimum or 0, 10 if q.maximum is None else q.maximum, q.step or 1
        count = int(round((high - low) / step)) + 1
        numbers = [numeral(low + step * place) for place in range(count)]
        chosen = values.get(q.id, [])
        anchors = {str(key): curly(str(text)) for key, text in q.anchors.items()}
        ends = (numbers[0], numbers[len(numbers) // 2], numbers[-1])
        return {
            "choices": tuple(Choice(q.id, n, n, n in chosen) for n in numbers),
            "anchors": tuple(anchors.get(n, "") for n in ends) if anchors else (),
        }


def inks_for(codes: tuple[str, ...]) -> dict[str, str]:
    """A group named like an ink wears it; others take what is left over, then rings. At most 12 differ."""
    given = {code: code for code in codes if code in INKS}
    left = [ink for ink in INKS if ink not in given]
    rings = [f"ring-{ink}" for ink in (*INKS[1:], INKS[0])]
    for place, code in enumerate(code for code in codes if code not in given):
        given[code] = left[place] if place < len(left) else rings[(place - len(left)) % len(rings)]
    return given


def _belongs(name: str, q: Question) -> bool:
    return name == q.id or name.startswith(f"{q.id}__")


def _is_apart(q: Question, option: Option) -> bool:
    """Not sure, prefer not to say, does not apply; in a grid every answer that rules out the others."""
    return option.is_missing or (q.type == "matrix_multi" and option.exclusive)


def _shape(options: tuple[Option, ...]) -> str:
    if any(len(o.label) > LONG_LABEL for o in options) or len(options) > 7:
        return "words"
    return "discs" if len(options) in (5, 7) else "even"
