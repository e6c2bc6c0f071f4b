"""Parts of a questionnaire, and when they are asked, in words for somebody who writes no code."""

from collections.abc import Mapping
from os.path import commonprefix
from typing import Any

LONGEST = 60
ALWAYS = "everyone"
#: Keys of the instrument as the editor's form calls them.
KEYS = {
    "text": "wording",
    "label": "wording",
    "title": "title",
    "help": "help",
    "n": "printed number",
    "type": "type",
    "required": "must be answered",
    "trend": "compare over time",
    "headline": "headline",
    "segment": "compare by",
    "randomize": "shuffling",
    "value": "number in data files",
    "specify": "ask to specify",
    "exclusive": "exclusive",
    "anchor": "keep in place",
    "practice": "separation in practice",
    "missing": "counts as",
    "show_if_platform": "shown only for",
    "rows_from": "rows from an earlier answer",
    "scale": "scale",
    "min": "lowest number",
    "max": "highest number",
    "step": "step",
    "integer": "whole numbers only",
    "anchors": "words at the ends",
    "no_default": "no position chosen beforehand",
    "nps": "groups of the score",
    "bands": "bands",
    "top": "how many to rank",
    "max_chars": "longest text",
    "publish": "what may be published",
    "design": "design of the story",
    "fills": "words of the story",
    "present": "how it is shown",
    "keyed": "direction",
    "factor": "factor",
    "domain": "domain",
}


def key(name: str) -> str:
    return KEYS.get(name, name.replace("_", " "))


def short(value: Any) -> str:
    """A value as it may stand inside a sentence."""
    if value is None:
        return "nothing"
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(short(item) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key(str(name))} {short(item)}" for name, item in value.items())
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def quoted(value: Any) -> str:
    return f"“{short(value)}”"


def differing(was: str, now: str) -> tuple[str, str]:
    """Two texts in quotation marks; long ones are cut so that the first difference stands in both."""
    start = 0
    if max(len(was), len(now)) > LONGEST:
        same = len(commonprefix((was, now)))
        # A few words before the difference; a text that differs early is cut at its end alone.
        if same > LONGEST // 2:
            start = was.rfind(" ", 0, same - LONGEST // 3) + 1
    before, after = (f"“{'…' if start else ''}{short(text[start:])}”" for text in (was, now))
    return before, after


class Names:
    """What the questions and answers of one questionnaire are called."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.sections = {part["id"]: part["title"] for part in data.get("sections", ())}
        self.questions: dict[str, Mapping[str, Any]] = {}
        for record in data.get("questions", ()):
            self.questions[record["id"]] = record
            if "followup" in record:
                self.questions[record["followup"]["id"]] = record["followup"]

    def section(self, code: str) -> str:
        return f"section {quoted(self.sections.get(code, code))}"

    def question(self, code: str) -> str:
        """`question 5 (issue)`; without a printed number, the beginning of its wording."""
        record = self.questions.get(code)
        if record is None:
            return f"question {code}"
        return f"question {record['n'] if 'n' in record else quoted(record['text'])} ({code})"

    def condition(self, condition: Mapping[str, Any] | None) -> str:
        """Who is asked, such as `people whose answer to question 5 (issue) is “A big issue”`."""
        return ALWAYS if not condition else f"people {self._test(condition)}"

    def _test(self, test: Mapping[str, Any], *, inner: bool = False) -> str:
        for word, join in (("all", " and "), ("any", " or ")):
            if word in test:
                parts = join.join(self._test(part, inner=True) for part in test[word])
                return f"({parts})" if inner and len(test[word]) > 1 else parts
        if "not" in test:
            return f"for whom this is not so: {self._test(test['not'], inner=True)}"
        if "answered" in test:
            return f"who answered {self.question(test['answered'])}"
        codes = test.get("in", test.get("any_of", ()))
        answers = " or ".join(self._answer(test["q"], code) for code in codes)
        verb = "is" if "in" in test else "includes"
        return f"whose answer to {self.question(test['q'])} {verb} {answers}"

    def _answer(self, question: str, code: str) -> str:
        options = self.questions.get(question, {}).get("options", ())
        return quoted(next((option["label"] for option in options if option["code"] == code), code))
