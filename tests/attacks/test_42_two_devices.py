"""Threat 42: devices, tabs and retries in any order. Nobody overwrites what they have not seen."""

import sys
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from surveys import actions, drafts, keys, queries
from surveys.drafts import Page
from surveys.models import Response
from tests.attacks.sizes import size
from tests.support.drawn import run_drawn
from tests.surveys import ben

INTERLEAVINGS = size(50, 1_000)
STEPS = size(14, 25)
SECTION = "disclosure"
DEVICES = ("telephone", "office", "second tab")


@dataclass
class Device:
    """One page of the section. What its holder types is new each time, so that every text has one author."""

    name: str
    revision: int
    page: Page
    seen: set[str]
    """The texts its holder has had before their eyes on this page, or wrote there."""
    both: tuple[int, str] | None = None
    """On a page with two versions: the revision it names, and the text that is to be kept."""
    delayed: list[tuple[str, Page]] = field(default_factory=list)
    """What it sent and what may arrive once more, later."""


class Session:
    """One person's response and their devices. Every step goes through the functions that the pages call."""

    def __init__(self, template: Response) -> None:
        submission_id = uuid4()
        row = Response.objects.get(pk=template.pk)
        row.pk, row.submission_id = uuid4(), submission_id
        row.resume_hash = keys.digest("resume", keys.resume_token(submission_id))
        row.save(force_insert=True)
        self.slug, self.token = row.survey.slug, keys.resume_token(submission_id)
        self.texts = 0
        self.silent: list[tuple[str, str]] = []
        """(overwritten, by): texts that somebody's save replaced without their having seen them."""
        self.devices: dict[str, Device] = {}

    def stored(self) -> Response:
        response = queries.held_response(self.token, self.slug)
        assert response is not None
        return response

    def text(self) -> str:
        draft = drafts.draft_of(self.stored())
        return str(draft.answers.get("story", "")) if draft else self.sent()

    def sent(self) -> str:
        return str(self.stored().answers.get("story", ""))

    def write(self, name: str) -> str:
        self.texts += 1
        return f"{name} {self.texts}"

    def open(self, name: str) -> None:
        response = self.stored()
        if drafts.draft_of(response) is not None:
            self.devices[name] = Device(name, response.revision, Page(uuid4().hex), {self.text()})

    def keep(self, name: str) -> None:
        """The page keeps what was typed by itself; whether the device hears of it makes no difference."""
        if device := self.devices.get(name):
            device.page = Page(device.page.name, device.page.turn + 1)
            text = self.write(name)
            device.delayed.append((text, device.page))
            self.save(device, text, device.revision, keeping=device.page)

    def arrive_late(self, name: str) -> None:
        device = self.devices.get(name)
        if device and device.delayed:
            text, page = device.delayed[0]
            before = self.text()
            self.save(device, text, device.revision, keeping=page)
            if page.turn < device.page.turn and before in device.seen and self.text() != before:
                self.silent.append((before, text))

    def press(self, name: str) -> None:
        if device := self.devices.get(name):
            self.save(device, self.write(name), device.revision)

    def keep_mine(self, name: str) -> None:
        """On the page with two versions: the one typed here, over the other that stands beside it."""
        device = self.devices.get(name)
        if device and device.both:
            revision, text = device.both
            self.save(device, text, revision)

    def save(self, device: Device, text: str, revision: int, keeping: Page | None = None) -> None:
        before = self.text()
        try:
            saved = actions.save_section(
                response=self.stored(),
                section=SECTION,
                post={**ben.SECTIONS[SECTION], "story": [text]},
                revision=revision,
                keeping=keeping is not None,
                page=keeping or device.page,
            )
        except actions.Conflict:
            assert self.text() == before
            return
        after = self.text()
        if after == text != before and before not in device.seen:
            self.silent.append((before, text))
        assert after in (before, text)
        if saved.conflict:
            assert after == before
            if keeping is None:
                device.both = saved.response.revision, text
                device.seen.add(before)
            return
        device.seen.add(text)
        if keeping is None:
            self.devices.pop(device.name, None)

    def send(self) -> None:
        """From the last section, or, while changing, from the page that shows all of it."""
        response = self.stored()
        draft = drafts.draft_of(response)
        if draft and draft.amends:
            before = self.text()
            actions.amend(response=response, revision=response.revision)
            assert self.sent() == before
        else:
            actions.submit(response=response)

    def change(self) -> None:
        if self.stored().is_submitted:
            actions.begin_amending(response=self.stored())

    def drop(self) -> None:
        before = self.sent()
        if self.stored().is_submitted:
            actions.discard_amendment(response=self.stored())
            assert self.text() == before


STEPS_OF_A_DEVICE = ("open", "keep", "arrive_late", "press", "keep_mine")
STEPS_OF_ALL = ("send", "change", "drop")


@pytest.fixture
def template(begun: Response) -> Response:
    """Ben has answered everything and not sent it."""
    return ben.save(begun)


def machine(template: Response) -> type[RuleBasedStateMachine]:
    class TwoDevices(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.session = Session(template)

        @rule(name=st.sampled_from(DEVICES), step=st.sampled_from(STEPS_OF_A_DEVICE))
        def device(self, name: str, step: str) -> None:
            getattr(self.session, step)(name)

        @rule(step=st.sampled_from(STEPS_OF_ALL))
        def everywhere(self, step: str) -> None:
            getattr(self.session, step)()

        @invariant()
        def nothing_is_overwritten_unseen(self) -> None:
            assert self.session.silent == []

    return TwoDevices


def test_nothing_is_overwritten_silently(template: Response) -> None:
    run_drawn(machine(template), examples=INTERLEAVINGS, steps=STEPS)


def test_without_the_control_texts_are_lost(template: Response, monkeypatch: Any, capsys: Any) -> None:
    """Control off: a save is taken whatever revision its form was made from."""
    monkeypatch.setattr(drafts, "made_from", lambda *args: True)
    chance, lost, tries = Random(42), 0, 20
    for _ in range(tries):
        session = Session(template)
        for name in DEVICES:
            session.open(name)
        for _ in range(STEPS):
            getattr(session, chance.choice(STEPS_OF_A_DEVICE))(chance.choice(DEVICES))
        lost += bool(session.silent)
    with capsys.disabled():
        sys.stdout.write(f"\n  no compare-and-swap: {lost} of {tries} sessions overwrite a text unseen\n")
    assert lost > tries / 2
