"""Uploads in parts: begun, sent straight to the store, ended, put to use, swept when given up."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.jobs.queue import enqueue
from mediahub.media.models import Purpose, Upload, UploadState
from mediahub.media.slugs import slug
from mediahub.storage import PART_BYTES, MediaStore

CHECK = "media.upload"
GIVEN_UP = timedelta(hours=24)
"""How long after its last part an unfinished upload is kept."""

LINK_LIFETIME = timedelta(hours=1)
MOST_LINKS = 24
LONGEST_NAME = 255

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FOLDERS = {
    Purpose.AUDIO: "originals",
    Purpose.RECORDING: "webcasts",
    Purpose.DOCUMENT: "webcasts",
    Purpose.FILE: "uploads",
}


def begin_upload(
    db: Session,
    store: MediaStore,
    *,
    filename: str,
    size_bytes: int,
    largest_bytes: int,
    purpose: Purpose,
    actor: str,
    now: datetime,
) -> Upload:
    """An upload that awaits its parts.

    Invalid for a name or size that no file may have, Conflict when the store has no room for it.
    """
    name = check_name(filename)
    check_size(name, size_bytes, largest_bytes)
    check_room(store, name, size_bytes)
    key = f"{_FOLDERS[purpose]}/{uuid4()}/{slug(PurePath(name).stem) or purpose}{_suffix(name)}"
    kind = "application/octet-stream"  # its bytes tell later; links say what it is
    upload = Upload(
        filename=name,
        size_bytes=size_bytes,
        content_type=kind,
        key=key,
        store_id=store.begin(key, kind),
        digests={},
        purpose=purpose,
        state=UploadState.SENDING,
        actor=actor,
        created_at=now,
        last_part_at=now,
    )
    db.add(upload)
    db.flush()
    return upload


def _suffix(name: str) -> str:
    """For programs that go by it, as plain as a key needs it; what it says is not believed."""
    letters = re.sub(r"[^a-z0-9]", "", PurePath(name).suffix.lower())[:8]
    return f".{letters}" if letters else ""


def check_name(filename: str) -> str:
    """The name without what leads to it; Invalid for one that is empty or too long."""
    name = re.sub(r"[\x00-\x1f\x7f]", "", filename).replace("\\", "/").rpartition("/")[2].strip()
    if not name:
        raise Invalid("The file has no name. Give it one and choose it again.")
    if len(name) > LONGEST_NAME:
        raise Invalid(
            "The name “{beginning}…” is {length} characters long; {longest} is the most.",
            beginning=name[:40],
            length=len(name),
            longest=LONGEST_NAME,
        )
    return name


def check_size(name: str, size_bytes: int, largest_bytes: int) -> None:
    """Invalid for a file that is empty or larger than the setting allows."""
    if size_bytes <= 0:
        raise Invalid("The file “{name}” is empty.", name=name)
    if size_bytes > largest_bytes:
        raise Invalid(
            "The file “{name}” is {size:.1f} GB; {largest:.1f} GB is the most.",
            name=name,
            size=size_bytes / 1e9,
            largest=largest_bytes / 1e9,
        )


def check_room(store: MediaStore, name: str, size_bytes: int) -> None:
    """Conflict, before anything is sent, when the store has no room for so much."""
    free = store.free_bytes()
    if free is not None and free < size_bytes:
        raise Conflict(
            "There is no room for “{name}”: it is {size:.1f} GB, and {free:.1f} GB is free."
            " Ask those who run the service.",
            name=name,
            size=size_bytes / 1e9,
            free=free / 1e9,
        )


def get_upload(db: Session, identity: UUID, actor: str, *, lock: bool = False) -> Upload:
    """The user's own upload, locked to be changed if wanted; others are NotFound."""
    upload = db.get(Upload, identity, with_for_update=lock)
    if upload is None or upload.actor != actor or upload.state is UploadState.ABORTED:
        raise NotFound("There is no such upload. It has been cancelled or given up.")
    return upload


def unused(db: Session, actor: str) -> Sequence[Upload]:
    """What the user may go on with, the newest first: not all sent, or not put to use."""
    usable = (UploadState.SENDING, UploadState.SENT, UploadState.READY)
    mine = select(Upload).where(
        Upload.actor == actor, Upload.state.in_(usable), Upload.taken_at.is_(None)
    )
    return db.scalars(mine.order_by(Upload.created_at.desc(), Upload.id)).all()


