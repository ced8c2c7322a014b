"""Recordings that wait to be opened, that went wrong, or that close soon; seats asked about."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.dashboard import MOST_LINES, Shows, TodoGroup, TodoItem
from mediahub.accounts.guard import Guard
from mediahub.participants.models import TransferRequest
from mediahub.participants.service import target_of
from mediahub.participants.studio.list_pages import PARTICIPANTS
from mediahub.participants.targets import target_for
from mediahub.recordings.models import Recording
from mediahub.recordings.state import RecordingState, state_of
from mediahub.recordings.transfers.requests import list_requests
from mediahub.webcasts.urls import STUDIO_WEBCASTS

SOON = timedelta(days=3)

_KINDS = {
    RecordingState.FAILED: "recordings_failed",
    RecordingState.UPLOADED: "recordings_processing",
    RecordingState.PROCESSING: "recordings_processing",
    RecordingState.READY: "unopened",
}


def todo_groups(db: Session, now: datetime, shows: Shows) -> Sequence[TodoGroup]:
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
    transfers = [_question(one) for one in list_requests(db, now)]
    return [
        *told,
        _waiting("closing", closing, Guard.STAFF),
        _waiting("transfers", transfers, Guard.PRODUCER_OF_ALL, PARTICIPANTS),
    ]


def _unopened(db: Session) -> Sequence[Recording]:
    kept = Recording.opens_at.is_(None), Recording.deleted_at.is_(None)
    return db.scalars(select(Recording).where(*kept).order_by(Recording.created_at)).all()


def _closing(db: Session, now: datetime) -> Sequence[Recording]:
    soon = Recording.opens_at <= now, Recording.closes_at > now, Recording.closes_at <= now + SOON
    kept = select(Recording).where(*soon, Recording.deleted_at.is_(None))
    return db.scalars(kept.order_by(Recording.closes_at)).all()


def _line(recording: Recording, at: datetime | None) -> TodoItem:
    path = f"{STUDIO_WEBCASTS}/{recording.webcast.slug}/inspelning"
    return TodoItem(recording.webcast.title, path, at, recording.media.failure or "")


def _question(asked: TransferRequest) -> TodoItem:
    place = target_for(target_of(asked.registration))
    return TodoItem(place.target.title, f"{place.list}#overlatelser", asked.asked_at)


def _waiting(
    kind: str, lines: Sequence[TodoItem], guard: Guard, path: str = STUDIO_WEBCASTS
) -> TodoGroup:
    return TodoGroup(kind=kind, count=len(lines), lines=lines[:MOST_LINES], path=path, guard=guard)
