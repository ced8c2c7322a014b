"""A show's cover or an episode's image: checked, mended on request, stored with its renditions."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from mediahub.errors import Invalid
from mediahub.media.covers import inspect_cover, mended, problems, rendition
from mediahub.media.models import MediaFile, MediaRole
from mediahub.media.service import keep, receive_bytes, unreadable
from mediahub.storage import MediaStore

SMALL_EDGE = 600
ICON_EDGE = 192
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_EXTENSIONS = {"JPEG": ".jpg", "PNG": ".png"}


@dataclass(frozen=True, slots=True)
class Cover:
    """A stored picture, a small one for pages and players, and an icon for the browser's tab."""

    file: MediaFile
    small: MediaFile
    icon: MediaFile


def receive_cover(store: MediaStore, path: Path, now: datetime, *, fix: bool) -> Cover:
    """Check the picture and store it with its renditions; `fix` mends what can be mended.

    Invalid with every measured fault, and then nothing has been stored.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    faults = problems(inspect_cover(data))
    if faults and not fix:
        raise Invalid("“{file}”: {faults}", file=path.name, faults=faults)
    picture = mended(data) if faults else data
    small, icon = rendition(picture, SMALL_EDGE, "JPEG"), rendition(picture, ICON_EDGE, "PNG")
    return Cover(
        file=_stored(store, path.stem, picture, now),
        small=_stored(store, f"{path.stem}-{SMALL_EDGE}", small, now),
        icon=_stored(store, f"{path.stem}-{ICON_EDGE}", icon, now),
    )


def _stored(store: MediaStore, stem: str, data: bytes, now: datetime) -> MediaFile:
    facts = inspect_cover(data)
    name, content_type = stem + _EXTENSIONS[facts.format], _TYPES[facts.format]
    file = receive_bytes(store, MediaRole.IMAGE, data, name, content_type, now)
    file.width, file.height, file.tags = facts.width, facts.height, {"mode": facts.mode}
    return file


def keep_cover(db: Session, store: MediaStore, cover: Cover) -> None:
    """Put the rows of a stored picture into the transaction."""
    for file in (cover.file, cover.small, cover.icon):
        keep(db, store, file)
