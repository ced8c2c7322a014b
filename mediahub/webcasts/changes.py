"""Changes that participants are to be told of: remembered until they have been."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mediahub.jobs.queue import enqueue
from mediahub.webcasts.models import Webcast

TELL = "webcasts.tell"
"""The job that mails participants what has changed; it is done where participants are known."""

Times = Mapping[str, Any]


def times_of(webcast: Webcast) -> dict[str, Any]:
    """When it is to be, and whether it is cancelled, as JSON takes it."""
    return {
        "starts_at": webcast.starts_at.isoformat(),
        "ends_at": webcast.ends_at.isoformat(),
        "is_cancelled": webcast.cancelled_at is not None,
    }


def remember(db: Session, webcast: Webcast, before: Times) -> None:
    """Let participants be told of a change, once this transaction has committed.

    Of several changes before they are, the first knows what participants know.
    """
    if webcast.untold is None and times_of(webcast) != before:
        webcast.untold = dict(before)
        db.flush()
    if webcast.untold is not None:
        enqueue(db, TELL, webcast.id)


def untold(db: Session, _: datetime) -> list[UUID]:
    """Every webcast with a change that its participants have not been told of."""
    return list(db.scalars(select(Webcast.id).where(Webcast.untold.is_not(None))))


def settle(db: Session, webcast: Webcast) -> Times | None:
    """What participants knew, None if there is nothing new; from now on they have been told."""
    db.refresh(webcast, with_for_update={"key_share": True})
    before = webcast.untold
    # Not through the row: nothing that readers see has changed.
    db.execute(update(Webcast).where(Webcast.id == webcast.id).values(untold=None))
    return before if before != times_of(webcast) else None
