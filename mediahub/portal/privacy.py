"""All that is held about a person, with what they watched (GDPR, article 15)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediahub.participants import privacy
from mediahub.participants.models import NetworkMember, Registration
from mediahub.participants.privacy import Person
from mediahub.recordings.models import Viewing
from mediahub.recordings.retention.rules import closings


def data_of(db: Session, person: Person) -> dict[str, Any]:
    """Everything that is held about a person, as JSON takes it."""
    held = privacy.data_of(db, person, closings(db))
    return held | {"viewings": [_viewing(row) for row in _viewings(db, person)]}


def _viewings(db: Session, person: Person) -> Sequence[Viewing]:
    seats = select(Registration.id).where(Registration.participant_id == person.id)
    memberships = select(NetworkMember.id).where(NetworkMember.participant_id == person.id)
    theirs = or_(Viewing.registration_id.in_(seats), Viewing.member_id.in_(memberships))
    return db.scalars(select(Viewing).where(theirs).order_by(Viewing.opened_at)).all()


def _viewing(row: Viewing) -> dict[str, Any]:
    return {
        "title": row.recording.webcast.title,
        "opened_at": row.opened_at,
        "last_seen_at": row.last_seen_at,
        "watched_seconds": row.watched_seconds,
    }
