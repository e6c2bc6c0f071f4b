"""Each phase on its own, and what they do together."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from comments import actions, pipeline, proof, queries
from comments.models import Comment, LinkRule
from comments.pipeline import links, sanitise
from tests.comments.people import Writes, solved
from website.core import limits
from website.core.models import Counter

ORDER = [
    "length",
    "closed",
    "sanitise",
    "repeat",
    "limits",
    "proof_of_work",
    "links",
    "words",
    "history",
    "first",
]


def test_the_order_of_the_phases():
    assert [name for name, _ in pipeline.PHASES] == ORDER


@pytest.mark.parametrize("name", ORDER)
def test_a_phase_that_fails_to_answer_holds(chloe, monkeypatch, name):
    def broken(draft):
        Comment.objects.get(pk=-1)

    phases = tuple((each, broken if each == name else phase) for each, phase in pipeline.PHASES)
    monkeypatch.setattr(pipeline, "PHASES", phases)
    posted = chloe.posts("One")
    assert (posted.outcome, posted.reasons) == ("held", ("unchecked",))


def test_a_phase_that_breaks_the_transaction_at_confirmation_holds(page, rules, request_, monkeypatch):
    from django.db import connection

    from tests.comments.test_posting import confirmation_of

    def broken(draft):
        connection.cursor().execute("SELECT nothing FROM nowhere")

    Writes("Dora", "dora@overlap.example", page).posts("Mine", request=request_)
    phases = tuple((each, broken if each == "history" else phase) for each, phase in pipeline.PHASES)
    monkeypatch.setattr(pipeline, "PHASES", phases)
    done = actions.confirm(confirmation=confirmation_of("dora@overlap.example"))
    assert (done.posted.outcome, done.posted.reasons) == ("held", ("unchecked",))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "length"),
        (" \n\t", "length"),
        ("x" * 3001, "length"),
        ("\u202e\u200b", "length"),
        ("x" * 3000, ""),
    ],
)
def test_length(chloe, text, code):
    assert chloe.posts(text).code == code


@pytest.mark.parametrize(("name", "code"), [("x" * 51, "name"), ("…", "name"), ("x" * 50, ""), ("李", "")])
def test_names(chloe, name, code):
    assert chloe.posts("One", name=name).code == code


def test_shouting_is_nudged_once(chloe):
    words_ = "WHY DOES NOBODY EVER LISTEN TO ME"
    asked = chloe.posts(words_)
    assert (asked.outcome, len(asked.nudges), Comment.objects.count()) == ("nudge", 1, 0)
    assert chloe.posts(words_, insists=True).outcome == "published"
    assert not sanitise.is_shouted("NATO and the EU, said the BBC")


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("write to chloe@overlap.example please", True),
        ("call +44 20 7946 0958 tonight", True),
        ("0123/4567890", True),
        ("in 2008, 2011 and 2026", False),
        ("between 2008-2011", False),
        ("1,200 answers of 20,000", False),
        ("@chloe said so", False),
        ("see https://a.example/@chloe", False),
    ],
)
def test_ways_to_reach_somebody(text, given):
    assert links.gives_contact(text) is given


def test_contact_is_nudged_and_then_held(chloe):
    text = "write to chloe@overlap.example"
    assert chloe.posts(text).outcome == "nudge"
    assert chloe.posts(text, insists=True).reasons == ("contact",)


def test_a_nudge_does_not_use_up_the_proof(chloe):
    work = solved()
    assert chloe.posts("WHY DOES NOBODY EVER LISTEN", proof=work).outcome == "nudge"
    assert chloe.posts("WHY DOES NOBODY EVER LISTEN", proof=work, insists=True).outcome == "published"


def test_links_are_counted_by_host_rules(chloe, rules):
    LinkRule.objects.create(host="good.example", does="allow")
    LinkRule.objects.create(host="bad.example", does="refuse")
    LinkRule.objects.create(host="odd.example", does="hold")
    good = " ".join(f"https://www.good.example/{n}" for n in range(9))
    assert chloe.posts(f"See {good}").outcome == "published"
    two = "[a](https://a.example) and https://b.example"
    assert chloe.posts(two).outcome == "published"
    assert chloe.posts(f"{two} http://c.example").reasons == ("links",)
    for text in (
        "https://bad.example",
        "at BAD.example.",
        "[x](http://x.bad.example:8080/p)",
        "x.bad.example/q",
    ):
        assert chloe.posts(text).code == "host", text
    assert chloe.posts("see odd.example").reasons == ("host",)
    assert chloe.posts("notbad.example is another").outcome == "published"


def test_the_same_words(chloe, ben):
    long = "These are the very same words, word for word."
    chloe.says(long)
    assert chloe.posts(long, to=Comment.objects.get()).code == "repeat"
    assert ben.posts(long).reasons == ("repeat",)
    chloe.says("I agree.")
    assert ben.posts("I agree.").outcome == "published"


def test_without_work_it_is_held_and_work_is_good_once(chloe):
    assert chloe.posts("One", proof="").reasons == ("no_proof",)
    work = solved()
    assert chloe.posts("Two", proof=work).outcome == "published"
    assert chloe.posts("Three", proof=work).reasons == ("no_proof",)


@pytest.mark.parametrize(
    "forged", ["x", "e30=", "bnVsbA==", "W10=", "MQ==", "é", "\x00", "A" * 5000, "e" * 1999]
)
def test_forged_work_is_none(forged):
    assert proof.is_good(forged) is False


def test_work_for_an_easier_riddle_is_none(settings):
    import altcha

    made = altcha.create_challenge_v1(
        algorithm="SHA-256",
        max_number=1,
        salt_length=12,
        hmac_key="not ours",
        salt="",
        number=1,
        expires=timezone.now() + timedelta(hours=1),
        params=None,
    )
    payload = altcha.PayloadV1("SHA-256", made.challenge, 1, made.salt, made.signature).to_base64()
    assert proof.is_good(payload) is False


def test_old_work_is_none(monkeypatch):
    monkeypatch.setattr(proof, "LIFE", timedelta(seconds=-1))
    assert proof.is_good(solved()) is False


def test_spent_work_is_remembered_longer_than_it_is_good(settings):
    assert proof.LIFE.total_seconds() < max(seconds for _, seconds in settings.LIMITS.values())


def test_a_network_may_send_so_much_and_the_text_is_kept(chloe, request_, settings):
    settings.LIMITS = {**settings.LIMITS, "comments.post": (2, 3600)}
    outcomes = [chloe.posts(f"Number {n}", request=request_).code for n in range(3)]
    assert outcomes == ["", "", "limits"]


def test_a_writer_may_send_so_much(chloe, settings):
    settings.LIMITS = {**settings.LIMITS, "comments.writer": (2, 3600)}
    assert [chloe.posts(f"Number {n}").code for n in range(3)] == ["", "", "limits"]


def test_a_busy_page_is_held(chloe, ben, settings):
    settings.LIMITS = {**settings.LIMITS, "comments.page": (2, 3600)}
    assert [chloe.posts(f"Number {n}").outcome for n in range(2)] == ["published"] * 2
    assert ben.posts("Three").reasons == ("busy",)


def test_a_full_queue_is_refused_but_not_to_those_who_are_known(chloe, ben, page, rules, request_):
    rules.held_per_page, rules.holds_first_comment = 2, True
    rules.save()
    chloe_public = chloe.posts("One").comment
    actions.approve(comments=[chloe_public], by=None)
    for number in range(2):
        assert ben.posts(f"Number {number}").outcome == "held"
    assert ben.posts("Three").code == "full"
    assert Writes("Dora", "dora@overlap.example", page).posts("Mine", request=request_).code == "full"
    assert chloe.posts("Not kept out").outcome == "published"


def test_what_cannot_be_counted_is_refused(chloe, request_, monkeypatch):
    def broken(*arguments):
        raise OperationalError("no disk")

    monkeypatch.setattr(limits, "_count", broken)
    assert chloe.posts("One", request=request_).code == "limits"
    monkeypatch.setattr(queries, "held_on", broken)
    assert chloe.posts("Two").code == "limits"
    assert Counter.objects.filter(scope="comments.post").count() == 0


def test_who_was_rejected_twice_is_held(chloe):
    said = [chloe.says(f"Number {n}") for n in range(3)]
    actions.reject(comments=said[:2], by=None)
    assert chloe.posts("Again").reasons == ("history",)


def test_every_reason_has_words():
    import re
    from pathlib import Path

    from comments.pipeline import reasons

    source = "".join(path.read_text() for path in Path(pipeline.__file__).parent.glob("*.py"))
    assert set(re.findall(r'hold\("(\w+)"\)', source)) <= set(reasons.WORDS)
