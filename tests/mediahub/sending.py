"""Files that somebody has sent in the studio, and that are ready to be put to use."""

from io import BytesIO
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from mediahub.accounts.models import User
from mediahub.media.models import Purpose, Upload, UploadState
from mediahub.storage import MediaStore
from tests.conftest import NOON


def make_upload(
    db: Session, user: User, store: MediaStore | None = None, data: bytes = b"x", **values: Any
) -> Upload:
    """A document of the user's; given a store, its bytes lie there."""
    given: dict[str, Any] = {
        "filename": "handouts.pdf",
        "size_bytes": len(data),
        "content_type": "application/octet-stream",
        "key": f"uploads/{uuid4()}/file",
        "store_id": str(uuid4()),
        "purpose": Purpose.DOCUMENT,
        "state": UploadState.READY,
        "actor": str(user.id),
        "created_at": NOON,
        "last_part_at": NOON,
    }
    upload = Upload(**given | values)
    if store is not None:
        store.put(upload.key, BytesIO(data), "application/octet-stream")
    db.add(upload)
    db.flush()
    return upload
