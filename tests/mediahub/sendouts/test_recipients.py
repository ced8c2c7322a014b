"""Who is told, counted and listed: one rule in SQL and in Python."""

from collections import Counter
from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.mail.outbox import NewMail, enqueue_mail
from mediahub.participants.models import NetworkMember, OptOut, Registration, RegistrationState
from mediahub.recordings.models import Recording, Viewing
from mediahub.sendouts.models import Sendout, SendoutKind
from mediahub.sendouts.optout import is_out, opt_in, opt_out
from mediahub.sendouts.recipients import (
    SETTLING,
    count_new,
    count_opted_out,
    count_stopped,
    has_opted_out,
    has_watched,
    new_recipients,
)
from mediahub.sendouts.service import plan_sendout
from tests.conftest import NOON
from tests.factories import (
    make_member,
    make_network,
    make_participant,
    make_recording,
    make_registration,
    make_series,
    make_webcast,
)

LONG_AGO = NOON - SETTLING


def tell(db: Session, sendout: Sendout, holder: Registration | NetworkMember, at: datetime) -> None:
    mail = NewMail(
        key=f"{sendout.batch}:{holder.id}",
        template=sendout.kind,
        email=holder.participant.email,
        about_id=holder.id,
        batch=sendout.batch,
    )
    enqueue_mail(db, mail, at)


def watch(db: Session, recording: Recording, held: Registration) -> None:
    """Long enough for a view."""
    seen = Viewing(recording=recording, registration_id=held.id, opened_at=NOON, watched_seconds=30)
    db.add(seen)
    db.flush()


def test_counted_as_they_are_listed(db: Session) -> None:
    series, network = make_series(db), make_network(db)
    webcast = make_webcast(db, series=series, network=network)
    recording = make_recording(db, webcast)
    first, last = (
        plan_sendout(db, webcast, kind, actor="command", now=NOON) for kind in SendoutKind
    )
    seats = [make_registration(db, webcast) for _ in range(8)]
    in_series = make_registration(db, series, participant=seats[0].participant)
    make_registration(db, series, participant=make_participant(db, organisation=None))
    make_registration(db, webcast, state=RegistrationState.WAITING)
    make_registration(db, webcast, is_notified=False)
    member = make_member(db, network, participant=make_participant(db, organisation="Göteborg"))
    make_member(db, network, participant=seats[1].participant)
    make_member(db, network, year=2025)
    make_member(db, network, ended_at=NOON)
    tell(db, first, in_series, NOON)  # by another link than the nearest
    tell(db, first, seats[2], LONG_AGO)
    tell(db, last, seats[3], NOON)
    values = {"recording_id": recording.id, "opened_at": NOON}
    db.add(Viewing(registration_id=seats[4].id, watched_seconds=30, **values))
    db.add(Viewing(registration_id=seats[5].id, watched_seconds=29, **values))
    db.add(Viewing(member_id=member.id, watched_seconds=31, **values))
    db.add(OptOut(participant_id=seats[6].participant_id, kind=last.kind, at=NOON))
    db.add(OptOut(participant_id=make_participant(db).id, kind=last.kind, at=NOON))
    db.flush()
    for sendout, number in ((first, 8), (last, 5)):
        listed = Counter(one.organisation for one in new_recipients(db, sendout, NOON))
        assert dict(count_new(db, sendout, NOON)) == listed
        assert listed.total() == number
    assert (count_opted_out(db, first), count_opted_out(db, last)) == (0, 1)


def test_what_people_did_at_another_webcast_changes_nothing_here(db: Session) -> None:
    webcast, other = (
        make_webcast(db, series=make_series(db), network=make_network(db)) for _ in range(2)
    )
    first, last, their_first, their_last = (
        plan_sendout(db, one, kind, actor="command", now=NOON)
        for one in (webcast, other)
        for kind in SendoutKind
    )
    mine = [make_registration(db, webcast) for _ in range(2)]
    theirs = [make_registration(db, other, participant=held.participant) for held in mine]
    for target in (other, other.series):
        assert target is not None
        make_registration(db, target)
        make_registration(db, target, is_notified=False)
    assert other.network is not None
    make_member(db, other.network)
    tell(db, their_first, theirs[0], NOON)
    tell(db, their_last, theirs[0], NOON)
    watch(db, make_recording(db, other), theirs[1])
    watch(db, make_recording(db, webcast, deleted_at=NOON), mine[1])
    opt_out(db, mine[1].participant, SendoutKind.RECORDING_AVAILABLE, NOON)
    for sendout in (first, last):
        assert [one.holder_id for one in new_recipients(db, sendout, NOON)] == [
            held.id for held in mine
        ]
        assert count_new(db, sendout, NOON) == [("Borås stad", 2)]
    assert count_opted_out(db, last) == 0


def test_those_whose_mails_are_stopped_have_a_seat_at_this_webcast(db: Session) -> None:
    webcast, other = make_webcast(db), make_webcast(db)
    make_registration(db, webcast, is_notified=False)
    make_registration(db, webcast)
    make_registration(db, webcast, is_notified=False, state=RegistrationState.WAITING)
    make_registration(db, other, is_notified=False)
    assert count_stopped(db, webcast) == 1


def test_everybody_watches_for_themselves(db: Session) -> None:
    webcast, other = make_webcast(db), make_webcast(db)
    recordings = [make_recording(db, one) for one in (webcast, other)]
    anna, bo = (make_registration(db, webcast) for _ in range(2))
    watch(db, recordings[0], anna)
    watch(db, recordings[1], make_registration(db, other, participant=bo.participant))
    seen = [
        [has_watched(db, one, held.participant_id) for one in recordings] for held in (anna, bo)
    ]
    assert seen == [[True, False], [False, True]]


def test_everybody_refuses_for_themselves_and_each_kind_by_itself(db: Session) -> None:
    anna, bo = make_participant(db), make_participant(db)
    kinds = (SendoutKind.LAST_CHANCE, SendoutKind.RECORDING_AVAILABLE)
    for person, kind in zip((anna, bo), kinds, strict=True):
        opt_out(db, person, kind, NOON)
    for refused in (has_opted_out(db, anna.id, kinds[0]), is_out(db, anna, kinds[0])):
        assert refused
    for person, kind in ((anna, kinds[1]), (bo, kinds[0])):
        assert not has_opted_out(db, person.id, kind)
        assert not is_out(db, person, kind)
        opt_in(db, person, kind)
    assert [is_out(db, *one) for one in zip((anna, bo), kinds, strict=True)] == [True, True]
