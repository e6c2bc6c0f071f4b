"""Whatever happens between saves: a process that remembers answers and stores as one that always reads."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from wagtail.models import PageViewRestriction

from surveys import actions, keys, queries
from surveys.models import Response, SurveyPage, Wave
from surveys.queries import held, prepared, remembered
from tests.attacks.sizes import size
from tests.support.drawn import run_drawn
from tests.surveys import ben

SESSIONS, STEPS = size(8, 300), size(20, 30)
DEVICES = ("telephone", "office")


class Twin:
    """One of two responses to which the same happens."""

    def __init__(self, template: Response, *, remembers: bool) -> None:
        self.remembers, self.submission = remembers, uuid4()
        self.row = Response.objects.get(pk=template.pk)
        self.row.pk, self.row.submission_id = uuid4(), self.submission
        self.token = keys.resume_token(self.submission)
        self.row.resume_hash = keys.digest("resume", self.token)
        self.row.save(force_insert=True)
        self.backup = self.row
        self.seen = dict.fromkeys(DEVICES, 0)
        """Revision that a device's page was made from."""

    def stored(self) -> Response | None:
        return Response.objects.filter(submission_id=self.submission).first()

    def save(self, device: str, section: str, to: str) -> Any:
        slug = SurveyPage.objects.get().slug
        if not self.remembers:
            queries.recall(self.token, slug)  # what is recalled is forgotten
        client = Client()
        client.cookies["overlap_answer"] = self.token
        form = ben.SECTIONS[section]
        shown = " ".join(name.split("__")[0] for name in form)
        sent = {**form, "revision": self.seen[device], "to": to, "shown": shown, "page": f"{device:_<12}"}
        answer = client.post(f"/answer/{slug}/section/{section}/", sent)
        return answer.status_code, answer.get("Location")

    def look(self, device: str) -> None:
        if row := self.stored():
            self.seen[device] = row.revision

    def go_back(self) -> None:
        """A backup is restored: an older row, which may come to the same revision by another way."""
        if self.stored():
            Response.objects.filter(submission_id=self.submission).delete()
            self.backup.save(force_insert=True)

    def back_up(self) -> None:
        self.backup = self.stored() or self.backup

    def write(self, **columns: Any) -> None:
        Response.objects.filter(submission_id=self.submission).update(**columns)

    def withdraw(self) -> None:
        if row := self.stored():
            actions.withdraw(response=row)

    def renamed(self) -> None:
        """Closing a wave gives its rows new ids."""
        if row := self.stored():
            Response.objects.filter(pk=row.pk).delete()
            row.pk = uuid4()
            row.save(force_insert=True)

    def facts(self) -> Any:
        """What is stored, without what is drawn for each."""
        row = self.stored()
        if row is None:
            return None
        drawn = {"orders", "cells"}
        state = {key: value for key, value in row.state.items() if key not in drawn}
        return row.answers, state, row.status, row.revision, row.pace, row.saved_on, row.submitted_on


def publish(template: Response) -> None:
    """Amira says every question in other words."""
    survey = SurveyPage.objects.get()
    data = survey.to_instrument()
    for question in data["questions"]:
        question["text"] = f"{question['text'].split(' (')[0]} ({uuid4().hex[:6]})"
    survey.from_instrument(data)
    survey.save_revision().publish()


def restrict(template: Response) -> None:
    PageViewRestriction.objects.create(
        page=template.survey.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )


TODAY = timezone.localdate()
#: What happens to both before a save.
TO_ALL: dict[str, Callable[[Response], Any]] = {
    "the wave closes": lambda template: Wave.objects.filter(pk=template.wave_id).update(status="closed"),
    "the survey is unpublished": lambda template: SurveyPage.objects.update(live=False),
    "the survey is restricted": restrict,
    "a version is published": publish,
}
TO_EACH: dict[str, Callable[[Twin], Any]] = {
    "the link ends": lambda twin: twin.write(resume_expires_on=TODAY - timedelta(days=1)),
    "other answers come back": lambda twin: twin.write(answers={}),
    "the draws come back": lambda twin: twin.write(state={"saved": []}),
    "the times are deleted": lambda twin: twin.write(pace={}),
    "a backup is made": Twin.back_up,
    "a backup is restored": Twin.go_back,
    "the row gets a new id": Twin.renamed,
    "it is withdrawn": Twin.withdraw,
}


def machine(template: Response) -> type[RuleBasedStateMachine]:
    wave = template.wave

    class Twins(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            remembered.forget_all()
            self.make_good()
            self.twins = [Twin(template, remembers=remembers) for remembers in (False, True)]

        def make_good(self) -> None:
            """Whatever happened, the next save could be stored."""
            Wave.objects.filter(pk=wave.pk).update(status=Wave.Status.OPEN)
            SurveyPage.objects.update(live=True)
            PageViewRestriction.objects.all().delete()

        @rule(
            happens=st.sampled_from((*(("nothing",) * 6), *TO_ALL, *TO_EACH)),
            device=st.sampled_from(DEVICES),
            section=st.sampled_from(ben.ORDER),
            to=st.sampled_from(("next", "next", "keep", "back")),
            looks=st.sampled_from((True, True, True, False)),
        )
        def save(self, happens: str, device: str, section: str, to: str, looks: bool) -> None:
            self.make_good()
            if happens in TO_ALL:
                TO_ALL[happens](template)
            said, facts = [], []
            for twin in self.twins:
                twin.write(resume_expires_on=TODAY + timedelta(days=30))
                if looks:
                    twin.look(device)
                if happens in TO_EACH:
                    TO_EACH[happens](twin)
                said.append(twin.save(device, section, to))
                facts.append(twin.facts())
            assert said[0] == said[1]
            assert facts[0] == facts[1]

    return Twins


def run(template: Response) -> None:
    run_drawn(machine(template), examples=SESSIONS, steps=STEPS)


@pytest.fixture(autouse=True)
def _wide_limits(settings: Any) -> None:
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**9, 3600))


def test_who_remembers_does_what_who_reads_does(begun: Response) -> None:
    run(begun)


@pytest.mark.parametrize("condition", ["wave", "survey", "answers", "state", "resume_expires_on"])
def test_without_a_part_of_the_condition_they_differ(
    begun: Response, monkeypatch: Any, condition: str
) -> None:
    parts = held._as_it_was()
    del parts[condition]
    monkeypatch.setattr(held, "_same_row", prepared.Change(lambda: Response.objects.filter(*parts.values())))
    with pytest.raises(AssertionError):
        run(begun)
