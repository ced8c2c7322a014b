"""Chores: seats that became free are given on, and what is no longer to be kept is removed."""

import logging

from huey import crontab
from sqlalchemy import select

from mediahub.hub import Hub
from mediahub.jobs.queue import Chore
from mediahub.participants import retention, seats
from mediahub.participants.limiting import forget_attempts
from mediahub.participants.models import Registration, RegistrationState
from mediahub.webcasts.models import Series, Webcast

log = logging.getLogger(__name__)


def fill_seats(hub: Hub) -> None:
    """Seat those who wait where the capacity has been raised."""
    with hub.reading() as db:
        is_waiting = Registration.state == RegistrationState.WAITING
        columns = select(Registration.webcast_id, Registration.series_id)
        waited_for = db.execute(columns.where(is_waiting).distinct()).all()
    for webcast, series in waited_for:
        with hub.writing() as db:
            target = db.get(Webcast, webcast) if webcast else db.get(Series, series)
            if target is not None:
                seats.fill(db, target, hub.now())


def purge(hub: Hub) -> None:
    """Remove registrations, memberships and persons past their time, and old attempts."""
    with hub.writing() as db:
        persons = retention.purge(db, hub.now())
        forget_attempts(db, hub.now())
    if persons:
        log.info("removed %d participants whose time was over", persons)


CHORES = [
    Chore("participants.seats", fill_seats, crontab(minute="*")),
    Chore("participants.purge", purge, crontab(minute="30")),
]
