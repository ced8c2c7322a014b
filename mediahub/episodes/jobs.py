"""Publishing that was asked for on a page: a worker makes the copy, and then the episode opens."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from feeds.errors import FeedError
from mediahub.accounts import audit
from mediahub.db import unique
from mediahub.episodes.models import Episode, PublishRequest
from mediahub.episodes.publication import (
    CopyPlan,
    audio_of,
    check_time,
    plan_copy,
    publish,
    refuse_errors,
    tagged_copy,
)
from mediahub.errors import Conflict, Invalid, MediaHubError
from mediahub.hub import Hub
from mediahub.i18n import sentence
from mediahub.jobs import attempts
from mediahub.jobs.queue import Job, enqueue
from mediahub.media.models import MediaFile, MediaState

log = logging.getLogger(__name__)

PUBLISH = "episodes.publish"
# A large file goes to a store far away in less.
SILENCE = timedelta(minutes=10)


def request_publish(
    db: Session, episode: Episode, opens_at: datetime, *, origin: str, actor: str, now: datetime
) -> PublishRequest:
    """Ask for the episode to be published; again is fine, the last one counts.

    Refusals as for `publishing.plan_copy`, but audio that is being worked on is waited for.
    """
    check_time(db, episode, opens_at)
    refuse_errors(db, episode, origin, opens_at)
    if episode.audio.state is MediaState.FAILED and audio_of(db, episode) is None:
        raise Invalid("The audio could not be used: {failure}", failure=episode.audio.failure)
    found = publish_request_of(db, episode)
    if found is None:
        found = PublishRequest(episode=episode)
        db.add(found)
    found.opens_at, found.actor, found.asked_at, found.failure = opens_at, actor, now, None
    found.attempts, found.retry_at = 0, None
    with unique("“{title}” is being published already.", title=episode.title):
        db.flush()
    enqueue(db, PUBLISH, found.id)
    return found


def publish_request_of(db: Session, episode: Episode) -> PublishRequest | None:
    """What has been asked for and not been done yet."""
    held = select(PublishRequest).where(PublishRequest.episode_id == episode.id)
    return db.scalars(held).one_or_none()


def cancel(db: Session, episode: Episode) -> None:
    """Take back what was asked for; Conflict when it has been done."""
    found = publish_request_of(db, episode)
    if found is None:
        raise Conflict("Nothing waits to be published here any more.")
    db.delete(found)
    db.flush()


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
    ready = ready.join(MediaFile, MediaFile.id == Episode.audio_id)
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
    """None while the audio is being worked on."""
    with hub.reading() as db:
        episode = db.get_one(Episode, order.episode_id)
        is_worked_on = episode.audio.state is MediaState.UPLOADED
        if is_worked_on and audio_of(db, episode) is None:
            return None
        return plan_copy(db, episode, hub.settings.origin, order.opens_at)


def _open(hub: Hub, order: PublishRequest, copy: MediaFile) -> None:
    """The row that names the copy, unless somebody has asked for something else meanwhile."""
    with hub.writing() as db:
        found = db.get(PublishRequest, order.id, with_for_update=True)
        if found is not None and found.asked_at == order.asked_at:
            db.info[audit.ACTOR] = order.actor
            publish(db, hub.store, found.episode, copy, order.opens_at)
            db.delete(found)
            return
        if found is not None:
            attempts.end(found)
            enqueue(db, PUBLISH, found.id)
    hub.store.delete(copy.key)


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
