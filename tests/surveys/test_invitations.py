"""Inviting: lists of addresses, mails in batches, reminders, and who is never written to."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from surveys import actions, addresses, keys
from surveys.actions import invitations
from surveys.models import Invitation, Response, Wave
from surveys.queries import invitations as reads
from tests.surveys.answering.conftest import ben, text_of
from tests.surveys.invited import deliver, invite, link_of, links_in
from tests.surveys.test_entry import begin_by
from website.core import mail
from website.core.models import Outgoing, Subscription

__all__ = ["ben"]
CHLOE, DORA, EMIL = "chloe@example.org", "dora@example.org", "emil@example.org"
NOTHING = {"known": (), "declined": ()}


@pytest.fixture
def editor(client, amira):
    client.force_login(amira)
    return client


def days_ago(**fields):
    """Move the days of all invitations into the past."""
    Invitation.objects.update(
        **{name: timezone.localdate() - timedelta(days=days) for name, days in fields.items()}
    )


# Lists ------------------------------------------------------------------------------------------------


def test_a_list_is_sorted_line_by_line():
    text = (
        "E-Mail;Name\nChloe@Example.org;Chloé\n\nchloe@example.org\n"
        "dora@example.org;Dora\nno address;x\nemil@example.org\n"
    )
    found = addresses.read(text, known={EMIL}, declined={DORA})
    assert found.new == [CHLOE]
    assert found.twice == [(4, CHLOE), (7, EMIL)]
    assert found.declined == [(5, DORA)]
    assert [(number, typed) for number, typed, _ in found.wrong] == [(6, "no address")]


@pytest.mark.parametrize("line", [CHLOE, f'"{CHLOE}"', f'"{CHLOE}","x, y"', f"{CHLOE};x", f" {CHLOE}\tx"])
def test_every_usual_separator_and_quote_is_read(line):
    assert addresses.read(line, **NOTHING).new == [CHLOE]


def test_an_open_quote_spoils_one_line():
    found = addresses.read(f'"{DORA}\n{CHLOE}\n', **NOTHING)
    assert CHLOE in found.new


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + b"x" * 50, addresses.NOT_TEXT),
        (b"%PDF-1.7", addresses.NOT_TEXT),
        (b"a@example.org\x00", addresses.NOT_TEXT),
        (b"x" * (addresses.MOST_BYTES + 1), addresses.TOO_LONG),
        (b"a@example.org\n" * (addresses.MOST_LINES + 1), addresses.TOO_MANY),
        (b"\n ;;\n\n", addresses.EMPTY),
        (b"", addresses.EMPTY),
    ],
)
def test_hostile_files_are_refused_whole(data, said):
    with pytest.raises(addresses.Refused, match=said[:30]):
        addresses.read(addresses.decoded(data), **NOTHING)


@pytest.mark.parametrize(
    "line",
    [
        "a@example.org\rBcc: b@example.org".replace("\r", " "),
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>@example.org",
        "a@b",
        "@",
        "a" * 2000,
        "x,a@example.org",
        "\ufeff\u202ea@example.org",
    ],
)
def test_hostile_lines_are_named_and_invite_nobody(line):
    found = addresses.read(line, **NOTHING)
    assert (found.new, len(found.wrong)) == ([], 1)


def test_files_of_office_programs_are_read():
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        data = f"{CHLOE};Chloé\r\n".encode(encoding)
        assert addresses.read(addresses.decoded(data), **NOTHING).new == [CHLOE]


# The editor's pages -----------------------------------------------------------------------------------


def upload(editor, wave, data, **more):
    file = SimpleUploadedFile("list.csv", data, "text/csv")
    return editor.post(
        reverse("surveys_invitation:upload", args=[wave.pk]), {"file": file, "do": "look", **more}
    )


def test_the_first_page_adds_nothing_and_the_button_adds_what_it_said(editor, wave):
    page = upload(editor, wave, b"email\nchloe@example.org\nchloe@example.org\nnobody\n<b>x</b>\n")
    words = text_of(page)
    assert "1 new, 1 there already, 0 asked not to be written to, 2 can’t be read as an address" in words
    assert "<b>x</b>" not in page.content.decode()
    assert Invitation.objects.count() == 0
    address = reverse("surveys_invitation:upload", args=[wave.pk])
    answer = editor.post(address, {"addresses": page.context["typed"], "do": "add"})
    assert answer["Location"] == reverse("surveys_invitation:send", args=[wave.pk])
    assert Invitation.objects.get().email == CHLOE
    assert Outgoing.objects.count() == 0


def test_what_is_refused_is_said_and_nothing_is_added(editor, wave):
    page = upload(editor, wave, b"PK\x03\x04", do="add")
    assert page.status_code == 422
    assert f"{addresses.NOT_TEXT} Nothing was added." in text_of(page)
    assert Invitation.objects.count() == 0


def test_the_list_is_filtered_by_state(editor, wave):
    invite(wave, CHLOE, DORA, EMIL)
    Invitation.objects.filter(email=DORA).update(is_used=True)
    Invitation.objects.filter(email=EMIL).update(is_revoked=True)
    index = reverse("surveys_invitation:index")
    for state, email in (("new", CHLOE), ("used", DORA), ("revoked", EMIL)):
        page = editor.get(index, {"wave": wave.pk, "state": state})
        assert [row.email for row in page.context["object_list"]] == [email]
    assert editor.get(index, {"state": "sent"}).context["object_list"].count() == 0


def test_every_invitation_is_in_one_state(wave):
    rows = invite(wave, *(f"p{n}@example.org" for n in range(32)))
    for number, row in enumerate(rows):
        row.is_used, row.is_revoked = bool(number & 1), bool(number & 2)
        row.sent_on = timezone.localdate() if number & 4 else None
        row.reminders = 1 if number & 8 else 0
        row.save()
    seen = [row.pk for state in reads.STATES for row in reads.in_state(Invitation.objects.all(), state)]
    alive = Invitation.objects.exclude(sent_on=None, reminders=1)
    assert sorted(set(seen) & set(alive.values_list("pk", flat=True))) == sorted(
        alive.values_list("pk", flat=True)
    )
    for row in alive:
        assert row in reads.in_state(Invitation.objects.all(), reads.state_of(row))


def test_one_and_three_invitations_cost_the_list_the_same(editor, wave):
    index, seen = reverse("surveys_invitation:index"), []
    editor.get(index)
    for people in ([CHLOE], [DORA, EMIL]):
        invite(wave, *people)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            editor.get(index)
        seen.append(len(counted))
    assert seen[0] == seen[1]


def test_the_page_of_sending_sends_once(editor, wave):
    invite(wave, CHLOE, DORA)
    address = reverse("surveys_invitation:send", args=[wave.pk])
    assert "Send 2 invitations" in text_of(editor.get(address))
    for _ in range(2):
        editor.post(address, {"do": "send"})
    assert Outgoing.objects.count() == 2
    assert "2 mails still to leave" in text_of(editor.get(address))
    editor.post(address, {"do": "nothing"})
    assert Outgoing.objects.count() == 2


def test_revoking_asks_first(editor, wave):
    [invitation] = invite(wave, CHLOE)
    actions.send_invitations(wave=wave)
    address = reverse("surveys_invitation:revoke", args=[invitation.pk])
    assert "Its link will open nothing" in text_of(editor.get(address))
    assert not Invitation.objects.get().is_revoked
    editor.post(address)
    assert Invitation.objects.get().is_revoked
    assert Outgoing.objects.count() == 0
    assert Client().get(link_of(invitation)).status_code == 404


# Mails ------------------------------------------------------------------------------------------------


def test_the_mail_holds_the_link_and_the_way_to_stop(wave, mailoutbox):
    invitation, _ = invite(wave, CHLOE, DORA)
    assert actions.send_invitations(wave=wave) == 2
    deliver()
    message = next(message for message in mailoutbox if message.to == [CHLOE])
    assert links_in([message]) == [link_of(invitation)]
    assert message.subject.startswith("An invitation: One profile or two?")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Invitation.objects.get(email=CHLOE).sent_on == timezone.localdate()


def test_a_large_wave_leaves_a_batch_a_minute(wave, monkeypatch):
    monkeypatch.setattr(invitations, "BATCH", 3)
    invite(wave, *(f"p{n}@example.org" for n in range(8)))
    actions.send_invitations(wave=wave)
    moments = sorted(Outgoing.objects.values_list("due_at", flat=True))
    assert [round((moment - moments[0]).total_seconds() / 60) for moment in moments] == [
        0,
        0,
        0,
        1,
        1,
        1,
        2,
        2,
    ]
    mail.deliver()
    counts = reads.invitation_counts(wave)
    assert (counts.sent, counts.waiting, counts.left) == (8, 5, 3)


def test_nobody_is_written_to_for_a_wave_that_is_not_open(survey):
    planned = Wave.objects.create(survey=survey, number=2, title="Later")
    invite(planned, CHLOE)
    with pytest.raises(invitations.NotNow):
        actions.send_invitations(wave=planned)
    assert Outgoing.objects.count() == 0


def test_reminders_keep_their_distance_their_number_and_leave_out_who_has_begun(ben, wave, mailoutbox):
    chloe, dora, _ = invite(wave, CHLOE, DORA, EMIL)
    actions.send_invitations(wave=wave)
    deliver()
    assert actions.send_reminders(wave=wave) == 0  # the day of the first mail
    days_ago(sent_on=3)
    begin_by(Client(), link_of(chloe))
    actions.revoke_invitation(invitation=dora)
    assert actions.send_reminders(wave=wave) == 1
    assert actions.send_reminders(wave=wave) == 0
    deliver()
    assert [message.to for message in mailoutbox[3:]] == [[EMIL]]
    assert mailoutbox[3].subject.startswith("A reminder: ")
    days_ago(sent_on=6, reminded_on=3)
    assert actions.send_reminders(wave=wave) == 1
    days_ago(sent_on=60, reminded_on=30)
    assert actions.send_reminders(wave=wave) == 0


def test_a_mail_that_waits_is_dropped_when_its_person_begins(ben, wave):
    chloe, _ = invite(wave, CHLOE, DORA)
    actions.send_invitations(wave=wave)
    deliver()
    days_ago(sent_on=3)
    actions.send_reminders(wave=wave)
    begin_by(Client(), link_of(chloe))
    assert list(Outgoing.objects.values_list("address", flat=True)) == [DORA]


def test_who_stops_is_never_written_to_again_in_any_wave(wave, survey, mailoutbox):
    invite(wave, CHLOE, DORA)
    actions.send_invitations(wave=wave)
    deliver()
    message = next(message for message in mailoutbox if message.to == [CHLOE])
    stop = urlsplit(message.extra_headers["List-Unsubscribe"].strip("<>")).path
    assert Client().get(stop).status_code == 200
    assert reads.declined_addresses() == set()
    answer = Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})
    assert "We shall not write to this address" in text_of(answer)
    assert reads.declined_addresses() == {CHLOE}
    days_ago(sent_on=3)
    assert actions.send_reminders(wave=wave) == 1  # Dora
    actions.close_wave(wave=wave)
    later = actions.open_wave(wave=Wave.objects.create(survey=survey, number=2, title="Later"))
    assert addresses.read(f"{CHLOE}\n{DORA}", known=(), declined=reads.declined_addresses()).new == [DORA]
    invite(later, CHLOE, DORA)  # by whatever way
    assert actions.send_invitations(wave=later) == 1
    deliver()
    assert [message.to for message in mailoutbox[2:] if message.to != [DORA]] == []


def test_a_wave_takes_so_many_invitations_and_no_more(wave, monkeypatch):
    monkeypatch.setattr(invitations, "MOST", 2)
    with pytest.raises(invitations.NotNow):
        actions.invite(wave=wave, addresses=[CHLOE, DORA, EMIL])
    assert Invitation.objects.count() == 0
    assert actions.invite(wave=wave, addresses=[CHLOE, CHLOE, DORA]) == 2
    assert actions.invite(wave=wave, addresses=[CHLOE]) == 0


def test_after_closing_nobody_can_tell_which_response_a_link_began(ben, wave):
    """Not even with the keys: what the token was computed from is gone."""
    [invitation] = invite(wave, CHLOE)
    begin_by(Client(), link_of(invitation))
    submission = Response.objects.get().submission_id

    def computed():
        row = Invitation.objects.get()
        token = keys.entry_token("invitation", row.seed, key_version=row.key_version)
        return keys.entry_submission(token, key_version=row.key_version)

    assert computed() == submission
    before = Invitation.objects.get()
    actions.close_wave(wave=wave)
    actions.forget_invited()
    after = Invitation.objects.get()
    assert (after.email, after.is_used) == (CHLOE, True)
    assert {after.seed, after.token_hash} & {before.seed, before.token_hash} == set()
    with pytest.raises(KeyError):
        computed()
    assert Client().get(link_of(before)).status_code == 404


def test_addresses_go_some_time_after_the_wave(wave):
    invite(wave, CHLOE, DORA)
    actions.send_invitations(wave=wave)
    actions.decline_invitations(address=DORA)
    actions.close_wave(wave=wave)
    actions.forget_invited()
    assert Invitation.objects.count() == 2
    Wave.objects.update(
        opens_at=timezone.now() - timedelta(days=60), closes_at=timezone.now() - timedelta(days=31)
    )
    actions.forget_invited()
    assert Invitation.objects.count() == 0
    assert list(Subscription.objects.values_list("address", "frequency")) == [(DORA, "never")]
    assert Response.objects.count() == 0
