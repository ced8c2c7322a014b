"""A send-out from the evening of the broadcast until its recording is gone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mediahub.clock import parse_instant
from mediahub.mail.models import Mail, MailMessage, MailState
from mediahub.participants.models import Participant, Registration, RegistrationState
from mediahub.participants.registration_actions import cancel
from mediahub.recordings.models import Recording
from mediahub.sendouts.models import SendoutKind, SendoutState
from mediahub.webcasts.models import Webcast
from tests.factories import make_member, make_network, make_registration, make_series, make_webcast
from tests.mediahub.sendouts.conftest import (
    CLOSES,
    MINUTE,
    MORNING,
    Broadcast,
    text_of,
    unopen,
)


def test_mails_go_at_nine_the_next_morning_and_only_once(broadcast: Broadcast) -> None:
    for _ in range(3):
        broadcast.register()
    for now in (None, MORNING - MINUTE, MORNING, MORNING + MINUTE, MORNING + 9 * MINUTE):
        broadcast.move_on(now)
        broadcast.send()
        assert len(broadcast.sent()) == (3 if broadcast.clock.now >= MORNING else 0)
    assert broadcast.sendout().state is SendoutState.RUNNING


def test_the_mail_tells_the_link_the_end_the_documents_and_who_helps(broadcast: Broadcast) -> None:
    broadcast.register()
    broadcast.move_on(MORNING)
    broadcast.send()
    letter = broadcast.letter()
    text = text_of(letter)
    assert "https://podd.example/inspelning/" in text
    assert "Öppen t.o.m.: onsdag 25 mars 2026 kl. 12.00" in text
    assert "Dokumentation (PDF, 1 kB)" in text
    assert "Anna Ek, anna.ek@skr.example" in text
    assert (letter["Reply-To"], letter["List-Unsubscribe"]) == (
        "Anna Ek <anna.ek@skr.example>",
        None,
    )


def test_a_recording_that_opens_later_is_told_of_when_it_opens(broadcast: Broadcast) -> None:
    broadcast.register()
    unopen(broadcast)
    broadcast.move_on(MORNING)
    opened = parse_instant("2026-03-12T15:30")
    broadcast.change(Recording, opens_at=opened, closes_at=CLOSES)
    broadcast.move_on(opened)
    assert len(broadcast.mails()) == 1


def test_one_that_opens_at_night_is_told_of_in_the_morning(broadcast: Broadcast) -> None:
    broadcast.register()
    broadcast.change(Recording, opens_at=parse_instant("2026-03-12T22:00"))
    for now, mails in (("2026-03-12T22:00", 0), ("2026-03-13T08:59", 0), ("2026-03-13T09:00", 1)):
        broadcast.move_on(parse_instant(now))
        assert len(broadcast.mails()) == mails


def test_a_worker_that_wakes_at_night_waits_for_the_day(broadcast: Broadcast) -> None:
    broadcast.register()
    for now, mails in (("2026-03-12T21:00", 0), ("2026-03-13T06:59", 0), ("2026-03-13T07:00", 1)):
        broadcast.move_on(parse_instant(now))
        assert len(broadcast.mails()) == mails


def test_who_comes_later_is_told_at_once(broadcast: Broadcast) -> None:
    broadcast.register()
    broadcast.register(state=RegistrationState.WAITING)
    broadcast.move_on(MORNING)
    broadcast.register()
    broadcast.move_on(MORNING + timedelta(hours=14))
    broadcast.send()
    assert len(broadcast.sent()) == 2


def test_a_seat_given_up_before_the_mail_is_made_gets_none(broadcast: Broadcast) -> None:
    broadcast.register()
    broadcast.move_on(MORNING)
    broadcast.change(Registration, state=RegistrationState.TRANSFERRED)
    broadcast.send()
    (mail,) = broadcast.mails()
    assert (mail.state, mail.answer) == (
        MailState.WITHHELD,
        "Platsen är avbokad, eller så har någon annan den.",
    )


def test_those_of_the_series_and_the_network_are_told_too_but_nobody_twice(
    broadcast: Broadcast,
) -> None:
    with broadcast.hub.writing() as db:
        webcast = db.get_one(Webcast, broadcast.webcast_id)
        webcast.series, webcast.network = make_series(db), make_network(db)
        twice = make_registration(db, webcast).participant
        make_registration(db, webcast.series)
        make_member(db, webcast.network, participant=twice)
        make_member(db, webcast.network)
        make_member(db, webcast.network, year=2025)
        make_registration(db, make_webcast(db))
        make_registration(db, webcast, is_notified=False)
    broadcast.move_on(MORNING)
    assert len(broadcast.mails()) == 3
    with broadcast.hub.writing() as db:
        held = db.get_one(Webcast, broadcast.webcast_id)
        assert held.series is not None
        make_registration(db, held.series, participant_id=twice.id, participant=twice)
    broadcast.move_on(MORNING + MINUTE)
    assert len(broadcast.mails()) == 3


def test_a_moved_end_is_told_as_it_is_when_the_mail_is_made(broadcast: Broadcast) -> None:
    broadcast.register()
    broadcast.move_on(MORNING)
    broadcast.change(Recording, closes_at=parse_instant("2026-03-30T16:00"))
    broadcast.send()
    assert "måndag 30 mars 2026 kl. 16.00" in text_of(broadcast.letter())


def test_a_pause_of_the_recording_holds_mails_back_until_it_ends(broadcast: Broadcast) -> None:
    broadcast.register()
    broadcast.move_on(MORNING)
    broadcast.change(Recording, paused_at=MORNING)
    broadcast.send()
    (mail,) = broadcast.mails()
    assert (mail.state, mail.answer) == (MailState.WITHHELD, "Inspelningen är pausad.")
    broadcast.move_on(MORNING + MINUTE)
    assert broadcast.sent() == []
    broadcast.change(Recording, paused_at=None)
    broadcast.move_on(MORNING + 2 * MINUTE)
    broadcast.send()
    assert broadcast.sent() == [mail.email]


def test_what_a_server_refused_is_withheld_when_the_recording_closes(
    broadcast: Broadcast,
) -> None:
    broadcast.register()
    broadcast.move_on(MORNING)
    broadcast.change(Mail, state=MailState.RETRY, tried_at=MORNING, due_at=CLOSES)
    broadcast.move_on(CLOSES)
    (mail,) = broadcast.mails()
    assert (mail.state, mail.answer) == (MailState.WITHHELD, "Inspelningen har stängt.")


def test_it_is_done_when_the_recording_is_gone(broadcast: Broadcast) -> None:
    broadcast.move_on(MORNING)
    broadcast.change(Recording, deleted_at=CLOSES)
    broadcast.move_on(CLOSES)
    assert broadcast.sendout().state is SendoutState.DONE


@pytest.mark.parametrize("state", [SendoutState.PAUSED, SendoutState.CANCELLED])
def test_what_staff_have_stopped_tells_nobody(broadcast: Broadcast, state: SendoutState) -> None:
    broadcast.move_on()
    broadcast.register()
    with broadcast.hub.writing() as db:
        db.get_one(type(broadcast.sendout()), broadcast.sendout().id).state = state
    broadcast.move_on(MORNING)
    assert [mail.template for mail in broadcast.mails()] == []


def test_both_kinds_are_planned_when_a_window_is_given(broadcast: Broadcast) -> None:
    unopen(broadcast)
    broadcast.move_on()
    broadcast.change(Recording, opens_at=MORNING, closes_at=CLOSES)
    broadcast.move_on()
    assert {broadcast.sendout(kind).state for kind in SendoutKind} == {SendoutState.PLANNED}


def test_a_name_or_a_title_with_an_address_leads_nobody_there(broadcast: Broadcast) -> None:
    broadcast.register()
    broadcast.change(Participant, name="Vinn på https://lotteri.example")
    broadcast.change(Webcast, title="Om https://skr.se", contact_email="inte en adress@")
    broadcast.move_on(MORNING)
    broadcast.send()
    text = text_of(broadcast.letter())
    assert text.startswith("Hej!\n")
    assert "lotteri" not in text
    assert broadcast.letter()["Subject"] == "Nu kan du se inspelningen av ”Om skr.se”"


def test_a_mail_that_was_refused_for_now_is_withheld_when_its_seat_goes(
    broadcast: Broadcast,
) -> None:
    broadcast.register()
    broadcast.move_on(MORNING)
    broadcast.change(Mail, state=MailState.RETRY, tried_at=MORNING, due_at=MORNING + MINUTE)
    with broadcast.hub.writing() as db:
        held = db.scalars(select(Registration)).one()
        cancel(db, held, actor="test", now=MORNING)
        db.add(MailMessage(id=broadcast.mails()[0].id, message=b"Subject: som den var\r\n\r\n"))
    broadcast.move_on(MORNING + MINUTE)
    broadcast.send()
    (mail,) = [one for one in broadcast.mails() if one.template == "recording_available"]
    assert mail.state is MailState.WITHHELD
