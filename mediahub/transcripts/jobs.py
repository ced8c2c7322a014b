"""Cues that are yet to be made: of files from before there were cues, and of sound by machine."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from mediahub.errors import Invalid, MediaHubError, NotFound
from mediahub.hub import Hub
from mediahub.i18n import sentence
from mediahub.jobs import attempts
from mediahub.jobs.queue import Job
from mediahub.media.models import MediaFile
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.formats.reader import read_transcript
from mediahub.transcripts.models import Origin, Transcript, TranscriptState
from mediahub.transcripts.service import TRANSCRIBE, get_transcript, put_cues
from mediahub.transcripts.transcription import require_model, transcribe

log = logging.getLogger(__name__)
READ = "transcripts.read"
JOB = "job"
"""The actor of what a job does."""

# A machine may think about one stretch of sound for a while before it says anything.
SILENCE = timedelta(minutes=10)
PROGRESS_SECONDS = 1.0
Work = Callable[[Hub, Transcript, MediaFile], Sequence[Cue]]


def read(hub: Hub, identity: UUID) -> bool:
    """Read the cues of a file that was stored before transcripts were kept as cues.

    False when nothing waits or another worker is at it. A file that cannot be read leaves the
    transcript failed, with the reason, and feeds go on linking to it as it is.
    """
    return _work(hub, identity, Origin.UPLOADED, _read)


def listen(hub: Hub, identity: UUID) -> bool:
    """Transcribe a sound by machine; False when nothing waits or another worker is at it."""
    return _work(hub, identity, Origin.MACHINE, _listen)


def _read(hub: Hub, transcript: Transcript, file: MediaFile) -> Sequence[Cue]:
    with hub.store.open(file.key) as source:
        draft = read_transcript(source.read(), file.filename)
    for warning in draft.warnings:
        log.info("transcript %s: %s", transcript.id, warning)
    return draft.cues


def _listen(hub: Hub, transcript: Transcript, file: MediaFile) -> Sequence[Cue]:
    folder = require_model(hub.settings.transcribe_model)
    with hub.store.as_file(file.key) as sound:
        return transcribe(folder, sound, transcript.language, _progress(hub, transcript.id))


def _progress(hub: Hub, identity: UUID) -> Callable[[float], None]:
    told_at = monotonic()

    def tell(part: float) -> None:
        nonlocal told_at
        if monotonic() - told_at >= PROGRESS_SECONDS:
            told_at = monotonic()
            with hub.writing() as db:
                db.execute(
                    update(Transcript)
                    .where(Transcript.id == identity)
                    .values(progress=part, worked_at=hub.now())
                )

    return tell


def _work(hub: Hub, identity: UUID, origin: Origin, work: Work) -> bool:
    with hub.writing() as db:
        if not _claim(db, identity, origin, hub.now()):
            return False
        transcript = get_transcript(db, identity)
        source = transcript.source
    if attempts.is_given_up(transcript):
        _fail(hub, identity, attempts.given_up())
        return True
    try:
        if source is None:
            raise Invalid("The transcript has no file.")
        cues = work(hub, transcript, source)
    except (Invalid, NotFound) as error:
        _end(hub, identity)
        _fail(hub, identity, error)
    except BaseException as error:
        reason = _release(hub, identity, error)
        if reason is not None:
            _fail(hub, identity, reason)
        raise
    else:
        _finish(hub, identity, origin, cues)
    return True


def _waiting(origin: Origin, now: datetime) -> ColumnElement[bool]:
    return and_(
        Transcript.state == TranscriptState.WAITING,
        Transcript.origin == origin,
        attempts.is_idle(Transcript, now, SILENCE),
    )


def _claim(db: Session, identity: UUID, origin: Origin, now: datetime) -> bool:
    # Past the flush, as all such notes of work: it changes nothing that anyone reads.
    waiting = _waiting(origin, now)
    return attempts.claim(db, Transcript, identity, waiting, now, progress=0.0)


def _finish(hub: Hub, identity: UUID, origin: Origin, cues: Sequence[Cue]) -> None:
    with hub.writing() as db:
        query = select(Transcript).where(Transcript.id == identity)
        transcript = db.scalars(query.with_for_update(of=Transcript)).one_or_none()
        # A person may have uploaded one meanwhile, or removed it.
        waits = transcript is not None and transcript.state is TranscriptState.WAITING
        if transcript is None or not waits or transcript.origin is not origin:
            return
        transcript.progress = None
        attempts.end(transcript)
        action = "read" if origin is Origin.UPLOADED else "transcribe"
        put_cues(db, transcript, cues, actor=JOB, action=action, now=hub.now())
        if origin is Origin.MACHINE:
            transcript.source = None


def _fail(hub: Hub, identity: UUID, reason: MediaHubError) -> None:
    with hub.writing() as db:
        transcript = get_transcript(db, identity)
        transcript.state = TranscriptState.FAILED
        transcript.failure = sentence(reason, hub.settings.language)[:500]
        transcript.progress = transcript.worked_at = None


def _end(hub: Hub, identity: UUID) -> None:
    with hub.writing() as db:
        attempts.end(get_transcript(db, identity))


def _release(hub: Hub, identity: UUID, error: BaseException) -> Invalid | None:
    with hub.writing() as db:
        return attempts.release(get_transcript(db, identity), error, hub.now())


def _due(origin: Origin) -> Callable[[Session, datetime], Sequence[UUID]]:
    def due(db: Session, now: datetime) -> Sequence[UUID]:
        return db.scalars(select(Transcript.id).where(_waiting(origin, now))).all()

    return due


def _run(work: Callable[[Hub, UUID], bool]) -> Callable[[Hub, UUID], None]:
    def run(hub: Hub, identity: UUID) -> None:
        work(hub, identity)

    return run


JOBS = [
    Job(READ, _run(read), _due(Origin.UPLOADED)),
    Job(TRANSCRIBE, _run(listen), _due(Origin.MACHINE)),
]
