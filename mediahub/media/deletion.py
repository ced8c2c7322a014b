"""Deleting bytes: wanted in a row, tried until the store no longer has them, proved by the row."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import MediaHubError, NotFound
from mediahub.hub import Hub
from mediahub.i18n import sentence
from mediahub.media.models import Deletion, MediaFile
from mediahub.storage import MediaStore, StoreFailure

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
FAILURES_IN_A_ROUND = 5
"""A store that refuses this many is left alone until the next round."""

LATE = timedelta(hours=1)
"""A deletion that has waited longer is told of by the doctor."""


def request_deletion(db: Session, media: MediaFile, reason: str, now: datetime) -> Deletion:
    """Ask that a file's bytes go, for a reason such as `recording.closed`; twice is as once."""
    wanted = find_deletion(db, media)
    if wanted is None:
        wanted = Deletion(media=media, reason=reason, wanted_at=now)
        db.add(wanted)
        db.flush()
    return wanted


def reset_deletion(db: Session, key: str) -> None:
    """Ask once more that the bytes under this key go: they had gone, and are back."""
    deletion = db.scalars(select(Deletion).join(MediaFile).where(MediaFile.key == key)).one()
    deletion.confirmed_at = deletion.tried_at = deletion.media.removed_at = None


def find_deletion(db: Session, media: MediaFile) -> Deletion | None:
    """The row that says that this file is to go, or has gone."""
    return db.scalars(select(Deletion).where(Deletion.media_id == media.id)).one_or_none()


def waiting(db: Session) -> Sequence[Deletion]:
    """The deletions that are not confirmed, those that were never tried first."""
    unconfirmed = select(Deletion).where(Deletion.confirmed_at.is_(None))
    return db.scalars(
        unconfirmed.order_by(Deletion.tried_at.is_not(None), Deletion.tried_at, Deletion.wanted_at)
    ).all()


def is_due(deletion: Deletion, now: datetime) -> bool:
    """Whether to try now: after a failure in a minute, then in two, four, and so to six hours."""
    if deletion.tried_at is None:
        return True
    doublings = min(max(deletion.attempts - 1, 0), 10)
    return now >= deletion.tried_at + min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def delete_requested(hub: Hub, *, at_once: bool = False) -> int:
    """Delete what is wanted and due, or all at once, and see that it is gone; how many were.

    Killed between the store and the row, the next round finds nothing to delete and confirms it.
    """
    with hub.reading() as db:
        tried = [row for row in waiting(db) if at_once or is_due(row, hub.now())]
        due = [(row.id, row.media.key) for row in tried]
    confirmed = failed = 0
    for deletion_id, key in due:
        failure = _try(hub, key)
        _note(hub, deletion_id, failure)
        if failure is None:
            confirmed += 1
        else:
            failed += 1
        if failed == FAILURES_IN_A_ROUND:
            break
    return confirmed


def _try(hub: Hub, key: str) -> str | None:
    """Nothing once the store no longer has it, else the sentence that says why it still may."""
    try:
        _delete(hub.store, key)
    except MediaHubError as error:
        log.warning("%s could not be deleted: %s", key, error)
        return sentence(error, hub.settings.language)[:500]
    return None


def _delete(store: MediaStore, key: str) -> None:
    store.delete(key)
    try:
        store.size(key)
    except NotFound:
        return
    raise StoreFailure("{key} was deleted, and the storage still has it.", key=key)


def _note(hub: Hub, deletion_id: UUID, failure: str | None) -> None:
    now = hub.now()
    with hub.writing() as db:
        deletion = db.get_one(Deletion, deletion_id)
        if deletion.confirmed_at is not None:  # another worker was there first
            return
        deletion.attempts += 1
        deletion.tried_at, deletion.failure = now, failure
        if failure is None:
            deletion.confirmed_at = deletion.media.removed_at = now


@dataclass(frozen=True, slots=True)
class Backlog:
    """The deletions that are late or have failed: how many, the oldest, and a sentence why."""

    count: int
    wanted_at: datetime
    failure: str | None


def backlog(db: Session, now: datetime) -> Backlog | None:
    """What is late or has failed; None when there is nothing."""
    late = [row for row in waiting(db) if row.failure or row.wanted_at <= now - LATE]
    if not late:
        return None
    oldest = min(late, key=lambda row: row.wanted_at)
    failures = (row.failure for row in (oldest, *late) if row.failure)
    return Backlog(len(late), oldest.wanted_at, next(failures, None))
