"""What the transcript editor is told of a transcript of an episode."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.episodes.models import EpisodeTranscript
from mediahub.episodes.publication import audio_of
from mediahub.transcripts.models import Transcript
from mediahub.transcripts.studio.owner import Owner


def owner_of(db: Session, transcript: Transcript) -> Owner | None:
    """The episode; None for the transcript of something else."""
    uses = select(EpisodeTranscript).where(EpisodeTranscript.transcript_id == transcript.id)
    held = db.scalars(uses).one_or_none()
    if held is None:
        return None
    episode = held.episode
    return Owner(
        title=episode.title,
        path=f"/studio/avsnitt/{episode.id}",
        show_id=episode.show_id,
        sound=audio_of(db, episode) or episode.audio,
        credited=[credit.person.name for credit in episode.credits],
    )
