"""Opens and views: pressing play is an open, thirty watched seconds are a view."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from mediahub.errors import NotFound
from mediahub.participants.models import Registration
from mediahub.recordings.models import Recording, Viewing
from mediahub.recordings.watching.public_views import VIEW_SECONDS, count_views
from mediahub.recordings.watching.viewers import Viewer
from mediahub.webcasts.models import Webcast

MOST_OPENS = 100
"""How many opens one link has of a recording within a day; after that it goes on with the last."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often somebody with a link pressed play, how often they stayed, and others' views."""

    opens: int
    views: int
    public_views: int = 0


def open_viewing(db: Session, recording: Recording, viewer: Viewer, now: datetime) -> Viewing:
    """Count an open; and from the first one on, the end that the window counts from stands."""
    fix_end(db, recording, now)
    holder = _holder(viewer)
    recent = select(Viewing).filter_by(recording_id=recording.id, **holder)
    recent = recent.where(Viewing.opened_at > now - timedelta(days=1))
    if (db.scalar(select(func.count()).select_from(recent.subquery())) or 0) >= MOST_OPENS:
        return db.scalars(recent.order_by(Viewing.opened_at.desc()).limit(1)).one()
    viewing = Viewing(recording_id=recording.id, opened_at=now, **holder)
    db.add(viewing)
    db.flush()
    return viewing


def fix_end(db: Session, recording: Recording, now: datetime) -> None:
    """From the first link on, the end that the window counts from stands."""
    if recording.webcast.end_fixed_at is None:
        moving = update(Webcast).where(Webcast.id == recording.webcast_id)
        # Not through the row: nothing that readers see has changed.
        db.execute(moving.where(Webcast.end_fixed_at.is_(None)).values(end_fixed_at=now))


def viewing_of(db: Session, recording: Recording, viewer: Viewer, identity: UUID) -> Viewing:
    """The open with this id, if it is of this recording and by this link; NotFound otherwise."""
    viewing = db.get(Viewing, identity)
    if viewing is None or viewing.recording_id != recording.id or not _is_by(viewing, viewer):
        raise NotFound("There is nothing being played with this number.")
    return viewing


def record_progress(viewing: Viewing, seconds: int, now: datetime) -> None:
    """Add what has been watched since the last time; never more than has really passed since.

    What is left of a second counts the next time, so that the sum is right.
    """
    since = viewing.last_seen_at or viewing.opened_at
    passed = max(now - since, timedelta(0)) // timedelta(seconds=1)
    viewing.watched_seconds += min(max(seconds, 0), passed)
    viewing.last_seen_at = since + timedelta(seconds=passed)


def counts(db: Session, recording: Recording) -> Counts:
    """The opens and views of a recording so far; of those without a link, views alone."""
    stayed = func.count().filter(Viewing.watched_seconds >= VIEW_SECONDS)
    query = select(func.count(), stayed).where(Viewing.recording_id == recording.id)
    opens, views = db.execute(query).one()
    return Counts(opens, views, count_views(db, recording.id))


def _holder(viewer: Viewer) -> dict[str, UUID]:
    is_registered = isinstance(viewer.holder, Registration)
    return {"registration_id" if is_registered else "member_id": viewer.holder.id}


def _is_by(viewing: Viewing, viewer: Viewer) -> bool:
    held = {"registration_id": viewing.registration_id, "member_id": viewing.member_id}
    return {name: one for name, one in held.items() if one is not None} == _holder(viewer)
