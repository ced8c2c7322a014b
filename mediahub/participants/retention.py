"""Retention: registrations and memberships are removed when the time they are kept for is over."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.clock import STOCKHOLM, local
from mediahub.mail import outbox
from mediahub.participants.models import (
    NetworkMember,
    Participant,
    Registration,
    TransferRequest,
)
from mediahub.participants.notices import NAMES
from mediahub.participants.seats import SERVICE
from mediahub.participants.service import Target, is_for
from mediahub.webcasts.models import Series, Webcast
from mediahub.window import closing

MEMBER_MONTHS = 6
"""How long a membership is kept after its year is over."""


ClosesAtOf = Callable[[Webcast], datetime | None]
"""When the recording of a webcast really closes; None where the webcast's own rule tells."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is kept longer than it may be: a webcast or series and how many registrations."""

    target: Target
    registrations: int
    kept_until: datetime


def kept_until(target: Target, closes_at_of: ClosesAtOf) -> datetime | None:
    """The instant from which its registrations are not kept; None for a series of nothing.

    For a series, that of the webcast which keeps them longest.
    """
    webcasts = [target] if isinstance(target, Webcast) else target.webcasts
    return max((_kept_until(webcast, closes_at_of) for webcast in webcasts), default=None)


def months_kept(target: Target) -> int:
    """How many months after a recording has closed its registrations are removed."""
    webcasts = [target] if isinstance(target, Webcast) else target.webcasts
    return max(webcast.retention_months for webcast in webcasts)


def _kept_until(webcast: Webcast, closes_at_of: ClosesAtOf) -> datetime:
    planned = closing(webcast.end, STOCKHOLM, webcast.window_days, webcast.closing_rule)
    return shifted(closes_at_of(webcast) or planned, webcast.retention_months)


def shifted(instant: datetime, months: int) -> datetime:
    """So many months later by the Swedish calendar, or earlier; on a shorter month's last day."""
    there = local(instant)
    year, month = divmod(there.year * 12 + there.month - 1 + months, 12)
    day = min(there.day, monthrange(year, month + 1)[1])
    return there.replace(year=year, month=month + 1, day=day)


def overdue(db: Session, now: datetime, closes_at_of: ClosesAtOf) -> Sequence[Overdue]:
    """Every webcast and series that has registrations past their time."""
    found = []
    for target in _with_registrations(db):
        until = kept_until(target, closes_at_of)
        if until is not None and until <= now:
            number = db.scalar(select(func.count()).select_from(Registration).where(is_for(target)))
            found.append(Overdue(target, number or 0, until))
    return found


def _with_registrations(db: Session) -> Sequence[Target]:
    webcasts = select(Webcast).where(exists().where(Registration.webcast_id == Webcast.id))
    series = select(Series).where(exists().where(Registration.series_id == Series.id))
    return [*db.scalars(webcasts), *db.scalars(series)]


def old_members(db: Session, now: datetime) -> Sequence[NetworkMember]:
    """Every membership past its time."""
    first_kept = local(shifted(now, -MEMBER_MONTHS)).year
    return db.scalars(select(NetworkMember).where(NetworkMember.year < first_kept)).all()


def purge(db: Session, now: datetime, closes_at_of: ClosesAtOf) -> int:
    """Remove what is overdue, and everyone of whom nothing else is left; how many persons."""
    for late in overdue(db, now, closes_at_of):
        db.execute(delete(Registration).where(is_for(late.target)))
        log_audit(
            db,
            Decision(SERVICE, now),
            "participants.purge",
            late.target,
            after={"registrations": late.registrations, "kept_until": late.kept_until},
        )
    for member in old_members(db, now):
        db.delete(member)
    db.flush()
    return _forget_the_rest(db)


def _forget_the_rest(db: Session) -> int:
    registered = exists().where(Registration.participant_id == Participant.id)
    member = exists().where(NetworkMember.participant_id == Participant.id)
    left = db.execute(
        select(Participant.id, Participant.email).where(~or_(registered, member))
    ).all()
    for start in range(0, len(left), 500):
        batch = [key for key, _ in left[start : start + 500]]
        db.execute(delete(Participant).where(Participant.id.in_(batch)))
    for key, email in left:
        db.execute(delete(TransferRequest).where(TransferRequest.email == email))
        forget_mails(db, key, email)
    return len(left)


def forget_mails(db: Session, person_id: UUID, email: str) -> None:
    """Remove a person's mails, and their name from those to others."""
    outbox.remove_mails_to(db, email, person_id)
    outbox.forget_mentions(db, person_id, NAMES)
