"""The job that sends what is due, and what lets go of mails that are past their time or erased."""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from huey import crontab
from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.jobs.queue import EVERYTHING, Job, PeriodicTask, enqueue
from mediahub.mail import claims, outbox
from mediahub.mail.cleanup import clear, clear_by_day, clear_folder
from mediahub.mail.delivery import deliver_due
from mediahub.mail.outbox import CLEAR, SEND
from mediahub.mail.templates import Templates

log = logging.getLogger(__name__)


def sending(templates: Templates) -> Job:
    """The job of sending mails that these templates make; it asks for itself until all is sent."""

    def run(hub: Hub, _: UUID) -> None:
        if deliver_due(hub, templates):
            with hub.writing() as db:
                enqueue(db, SEND, EVERYTHING)

    return Job(SEND, run, due)


def due(db: Session, now: datetime) -> Sequence[UUID]:
    """Everything, if anything is to be sent or to be taken back."""
    return [EVERYTHING] if claims.pick(db, now, 1) or claims.is_any_stuck(db, now) else []


def purge(hub: Hub) -> None:
    """Remove the words of old mails, and very old mails."""
    with hub.writing() as db:
        mails = outbox.purge(db, hub.now())
    if mails:
        log.info("removed %d mails whose time was over", mails)
    clear_folder(hub)


JOBS = [Job(CLEAR, lambda hub, _: clear_by_day(hub))]
PERIODIC_TASKS = [
    PeriodicTask("mail.purge", purge, crontab(minute="45")),
    # What a killed worker and the days left undone, in the hour when nobody waits for the database.
    PeriodicTask("mail.clear_all", clear, crontab(minute="20", hour="2")),
]
