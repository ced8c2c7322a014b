"""The work on a recording before it can be opened: a poster, and a file that plays at once."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.jobs.queue import Job
from mediahub.media.claims import Progress, is_waiting, work_on
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.media.probing.file_types import JPEG
from mediahub.media.probing.probe import probe
from mediahub.media.probing.video import is_faststart
from mediahub.media.processing.poster import poster
from mediahub.media.processing.remux import to_faststart
from mediahub.media.service import add_facts, describe, keep, put, receive_bytes
from mediahub.recordings.incoming_files import FOLDER
from mediahub.recordings.models import Recording
from mediahub.recordings.service import PROCESS


def process(hub: Hub, recording_id: UUID, progress: Progress | None = None) -> bool:
    """Make a poster of a video, and a version that is faststart unless it came so.

    False when another worker is at it, or nothing waits; failures as for `work_on`.
    """
    with hub.reading() as db:
        media_id = db.get_one(Recording, recording_id).media_id

    def steps(tell: Progress) -> None:
        _prepare(hub, recording_id, tell)

    return work_on(hub, media_id, MediaRole.RECORDING, steps, progress=progress)


def due(db: Session, now: datetime) -> Sequence[UUID]:
    """Recordings that wait and that no living worker is at."""
    waiting = select(Recording.id).join(MediaFile, Recording.media_id == MediaFile.id)
    kept = Recording.deleted_at.is_(None)
    return db.scalars(waiting.where(is_waiting(MediaRole.RECORDING, now), kept)).all()


def _prepare(hub: Hub, recording_id: UUID, tell: Progress) -> None:
    with hub.reading() as db:
        recording = db.get_one(Recording, recording_id)
    if recording.playable_id is not None:
        return
    original = recording.media
    with hub.store.as_file(original.key) as source:
        if original.width is not None and recording.poster_id is None:
            _attach(hub, recording_id, "poster", _poster(hub, original, source))
        tell(0.1)
        version = None
        if not is_faststart(source):
            version = _faststart(hub, original, source, lambda part: tell(0.1 + part * 0.9))
    _attach(hub, recording_id, "playable", version)


def _poster(hub: Hub, original: MediaFile, source: Path) -> MediaFile:
    data = poster(source, original.duration_seconds or 0.0)
    name = f"{Path(original.filename).stem}{JPEG.extension}"
    file = receive_bytes(
        hub.store, MediaRole.POSTER, data, name, JPEG.content_type, hub.now(), FOLDER
    )
    file.source_id = original.id
    return file


def _faststart(hub: Hub, original: MediaFile, source: Path, tell: Progress) -> MediaFile:
    with TemporaryDirectory(dir=hub.settings.work_dir) as folder:
        target = Path(folder, original.filename)
        to_faststart(source, target, tell)
        facts = probe(target)
        file = describe(MediaRole.RECORDING, original.filename, facts.kind, hub.now(), FOLDER)
        file.source_id, file.state = original.id, MediaState.READY
        file.width, file.height = original.width, original.height
        add_facts(file, facts)
        with target.open("rb") as made:
            put(hub.store, file, made)
    return file


def _attach(hub: Hub, recording_id: UUID, name: str, made: MediaFile | None) -> None:
    """Give the recording what was made, or its original where nothing needed to be."""
    with hub.writing() as db:
        lock = {"of": Recording, "key_share": True}
        recording = db.get_one(Recording, recording_id, with_for_update=lock)
        if getattr(recording, name) is None:
            if made is not None:
                keep(db, hub.store, made)
            setattr(recording, name, made or recording.media)
        elif made is not None:  # A worker that was taken for dead was not.
            hub.store.delete(made.key)


def _run(hub: Hub, recording_id: UUID) -> None:
    process(hub, recording_id)


JOBS = [Job(PROCESS, _run, due)]
