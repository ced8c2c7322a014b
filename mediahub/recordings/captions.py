"""The captions of a recording: transcripts with times, replaced in place, shown to viewers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.media.deletion import request_deletion
from mediahub.media.models import MediaFile, MediaRole
from mediahub.media.probing.file_types import VTT
from mediahub.recordings.models import Recording, RecordingCaption
from mediahub.recordings.state import RecordingState, state_of
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.formats.reader import Draft
from mediahub.transcripts.formats.registry import written
from mediahub.transcripts.models import Origin, Transcript, TranscriptState
from mediahub.transcripts.service import ask_for_machine, cues_of, new_transcript, put_upload
from mediahub.transcripts.track_info import TrackInfo
from mediahub.webcasts.models import Access
from mediahub.webcasts.state import is_listed


@dataclass(frozen=True, slots=True)
class ReceivedCaptions:
    """Captions that were read and stored: `source` is the file as it came, in no row yet."""

    draft: Draft
    source: MediaFile
    language: str


def set_captions(
    db: Session, recording: Recording, received: ReceivedCaptions, *, actor: str, now: datetime
) -> Transcript:
    """Give the recording these captions; those in the language get new cues at their address.

    The bytes of the file that they came as before are to go.
    """
    held = _in_language(recording, received.language)
    if held is None:
        transcript = new_transcript(db, received.language, Origin.UPLOADED, now)
        _attach(recording, transcript)
    else:
        transcript = held.transcript
        if transcript.source is not None and transcript.source.role is MediaRole.TRANSCRIPT:
            request_deletion(db, transcript.source, "recording.captions", now)
    put_upload(db, transcript, received.draft.cues, received.source, actor=actor, now=now)
    return transcript


def request_transcription(
    db: Session, recording: Recording, language: str, now: datetime
) -> Transcript:
    """Ask for captions by machine; Conflict when there are some in the language."""
    if _in_language(recording, language) is not None:
        raise Conflict(
            "The recording of “{title}” has captions in that language.",
            title=recording.webcast.title,
        )
    transcript = ask_for_machine(db, language, recording.media, now)
    _attach(recording, transcript)
    db.flush()
    return transcript


def _attach(recording: Recording, transcript: Transcript) -> None:
    position = max((held.position for held in recording.captions), default=-1) + 1
    recording.captions.append(RecordingCaption(transcript=transcript, position=position))


def _in_language(recording: Recording, language: str) -> RecordingCaption | None:
    return next((h for h in recording.captions if h.transcript.language == language), None)


def are_reviewed(recording: Recording) -> bool:
    """Whether a person has made or reviewed captions in some language, as WCAG 2.1 wants them."""
    return any(not held.transcript.is_unreviewed for held in recording.captions)


def shown_captions(recording: Recording) -> Sequence[RecordingCaption]:
    """Those that can be shown: read, or WebVTT that came before captions were kept as cues."""
    return [held for held in recording.captions if _is_ready(held) or _is_file(held)]


def webvtt(hub: Hub, db: Session, held: RecordingCaption) -> bytes | None:
    """The captions for a player, written from the cues; None when there are none to show."""
    transcript = held.transcript
    if _is_ready(held):
        about = TrackInfo(held.title, transcript.language, transcript.is_unreviewed)
        return _written(cues_of(db, transcript), about)
    if not _is_file(held) or transcript.source is None:
        return None
    with hub.store.open(transcript.source.key) as source:
        return source.read()


@lru_cache(maxsize=8)
def _written(cues: tuple[Cue, ...], about: TrackInfo) -> bytes | None:
    """Kept, for three hours of captions take 0.15 s to write and all watch on the same morning."""
    return written(cues, about, "vtt")


def public_since(db: Session, transcript: Transcript, now: datetime) -> datetime | None:
    """Since when anyone may have it: None unless it is of a listed replay open to everyone now."""
    uses = select(RecordingCaption).where(RecordingCaption.transcript_id == transcript.id)
    held = db.scalars(uses).one_or_none()
    if held is None or state_of(held.recording, now) is not RecordingState.OPEN:
        return None
    webcast = held.recording.webcast
    is_public = webcast.access is Access.PUBLIC and is_listed(webcast, now)
    return held.recording.opens_at if is_public else None


def _is_ready(held: RecordingCaption) -> bool:
    return held.transcript.state is TranscriptState.READY


def _is_file(held: RecordingCaption) -> bool:
    source = held.transcript.source
    return source is not None and source.content_type == VTT.content_type
