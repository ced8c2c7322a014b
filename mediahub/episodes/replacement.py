"""Other sound for an episode: what goes with it, what is kept aside, where old addresses lead."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode, EpisodeTranscript
from mediahub.episodes.service import edit_episode, hide, share_window
from mediahub.errors import Conflict
from mediahub.media.deletion import request_deletion
from mediahub.media.models import MediaFile
from mediahub.transcripts.formats.checks import refuse_longer
from mediahub.transcripts.service import cues_of, remove

# What of an episode tells seconds of its sound.
TIMED = ("chapters", "soundbites")


@dataclass(frozen=True, slots=True)
class Replacement:
    """The sound that an episode is to get, and what is said of the one before.

    `are_texts_kept`: chapters, soundbites and transcripts fit the new one too.
    `is_old_removed`: the address of the old one is gone; else it leads on to the new one.
    """

    audio: MediaFile
    are_texts_kept: bool = False
    is_old_removed: bool = False


def replace_audio(db: Session, episode: Episode, wanted: Replacement, now: datetime) -> None:
    """Give the episode this sound; listeners get it by a copy that is published after this."""
    if wanted.is_old_removed:
        _remove_copies(db, episode, now)
    if not wanted.are_texts_kept:
        _set_aside(episode)
    episode.audio, episode.enclosure = wanted.audio, None


def _remove_copies(db: Session, episode: Episode, now: datetime) -> None:
    """Nobody gets the copies of this sound any more; those of earlier ones lead on."""
    for copy in [one for one in episode.copies if one.replaced_by_id is None]:
        episode.copies.remove(copy)
        copy.closes_at = now
        request_deletion(db, copy, "episode.audio_replaced", now)


def _set_aside(episode: Episode) -> None:
    held = {name: found for name in TIMED if (found := getattr(episode, name))}
    if held:
        episode.aside = (episode.aside or {}) | held
        for name in held:
            setattr(episode, name, [])
    for use in episode.transcripts:
        use.is_aside = True
        hide(use.media)


def lead_on(episode: Episode, copy: MediaFile) -> None:
    """Let the addresses of copies of other sounds lead to this one; those of its own stay."""
    sound = original_of(copy)
    for old in episode.copies:
        if old.source is not None:
            old.replaced_by = None if original_of(old) is sound else copy


def original_of(file: MediaFile) -> MediaFile:
    """What was uploaded, and the file was made from."""
    return original_of(file.source) if file.source else file


def transcripts_aside(episode: Episode) -> list[EpisodeTranscript]:
    """Those of the sound before, of which nobody has said whether they fit."""
    return [held for held in episode.transcripts if held.is_aside]


def refuse_unfit(db: Session, transcripts: list[EpisodeTranscript], audio: MediaFile) -> None:
    """Invalid for a transcript that goes on after the end of this sound."""
    for held in transcripts:
        refuse_longer(cues_of(db, held.transcript), audio.duration_seconds)


def take_back(db: Session, episode: Episode) -> None:
    """What is kept aside fits: let everyone have it again.

    Invalid for a transcript that is too long, Conflict when there is another in its language, or
    when nothing is kept aside. The caller asks the gate.
    """
    held = _asked_about(episode)
    refuse_unfit(db, held, episode.audio)
    languages = {use.transcript.language for use in episode.transcripts if not use.is_aside}
    for use in held:
        if use.transcript.language in languages:
            raise Conflict(
                "“{title}” has got another transcript in that language. Remove the old ones.",
                title=episode.title,
            )
        use.is_aside = False
    share_window(episode)
    again, episode.aside = episode.aside or {}, None
    edit_episode(db, episode, **again)


def drop_aside(db: Session, episode: Episode) -> None:
    """What is kept aside does not fit: remove it; Conflict when nothing is."""
    for use in _asked_about(episode):
        hide(use.media)
        episode.transcripts.remove(use)
        db.flush()
        remove(db, use.transcript)
    episode.aside = None
    db.flush()


def _asked_about(episode: Episode) -> list[EpisodeTranscript]:
    held = transcripts_aside(episode)
    if not held and not episode.aside:
        raise Conflict("Nothing is kept aside any more: the question has been answered.")
    return held
