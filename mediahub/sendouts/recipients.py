"""Who is told of a recording: everyone who may watch it by a link of their own, once each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from mediahub.clock import local
from mediahub.mail.models import Mail
from mediahub.participants.members import is_member
from mediahub.participants.models import (
    NetworkMember,
    OptOut,
    Participant,
    Registration,
    RegistrationState,
)
from mediahub.participants.service import is_covering
from mediahub.recordings.models import Recording, Viewing
from mediahub.recordings.watching.public_views import VIEW_SECONDS
from mediahub.sendouts.models import Sendout, SendoutKind
from mediahub.sendouts.service import find_sendout
from mediahub.webcasts.models import Webcast

SETTLING = timedelta(days=1)
"""Who was told of a recording as lately as this is not told again that it closes."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person, and the registration or membership that their link is for.

    `by` tells which kind: “webcast”, “series” or “network”. `language` is None where nobody chose.
    Unless `is_notified`, staff have stopped what is mailed to them.
    """

    holder_id: UUID
    person_id: UUID
    email: str
    name: str
    organisation: str | None
    language: str | None
    by: str
    is_notified: bool = True


def recipients(db: Session, webcast: Webcast) -> Sequence[Recipient]:
    """Those of the `holders` to whom mails are not stopped."""
    return [one for one in holders(db, webcast) if one.is_notified]


def holders(db: Session, webcast: Webcast) -> Sequence[Recipient]:
    """Every registration and membership that lets somebody watch, the nearest first."""
    held = [_seats(db, Registration.webcast_id == webcast.id, "webcast")]
    if webcast.series_id is not None:
        held.append(_seats(db, Registration.series_id == webcast.series_id, "series"))
    if webcast.network_id is not None:
        held.append(_members(db, webcast))
    return [recipient for group in held for recipient in group]


def new_recipients(db: Session, sendout: Sendout, now: datetime) -> Sequence[Recipient]:
    """Those who are to get a mail and have none yet, one for each person."""
    everyone = recipients(db, sendout.webcast)
    told = _notified(db, sendout)
    passed_over = {one.person_id for one in everyone if one.holder_id in told}
    if sendout.kind is SendoutKind.LAST_CHANCE:
        passed_over |= _uninterested(db, sendout, everyone, now)
    return one_each(one for one in everyone if one.person_id not in passed_over)


def count_new(db: Session, sendout: Sendout, now: datetime) -> Sequence[tuple[str | None, int]]:
    """How many `new_recipients` there are in each organisation, the most first; none is loaded."""
    held = _holders(sendout.webcast).subquery()
    told = _notified_persons(held, sendout)
    passed_over = [told]
    if sendout.kind is SendoutKind.LAST_CHANCE:
        passed_over += _uninterested_persons(db, held, sendout, now)
    persons = func.count(Participant.id.distinct())
    counted = (
        select(Participant.organisation, persons)
        .join(held, held.c.person_id == Participant.id)
        .where(*(Participant.id.not_in(some) for some in passed_over))
        .group_by(Participant.organisation)
        .order_by(persons.desc(), Participant.organisation)
    )
    return [(organisation, number) for organisation, number in db.execute(counted)]


def count_opted_out(db: Session, sendout: Sendout) -> int:
    """How many of those whom it is for want no mails of its kind."""
    held = _holders(sendout.webcast).subquery()
    refused = (
        select(func.count(OptOut.participant_id.distinct()))
        .join(held, held.c.person_id == OptOut.participant_id)
        .where(OptOut.kind == sendout.kind)
    )
    return db.scalar(refused) or 0


def _holders(webcast: Webcast) -> CompoundSelect[UUID, UUID]:
    """The `recipients` as ids of what they hold and of the persons, to be counted."""
    registered = select(
        Registration.id.label("holder_id"), Registration.participant_id.label("person_id")
    )
    held = [registered.where(_HAS_SEAT, Registration.is_notified, is_covering(webcast))]
    if webcast.network_id is not None:
        members = select(NetworkMember.id, NetworkMember.participant_id)
        held.append(members.where(*_is_member(webcast)))
    return union_all(*held)


def _notified_persons(
    held: Subquery, sendout: Sendout, since: datetime | None = None
) -> Select[UUID]:
    told = select(held.c.person_id).join(Mail, Mail.about_id == held.c.holder_id)
    told = told.where(Mail.batch == sendout.batch)
    return told if since is None else told.where(Mail.created_at > since)


def _uninterested_persons(
    db: Session, held: Subquery, sendout: Sendout, now: datetime
) -> list[Select[UUID]]:
    """See `_uninterested`."""
    found = [
        select(OptOut.participant_id).where(OptOut.kind == sendout.kind),
        _watched_by(sendout.webcast),
    ]
    first = find_sendout(db, sendout.webcast, SendoutKind.RECORDING_AVAILABLE)
    if first is not None:
        found.append(_notified_persons(held, first, since=now - SETTLING))
    return found


def one_each(found: Iterable[Recipient]) -> Sequence[Recipient]:
    """The first of each person's."""
    chosen: dict[UUID, Recipient] = {}
    for one in found:
        chosen.setdefault(one.person_id, one)
    return list(chosen.values())


