"""The sweep: bytes that no row names, rows whose bytes are gone, deleted ones that are back."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.media.models import Deletion, MediaFile, Upload
from mediahub.storage import MediaStore, StoredObject

# An upload may take hours before its row is committed.
GRACE = timedelta(hours=24)


def orphans(
    db: Session, store: MediaStore, now: datetime, grace: timedelta = GRACE
) -> Sequence[StoredObject]:
    """Stored objects older than the grace that no row names, unfinished uploads included."""
    named = set(db.scalars(select(MediaFile.key))) | set(db.scalars(select(Upload.key)))
    return [
        found
        for found in store.stored_keys()
        if found.key not in named and found.modified_at <= now - grace
    ]


def missing(db: Session, store: MediaStore) -> Sequence[str]:
    """Keys that rows name and the store does not have, though nobody has wanted them deleted."""
    held = {found.key for found in store.stored_keys()}
    kept = select(MediaFile.key).where(MediaFile.id.not_in(select(Deletion.media_id)))
    return sorted(key for key in db.scalars(kept) if key not in held)


def returned(db: Session, store: MediaStore) -> Sequence[str]:
    """Keys that were seen to be gone and that the store has again, as after restoring a copy."""
    held = {found.key for found in store.stored_keys()}
    removed = db.scalars(select(MediaFile.key).where(MediaFile.removed_at.is_not(None)))
    return sorted(key for key in removed if key in held)


def leftovers(work_dir: Path, now: datetime, grace: timedelta = GRACE) -> Sequence[Path]:
    """What killed work left: in a folder, the last file was begun before the grace."""
    return [
        folder
        for folder in sorted(work_dir.iterdir())
        if datetime.fromtimestamp(folder.stat().st_mtime, UTC) <= now - grace
    ]


def remove(left: Path) -> None:
    """Remove a folder with all that is in it, or a plain file; that it is gone already is well."""
    if left.is_dir() and not left.is_symlink():
        rmtree(left, ignore_errors=True)
    else:
        left.unlink(missing_ok=True)
