"""Threat 8: template injection. What people write is shown as it was written, and never run."""

import re
from html import unescape

import pytest
from django.template import Context, Template
from django.urls import reverse

from surveys import actions, exchange, queries
from surveys.logic import presentation
from surveys.models import SurveyPage

PAYLOAD = "{{7*7}} {{ 7|add:42 }} {% load static %} {0.__class__} {vig_rel.__class__} "
PAYLOAD += "${7*7} <%= 7*7 %> #{7*7} %(title)s"
#: What the payload would become if any part of it were run.
RUN = ("49", "&lt;class", "<class")


def poisoned(data):
    """The instrument with the payload in every text that people read."""
    data["instrument"].update(title=PAYLOAD[:60], intro=PAYLOAD, outro=PAYLOAD)
    data["instrument"]["consent"]["label"] = PAYLOAD
    for part in exchange.parts(data):
        for key in ("label", "text", "title", "help"):
            if key in part.data:
                part.data[key] = (
                    f"{PAYLOAD} {part.data[key]}" if part.data.get("type") == "vignette" else PAYLOAD
                )
    for points in data["scales"].values():
        for point in points:
            point["label"] = PAYLOAD
    return data


@pytest.fixture
def trap(survey, wave) -> SurveyPage:
    survey.from_instrument(poisoned(survey.to_instrument()))
    survey.save_revision(clean=False).publish()
    assert survey.versions.count() == 2
    return SurveyPage.objects.get(pk=survey.pk)


def visible(response):
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_without_the_control_the_payload_runs():
    """A label that is rendered as a template, or formatted as a string, does run."""
    assert Template("{{ 7|add:42 }}").render(Context()) == "49"
    written = "{0.__class__}"
    assert written.format("x") == "<class 'str'>"


def test_every_section_shows_the_payload_as_it_was_written(client, trap, survey):
    response = client.post(
        reverse("surveys:start", args=[trap.slug]),
        {"consent": "yes", "submission_id": "0d6c9f4e-5f5b-4b43-9a63-3f8c1c0be1aa"},
        follow=True,
    )
    pages = [client.get(trap.get_url()), response]
    pages += [
        client.get(reverse("surveys:section", args=[trap.slug, section.id]))
        for section in queries.definition_of(trap.versions.first()).sections
    ]
    assert [page.status_code for page in pages] == [200] * len(pages)
    for page in pages:
        text = visible(page)
        assert text.count("{0.__class__}") >= 1
        assert text.count("{{7*7}}") >= 1
        assert [run for run in RUN if run in text.replace("0be1aa", "")] == []


def test_braces_fill_by_a_fixed_map_and_nothing_else(trap):
    question = queries.definition_of(trap.versions.first()).question("vignette")
    cell = {"vig_rel": "client", "vig_aud": "public"}
    text = presentation.fill(question.text, cell, question.fills)
    assert text.startswith(PAYLOAD)
    assert "a public account that anyone can follow" in text


def test_what_a_respondent_types_is_shown_back_as_typed(client, survey, wave):
    client.post(
        reverse("surveys:start", args=[survey.slug]),
        {"consent": "yes", "submission_id": "0d6c9f4e-5f5b-4b43-9a63-3f8c1c0be1ab"},
    )
    address = reverse("surveys:section", args=[survey.slug, "disclosure"])
    revision = re.search(r'name="revision" value="(\d+)"', client.get(address).content.decode())
    client.post(address, {"story": PAYLOAD, "revision": revision.group(1) if revision else "0"})
    text = visible(client.get(address))
    assert text.count(PAYLOAD) == 1


def test_the_admin_shows_it_as_written_too(client, trap, amira):
    client.force_login(amira)
    for address in (
        reverse("wagtailadmin_pages:edit", args=[trap.pk]),
        reverse("surveys_version:index"),
        reverse("surveys_version:changes", args=[trap.versions.first().pk]),
        reverse("surveys_wave:index"),
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert "<class 'str'>" not in unescape(response.content.decode())
    assert actions.publish_version(page=trap).number == 2
