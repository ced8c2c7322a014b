"""Recordings go a day after their window has closed, all of their bytes; and the proof of it."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from huey import crontab
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.hub import Hub
from mediahub.jobs.queue import PeriodicTask
from mediahub.media.deletion import delete_requested, request_deletion
from mediahub.media.models import Deletion, MediaFile
from mediahub.participants.seats import SERVICE
from mediahub.recordings.models import Recording
from mediahub.recordings.service import files_of

log = logging.getLogger(__name__)

GRACE = timedelta(hours=24)
"""How long after closing a recording can still be extended."""

CLOSED = "recording.closed"


def deletes_at(recording: Recording) -> datetime | None:
    """When its bytes are to go; None for a replay without an end, and before it was opened."""
    return None if recording.closes_at is None else recording.closes_at + GRACE


def lock_recording(db: Session, recording: Recording) -> None:
    """Let nobody else change the window or delete until this transaction ends; read it anew.

    PostgreSQL locks the row. On SQLite a writing transaction is alone from its first statement.
    """
    db.flush()
    columns = ["opens_at", "closes_at", "paused_at", "deleted_at"]
    db.refresh(recording, columns, with_for_update={"key_share": True})


def is_going(db: Session, recording: Recording) -> bool:
    """Whether its bytes are to go, or have gone."""
    wanted = exists().where(Deletion.media_id == recording.media_id)
    return db.scalar(select(wanted)) is True


def request_recording_deletion(db: Session, recording: Recording, now: datetime) -> bool:
    """Ask that all bytes of a recording go, if its window closed a day ago; whether it did.

    Held meanwhile, so that either this or an extension comes first, and the other sees it.
    """
    lock_recording(db, recording)
    until = deletes_at(recording)
    if until is None or until > now or is_going(db, recording):
        return False
    files = all_files(db, recording)
    for file in files:
        request_deletion(db, file, CLOSED, now)
    counts = {"files": len(files), "bytes": sum(file.size_bytes for file in files)}
    after = {"closes_at": recording.closes_at, **counts}
    log_audit(db, Decision(SERVICE, now), "recording.delete", recording, after=after)
    db.flush()
    return True


def all_files(db: Session, recording: Recording) -> Sequence[MediaFile]:
    """Every file of a recording, and whatever else was made of what was uploaded."""
    named = {file.id: file for file in files_of(recording)}
    made = select(MediaFile).where(MediaFile.source_id == recording.media_id)
    return list((named | {file.id: file for file in db.scalars(made)}).values())


def overdue(db: Session, now: datetime) -> Sequence[Recording]:
    """Those whose window closed a day ago, paused or not, and that nobody has begun to delete."""
    wanted = exists().where(Deletion.media_id == Recording.media_id)
    closed = select(Recording).where(Recording.closes_at <= now - GRACE, ~wanted)
    return db.scalars(closed.order_by(Recording.closes_at)).all()


def schedule_expired(hub: Hub) -> int:
    """Ask that every overdue recording goes, one transaction for each; how many there were."""
    with hub.reading() as db:
        late = [recording.id for recording in overdue(db, hub.now())]
    return sum(_schedule_expired(hub, recording_id) for recording_id in late)


def _schedule_expired(hub: Hub, recording_id: UUID) -> bool:
    with hub.writing() as db:
        return request_recording_deletion(db, db.get_one(Recording, recording_id), hub.now())


def schedule_derived(hub: Hub) -> None:
    """Ask that what a job made of a recording after its deletion was wanted goes as well."""
    with hub.reading() as db:
        made = [file.id for file in _derived(db)]
    if made:
        with hub.writing() as db:
            for file in _derived(db):
                request_deletion(db, file, CLOSED, hub.now())


def _derived(db: Session) -> Sequence[MediaFile]:
    going = select(Recording.media_id).join(Deletion, Deletion.media_id == Recording.media_id)
    is_wanted = exists().where(Deletion.media_id == MediaFile.id)
    late = select(MediaFile).where(MediaFile.source_id.in_(going), ~is_wanted)
    return db.scalars(late).all()


def confirm_deleted(hub: Hub) -> int:
    """Say of recordings whose bytes are all seen to be gone that they are deleted; how many."""
    with hub.reading() as db:
        wanted = select(Recording.id).join(Deletion, Deletion.media_id == Recording.media_id)
        going = db.scalars(wanted.where(Recording.deleted_at.is_(None))).all()
    return sum(_settle(hub, recording_id) for recording_id in going)


def _settle(hub: Hub, recording_id: UUID) -> bool:
    with hub.writing() as db:
        recording = db.get_one(Recording, recording_id)
        lock_recording(db, recording)
        left = [file for file in all_files(db, recording) if file.removed_at is None]
        for file in left:
            request_deletion(db, file, CLOSED, hub.now())  # captions that came afterwards, say
        if left or recording.deleted_at is not None:
            return False
        recording.deleted_at = hub.now()
        log_audit(db, Decision(SERVICE, hub.now()), "recording.deleted", recording)
    log.info("the recording %s is deleted", recording_id)
    return True


def delete_closed(hub: Hub, *, at_once: bool = False) -> None:
    """Want what is overdue, delete what is wanted, note what is gone; `at_once` for `purge`."""
    schedule_expired(hub)
    schedule_derived(hub)
    delete_requested(hub, at_once=at_once)
    confirm_deleted(hub)


PERIODIC_TASKS = [PeriodicTask("recordings.delete", delete_closed, crontab(minute="*"))]
