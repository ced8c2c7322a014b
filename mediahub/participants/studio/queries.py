"""Lists of registrations for the studio: filtered, searched, a page at a time, and counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from mediahub.participants.models import Participant, Registration, RegistrationState
from mediahub.participants.service import ALIVE, Target, is_for
from mediahub.webcasts.models import Series, Webcast

MOST_WORDS = 5
ORDERS: Mapping[str, Sequence[Any]] = {
    "senast": (Registration.created_at.desc(), Registration.queue_position.desc()),
    "namn": (Participant.name, Participant.email),
    "organisation": (Participant.organisation, Participant.name),
    "plats": (Registration.queue_position,),
}
"""By the word that an address asks for an order with."""


@dataclass(frozen=True, slots=True)
class RegistrationFilter:
    """Which registrations are asked for, and in which order of `ORDERS`."""

    states: Sequence[RegistrationState] = ALIVE
    text: str = ""
    order: str = "senast"


def count_registrations(db: Session, target: Target, wanted: RegistrationFilter) -> int:
    """How many match."""
    found = select(func.count()).select_from(Registration)
    if wanted.text:
        found = found.join(Registration.participant)
    return db.scalar(found.where(*_matches(target, wanted))) or 0


def search_registrations(
    db: Session, target: Target, wanted: RegistrationFilter, *, limit: int, offset: int = 0
) -> Sequence[Registration]:
    """Those that match, with their persons."""
    found = (
        select(Registration)
        .join(Registration.participant)
        .options(contains_eager(Registration.participant))
        .where(*_matches(target, wanted))
        .order_by(*ORDERS[wanted.order], Registration.id)
    )
    return db.scalars(found.limit(limit).offset(offset)).all()


def count_states(db: Session, target: Target) -> Mapping[RegistrationState, int]:
    """How many are in each state; 0 where none is."""
    counted = select(Registration.state, func.count()).where(is_for(target))
    found = dict(db.execute(counted.group_by(Registration.state)).all())
    return {state: found.get(state, 0) for state in RegistrationState}


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many have a seat, and how many wait for one."""

    active: int = 0
    waiting: int = 0


def count_alive(db: Session, targets: Sequence[Target]) -> Mapping[UUID, Numbers]:
    """By the id of each webcast and series that anybody is registered for."""
    target_id = func.coalesce(Registration.webcast_id, Registration.series_id)
    is_seated = Registration.state == RegistrationState.ACTIVE
    is_waiting = Registration.state == RegistrationState.WAITING
    ids = [target.id for target in targets]
    rows = db.execute(
        select(target_id, func.count().filter(is_seated), func.count().filter(is_waiting))
        .where(or_(Registration.webcast_id.in_(ids), Registration.series_id.in_(ids)))
        .group_by(target_id)
    )
    return {identity: Numbers(active, waiting) for identity, active, waiting in rows}


def count_webcasts(db: Session) -> int:
    """How many webcasts there are."""
    return db.scalar(select(func.count()).select_from(Webcast)) or 0


def list_webcasts(db: Session, *, limit: int, offset: int = 0) -> Sequence[Webcast]:
    """Webcasts, the latest first."""
    found = select(Webcast).order_by(Webcast.starts_at.desc(), Webcast.id)
    return db.scalars(found.limit(limit).offset(offset)).all()


def list_series(db: Session) -> Sequence[Series]:
    """Every series, by title."""
    return db.scalars(select(Series).order_by(Series.title, Series.id)).all()


def _matches(target: Target, wanted: RegistrationFilter) -> list[ColumnElement[bool]]:
    words = wanted.text.split()[:MOST_WORDS]
    return [is_for(target), Registration.state.in_(wanted.states), *map(_has, words)]


def _has(word: str) -> ColumnElement[bool]:
    """Whether the word stands in a name, an address or an organisation."""
    # SQLite tells only the letters of ASCII to be the same in both sizes.
    spellings = {word, word.lower(), word.upper(), word.capitalize()}
    columns = (Participant.name, Participant.email, Participant.organisation)
    return or_(
        *(column.icontains(text, autoescape=True) for column in columns for text in spellings)
    )