def count_of(upload: Upload) -> int:
    """How many parts the file is sent in."""
    return -(-upload.size_bytes // PART_BYTES)


def length_of(upload: Upload, number: int) -> int:
    """The size of a part in bytes; Invalid for a number that the file does not reach."""
    if not 1 <= number <= count_of(upload):
        raise Invalid(
            "There is no part {number}: “{name}” is sent in {count} parts.",
            number=number,
            name=upload.filename,
            count=count_of(upload),
        )
    return min(PART_BYTES, upload.size_bytes - (number - 1) * PART_BYTES)


def part_links(
    store: MediaStore, upload: Upload, digests: Mapping[int, str], now: datetime
) -> Mapping[int, str]:
    """Where to PUT parts, by number; the SHA-256 of each is remembered for the end.

    Conflict when the upload takes none any more, Invalid for parts that cannot be its.
    """
    require_sending(upload)
    if not 1 <= len(digests) <= MOST_LINKS or not all(map(_DIGEST.fullmatch, digests.values())):
        raise Invalid("Ask for 1 to {most} parts, each with its SHA-256.", most=MOST_LINKS)
    links = {
        number: store.part_link(
            upload.key, upload.store_id, number, length_of(upload, number), LINK_LIFETIME
        )
        for number in digests
    }
    named = {str(number): digest for number, digest in digests.items()}
    upload.digests, upload.last_part_at = upload.digests | named, now
    return links


def held_parts(store: MediaStore, upload: Upload) -> Mapping[str, str]:
    """The SHA-256 by number of the parts that need not be sent again, as far as we know them."""
    if upload.state is not UploadState.SENDING:
        return upload.digests
    held = {str(part.number) for part in store.parts(upload.key, upload.store_id)}
    return {number: digest for number, digest in upload.digests.items() if number in held}


def finish_upload(db: Session, upload: Upload) -> None:
    """All parts are sent: a job makes the file of them and looks at it. Again is fine."""
    if upload.state in (UploadState.SENT, UploadState.READY):
        return
    require_sending(upload)
    missing = [n for n in range(1, count_of(upload) + 1) if str(n) not in upload.digests]
    if missing:
        raise Conflict(
            "Part {number} of “{name}” has not been sent.",
            number=missing[0],
            name=upload.filename,
        )
    upload.state, upload.failure = UploadState.SENT, None
    upload.attempts, upload.retry_at = 0, None
    db.flush()
    enqueue(db, CHECK, upload.id)


def abort_upload(db: Session, upload: Upload) -> None:
    """Give an upload up; a job removes what has come. What is put to use stays: Conflict."""
    if upload.taken_at is not None:
        raise Conflict("“{name}” is in use already.", name=upload.filename)
    upload.state = UploadState.ABORTED
    upload.attempts, upload.retry_at = 0, None
    db.flush()
    enqueue(db, CHECK, upload.id)


def give_up_uploads(db: Session, actor: str) -> None:
    """Give up every upload of a user that no page has put to use."""
    unused = select(Upload).where(
        Upload.actor == actor, Upload.taken_at.is_(None), Upload.state != UploadState.ABORTED
    )
    for upload in db.scalars(unused).all():
        abort_upload(db, upload)


def require_sending(upload: Upload) -> None:
    """Conflict when the upload takes no parts any more."""
    if upload.state is not UploadState.SENDING:
        raise Conflict("“{name}” has been sent already.", name=upload.filename)


def take_upload(
    db: Session, identity: UUID, *, actor: str, purposes: Sequence[Purpose], now: datetime
) -> Upload:
    """The user's own upload, put to use by a page; refused as by `ready_upload`."""
    upload = ready_upload(db, identity, actor=actor, purposes=purposes, lock=True)
    upload.taken_at = now
    return upload


def ready_upload(
    db: Session, identity: UUID, *, actor: str, purposes: Sequence[Purpose], lock: bool = False
) -> Upload:
    """The user's own upload, ready to be put to use: `media`, or for a FILE its `key`.

    Conflict while it is being sent or looked at, Invalid when it failed or is of another purpose.
    """
    upload = get_upload(db, identity, actor, lock=lock)
    if upload.purpose not in purposes:
        raise Invalid("“{name}” was sent for something else.", name=upload.filename)
    if upload.state is UploadState.FAILED:
        raise Invalid("“{name}” cannot be used. Choose another file.", name=upload.filename)
    if upload.state is not UploadState.READY:
        raise Conflict(
            "“{name}” is not ready yet. Wait until it has been looked at, and try again.",
            name=upload.filename,
        )
    return upload
