"""Recordings that wait to be opened, that went wrong, or that close within three days."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.guard import Guard
from mediahub.accounts.waiting import MOST_LINES, Line, Shows, Waiting
from mediahub.recordings.models import Recording
from mediahub.recordings.state import RecordingState, state_of
from mediahub.webcasts.waiting import WEBCASTS

SOON = timedelta(days=3)

_KINDS = {
    RecordingState.FAILED: "recordings_failed",
    RecordingState.UPLOADED: "recordings_processing",
    RecordingState.PROCESSING: "recordings_processing",
    RecordingState.READY: "unopened",
}


def waiting(db: Session, now: datetime, shows: Shows) -> Sequence[Waiting]:
    """Each kind; nothing for those who are limited to shows."""
    if shows is not None:
        return []
    found: dict[str, list[Recording]] = {kind: [] for kind in _KINDS.values()}
    for recording in _unopened(db):
        found[_KINDS[state_of(recording, now)]].append(recording)
    told = [
        _waiting(kind, [_line(one, one.created_at) for one in rows], Guard.PRODUCER_OF_ALL)
        for kind, rows in found.items()
    ]
    closing = [_line(one, one.closes_at) for one in _closing(db, now)]
    return [*told, _waiting("closing", closing, Guard.STAFF)]


def _unopened(db: Session) -> Sequence[Recording]:
    kept = Recording.opens_at.is_(None), Recording.deleted_at.is_(None)
    return db.scalars(select(Recording).where(*kept).order_by(Recording.created_at)).all()


def _closing(db: Session, now: datetime) -> Sequence[Recording]:
    soon = Recording.opens_at <= now, Recording.closes_at > now, Recording.closes_at <= now + SOON
    kept = select(Recording).where(*soon, Recording.deleted_at.is_(None))
    return db.scalars(kept.order_by(Recording.closes_at)).all()


def _line(recording: Recording, at: datetime | None) -> Line:
    path = f"{WEBCASTS}/{recording.webcast.slug}/inspelning"
    return Line(recording.webcast.title, path, at, recording.media.failure or "")


def _waiting(kind: str, lines: Sequence[Line], guard: Guard) -> Waiting:
    return Waiting(
        kind=kind, count=len(lines), lines=lines[:MOST_LINES], path=WEBCASTS, guard=guard
    )
