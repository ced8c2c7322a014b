"""The transcripts of an episode: one for each language, replaced in place, found by their id."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode, EpisodeTranscript
from mediahub.episodes.service import hide, state_of
from mediahub.errors import Conflict, Gone
from mediahub.media.models import MediaFile
from mediahub.transcripts.formats.checks import refuse_longer
from mediahub.transcripts.formats.reader import Draft
from mediahub.transcripts.models import Origin, Transcript, TranscriptState
from mediahub.transcripts.service import ask_for_machine, new_transcript, put_upload


def set_transcript(
    db: Session,
    episode: Episode,
    draft: Draft,
    source: MediaFile,
    language: str,
    *,
    actor: str,
    now: datetime,
) -> Transcript:
    """Give the episode this transcript; one in the language gets new cues at its old address.

    `source` is the file as it came; it is kept for staff and nobody else gets it. Invalid for the
    transcript of a longer recording.
    """
    refuse_longer(draft.cues, episode.audio.duration_seconds)
    held = _in_language(episode, language)
    if held is None:
        transcript = new_transcript(db, language, Origin.UPLOADED, now)
        _attach(episode, transcript)
    else:
        transcript = held.transcript
        hide(held.media)
        held.media, held.is_aside = None, False
    put_upload(db, transcript, draft.cues, source, actor=actor, now=now)
    return transcript


def request_transcription(
    db: Session, episode: Episode, language: str, now: datetime
) -> Transcript:
    """Ask for a transcript by machine; Conflict when there is one in the language."""
    held = _in_language(episode, language)
    if held is not None and not held.is_aside:
        raise Conflict("“{title}” has a transcript in that language.", title=episode.title)
    transcript = ask_for_machine(db, language, episode.audio, now)
    _attach(episode, transcript)
    db.flush()
    return transcript


def _attach(episode: Episode, transcript: Transcript) -> None:
    position = max((held.position for held in episode.transcripts), default=-1) + 1
    episode.transcripts.append(EpisodeTranscript(transcript=transcript, position=position))


def _in_language(episode: Episode, language: str) -> EpisodeTranscript | None:
    """Rather one that is shown than one that is kept aside."""
    held = (one for one in episode.transcripts if one.transcript.language == language)
    return min(held, key=lambda one: one.is_aside, default=None)


def shown_transcripts(episode: Episode) -> Sequence[EpisodeTranscript]:
    """Those that can be read, one for each language; of several from before a timed one."""
    told_of = (held for held in episode.transcripts if not held.is_aside)
    ready = [held for held in told_of if held.transcript.state is TranscriptState.READY]
    told: dict[str, EpisodeTranscript] = {}
    for held in sorted(ready, key=lambda h: not h.transcript.is_timed):
        told.setdefault(held.transcript.language, held)
    return sorted(told.values(), key=lambda h: h.position)


def public_since(db: Session, transcript: Transcript, now: datetime) -> datetime | None:
    """Since when anyone may have the transcript of an episode: None unless it is published.

    None for one that is kept aside, and Gone for that of an episode that was withdrawn.
    """
    uses = select(EpisodeTranscript).where(EpisodeTranscript.transcript_id == transcript.id)
    held = db.scalars(uses).one_or_none()
    if held is None:
        return None
    state = state_of(held.episode, now)
    if state == "withdrawn":
        raise Gone("“{title}” has been withdrawn.", title=held.episode.title)
    is_public = state == "published" and not held.is_aside
    return held.episode.opens_at if is_public else None
