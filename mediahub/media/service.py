"""Files coming in: looked at, stored, and then a row that names them. Bytes before rows."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO
from uuid import UUID, uuid4

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from mediahub.errors import Invalid, NotFound
from mediahub.jobs.queue import enqueue
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.media.probing.file_types import CONVERTED, Kind
from mediahub.media.probing.probe import probe
from mediahub.media.probing.streams import Facts
from mediahub.media.slugs import slug
from mediahub.storage import MediaStore

PROCESS = "media.process"


def receive_audio(
    store: MediaStore, path: Path, now: datetime, wrap: Callable[[BinaryIO], BinaryIO] = lambda f: f
) -> MediaFile:
    """Look at a sound or video file, store its bytes, and describe it as an original.

    The row is not in any session yet: `keep` it. Invalid says what is wrong with the file, and
    then nothing has been stored. `wrap` may watch the bytes go by.
    """
    try:
        facts = probe(path)
    except OSError as error:
        raise unreadable(path, error) from error
    file = describe(MediaRole.ORIGINAL, path.name, facts.kind, now)
    add_facts(file, facts)
    with path.open("rb") as source:
        put(store, file, wrap(source))
    return file


def unreadable(path: Path, error: OSError) -> Invalid:
    """The refusal of a file that the system does not let us read."""
    return Invalid("“{file}” cannot be read: {reason}.", file=path, reason=error.strerror)


def read_file(path: Path) -> bytes:
    """The bytes of a small file; Invalid when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def read_text(path: Path) -> str:
    """The words of a small UTF-8 file; Invalid when it cannot be read or is something else."""
    try:
        return read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("“{file}” is not UTF-8. Save it as UTF-8 and try again.", file=path) from None


def text_or_file(text: str | None, file: Path | None) -> str | None:
    """The words of the UTF-8 file where one is given, else the text."""
    return text if file is None else read_text(file)


def receive_bytes(
    store: MediaStore,
    role: MediaRole,
    data: bytes,
    filename: str,
    content_type: str,
    now: datetime,
    folder: str | None = None,
) -> MediaFile:
    """Store something small, such as an image or a transcript, and describe it."""
    kind = Kind(content_type, PurePath(filename).suffix.lower(), "unknown", "")
    file = describe(role, filename, kind, now, folder)
    file.state = MediaState.READY
    put(store, file, BytesIO(data))
    return file


def describe(
    role: MediaRole, filename: str, kind: Kind, now: datetime, folder: str | None = None
) -> MediaFile:
    """A row for bytes that are yet to be stored, under a fresh key and an ASCII name.

    The key is `<folder>/<uuid>/<name>`; the folder is that of the role unless it is given.
    """
    identity = uuid4()
    name = f"{slug(PurePath(filename).stem) or role}{kind.extension}"
    return MediaFile(
        id=identity,
        key=f"{folder or f'{role}s'}/{identity}/{name}",
        filename=name,
        content_type=kind.content_type,
        role=role,
        state=MediaState.UPLOADED,
        created_at=now,
    )


def add_facts(file: MediaFile, facts: Facts) -> None:
    """Write down what the probe found."""
    file.duration_seconds = facts.duration_seconds
    file.bitrate = facts.bitrate
    file.channels = facts.channels
    file.sample_rate = facts.sample_rate
    file.tags = {name: value for name, value in asdict(facts.tags).items() if value}


def put(store: MediaStore, file: MediaFile, source: BinaryIO) -> None:
    """Store the bytes under the file's key, and write down their size and SHA-256."""
    stored = store.put(file.key, source, file.content_type)
    file.size_bytes, file.sha256 = stored.size_bytes, stored.sha256


def keep(db: Session, store: MediaStore, file: MediaFile) -> None:
    """Put the row into this transaction; if that is rolled back, the bytes go as well.

    What is killed in between leaves bytes without a row, which the sweep removes.
    """

    def after_rollback(_: Session, ended: SessionTransaction) -> None:
        if not ended.nested:  # A savepoint takes back what came after it, not this.
            store.delete(file.key)

    event.listen(db, "after_soft_rollback", after_rollback)
    add_row(db, file)


def add_row(db: Session, file: MediaFile) -> None:
    """Put the row into this transaction, and ask for the work on an original."""
    db.add(file)
    db.flush()
    if file.role is MediaRole.ORIGINAL:
        enqueue(db, PROCESS, file.id)


def get_file(db: Session, identity: UUID) -> MediaFile:
    """The file with this id, or NotFound."""
    file = db.get(MediaFile, identity)
    if file is None:
        raise NotFound("There is no such file.")
    return file


def needs_conversion(file: MediaFile) -> bool:
    """Whether podcast apps cannot be trusted to play it as it came."""
    return file.content_type in {kind.content_type for kind in CONVERTED}


def version_of(db: Session, original: MediaFile, role: MediaRole) -> MediaFile | None:
    """The newest version of an original that was made for this role."""
    versions = select(MediaFile).where(MediaFile.source_id == original.id, MediaFile.role == role)
    return db.scalars(versions.order_by(MediaFile.created_at.desc())).first()


def request_normalised(db: Session, original: MediaFile, *, wanted: bool) -> None:
    """Ask for a version at −16 LUFS and at most −1 dBTP, which a job makes; or no longer ask."""
    original.is_normalised_wanted = wanted
    request_processing(db, original)


def request_processing(db: Session, original: MediaFile) -> None:
    """Ask for all that is left to do on an original, whatever came of it before."""
    original.state, original.failure = MediaState.UPLOADED, None
    original.attempts, original.retry_at = 0, None
    db.flush()
    enqueue(db, PROCESS, original.id)
