"""Which of their seats a person may give to somebody else, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import Gone, NotFound
from mediahub.i18n import in_words
from mediahub.participants.models import Participant, Registration
from mediahub.participants.service import ALIVE, Target, target_of
from mediahub.recordings.models import Recording
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.state import closing_of

PARTICIPANT = "participant"
"""The actor of what people do with their own registrations."""

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seat:
    """A registration, what it is for, and when it can no longer be given away, None for never."""

    registration: Registration
    target: Target
    until: datetime | None


def seats_to_give(db: Session, person: Participant, now: datetime) -> Sequence[Seat]:
    """The person's seats and places in line that can be given away, the latest first."""
    held = db.scalars(
        select(Registration)
        .where(Registration.participant_id == person.id, Registration.state.in_(ALIVE))
        .order_by(Registration.created_at.desc(), Registration.id)
    )
    seats = [seat_of(db, registration) for registration in held]
    return [seat for seat in seats if is_worth_having(seat, now)]


def get_seat(db: Session, person: Participant, registration_id: UUID, now: datetime) -> Seat:
    """One of the person's own; NotFound for any other, Gone when the window has closed."""
    held = db.get(Registration, registration_id)
    if held is None or held.participant_id != person.id or held.state not in ALIVE:
        raise NotFound("You have no such registration.")
    seat = seat_of(db, held)
    if seat.until is not None and seat.until <= now:
        moment = in_words(seat.until)
        raise Gone("The seat could be given away until {moment}.", moment=moment)
    return seat


def is_worth_having(seat: Seat, now: datetime) -> bool:
    """Whether giving it away is of use to anybody still."""
    is_cancelled = isinstance(seat.target, Webcast) and seat.target.cancelled_at is not None
    return not is_cancelled and (seat.until is None or now < seat.until)


def seat_of(db: Session, held: Registration) -> Seat:
    """The seat, or place in line, of a registration."""
    target = target_of(held)
    webcasts = [target] if isinstance(target, Webcast) else target.webcasts
    # Of a series until its last window has closed; one of nothing yet has no end.
    until = max((_closes_at(db, webcast) for webcast in webcasts), default=_NEVER)
    return Seat(held, target, None if until == _NEVER else until)


def _closes_at(db: Session, webcast: Webcast) -> datetime:
    """When the window closes, or would close if the recording were opened."""
    opened = db.scalars(
        select(Recording)
        .where(Recording.webcast_id == webcast.id, Recording.opens_at.is_not(None))
        .order_by(Recording.deleted_at.is_not(None), Recording.created_at.desc())
    ).first()
    if opened is None:
        return closing_of(webcast) or _NEVER
    return opened.closes_at or _NEVER
