"""Participants and their registrations: found, made, listed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mediahub.errors import NotFound
from mediahub.participants.details import Details, read_email
from mediahub.participants.models import Participant, Registration, RegistrationState
from mediahub.webcasts.models import Series, Webcast

Target = Webcast | Series
"""What one registers for."""

ALIVE = (RegistrationState.ACTIVE, RegistrationState.WAITING)


def find_participant(db: Session, email: str) -> Participant | None:
    """The participant with this address, which is already in order."""
    return db.scalars(select(Participant).where(Participant.email == email)).one_or_none()


def get_participant(db: Session, email: str) -> Participant:
    """The participant with this address, or NotFound."""
    found = find_participant(db, read_email(email))
    if found is None:
        raise NotFound("Nobody with the address “{email}” is known here.", email=email)
    return found


def participant(db: Session, details: Details, now: datetime) -> Participant:
    """The participant with these details' address, made if new; one who is known stays as is."""
    return find_participant(db, details.email) or add_participant(db, details, now)


def add_participant(
    db: Session, details: Details, now: datetime, *, is_kept: bool = True
) -> Participant:
    """Somebody whom nobody knew; unless they are to be kept, added and taken away again."""
    made = Participant(
        email=details.email, name=details.name, organisation=details.organisation, created_at=now
    )
    try:
        with db.begin_nested() as adding:
            db.add(made)
            db.flush()
            if not is_kept:
                adding.rollback()
    except IntegrityError:  # Registered for something else at the same instant, on PostgreSQL.
        return get_participant(db, details.email)
    return made


def correct(found: Participant, details: Details) -> bool:
    """Take over the name and organisation that staff know; whether that changed anything.

    Staff who give no organisation have not said that there is none.
    """
    if not is_corrected_by(found, details):
        return False
    found.name, found.organisation = details.name, details.organisation or found.organisation
    return True


def is_corrected_by(found: Participant, details: Details) -> bool:
    """Whether `correct` would change anything."""
    organisation = details.organisation or found.organisation
    return (found.name, found.organisation) != (details.name, organisation)


def is_for(target: Target) -> ColumnElement[bool]:
    """The registrations for this very webcast or series, as a SQL condition."""
    column = Registration.webcast_id if isinstance(target, Webcast) else Registration.series_id
    return column == target.id


def is_covering(target: Target) -> ColumnElement[bool]:
    """The registrations that give access to it: a webcast's own, and those for its series."""
    if isinstance(target, Webcast) and target.series_id is not None:
        return or_(is_for(target), Registration.series_id == target.series_id)
    return is_for(target)


def find_registration(db: Session, target: Target, found: Participant) -> Registration | None:
    """The one by which a person has a seat or a place in line, if they have."""
    return db.scalars(
        select(Registration)
        .where(
            is_covering(target),
            Registration.participant_id == found.id,
            Registration.state.in_(ALIVE),
        )
        .order_by(Registration.series_id)
    ).first()


def get_registration(db: Session, target: Target, email: str) -> Registration:
    """The registration of this address for this very webcast or series, or NotFound."""
    address = read_email(email)
    found = db.scalars(
        select(Registration)
        .join(Registration.participant)
        .where(is_for(target), Participant.email == address, Registration.state.in_(ALIVE))
    ).one_or_none()
    if found is None:
        raise NotFound(
            "“{email}” is not registered for “{title}”.", email=address, title=target.title
        )
    return found


def list_registrations(
    db: Session, target: Target, states: Sequence[RegistrationState] = ALIVE
) -> Sequence[Registration]:
    """The registrations for this webcast or series in these states, in the order they came."""
    return db.scalars(
        select(Registration)
        .where(is_for(target), Registration.state.in_(states))
        .order_by(Registration.queue_position, Registration.created_at)
    ).all()


def target_of(registration: Registration) -> Target:
    """What the registration is for."""
    target = registration.webcast or registration.series
    assert target is not None
    return target