def has_watched(db: Session, recording: Recording, person_id: UUID) -> bool:
    """Whether somebody has watched so much that it counts as a view, by any of their links."""
    return db.scalar(_viewers(recording).where(Participant.id == person_id).limit(1)) is not None


def has_opted_out(db: Session, person_id: UUID, kind: SendoutKind) -> bool:
    """Whether somebody wants no more mail of this kind."""
    refused = select(OptOut.id).where(OptOut.participant_id == person_id, OptOut.kind == kind)
    return db.scalar(refused.limit(1)) is not None


def _uninterested(
    db: Session, sendout: Sendout, everyone: Sequence[Recipient], now: datetime
) -> set[UUID]:
    """Who has watched, wants no such mail, or has only just been told of the recording."""
    refused = select(OptOut.participant_id).where(OptOut.kind == sendout.kind)
    persons = set(db.scalars(refused))
    persons |= set(db.scalars(_watched_by(sendout.webcast)))
    first = find_sendout(db, sendout.webcast, SendoutKind.RECORDING_AVAILABLE)
    if first is not None:
        lately = _notified(db, first, since=now - SETTLING)
        persons |= {one.person_id for one in everyone if one.holder_id in lately}
    return persons


def _watched_by(webcast: Webcast) -> Select[UUID]:
    of_it = select(Recording.id).where(
        Recording.webcast_id == webcast.id, Recording.deleted_at.is_(None)
    )
    return _persons_viewing().where(Viewing.recording_id.in_(of_it))


def _viewers(recording: Recording) -> Select[UUID]:
    return _persons_viewing().where(Viewing.recording_id == recording.id)


def _persons_viewing() -> Select[UUID]:
    seats, members = Registration.participant_id, NetworkMember.participant_id
    return (
        select(Participant.id)
        .select_from(Viewing)
        .outerjoin(Registration, Viewing.registration_id == Registration.id)
        .outerjoin(NetworkMember, Viewing.member_id == NetworkMember.id)
        .join(Participant, or_(Participant.id == seats, Participant.id == members))
        .where(Viewing.watched_seconds >= VIEW_SECONDS)
    )


def _notified(db: Session, sendout: Sendout, since: datetime | None = None) -> set[UUID | None]:
    told = select(Mail.about_id).where(Mail.batch == sendout.batch)
    return set(db.scalars(told if since is None else told.where(Mail.created_at > since)))


def count_stopped(db: Session, webcast: Webcast) -> int:
    """How many have a seat, and mails to them are stopped."""
    stopped = (
        select(func.count())
        .select_from(Registration)
        .where(is_covering(webcast), _HAS_SEAT, Registration.is_notified.is_(False))
    )
    return db.scalar(stopped) or 0


_PERSON = Participant.id, Participant.email, Participant.name, Participant.organisation
_HAS_SEAT = Registration.state == RegistrationState.ACTIVE


def _seats(db: Session, is_for: ColumnElement[bool], by: str) -> list[Recipient]:
    seats = (
        select(Registration.id, *_PERSON, Registration.language, Registration.is_notified)
        .join(Registration.participant)
        .where(is_for, _HAS_SEAT)
        .order_by(Registration.queue_position)
    )
    return [
        Recipient(holder, person, email, name, organisation, language, by, is_notified)
        for holder, person, email, name, organisation, language, is_notified in db.execute(seats)
    ]


def _members(db: Session, webcast: Webcast) -> list[Recipient]:
    members = (
        select(NetworkMember.id, *_PERSON)
        .join(NetworkMember.participant)
        .where(*_is_member(webcast))
        .order_by(NetworkMember.created_at, NetworkMember.id)
    )
    return [Recipient(*row, None, "network") for row in db.execute(members)]


def _is_member(webcast: Webcast) -> list[ColumnElement[bool]]:
    return [
        NetworkMember.network_id == webcast.network_id,
        is_member(local(webcast.starts_at).year),
    ]
