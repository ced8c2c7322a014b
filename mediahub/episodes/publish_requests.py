"""What is asked for and a worker carries out: publishing, and other sound for what is out."""

from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.db import unique
from mediahub.episodes.models import Episode, PublishRequest
from mediahub.episodes.publication import (
    check_time,
    publish_request_of,
    refuse_errors,
    version_for_listeners,
)
from mediahub.episodes.replacement import Replacement, refuse_unfit, replace_audio
from mediahub.episodes.service import state_of
from mediahub.errors import Conflict, Invalid
from mediahub.jobs.queue import enqueue
from mediahub.media.models import MediaFile, MediaState
from mediahub.media.service import request_normalised, request_processing

PUBLISH = "episodes.publish"


def request_publish(
    db: Session, episode: Episode, opens_at: datetime, *, origin: str, actor: str, now: datetime
) -> PublishRequest:
    """Ask for the episode to be published; again is fine, the last one counts.

    Refusals as for `publication.plan_copy`, but audio that is being worked on is waited for.
    """
    check_time(db, episode, opens_at)
    refuse_errors(db, episode, origin, opens_at)
    refuse_unusable(db, episode.audio)
    return _ask(db, episode, opens_at, actor, now)


def refuse_unusable(db: Session, audio: MediaFile) -> None:
    """Invalid for audio that has failed and that listeners can get nothing of."""
    if audio.state is MediaState.FAILED and version_for_listeners(db, audio) is None:
        raise Invalid("The audio could not be used: {failure}", failure=audio.failure)


def _ask(
    db: Session, episode: Episode, opens_at: datetime, actor: str, now: datetime
) -> PublishRequest:
    found = publish_request_of(db, episode, lock=True)
    if found is None:
        found = PublishRequest(episode=episode)
        db.add(found)
    found.opens_at, found.actor, found.asked_at, found.failure = opens_at, actor, now, None
    found.attempts, found.retry_at = 0, None
    with unique("“{title}” is being published already.", title=episode.title):
        db.flush()
    enqueue(db, PUBLISH, found.id)
    return found


def request_replacement(
    db: Session, episode: Episode, wanted: Replacement, *, origin: str, actor: str, now: datetime
) -> PublishRequest | None:
    """Give the episode other sound; what a worker is to carry out, None if it is done already.

    What nobody gets has it at once. Of what is out, or will be, listeners get the old sound with
    all that belongs to it until the new copy is there. Invalid when the gate would be closed, or
    for texts that are to be kept and do not fit.
    """
    pending, audio = publish_request_of(db, episode, lock=True), wanted.audio
    db.refresh(episode)  # A worker may have been at it while we waited for the lock.
    if audio is episode.audio:
        return None
    if episode.audio.is_normalised_wanted and not audio.is_normalised_wanted:
        request_normalised(db, audio, wanted=True)
    if wanted.are_texts_kept:
        refuse_unfit(db, [one for one in episode.transcripts if not one.is_aside], audio)
    if state_of(episode, now) not in ("published", "scheduled"):
        replace_audio(db, episode, wanted, now)
        if pending is not None:
            _ask(db, episode, pending.opens_at, pending.actor, now)
        return None
    assert episode.opens_at is not None
    refuse_errors(db, episode, origin, episode.opens_at, wanted)
    opens_at = pending.opens_at if pending else episode.opens_at
    found = _ask(db, episode, opens_at, actor, now)
    found.audio, found.are_texts_kept = audio, wanted.are_texts_kept
    found.is_old_removed = wanted.is_old_removed
    db.flush()
    return found


def retry(db: Session, episode: Episode, *, actor: str, now: datetime) -> None:
    """Try once more what failed; Conflict when nothing has."""
    found = publish_request_of(db, episode, lock=True)
    if found is None or found.failure is None:
        raise Conflict("Nothing waits to be tried again here any more.")
    audio = found.audio or episode.audio
    if audio.state is MediaState.FAILED:
        request_processing(db, audio)
    _ask(db, episode, found.opens_at, actor, now)


def cancel(db: Session, episode: Episode) -> PublishRequest:
    """Take back what was asked for, and tell what it was; Conflict when it has been done."""
    found = publish_request_of(db, episode, lock=True)
    if found is None:
        raise Conflict("Nothing waits to be published here any more.")
    db.delete(found)
    db.flush()
    return found


def sound_to_come(db: Session, episode: Episode) -> MediaFile:
    """The sound that the episode is about to get, else the one that it has."""
    found = publish_request_of(db, episode)
    return (found and found.audio) or episode.audio
