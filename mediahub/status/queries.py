"""What the status page counts: the work that waits, mail, and what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

from sqlalchemy import ColumnElement, and_, case, func, or_, select, text
from sqlalchemy.orm import Session

from mediahub.clock import STOCKHOLM, local
from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.jobs.attempts import MOST_ATTEMPTS
from mediahub.mail import outbox
from mediahub.mail.models import WAITING, Mail, MailState
from mediahub.media.claims import SILENCE
from mediahub.media.models import MediaFile, MediaRole, MediaState, Upload, UploadState
from mediahub.media.processing import ffmpeg
from mediahub.migrations import installed_revisions
from mediahub.recordings.models import Recording
from mediahub.transcripts.models import Transcript, TranscriptState

LATE = timedelta(minutes=5)
"""What has waited longer although it is due tells that no worker is at it."""

# No worker touches what was sent to be a recording before somebody makes it one.
_IS_WORK = or_(
    MediaFile.role != MediaRole.RECORDING,
    MediaFile.state != MediaState.UPLOADED,
    MediaFile.id.in_(select(Recording.media_id).where(Recording.deleted_at.is_(None))),
)


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work: how much of it waits, is being done now, and went wrong."""

    kind: str
    waiting: int
    running: int
    failed: int


@dataclass(frozen=True, slots=True)
class Queue:
    """All kinds of work, the messages to the worker, and since when work waits in vain, if any."""

    work: Sequence[Work]
    messages: int
    late_since: datetime | None


@dataclass(frozen=True, slots=True)
class MailFacts:
    """How many mails are due now, wait for their time, went out today, and failed."""

    due: int
    planned: int
    sent_today: int
    failed: int


@dataclass(frozen=True, slots=True)
class Stored:
    """How much is stored; `free_bytes` is None for a store without an end."""

    files: int
    used_bytes: int
    free_bytes: int | None


def queue_of(hub: Hub, db: Session, now: datetime) -> Queue:
    """The work according to our own tables, and how many messages the worker has yet to read."""
    fresh = now - SILENCE
    work = [
        *_files(db, fresh),
        _transcripts(db, fresh),
        _uploads(db, fresh),
    ]
    return Queue(work, hub.queue.pending_count(), _late_since(db, now))


def _files(db: Session, fresh: datetime) -> list[Work]:
    kinds = {"sound": MediaRole.ORIGINAL, "recording": MediaRole.RECORDING}
    is_running = MediaFile.worked_at >= fresh
    counted = select(MediaFile.role, MediaFile.state, func.count(), _sum(is_running))
    left = counted.where(
        MediaFile.state != MediaState.READY, MediaFile.removed_at.is_(None), _IS_WORK
    )
    rows = db.execute(left.group_by(MediaFile.role, MediaFile.state)).all()
    found = {(role, state): (number, running) for role, state, number, running in rows}
    return [
        _work(kind, found.get((role, MediaState.UPLOADED)), found.get((role, MediaState.FAILED)))
        for kind, role in kinds.items()
    ]


def _transcripts(db: Session, fresh: datetime) -> Work:
    is_running = Transcript.worked_at >= fresh
    counted = select(Transcript.state, func.count(), _sum(is_running)).group_by(Transcript.state)
    left = counted.where(Transcript.state != TranscriptState.READY)
    found = {state: (number, running) for state, number, running in db.execute(left)}
    return _work(
        "transcript", found.get(TranscriptState.WAITING), found.get(TranscriptState.FAILED)
    )


def _uploads(db: Session, fresh: datetime) -> Work:
    is_running = Upload.worked_at >= fresh
    counted = select(Upload.state, func.count(), _sum(is_running)).group_by(Upload.state)
    # That a file cannot be used is said to its sender, and nobody else can do anything about it.
    is_given_up = and_(Upload.state == UploadState.FAILED, Upload.attempts >= MOST_ATTEMPTS)
    left = counted.where(or_(Upload.state == UploadState.SENT, is_given_up))
    found = {state: (number, running) for state, number, running in db.execute(left)}
    return _work("upload", found.get(UploadState.SENT), found.get(UploadState.FAILED))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _work(kind: str, begun: tuple[int, int] | None, failed: tuple[int, int] | None) -> Work:
    number, running = begun or (0, 0)
    return Work(kind, number - running, running, (failed or (0, 0))[0])


def _late_since(db: Session, now: datetime) -> datetime | None:
    """Since when something is due that no worker has touched, if that is five minutes or more."""
    untouched = (
        MediaFile.state == MediaState.UPLOADED,
        MediaFile.worked_at.is_(None),
        MediaFile.attempts == 0,
    )
    worked = MediaFile.role.in_((MediaRole.ORIGINAL, MediaRole.RECORDING)), _IS_WORK
    sent = Upload.state == UploadState.SENT, Upload.worked_at.is_(None), Upload.attempts == 0
    oldest = [
        db.scalar(select(func.min(Mail.due_at)).where(Mail.state == MailState.QUEUED)),
        db.scalar(select(func.min(MediaFile.created_at)).where(*untouched, *worked)),
        db.scalar(select(func.min(Upload.last_part_at)).where(*sent)),
    ]
    return min((at for at in oldest if at is not None and at <= now - LATE), default=None)


def mail_of(db: Session, now: datetime) -> MailFacts:
    """The outbox by what is to come of it; today is the day in Sweden."""
    today = datetime.combine(local(now).date(), time(), STOCKHOLM)
    due = db.scalar(select(func.count()).where(Mail.state.in_(WAITING), Mail.due_at <= now)) or 0
    sent = Mail.state == MailState.SENT, Mail.ended_at >= today
    states = outbox.count(db)
    waits = sum(states[state] for state in WAITING)
    return MailFacts(
        due=due + states[MailState.SENDING],
        planned=waits - due,
        sent_today=db.scalar(select(func.count()).where(*sent)) or 0,
        failed=states[MailState.FAILED],
    )


def stored_of(hub: Hub, db: Session) -> Stored:
    """The sum of what our rows name; a folder also tells what is free on its disk."""
    kept = select(func.count(), func.sum(MediaFile.size_bytes)).where(
        MediaFile.removed_at.is_(None)
    )
    files, used = db.execute(kept).one()
    return Stored(files, int(used or 0), hub.store.free_bytes())


def versions(db: Session) -> Mapping[str, str]:
    """What runs here, by name."""
    is_sqlite = db.get_bind().dialect.name == "sqlite"
    asked = "SELECT sqlite_version()" if is_sqlite else "SHOW server_version"
    name = "SQLite" if is_sqlite else "PostgreSQL"
    (head,) = installed_revisions()[1]
    return {
        "MediaHub": _own_version(),
        "Python": python_version(),
        name: str(db.scalar(text(asked))),
        "FFmpeg": _ffmpeg(),
        "Alembic": head,
    }


def _own_version() -> str:
    try:
        return version("mediahub")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "–"


@cache
def _ffmpeg() -> str:
    """Asked once in a process: it costs another one."""
    try:
        return ffmpeg.version()
    except Invalid:
        return "–"
