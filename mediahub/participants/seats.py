"""Seats: counted while nobody else may seat anyone, and offered to those who wait, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.errors import Conflict, Gone
from mediahub.mail.models import Mail, MailState
from mediahub.participants.models import Registration, RegistrationState
from mediahub.participants.notices import Notice, key_of, notify
from mediahub.participants.service import Target, is_for, target_of
from mediahub.webcasts.models import Webcast

SERVICE = "service"
"""The actor of what follows by itself."""

OFFERED_FOR = timedelta(hours=12)
"""How long a seat is kept for whom it is offered to, or until the broadcast if that is sooner."""
SHORTEST_OFFER = timedelta(hours=1)
"""Closer than this to the broadcast nobody can be asked: who is first in line is seated."""

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_WAITING = Registration.state == RegistrationState.WAITING
_OFFERED = and_(_WAITING, Registration.offered_until.is_not(None))
_IN_LINE = and_(_WAITING, Registration.offered_until.is_(None), Registration.passed_at.is_(None))


@dataclass(slots=True)
class Seats:
    """How many seats are free, None for any number, and the place that the next one gets."""

    free: int | None
    place: int

    def take(self) -> tuple[RegistrationState, int]:
        """A seat, or a place in line when there is none; and which place that is."""
        place, self.place = self.place, self.place + 1
        if self.free == 0:
            return RegistrationState.WAITING, place
        if self.free is not None:
            self.free -= 1
        return RegistrationState.ACTIVE, place


def lock_capacity(db: Session, target: Target) -> None:
    """Let nobody else seat anyone here until this transaction ends; read the capacity anew.

    PostgreSQL locks the row of the webcast or series. On SQLite the clause is left out: a writing
    transaction is alone from its first statement.
    """
    db.flush()  # what is read anew must not be a change that is on its way
    db.refresh(target, ["capacity"], with_for_update={"key_share": True})


@dataclass(frozen=True, slots=True)
class _Counted:
    """How many have a seat or the offer of one, are in line, wait at all, and are late to answer;
    and the last place.
    """

    taken: int
    in_line: int
    waiting: int
    overdue: int
    last: int


def count(db: Session, target: Target) -> Seats:
    """The seats as they are; none is free while somebody is in line. Only held do they stay so.

    A seat that is offered is taken. Who let an offer pass is not in line.
    """
    return _seats(target, _counted(db, target))


def _seats(target: Target, counted: _Counted) -> Seats:
    free = _free(target, counted)
    return Seats(0 if free is not None and counted.in_line else free, counted.last + 1)


def _free(target: Target, counted: _Counted) -> int | None:
    return None if target.capacity is None else max(0, target.capacity - counted.taken)


def _counted(db: Session, target: Target, now: datetime = _LONG_AGO) -> _Counted:
    """All in one question; offers are overdue if they end by `now`."""
    is_seated = Registration.state == RegistrationState.ACTIVE
    row = db.execute(
        select(
            func.count().filter(is_seated | _OFFERED),
            func.count().filter(_IN_LINE),
            func.count().filter(_WAITING),
            func.count().filter(_OFFERED, Registration.offered_until <= now),
            func.coalesce(func.max(Registration.queue_position), 0),
        ).where(is_for(target))
    ).one()
    return _Counted(*row)


def position_in_queue(db: Session, held: Registration) -> int:
    """Which number somebody who waits has, counted from 1."""
    before = select(func.count()).where(
        is_for(target_of(held)), _IN_LINE, Registration.queue_position < held.queue_position
    )
    return (db.scalar(before) or 0) + 1


def reallocate(db: Session, target: Target, now: datetime) -> Seats:
    """Hold, pass on what was not taken, offer what is free to those first in line, and count.

    Nobody is unseated when the capacity was lowered, and nobody is seated when all is over. Where
    there is room for any number, those who wait are seated without being asked.
    """
    lock_capacity(db, target)
    counted = _counted(db, target, now)
    if counted.overdue:
        expire_offers(db, target, now)
        counted = _counted(db, target, now)
    if _give_on(db, target, counted, now):
        db.flush()
        counted = _counted(db, target, now)
    return _seats(target, counted)


def _give_on(db: Session, target: Target, counted: _Counted, now: datetime) -> bool:
    """Offer what is free; whether anybody has got anything."""
    free = _free(target, counted)
    if free is None:
        _seat_all(db, _chosen(db, target, _WAITING) if counted.waiting else (), now)
        return counted.waiting > 0
    starts_at = _starts_at(target, now) if free and counted.in_line else None
    if starts_at is None:
        return False
    _offer(db, _chosen(db, target, _IN_LINE, free), starts_at, now)
    return True


def _chosen(
    db: Session, target: Target, which: ColumnElement[bool], most: int | None = None
) -> Sequence[Registration]:
    """Those who wait, as many as `most`, those who came first before the others."""
    chosen = select(Registration).where(is_for(target), which).order_by(Registration.queue_position)
    return db.scalars(chosen.limit(most)).all()


def expire_offers(db: Session, target: Target, now: datetime) -> None:
    """End the offers whose time is over; whom the mail never reached has lost nothing by it."""
    for held in _chosen(db, target, and_(_OFFERED, Registration.offered_until <= now)):
        if _was_sent(db, held):
            held.offered_until, held.passed_at = None, now
            log_audit(db, Decision(SERVICE, now), "registration.pass", held)
        else:
            give(db, held, actor=SERVICE, now=now)
    db.flush()


def _was_sent(db: Session, held: Registration) -> bool:
    offered = Mail.key == key_of(held, Notice.OFFERED)
    return db.scalar(select(Mail.state).where(offered)) is MailState.SENT


def _starts_at(target: Target, now: datetime) -> datetime | None:
    """When its next broadcast begins, or began if it is still on; None when all is over."""
    webcasts = [target] if isinstance(target, Webcast) else target.webcasts
    ahead = [one for one in webcasts if one.cancelled_at is None and now < one.end]
    if not webcasts:
        return now + OFFERED_FOR
    # A course that has begun is still worth being offered until its next part.
    return min((max(one.starts_at, now) for one in ahead), default=None)


def _offer(db: Session, chosen: Sequence[Registration], starts_at: datetime, now: datetime) -> None:
    until = min(now + OFFERED_FOR, starts_at)
    if until - now < SHORTEST_OFFER:
        _seat_all(db, chosen, now)
        return
    for held in chosen:
        held.offered_until = until
        log_audit(db, Decision(SERVICE, now), "registration.offer", held)
        notify(db, held, Notice.OFFERED, now)


def _seat_all(db: Session, chosen: Sequence[Registration], now: datetime) -> None:
    for held in chosen:
        give(db, held, actor=SERVICE, now=now)


def give(
    db: Session, held: Registration, *, actor: str, now: datetime, reason: str | None = None
) -> None:
    """Give one who waits a seat and mail them; the caller holds and says that there is one."""
    held.state, held.offered_until = RegistrationState.ACTIVE, None
    log_audit(db, Decision(actor, now, reason), "registration.seat", held)
    notify(db, held, Notice.SEATED, now)


def take(db: Session, held: Registration, *, actor: str, now: datetime) -> None:
    """Take the seat that is offered; twice is as once.

    One who let an offer pass may still have a seat that nobody else wants. Gone when there is
    none, Conflict for one whose turn has not come.
    """
    target = target_of(held)
    left = reallocate(db, target, now)
    db.refresh(held, ["state", "offered_until", "passed_at"])
    if held.state is RegistrationState.ACTIVE:
        return
    if held.state is not RegistrationState.WAITING:
        raise Conflict("The registration is cancelled already.")
    if held.offered_until is None:
        _require_free(held, left)
    give(db, held, actor=actor, now=now)
    db.flush()


def _require_free(held: Registration, left: Seats) -> None:
    if held.passed_at is None:
        raise Conflict("It is not your turn yet. You get an e-mail when a seat is free.")
    if left.free == 0:
        raise Gone("The seat was not taken in time and has gone on to somebody else.")
