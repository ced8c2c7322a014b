"""Seats: counted while nobody else may seat anyone, and given to those who wait, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediahub.accounts import audit
from mediahub.participants.models import Registration, RegistrationState
from mediahub.participants.service import Target, is_for

SERVICE = "service"
"""The actor of what follows by itself."""


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


def hold(db: Session, target: Target) -> None:
    """Let nobody else seat anyone here until this transaction ends; read the capacity anew.

    PostgreSQL locks the row of the webcast or series. On SQLite the clause is left out: a writing
    transaction is alone from its first statement.
    """
    db.flush()  # what is read anew must not be a change that is on its way
    db.refresh(target, ["capacity"], with_for_update={"key_share": True})


def count(db: Session, target: Target) -> Seats:
    """The seats as they are; none is free while somebody waits. Only held do they stay so."""
    taken, waiting, last = _counted(db, target)
    if target.capacity is None:
        return Seats(None, last + 1)
    return Seats(0 if waiting else max(0, target.capacity - taken), last + 1)


def _counted(db: Session, target: Target) -> tuple[int, int, int]:
    taken, waiting, last = db.execute(
        select(
            func.count().filter(Registration.state == RegistrationState.ACTIVE),
            func.count().filter(Registration.state == RegistrationState.WAITING),
            func.coalesce(func.max(Registration.place), 0),
        ).where(is_for(target))
    ).one()
    return taken, waiting, last


def fill(db: Session, target: Target, now: datetime) -> Seats:
    """Hold, seat those who have waited longest as far as the capacity goes, and count what is left.

    Nobody is unseated when the capacity was lowered.
    """
    hold(db, target)
    taken, waiting, last = _counted(db, target)
    free = None if target.capacity is None else max(0, target.capacity - taken)
    if waiting == 0 or free == 0:
        return Seats(free, last + 1)
    seated = _longest_waiting(db, target, free)
    for registration in seated:
        _seat(db, registration, now)
    db.flush()
    return Seats(None if free is None else free - len(seated), last + 1)


def _longest_waiting(db: Session, target: Target, most: int | None) -> Sequence[Registration]:
    return db.scalars(
        select(Registration)
        .where(is_for(target), Registration.state == RegistrationState.WAITING)
        .order_by(Registration.place)
        .limit(most)
    ).all()


def _seat(db: Session, registration: Registration, now: datetime) -> None:
    registration.state = RegistrationState.ACTIVE
    audit.record(
        db,
        actor=SERVICE,
        action="registration.seat",
        subject_kind="registration",
        subject_id=registration.id,
        now=now,
    )
