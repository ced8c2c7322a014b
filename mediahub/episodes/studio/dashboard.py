"""Episodes that wait: drafts, what comes next, and files that are being worked on or went wrong."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SelectBase, func, select
from sqlalchemy.orm import Session

from mediahub.accounts.dashboard import MOST_LINES, Shows, TodoGroup, TodoItem
from mediahub.accounts.guard import Guard
from mediahub.episodes.models import Episode, EpisodeTranscript, PublishRequest
from mediahub.media.models import MediaFile, MediaState
from mediahub.transcripts.models import Transcript, TranscriptState

EPISODES = "/studio/avsnitt"

Found = tuple[int, Sequence[TodoItem]]
Order = Select[UUID, str, datetime, str | None]


def todo_groups(db: Session, now: datetime, shows: Shows) -> Sequence[TodoGroup]:
    """The four kinds, of these shows."""
    ours = [] if shows is None else [Episode.show_id.in_(shows)]
    drafts = _drafts(db, [Episode.opens_at.is_(None), *ours])
    coming = _coming(db, [Episode.opens_at > now, *ours])
    at_work = _files(db, MediaState.UPLOADED, TranscriptState.WAITING, ours, _replacing(ours))
    failed = _files(db, MediaState.FAILED, TranscriptState.FAILED, ours, _unreplaced(ours))
    return [
        _waiting("failed", failed, Guard.PRODUCER),
        _waiting("drafts", drafts, Guard.PRODUCER),
        _waiting("processing", at_work, Guard.PRODUCER),
        _waiting("scheduled", coming, Guard.STAFF),
    ]


def _waiting(kind: str, found: Found, guard: Guard) -> TodoGroup:
    return TodoGroup(kind=kind, count=found[0], lines=found[1], path=EPISODES, guard=guard)


def _drafts(db: Session, wanted: Sequence[ColumnElement[bool]]) -> Found:
    chosen = select(Episode.id, Episode.title, Episode.changed_at).where(*wanted)
    rows = db.execute(chosen.order_by(Episode.changed_at.desc()).limit(MOST_LINES))
    return _count(db, chosen), [_line(*row) for row in rows]


def _coming(db: Session, wanted: Sequence[ColumnElement[bool]]) -> Found:
    chosen = select(Episode.id, Episode.title, Episode.opens_at).where(*wanted)
    rows = db.execute(chosen.order_by(Episode.opens_at).limit(MOST_LINES))
    return _count(db, chosen), [_line(*row) for row in rows]


def _orders(ours: Sequence[ColumnElement[bool]]) -> Order:
    """What is asked for of other sound, whose file is not yet the episode's."""
    row = Episode.id, Episode.title, PublishRequest.asked_at, PublishRequest.failure
    chosen = select(*row).join(PublishRequest, PublishRequest.episode_id == Episode.id)
    return chosen.where(PublishRequest.audio_id.is_not(None), *ours)


def _replacing(ours: Sequence[ColumnElement[bool]]) -> Order:
    return _orders(ours).where(PublishRequest.failure.is_(None))


def _unreplaced(ours: Sequence[ColumnElement[bool]]) -> Order:
    return _orders(ours).where(PublishRequest.failure.is_not(None))


def _files(
    db: Session,
    sound: MediaState,
    words: TranscriptState,
    ours: Sequence[ColumnElement[bool]],
    orders: Order,
) -> Found:
    """Sound and transcripts that have come so far; an episode may stand there with both."""
    row = Episode.id, Episode.title
    files = select(*row, MediaFile.created_at, MediaFile.failure).join(Episode.audio)
    transcripts = (
        select(*row, Transcript.created_at, Transcript.failure)
        .join(EpisodeTranscript, EpisodeTranscript.episode_id == Episode.id)
        .join(Transcript, Transcript.id == EpisodeTranscript.transcript_id)
    )
    chosen = [
        files.where(MediaFile.state == sound, *ours),
        transcripts.where(Transcript.state == words, *ours),
        orders,
    ]
    lines = [_line(*found) for one in chosen for found in db.execute(one.limit(MOST_LINES))]
    return sum(_count(db, one) for one in chosen), lines[:MOST_LINES]


def _line(identity: object, title: str, at: datetime | None, note: str | None = None) -> TodoItem:
    return TodoItem(title, f"{EPISODES}/{identity}", at, note or "")


def _count(db: Session, chosen: SelectBase) -> int:
    return db.scalar(select(func.count()).select_from(chosen.subquery())) or 0
