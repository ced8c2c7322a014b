"""Rows with unsurprising values; what a test is about it says itself."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from mediahub.accounts.models import Role, User
from mediahub.clock import parse_instant
from mediahub.episodes.models import Episode
from mediahub.media.models import (
    MediaFile,
    MediaRole,
    MediaState,
    Purpose,
    Upload,
    UploadState,
)
from mediahub.participants.models import (
    NetworkMember,
    Participant,
    Registration,
    RegistrationState,
    Source,
)
from mediahub.recordings.models import Recording, RecordingCaption, RecordingDocument
from mediahub.shows.models import Show
from mediahub.storage import MediaStore
from mediahub.transcripts.models import Origin, Transcript, TranscriptCue, TranscriptState
from mediahub.webcasts.models import Network, Series, Webcast

CREATED_AT = parse_instant("2026-03-01T09:00:00+01:00")
Row = TypeVar("Row")
_numbers = count(1001)

VIDEO_BYTES = bytes(range(256)) * 4
CAPTIONS = "WEBVTT\n\nNOTE Language: sv\n\n00:00:01.000 --> 00:00:04.000\nVälkomna!\n"
PDF_BYTES = b"%PDF-1.7\n%%EOF\n"


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


def make_upload(db: Session, **overrides: Any) -> Upload:
    """Sent by “producer” and not looked at yet; there are no bytes in any store."""
    values: dict[str, Any] = {
        "filename": "avsnitt.mp3",
        "size_bytes": 5,
        "content_type": "application/octet-stream",
        "key": f"originals/{uuid4()}/avsnitt.mp3",
        "store_id": "0",
        "purpose": Purpose.AUDIO,
        "state": UploadState.SENT,
        "actor": "producer",
        "created_at": CREATED_AT,
        "last_part_at": CREATED_AT,
    }
    return _add(db, Upload(**values | overrides))


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


def make_transcript(db: Session, **overrides: Any) -> Transcript:
    """A timed one in Swedish that is ready; it has no cues."""
    values: dict[str, Any] = {
        "language": "sv",
        "origin": Origin.UPLOADED,
        "state": TranscriptState.READY,
        "is_timed": True,
        "created_at": CREATED_AT,
    }
    return _add(db, Transcript(**values | overrides))


def make_webcast(db: Session, **overrides: Any) -> Webcast:
    """Three hours from 09.00, Wednesday 11 March 2026 in Stockholm, listed since it was made.

    Given `starts_at` alone it still lasts three hours.
    """
    number = next(_numbers)
    starts_at = overrides.get("starts_at", parse_instant("2026-03-11T09:00"))
    values: dict[str, Any] = {
        "slug": f"medborgardialog-{number}",
        "created_at": CREATED_AT,
        "opens_at": CREATED_AT,
        "title": "Medborgardialog som ett systematiskt arbetssätt",
        "description": "Hur två städer arbetar.",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
    }
    return _add(db, Webcast(**values | overrides))


def make_series(db: Session, **overrides: Any) -> Series:
    """A course without webcasts."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"medborgardialog-fran-grunden-{number}",
        "title": "Medborgardialog från grunden",
        "created_at": CREATED_AT,
    }
    return _add(db, Series(**values | overrides))


def make_network(db: Session, **overrides: Any) -> Network:
    """A network without webcasts or members, two places for each organisation."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"natverket-for-medborgardialog-{number}",
        "title": "Nätverket för medborgardialog",
        "created_at": CREATED_AT,
    }
    return _add(db, Network(**values | overrides))


def make_participant(db: Session, **overrides: Any) -> Participant:
    """Somebody at Borås stad with an address of their own."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": f"Deltagare {number}",
        "email": f"deltagare.{number}@boras.se",
        "organisation": "Borås stad",
        "created_at": CREATED_AT,
    }
    return _add(db, Participant(**values | overrides))


