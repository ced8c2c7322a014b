"""Work on uploads whose parts are in: put together, checked to the last byte, looked at, kept."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import monotonic
from uuid import UUID

from huey import crontab
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.hub import Hub
from mediahub.i18n import sentence
from mediahub.jobs import attempts
from mediahub.jobs.queue import Job, PeriodicTask
from mediahub.media.claims import PROGRESS_SECONDS, SILENCE
from mediahub.media.models import MediaFile, MediaRole, MediaState, Purpose, Upload, UploadState
from mediahub.media.office_files import document_kind
from mediahub.media.probing.file_types import require_recording
from mediahub.media.probing.probe import probe
from mediahub.media.probing.video import shown_picture
from mediahub.media.service import add_facts, add_row, describe
from mediahub.media.uploads.service import CHECK, GIVEN_UP, count_of
from mediahub.storage import PART_BYTES, MediaStore, StoreFailure

log = logging.getLogger(__name__)

UNUSED = timedelta(days=7)
"""How long a file that was sent waits to be put to use."""

Look = Callable[[Path, str, datetime], MediaFile]
Tell = Callable[[float], None]


def check_upload(hub: Hub, upload_id: UUID) -> None:
    """Make the file of an upload whose parts are in; or remove what has come of an aborted one.

    What is wrong with the file is written into the upload's row, and its bytes go.
    """
    upload = _claimed(hub, upload_id)
    if upload is None:
        return
    if upload.state is UploadState.ABORTED:
        # Not given up after any number of attempts: what was taken back must go.
        _remove(hub, upload)
        return
    if attempts.is_given_up(upload):
        _note(hub, upload.id, attempts.given_up())
        return
    with _settled(hub, upload):
        if not _complete(hub.store, upload):
            _reopen(hub, upload_id)
            return
        with hub.store.as_file(upload.key) as path:
            whole = check_digests(path, upload, _progress_reporter(hub, upload_id))
            file = _LOOKS[upload.purpose](path, upload.filename, hub.now())
        if file is not None:
            file.key, file.size_bytes, file.sha256 = upload.key, upload.size_bytes, whole
        _keep(hub, upload_id, file)


def due(db: Session, now: datetime) -> Sequence[UUID]:
    """Uploads that wait for this, and that no living worker is at."""
    return db.scalars(select(Upload.id).where(_is_waiting(now))).all()


def sweep(hub: Hub) -> None:
    """Give up uploads that no part has come to for a day, and files that nobody put to use."""
    with hub.writing() as db:
        for upload in db.scalars(select(Upload).where(_is_given_up(hub.now()))):
            log.info("giving up %s: no part has come since %s", upload.key, upload.last_part_at)
            upload.state = UploadState.ABORTED
    with hub.reading() as db:
        unused = db.scalars(select(Upload.id).where(_is_unused(hub.now()))).all()
    for identity in unused:
        _forget(hub, identity)


def check_digests(path: Path, upload: Upload, tell: Tell = lambda _: None) -> str:
    """The SHA-256 of the whole file; Invalid when a part is not what its sender computed."""
    whole, done = sha256(), 0
    if path.stat().st_size != upload.size_bytes:
        raise _damaged(upload)
    with path.open("rb") as file, ThreadPoolExecutor(1) as beside:
        for number in range(1, count_of(upload) + 1):
            data = file.read(PART_BYTES)
            updated = beside.submit(whole.update, data)  # hashing lets other threads run
            if sha256(data).hexdigest() != upload.digests.get(str(number)):
                raise _damaged(upload)
            updated.result()
            done += len(data)
            tell(done / upload.size_bytes)
    return whole.hexdigest()


def _damaged(upload: Upload) -> Invalid:
    return Invalid(
        "The file “{name}” was damaged on its way: its checksum is another. Send it again.",
        name=upload.filename,
    )


# --- What is made of it


def _audio(path: Path, name: str, now: datetime) -> MediaFile:
    facts = probe(path, name)
    file = describe(MediaRole.ORIGINAL, name, facts.kind, now)
    add_facts(file, facts)
    return file


def _recording(path: Path, name: str, now: datetime) -> MediaFile:
    require_recording(path, name)
    facts = probe(path, name)
    file = describe(MediaRole.RECORDING, name, facts.kind, now)
    add_facts(file, facts)
    if picture := shown_picture(path, name):
        file.width, file.height = picture.width, picture.height
    return file


def _document(path: Path, name: str, now: datetime) -> MediaFile:
    file = describe(MediaRole.DOCUMENT, name, document_kind(path, name), now)
    file.state = MediaState.READY
    return file


_LOOKS: Mapping[Purpose, Callable[[Path, str, datetime], MediaFile | None]] = {
    Purpose.AUDIO: _audio,
    Purpose.RECORDING: _recording,
    Purpose.DOCUMENT: _document,
    Purpose.FILE: lambda _path, _name, _now: None,
}


def _complete(store: MediaStore, upload: Upload) -> bool:
    """The parts become the object, unless a killed worker has done it; False when some miss."""
    try:
        parts = store.parts(upload.key, upload.store_id)
        if sum(part.size_bytes for part in parts) != upload.size_bytes:
            return False
        store.complete(upload.key, upload.store_id, parts)
    except NotFound:
        return _is_there(store, upload)
    except Invalid:
        return False
    except StoreFailure:
        raise
    except Conflict:  # killed between giving it its name and forgetting the upload
        store.abort(upload.key, upload.store_id)
        return _is_there(store, upload)
    return True


def _is_there(store: MediaStore, upload: Upload) -> bool:
    try:
        store.size(upload.key)
    except NotFound:
        raise _damaged(upload) from None
    return True


def _reopen(hub: Hub, upload_id: UUID) -> None:
    with hub.writing() as db:
        upload = db.get_one(Upload, upload_id, with_for_update=True)
        attempts.end(upload)
        if upload.state is UploadState.SENT:
            upload.state = UploadState.SENDING


def _keep(hub: Hub, upload_id: UUID, file: MediaFile | None) -> None:
    with hub.writing() as db:
        upload = db.get_one(Upload, upload_id, with_for_update=True)
        if upload.state is UploadState.SENT:  # or it was aborted meanwhile
            if file is not None:
                add_row(db, file)
            upload.state, upload.media = UploadState.READY, file
        upload.progress = None
        attempts.end(upload)


# --- The claim on it


def _is_waiting(now: datetime) -> ColumnElement[bool]:
    waits = Upload.state.in_((UploadState.SENT, UploadState.ABORTED))
    return and_(waits, attempts.is_idle(Upload, now, SILENCE))


def _is_given_up(now: datetime) -> ColumnElement[bool]:
    return and_(
        Upload.state == UploadState.SENDING,
        Upload.last_part_at <= now - GIVEN_UP,
    )


def _is_unused(now: datetime) -> ColumnElement[bool]:
    is_over = Upload.state.in_((UploadState.READY, UploadState.FAILED))
    return and_(is_over, Upload.last_part_at <= now - UNUSED)


def _claimed(hub: Hub, upload_id: UUID) -> Upload | None:
    """The upload, if this worker is to do the work: of two, one updates a row."""
    with hub.writing() as db:
        now = hub.now()
        is_ours = attempts.claim(db, Upload, upload_id, _is_waiting(now), now)
        return db.get(Upload, upload_id) if is_ours else None


@contextmanager
def _settled(hub: Hub, upload: Upload) -> Iterator[None]:
    """What is wrong with the file is written down; after other failures it waits for a new try.

    After the last try its bytes are kept as long as those of any file that nobody uses.
    """
    try:
        yield
    except Invalid as error:
        hub.store.abort(upload.key, upload.store_id)
        hub.store.delete(upload.key)
        with hub.writing() as db:
            attempts.end(db.get_one(Upload, upload.id, with_for_update=True))
        _note(hub, upload.id, error)
    except BaseException as error:
        with hub.writing() as db:
            held = db.get_one(Upload, upload.id, with_for_update=True)
            reason = attempts.release(held, error, hub.now())
        _note(hub, upload.id, reason)
        raise


def _note(hub: Hub, upload_id: UUID, failure: Invalid | None) -> None:
    with hub.writing() as db:
        upload = db.get_one(Upload, upload_id, with_for_update=True)
        upload.progress = upload.worked_at = None
        if failure is not None and upload.state is UploadState.SENT:
            upload.state = UploadState.FAILED
            upload.failure = sentence(failure, hub.settings.language)[:500]


def _progress_reporter(hub: Hub, upload_id: UUID) -> Tell:
    told_at = monotonic()

    def tell(fraction: float) -> None:
        nonlocal told_at
        if monotonic() - told_at >= PROGRESS_SECONDS:
            told_at = monotonic()
            with hub.writing() as db:
                upload = db.get_one(Upload, upload_id)
                upload.progress, upload.worked_at = fraction, hub.now()

    return tell


# --- Removing


def _remove(hub: Hub, upload: Upload) -> None:
    """What has come of an aborted upload, and its row; a file made of it goes with the sweep."""
    hub.store.abort(upload.key, upload.store_id)
    if upload.media_id is None:
        hub.store.delete(upload.key)
    _forget(hub, upload.id)


def _forget(hub: Hub, upload_id: UUID) -> None:
    """Remove the row, and that of a file that nobody put to use, whose bytes are then orphans."""
    with hub.writing() as db:
        upload = db.get(Upload, upload_id)
        if upload is None:
            return
        media = upload.media if upload.taken_at is None else None
        db.delete(upload)
        db.flush()
        # What a page put to use without saying so is kept by what names it.
        with suppress(IntegrityError), db.begin_nested():
            if media is not None:
                _delete_rows(db, media)


def _delete_rows(db: Session, media: MediaFile) -> None:
    for version in db.scalars(select(MediaFile).where(MediaFile.source_id == media.id)).all():
        db.delete(version)
    db.flush()
    db.delete(media)
    db.flush()


JOBS = [Job(CHECK, check_upload, due)]
PERIODIC_TASKS = [PeriodicTask("media.uploads", sweep, crontab(minute="*/10"))]
