"""Recordings: found, made, and given their captions and documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, lazyload

from mediahub.accounts.audit import Decision, log_audit
from mediahub.db import unique
from mediahub.errors import Conflict, Hint, NotFound
from mediahub.jobs.queue import enqueue
from mediahub.media.deletion import request_deletion
from mediahub.media.models import MediaFile
from mediahub.recordings.captions import ReceivedCaptions, set_captions
from mediahub.recordings.models import Recording, RecordingDocument
from mediahub.recordings.state import state_of
from mediahub.transcripts.service import remove
from mediahub.webcasts.models import Webcast

PROCESS = "recordings.process"


@dataclass(frozen=True, slots=True)
class Received:
    """The files of a recording, stored and not yet in the database; texts are in their order.

    `documents` are files with their title.
    """

    media: MediaFile
    captions: list[ReceivedCaptions] = field(default_factory=list)
    documents: list[tuple[MediaFile, str]] = field(default_factory=list)

    @property
    def files(self) -> list[MediaFile]:
        """All of them."""
        spoken = (captions.source for captions in self.captions)
        return [self.media, *spoken, *(file for file, _ in self.documents)]


def find_recording(db: Session, webcast: Webcast) -> Recording | None:
    """The recording that a webcast has, unless it is deleted."""
    kept = select(Recording).where(Recording.webcast_id == webcast.id)
    return db.scalars(kept.where(Recording.deleted_at.is_(None))).one_or_none()


def get_recording(db: Session, webcast: Webcast) -> Recording:
    """The recording that a webcast has, or NotFound."""
    recording = find_recording(db, webcast)
    if recording is None:
        raise NotFound("“{title}” has no recording.", title=webcast.title)
    return recording


# Each viewer asks for it at every step: built once, and without what a step seldom looks at.
_NEWEST = (
    select(Recording)
    .where(Recording.webcast_id == bindparam("webcast_id"))
    .order_by(Recording.deleted_at.is_not(None), Recording.created_at.desc())
    .options(
        lazyload(Recording.webcast),
        lazyload(Recording.media),
        lazyload(Recording.poster),
    )
)


def find_newest_recording(db: Session, webcast: Webcast) -> Recording | None:
    """The recording that a webcast has, else the latest that was deleted."""
    return db.scalars(_NEWEST, {"webcast_id": webcast.id}).first()


def newest_recording(db: Session, webcast: Webcast) -> Recording:
    """The recording that a webcast has, else the latest that was deleted; NotFound for neither."""
    return find_newest_recording(db, webcast) or get_recording(db, webcast)


def newest_recordings(db: Session, webcasts: Sequence[UUID]) -> Mapping[UUID, Recording]:
    """The newest recording by webcast, of those that have one."""
    newest_last = Recording.deleted_at.is_(None), Recording.created_at
    of_them = select(Recording).where(Recording.webcast_id.in_(webcasts)).order_by(*newest_last)
    return {recording.webcast_id: recording for recording in db.scalars(of_them)}


def newest_state(db: Session, webcast: Webcast, now: datetime) -> str:
    """The state of the newest recording, "" where there is none."""
    recording = find_newest_recording(db, webcast)
    return "" if recording is None else state_of(recording, now).value


def list_recordings(db: Session) -> Sequence[Recording]:
    """Every recording, also the deleted, that of the latest webcast first."""
    latest = (Webcast.starts_at.desc(), Recording.created_at.desc())
    return db.scalars(select(Recording).join(Recording.webcast).order_by(*latest)).all()


def list_by_closing(db: Session) -> Sequence[Recording]:
    """What is to close first comes first, then what has no end, and last what is deleted."""
    return sorted(list_recordings(db), key=_order)


def _order(recording: Recording) -> tuple[bool, bool, float]:
    closes_at = recording.closes_at
    moment = 0.0 if closes_at is None else closes_at.timestamp()
    return recording.deleted_at is not None, closes_at is None, moment


def refuse_second(db: Session, webcast: Webcast) -> None:
    """Conflict when the webcast has a recording already."""
    if find_recording(db, webcast) is not None:
        raise _second(webcast)


def _second(webcast: Webcast) -> Conflict:
    return Conflict(
        "“{title}” has a recording already. Remove that one first.",
        title=webcast.title,
        slug=webcast.slug,
    ).with_hint(Hint.REMOVE_RECORDING)


def add_recording(
    db: Session, webcast: Webcast, received: Received, *, actor: str, now: datetime
) -> Recording:
    """A recording of files whose rows are kept; a job makes it ready. Conflict for a second."""
    refuse_second(db, webcast)
    recording = Recording(webcast=webcast, media=received.media, created_at=now)
    second = _second(webcast)
    with unique(second.sentence, **second.values):
        db.add(recording)
        db.flush()
    for captions in received.captions:
        set_captions(db, recording, captions, actor=actor, now=now)
    for file, title in received.documents:
        add_document(db, recording, file, title)
    enqueue(db, PROCESS, recording.id)
    return recording


def add_document(db: Session, recording: Recording, file: MediaFile, title: str) -> None:
    """Add a document behind those that are there."""
    document = RecordingDocument(media=file, title=title, position=len(recording.documents))
    recording.documents.append(document)
    db.flush()


def files_of(recording: Recording) -> Sequence[MediaFile]:
    """Every file that a recording has, once each; the original first."""
    captions = [caption.transcript.source for caption in recording.captions]
    documents = [document.media for document in recording.documents]
    files = [recording.media, recording.playable, recording.poster, *captions, *documents]
    return list({file.id: file for file in files if file is not None}.values())


def remove_recording(
    db: Session, recording: Recording, *, actor: str, now: datetime, reason: str | None
) -> None:
    """Take away a recording that nobody could watch yet; its bytes are to go at once."""
    if recording.opens_at is not None:
        raise Conflict(
            "The recording of “{title}” has been opened: close it, and it is deleted a day later.",
            title=recording.webcast.title,
        )
    log_audit(db, Decision(actor, now, reason), "recording.remove", recording)
    for file in files_of(recording):
        request_deletion(db, file, "recording.remove", now)
    said = [caption.transcript for caption in recording.captions]
    db.delete(recording)
    db.flush()
    for transcript in said:
        remove(db, transcript)
