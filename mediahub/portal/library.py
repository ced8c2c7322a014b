"""What is one person's: the recordings of their webcasts, by where each stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from mediahub.recordings.models import Recording
from mediahub.recordings.state import RecordingState
from mediahub.recordings.view import RecordingView
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.state import WebcastState

RECENTLY = timedelta(days=90)
"""For how long it is told that a recording has closed, or that there is none yet."""

_ON_VIEW = (RecordingState.OPEN, RecordingState.PAUSED)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Library:
    """Open ones, the one that closes first before the others; coming; closed, the latest first.

    One that is paused stands among the open ones.
    """

    open: Sequence[RecordingView]
    coming: Sequence[RecordingView]
    closed: Sequence[RecordingView]


def library_of(db: Session, webcasts: Iterable[Webcast], origin: str, now: datetime) -> Library:
    """The webcasts, each where it belongs; what was over long ago belongs nowhere."""
    kept = {webcast.id: webcast for webcast in webcasts}
    recordings = _recordings(db, list(kept))
    views = [
        RecordingView.of(webcast, recordings.get(webcast.id), origin, now)
        for webcast in kept.values()
    ]
    return Library(
        open=sorted((one for one in views if one.state in _ON_VIEW), key=_closing),
        coming=sorted(
            (one for one in views if _is_coming(one)), key=lambda one: one.webcast.webcast.starts_at
        ),
        closed=sorted(
            (one for one in views if one.is_closed and _closing(one) > now - RECENTLY),
            key=_closing,
            reverse=True,
        ),
    )


def _recordings(db: Session, webcasts: Sequence[UUID]) -> dict[UUID, Recording]:
    """The recording of each webcast that has one: the one that is kept, else the latest."""
    found = db.scalars(
        select(Recording)
        .where(
            Recording.webcast_id.in_(webcasts),
            # What was removed before it was ever opened has never been anybody's.
            or_(Recording.deleted_at.is_(None), Recording.opens_at.is_not(None)),
        )
        .options(selectinload(Recording.captions))
    )
    in_order = sorted(found, key=lambda one: (one.deleted_at is None, one.created_at))
    return {recording.webcast_id: recording for recording in in_order}


def _closing(one: RecordingView) -> datetime:
    return one.closes_at or _NEVER


def _is_coming(one: RecordingView) -> bool:
    if one.state in _ON_VIEW or one.is_closed:
        return False
    if one.state is RecordingState.SCHEDULED:
        return True
    is_cancelled = one.webcast.state is WebcastState.CANCELLED
    return one.now < one.webcast.webcast.end + (timedelta(0) if is_cancelled else RECENTLY)
