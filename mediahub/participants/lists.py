"""Lists that were sent to be imported and wait: given up when somebody in them is erased."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub import sandbox
from mediahub.errors import Invalid, NotFound
from mediahub.media.models import Purpose, Upload, UploadState
from mediahub.media.uploads import abort_upload
from mediahub.participants.list_search import names_address
from mediahub.participants.models import Participant, TransferRequest
from mediahub.participants.sheets import LARGEST_BYTES
from mediahub.sandbox import Limits
from mediahub.storage import MediaStore

MOST_LISTS = 20
"""Files that are looked into for one person; as a rule none waits, or one or two."""
LOOKING = Limits(memory_bytes=512 << 20, cpu_seconds=5, clock_seconds=15.0)
"""Lists of some thousand persons take a fifth of it."""
_WAITING = (UploadState.SENDING, UploadState.SENT, UploadState.READY)


def give_up_lists(db: Session, store: MediaStore, person: Participant | TransferRequest) -> None:
    """Give up the files that name the person, and those that cannot be looked into.

    A job removes their bytes. What is still being sent can be looked into by nobody, and what is
    beyond `MOST_LISTS` or takes more than `LOOKING` is not looked into to its end.
    """
    waiting = select(Upload).where(
        Upload.purpose == Purpose.FILE, Upload.state.in_(_WAITING), Upload.taken_at.is_(None)
    )
    ready = 0
    for upload in db.scalars(waiting.order_by(Upload.created_at.desc(), Upload.id)).all():
        ready += upload.state is UploadState.READY
        is_beyond = upload.state is not UploadState.READY or ready > MOST_LISTS
        if is_beyond or _names(store, upload, person):
            abort_upload(db, upload)


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
