"""Rows with unsurprising values; what a test is about it says itself."""

from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.episodes.models import Episode
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.shows.models import Show

CREATED_AT = parse_instant("2026-03-01T09:00:00+01:00")
Row = TypeVar("Row")
_numbers = count(1001)


def make_media_file(db: Session, **overrides: Any) -> MediaFile:
    """Ten minutes of MP3, ready to be served; there are no bytes in any store."""
    key = f"media/{uuid4()}.mp3"
    values: dict[str, Any] = {
        "key": key,
        "filename": "avsnitt.mp3",
        "content_type": "audio/mpeg",
        "size_bytes": 9_600_000,
        "sha256": "0" * 64,
        "role": MediaRole.ORIGINAL,
        "state": MediaState.READY,
        "created_at": CREATED_AT,
        "duration_seconds": 600.0,
        "bitrate": 128_000,
        "channels": 2,
        "sample_rate": 44_100,
    }
    return _add(db, MediaFile(**values | overrides))


def make_show(db: Session, **overrides: Any) -> Show:
    """Demokratiresan as its producers would set it up, without a cover."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"demokratiresan-{number}",
        "guid": UUID(int=number),
        "created_at": CREATED_AT,
        "title": "Demokratiresan",
        "description": "Samtal om demokrati i kommuner och regioner.",
        "author": "Sveriges Kommuner och Regioner",
        "categories": ["Government"],
    }
    return _add(db, Show(**values | overrides))


def make_episode(db: Session, show: Show, **overrides: Any) -> Episode:
    """A draft with its enclosure made; give it `opens_at` to publish it."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "show": show,
        "created_at": CREATED_AT,
        "number": number,
        "title": "Kommunala råd",
        "slug": f"{overrides.get('number') or number}-kommunala-rad",
        "description": "Vad gör ett kommunalt råd?",
    }
    if not overrides.keys() & {"audio", "audio_id"}:
        values["audio"] = make_media_file(db)
    if not overrides.keys() & {"enclosure", "enclosure_id"}:
        values["enclosure"] = make_media_file(
            db,
            role=MediaRole.ENCLOSURE,
            opens_at=overrides.get("opens_at"),
            closes_at=overrides.get("closes_at"),
        )
    return _add(db, Episode(**values | overrides))


def _add(db: Session, row: Row) -> Row:
    db.add(row)
    db.flush()
    return row
