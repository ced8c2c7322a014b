"""Who is told, counted and listed: one rule in SQL and in Python."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from mediahub.mail.outbox import NewMail, enqueue_mail
from mediahub.participants.models import NetworkMember, OptOut, Registration, RegistrationState
from mediahub.recordings.models import Viewing
from mediahub.sendouts.models import Sendout, SendoutKind
from mediahub.sendouts.recipients import SETTLING, count_new, count_opted_out, new_recipients
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

LONG_AGO = NOON - SETTLING - timedelta(hours=1)


def tell(db: Session, sendout: Sendout, holder: Registration | NetworkMember, at: datetime) -> None:
    mail = NewMail(
        key=f"{sendout.batch}:{holder.id}",
        template=sendout.kind,
        email=holder.participant.email,
        about_id=holder.id,
        batch=sendout.batch,
    )
    enqueue_mail(db, mail, at)


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
