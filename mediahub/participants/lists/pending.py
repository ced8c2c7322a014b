"""Lists that were sent to be imported and wait: given up when somebody in them is erased."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub import sandbox
from mediahub.errors import Invalid, NotFound
from mediahub.media.models import Purpose, Upload, UploadState
from mediahub.media.uploads.service import abort_upload
from mediahub.participants.lists.list_search import names_address
from mediahub.participants.lists.sheets import LARGEST_BYTES
from mediahub.participants.models import Participant, TransferRequest
from mediahub.sandbox import Limits
from mediahub.storage import MediaStore

MOST_LISTS = 20
"""Files that are looked into for one person; as a rule none waits, or one or two."""
LOOKING = Limits(memory_bytes=512 << 20, cpu_seconds=5, clock_seconds=15.0)
"""Lists of some thousand persons take a fifth of it."""
_WAITING = (UploadState.SENDING, UploadState.SENT, UploadState.READY)


def find_harmless_lists(
    db: Session, store: MediaStore, person: Participant | TransferRequest
) -> frozenset[UUID]:
    """The files that wait and do not name the person.

    Those that cannot be looked into are not among them: what is still being sent, what is damaged
    or takes more than `LOOKING`, and what is beyond `MOST_LISTS`. It takes long and only reads.
    """
    ready = [one for one in _waiting(db) if one.state is UploadState.READY][:MOST_LISTS]
    return frozenset(upload.id for upload in ready if not _names(store, upload, person))


def give_up_lists(db: Session, harmless: Collection[UUID]) -> None:
    """Give up every file that waits, but for the harmless; a job removes their bytes."""
    for upload in _waiting(db):
        if upload.id not in harmless:
            abort_upload(db, upload)


def _waiting(db: Session) -> Sequence[Upload]:
    """The newest first."""
    waiting = select(Upload).where(
        Upload.purpose == Purpose.FILE, Upload.state.in_(_WAITING), Upload.taken_at.is_(None)
    )
    return db.scalars(waiting.order_by(Upload.created_at.desc(), Upload.id)).all()


def _names(store: MediaStore, upload: Upload, person: Participant | TransferRequest) -> bool:
    if person.name.casefold() in upload.filename.casefold():
        return True
    try:
        with store.open(upload.key) as source:
            data = source.read(LARGEST_BYTES + 1)
    except NotFound:
        return False
    wanted = (data, person.email)
    try:
        return sandbox.look(names_address, *wanted, name=upload.filename, limits=LOOKING)
    except Invalid:  # damaged, or more than a list is
        return True
