"""Lists that were sent to be imported and wait: given up when somebody in them is erased."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import NotFound
from mediahub.media.models import Purpose, Upload, UploadState
from mediahub.media.uploads import abort_upload
from mediahub.participants.models import Participant, TransferRequest
from mediahub.participants.sheets import LARGEST_BYTES
from mediahub.participants.workbooks import is_workbook, look_over
from mediahub.storage import MediaStore

_WAITING = (UploadState.SENDING, UploadState.SENT, UploadState.READY)
_ENCODINGS = ("utf-8", "utf-16", "cp1252")
# What can stand in an address before and after it (RFC 5321 4.1.2), so that it is another one.
_BEFORE, _AFTER = r"(?<![\w!#$%&'*+/=?^`{|}~.-])", r"(?![\w-]|\.\w)"


def give_up_lists(db: Session, store: MediaStore, person: Participant | TransferRequest) -> None:
    """Give up the files that name the person, and those that cannot be looked into.

    A job removes their bytes. What is still being sent can be looked into by nobody.
    """
    waiting = select(Upload).where(
        Upload.purpose == Purpose.FILE, Upload.state.in_(_WAITING), Upload.taken_at.is_(None)
    )
    for upload in db.scalars(waiting).all():
        if upload.state is not UploadState.READY or _names(store, upload, person):
            abort_upload(db, upload)


def _names(store: MediaStore, upload: Upload, person: Participant | TransferRequest) -> bool:
    if person.name.casefold() in upload.filename.casefold():
        return True
    try:
        with store.open(upload.key) as source:
            data = source.read(LARGEST_BYTES + 1)
    except NotFound:
        return False
    try:
        return any(has_address(text, person.email) for text in _texts(data))
    except Exception:  # Damaged files raise of every kind; what cannot be looked into goes.
        return True


def has_address(text: str, email: str) -> bool:
    """Whether the address stands in a text, its domain in either spelling, and not in another's."""
    local_part, _, domain = email.partition("@")
    spelled = "|".join(re.escape(one) for one in _spellings(domain))
    pattern = rf"{_BEFORE}{re.escape(local_part)}@(?:{spelled}){_AFTER}"
    return re.search(pattern, text, re.IGNORECASE) is not None


def _spellings(domain: str) -> Iterator[str]:
    yield domain
    with suppress(UnicodeError):  # what begins as IDNA does and is not
        yield domain.encode("ascii").decode("idna")


def _texts(data: bytes) -> Iterator[str]:
    """What a file says: as text in the encodings that lists come in, or each part of a workbook."""
    if not is_workbook(data):
        yield from (data.decode(encoding, "replace") for encoding in _ENCODINGS)
        return
    look_over(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            yield html.unescape(archive.read(part).decode("utf-8", "replace"))
