"""The job that mails participants what became of a webcast: moved, cancelled, or restored."""

from uuid import UUID

from sqlalchemy import select

from mediahub.hub import Hub
from mediahub.jobs.queue import Job
from mediahub.mail.outbox import enqueue_mails
from mediahub.participants.models import Registration
from mediahub.participants.notices import Notice, mails_for
from mediahub.participants.service import ALIVE, is_covering
from mediahub.webcasts import changes
from mediahub.webcasts.changes import Times
from mediahub.webcasts.models import Webcast


def notify_of_change(hub: Hub, webcast_id: UUID) -> None:
    """Mail everyone who has a seat or waits for one, each once for each revision."""
    with hub.writing() as db:
        webcast = db.get(Webcast, webcast_id)
        before = changes.settle(db, webcast) if webcast is not None else None
        if webcast is None or before is None or webcast.end <= hub.now():
            return
        held = db.scalars(
            select(Registration).where(is_covering(webcast), Registration.state.in_(ALIVE))
        ).all()
        mails = mails_for(
            held,
            _notice(webcast, before),
            again=f"{webcast.id}:{webcast.sequence}",
            batch=f"changed:{webcast.id}:{webcast.sequence}",
            webcast=str(webcast.id),
            times=changes.times_of(webcast),
            before={name: before[name] for name in ("starts_at", "ends_at")},
        )
        enqueue_mails(db, mails, hub.now())


def _notice(webcast: Webcast, before: Times) -> Notice:
    if webcast.cancelled_at is not None:
        return Notice.WEBCAST_CANCELLED
    return Notice.RESTORED if before["is_cancelled"] else Notice.MOVED


JOBS = [Job(changes.TELL, notify_of_change, changes.untold)]
