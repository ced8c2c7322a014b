"""Chores: seats are offered and go on, participants reminded, attempts at the form forgotten."""

from huey import crontab
from sqlalchemy import select

from mediahub.hub import Hub
from mediahub.jobs.queue import PeriodicTask
from mediahub.participants import seats
from mediahub.participants.mail import change_notices
from mediahub.participants.mail.reminders import remind
from mediahub.participants.models import Registration, RegistrationState
from mediahub.participants.rate_limit import forget_attempts
from mediahub.webcasts.models import Series, Webcast


def fill_seats(hub: Hub) -> None:
    """Offer the seats that were added, and pass on those that were not taken in time."""
    with hub.reading() as db:
        is_waiting = Registration.state == RegistrationState.WAITING
        columns = select(Registration.webcast_id, Registration.series_id)
        waited_for = db.execute(columns.where(is_waiting).distinct()).all()
    for webcast, series in waited_for:
        with hub.writing() as db:
            target = db.get(Webcast, webcast) if webcast else db.get(Series, series)
            if target is not None:
                seats.reallocate(db, target, hub.now())


def forget(hub: Hub) -> None:
    """Forget old attempts at the form."""
    with hub.writing() as db:
        forget_attempts(db, hub.now())


JOBS = [*change_notices.JOBS]
PERIODIC_TASKS = [
    PeriodicTask("participants.seats", fill_seats, crontab(minute="*")),
    PeriodicTask("participants.remind", remind, crontab(minute="*")),
    PeriodicTask("participants.forget", forget, crontab(minute="30")),
]
