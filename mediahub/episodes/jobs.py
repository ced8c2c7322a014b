"""What was asked for on a page: a worker makes the copy, and then listeners get it."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from feeds.errors import FeedError
from mediahub.accounts import audit
from mediahub.episodes.models import Episode, PublishRequest
from mediahub.episodes.publication import (
    CopyPlan,
    audio_of,
    plan_copy,
    publish,
    replacement_of,
    tagged_copy,
    version_for_listeners,
)
from mediahub.episodes.publish_requests import PUBLISH
from mediahub.episodes.replacement import replace_audio
from mediahub.errors import Conflict, Invalid, MediaHubError
from mediahub.hub import Hub
from mediahub.i18n import sentence
from mediahub.jobs import attempts
from mediahub.jobs.queue import Job, enqueue
from mediahub.media.models import MediaFile, MediaState

log = logging.getLogger(__name__)

# A large file goes to a store far away in less.
SILENCE = timedelta(minutes=10)


def run_publish(hub: Hub, order_id: UUID) -> bool:
    """Make the copy and open the episode; False when nothing waits or the audio is not ready.

    What the gate says meanwhile is written into the order; other failures are tried again.
    """
    claimed = _claimed(hub, order_id)
    if claimed is None:
        return False
    if attempts.is_given_up(claimed):
        _note(hub, claimed, attempts.given_up())
        return False
    try:
        plan = _plan(hub, claimed)
        if plan is not None:
            copy = tagged_copy(hub.store, plan, hub.settings.work_dir, hub.now())
            _open(hub, claimed, copy)
    except (Invalid, Conflict, FeedError) as error:
        _note(hub, claimed, error)
        return False
    except BaseException as error:
        _note(hub, claimed, _released(hub, claimed, error))
        raise
    if plan is None:
        _note(hub, claimed, None, is_tried=False)
    return plan is not None


def due(db: Session, now: datetime) -> Sequence[UUID]:
    """Orders that wait, whose audio is there, and that no living worker is at."""
    ready = select(PublishRequest.id).join(Episode, Episode.id == PublishRequest.episode_id)
    audio_id = func.coalesce(PublishRequest.audio_id, Episode.audio_id)
    ready = ready.join(MediaFile, MediaFile.id == audio_id)
    is_there = MediaFile.state != MediaState.UPLOADED
    return db.scalars(ready.where(_is_waiting(now), is_there)).all()


def _is_waiting(now: datetime) -> ColumnElement[bool]:
    is_idle = attempts.is_idle(PublishRequest, now, SILENCE)
    return and_(PublishRequest.failure.is_(None), is_idle)


def _claimed(hub: Hub, order_id: UUID) -> PublishRequest | None:
    """The order, if this worker is to do it: of two, one updates a row."""
    with hub.writing() as db:
        now = hub.now()
        is_ours = attempts.claim(db, PublishRequest, order_id, _is_waiting(now), now)
        return db.get(PublishRequest, order_id) if is_ours else None


def _plan(hub: Hub, order: PublishRequest) -> CopyPlan | None:
    """None while the audio is being worked on; of other sound, until all is known of it."""
    with hub.reading() as db:
        asked = db.get(PublishRequest, order.id)
        if asked is None:
            return None
        wanted, episode = replacement_of(asked), asked.episode
        audio = wanted.audio if wanted else episode.audio
        is_usable = wanted is None and audio_of(db, episode) is not None
        if audio.state is MediaState.UPLOADED and not is_usable:
            return None
        return plan_copy(db, episode, hub.settings.origin, asked.opens_at, wanted)


def _open(hub: Hub, order: PublishRequest, copy: MediaFile) -> None:
    """The row that names the copy, unless somebody has asked for something else meanwhile."""
    with hub.writing() as db:
        found = db.get(PublishRequest, order.id, with_for_update=True)
        if found is not None and found.asked_at == order.asked_at and _is_of(db, copy, found):
            db.info[audit.ACTOR] = order.actor
            if (wanted := replacement_of(found)) is not None:
                replace_audio(db, found.episode, wanted, hub.now())
            publish(db, hub.store, found.episode, copy, order.opens_at)
            db.delete(found)
            return
        if found is not None:
            attempts.end(found)
            enqueue(db, PUBLISH, found.id)
    hub.store.delete(copy.key)


def _is_of(db: Session, copy: MediaFile, asked: PublishRequest) -> bool:
    """Whether the copy is of the sound that is wanted by now."""
    source = version_for_listeners(db, asked.audio or asked.episode.audio)
    return source is not None and source.id == copy.source_id


def _released(hub: Hub, order: PublishRequest, error: BaseException) -> Invalid | None:
    """When the next attempt may begin is written down; why there will be none, if it was the last.

    Not of an order that has been given anew since.
    """
    with hub.writing() as db:
        found = db.get(PublishRequest, order.id, with_for_update=True)
        if found is None or found.asked_at != order.asked_at:
            return None
        return attempts.release(found, error, hub.now())


def _note(
    hub: Hub,
    order: PublishRequest,
    failure: MediaHubError | FeedError | None,
    *,
    is_tried: bool = True,
) -> None:
    """Give the request back, with what is wrong; a wait for audio counts as no attempt."""
    with hub.writing() as db:
        found = db.get(PublishRequest, order.id, with_for_update=True)
        if found is None:
            return
        found.worked_at = None
        if not is_tried:
            attempts.end(found)
        if found.asked_at == order.asked_at:
            told = None if failure is None else sentence(failure, hub.settings.language)
            found.failure = told and told[:500]
        elif failure is not None:
            enqueue(db, PUBLISH, found.id)


def _run(hub: Hub, order_id: UUID) -> None:
    run_publish(hub, order_id)


JOBS = [Job(PUBLISH, _run, due)]
