"""A show's cover or an episode's image: checked, mended on request, stored with its renditions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from mediahub import sandbox
from mediahub.errors import Invalid
from mediahub.media.models import MediaFile, MediaRole
from mediahub.media.processing.covers import (
    MENDING,
    CoverFacts,
    Rendition,
    look_at,
    prepare,
    problems,
)
from mediahub.media.service import keep, receive_bytes, unreadable
from mediahub.storage import MediaStore

SMALL_EDGE = 600
ICON_EDGE = 192
_RENDITIONS: Sequence[tuple[int, Rendition]] = ((SMALL_EDGE, "JPEG"), (ICON_EDGE, "PNG"))
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
        facts = CoverFacts(**sandbox.look(look_at, str(path), name=path.name))
    except OSError as error:
        raise unreadable(path, error) from error
    faults = problems(facts)
    if faults and not fix:
        raise Invalid("“{file}”: {faults}", file=path.name, faults=faults)
    wanted = [str(path), _RENDITIONS, bool(faults)]
    made = sandbox.look(prepare, *wanted, name=path.name, limits=MENDING)
    stems = [path.stem, *(f"{path.stem}-{edge}" for edge, _ in _RENDITIONS)]
    stored = [
        _stored(store, stem, data, CoverFacts(**facts), now)
        for stem, (data, facts) in zip(stems, made, strict=True)
    ]
    return Cover(*stored)


def _stored(
    store: MediaStore, stem: str, data: bytes, facts: CoverFacts, now: datetime
) -> MediaFile:
    name, content_type = stem + _EXTENSIONS[facts.format], _TYPES[facts.format]
    file = receive_bytes(store, MediaRole.IMAGE, data, name, content_type, now)
    file.width, file.height, file.tags = facts.width, facts.height, {"mode": facts.mode}
    return file


def keep_cover(db: Session, store: MediaStore, cover: Cover) -> None:
    """Put the rows of a stored picture into the transaction."""
    for file in (cover.file, cover.small, cover.icon):
        keep(db, store, file)