def make_registration(db: Session, target: Webcast | Series, **overrides: Any) -> Registration:
    """A seat for somebody new; later ones have later places."""
    values: dict[str, Any] = {
        "webcast" if isinstance(target, Webcast) else "series": target,
        "source": Source.FORM,
        "state": RegistrationState.ACTIVE,
        "version": 1,
        "queue_position": next(_numbers),
        "created_at": CREATED_AT,
    }
    if "participant" not in overrides:
        values["participant"] = make_participant(db)
    return _add(db, Registration(**values | overrides))


def make_member(db: Session, network: Network, **overrides: Any) -> NetworkMember:
    """Somebody new who is a member in 2026."""
    values: dict[str, Any] = {"network": network, "year": 2026, "version": 1}
    if "participant" not in overrides:
        values["participant"] = make_participant(db)
    return _add(db, NetworkMember(**values | {"created_at": CREATED_AT} | overrides))


def make_recording(
    db: Session, webcast: Webcast, store: MediaStore | None = None, **overrides: Any
) -> Recording:
    """Three hours of video, ready to be opened, with captions in Swedish and a document.

    Give it `opens_at` and `closes_at` for a window, and a store to have bytes behind the rows.
    """
    video = _make_private(db, store, VIDEO_BYTES, "sandning.mp4", "video/mp4")
    values: dict[str, Any] = {
        "webcast": webcast,
        "created_at": CREATED_AT,
        "media": video,
        "playable": video,
        "poster": _make_private(db, store, b"\xff\xd8\xff", "bild.jpg", "image/jpeg"),
    }
    if "captions" not in overrides:
        values["captions"] = [make_captions(db, store)]
    if "documents" not in overrides:
        pdf = _make_private(db, store, PDF_BYTES, "handouts.pdf", "application/pdf")
        values["documents"] = [RecordingDocument(media=pdf, title="Dokumentation")]
    return _add(db, Recording(**values | overrides))


def make_captions(
    db: Session, store: MediaStore | None = None, language: str = "sv", **overrides: Any
) -> RecordingCaption:
    """What `CAPTIONS` says, for the `captions` of a recording; `overrides` are the transcript's."""
    vtt = _make_private(db, store, CAPTIONS.encode(), "sandning.vtt", "text/vtt")
    values: dict[str, Any] = {"language": language, "source": vtt, "revision": 1}
    transcript = make_transcript(db, **values | overrides)
    _add(
        db,
        TranscriptCue(
            transcript_id=transcript.id,
            position=0,
            start_ms=1000,
            end_ms=4000,
            text="Välkomna!",
        ),
    )
    return RecordingCaption(transcript=transcript)


_PRIVATE_ROLES = {
    "video/mp4": MediaRole.RECORDING,
    "image/jpeg": MediaRole.POSTER,
    "text/vtt": MediaRole.TRANSCRIPT,
    "application/pdf": MediaRole.DOCUMENT,
}


def _make_private(
    db: Session, store: MediaStore | None, data: bytes, filename: str, content_type: str
) -> MediaFile:
    key = f"webcasts/{uuid4()}/{filename}"
    if store is not None:
        store.put(key, BytesIO(data), content_type)
    is_video = content_type == "video/mp4"
    return make_media_file(
        db,
        key=key,
        filename=filename,
        content_type=content_type,
        size_bytes=len(data),
        sha256=sha256(data).hexdigest(),
        role=_PRIVATE_ROLES[content_type],
        duration_seconds=10_800.0 if is_video else None,
        bitrate=None,
        channels=None,
        sample_rate=None,
    )


def make_user(db: Session, role: Role = Role.PRODUCER, **overrides: Any) -> User:
    """Somebody who may sign in but has no password, not limited to any show."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "email": f"person.{number}@skr.example",
        "name": f"Person {number}",
        "role": role,
        "version": 1,
        "created_at": CREATED_AT,
    }
    return _add(db, User(**values | overrides))


def _add(db: Session, row: Row) -> Row:
    db.add(row)
    db.flush()
    return row
