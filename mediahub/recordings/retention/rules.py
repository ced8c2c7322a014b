"""How long registrations are kept, counted from when the recording really closes."""

import logging
from datetime import datetime
from uuid import UUID

from huey import crontab
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.jobs.queue import PeriodicTask
from mediahub.participants import retention
from mediahub.participants.retention import ClosesAtOf
from mediahub.recordings.models import Recording
from mediahub.webcasts.models import Access, Webcast

log = logging.getLogger(__name__)


def closings(db: Session) -> ClosesAtOf:
    """When the recording of each webcast closes, extended or shortened; read once, now.

    None for what has not been opened, and for what everyone may watch: a replay without an end is
    no reason to keep who was registered.
    """
    chosen = select(Recording.webcast_id, func.max(Recording.closes_at)).join(Recording.webcast)
    registered = chosen.where(Webcast.access == Access.REGISTERED, Recording.closes_at.is_not(None))
    rows = db.execute(registered.group_by(Recording.webcast_id)).all()
    found: dict[UUID, datetime | None] = dict(rows)
    return lambda webcast: found.get(webcast.id)


def purge(hub: Hub) -> None:
    """Remove registrations, memberships and persons past their time.

    Viewings stay as numbers: whose they were goes with the registration or membership.
    """
    with hub.writing() as db:
        persons = retention.purge(db, hub.now(), closings(db))
    if persons:
        log.info("removed %d participants whose time was over", persons)


PERIODIC_TASKS = [PeriodicTask("recordings.purge", purge, crontab(minute="30"))]
