"""Ben answers through the site's own pages."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from surveys import actions
from surveys.models import Response, SurveyPage, Wave
from tests.surveys.ben import save


@dataclass
class Form:
    """The fields of one form of a page, as a browser without a script would send them."""

    action: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)

    def post(self, **changes: Any) -> dict[str, list[str]]:
        data: dict[str, list[str]] = {}
        for name, value in self.fields:
            data.setdefault(name, []).append(value)
        for name, value in changes.items():
            data[name] = value if isinstance(value, list) else [value]
        return data


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Form] = {}
        self.form: Form | None = None
        self.box: list[str] | None = None
        self.box_name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value if value is not None else "" for name, value in attrs}
        if tag == "form":
            self.form = self.forms.setdefault(a.get("id") or a["action"], Form(a["action"]))
        elif tag == "textarea":
            self.box, self.box_name = [], a["name"]
        elif tag == "input" and self.form is not None and "name" in a:
            ticked = a.get("type") not in ("radio", "checkbox") or "checked" in a
            if ticked:
                self.form.fields.append((a["name"], a.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.box is not None:
            self.box.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.box is not None and self.form is not None:
            self.form.fields.append((self.box_name, "".join(self.box).removeprefix("\n")))
            self.box = None


def forms_of(response: Any) -> dict[str, Form]:
    """Every form of a page by its id, or by its address where it has none."""
    parser = _Forms()
    parser.feed(response.content.decode())
    return parser.forms


def text_of(response: Any) -> str:
    """What is written on the page, in one line."""
    words = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", words).replace("&#x27;", "'").replace("&quot;", '"')


@dataclass
class Ben:
    """A browser without a script, and its way through the survey."""

    client: Client
    survey: SurveyPage

    def address(self, section: str) -> str:
        return reverse("surveys:section", kwargs={"slug": self.survey.slug, "section_id": section})

    def view(self, name: str) -> str:
        return reverse(f"surveys:{name}", kwargs={"slug": self.survey.slug})

    def begin(self) -> Response:
        landing = self.client.get(self.survey.url)
        form = forms_of(landing)[self.view("start")]
        answer = self.client.post(form.action, form.post(consent="yes"))
        assert (answer.status_code, answer["Location"]) == (302, self.view("go_on"))
        return self.response()

    def response(self) -> Response:
        return Response.objects.get()

    def open(self, section: str) -> Form:
        return forms_of(self.client.get(self.address(section)))["answers"]

    def save(self, section: str, /, to: str = "next", **fields: Any) -> Any:
        """Open a section, fill in these fields and press a button."""
        return self.client.post(self.address(section), self.open(section).post(to=to, **fields))


@pytest.fixture
def ben(client: Client, survey: SurveyPage, wave: Wave) -> Ben:
    """Ben, before he begins; a wave is open."""
    return Ben(client, survey)


@pytest.fixture
def sent(answering: Ben) -> Ben:
    """Ben has answered every section and sent his answers."""
    actions.submit(response=save(answering.response()))
    return answering


@pytest.fixture
def answering(ben: Ben) -> Ben:
    """Ben has agreed and sees the first section."""
    ben.begin()
    return ben
