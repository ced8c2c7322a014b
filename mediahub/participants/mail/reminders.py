"""The reminder at nine the day before a broadcast, to those who knew of it by then."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from mediahub.clock import STOCKHOLM, local
from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.mail.outbox import enqueue_mails
from mediahub.participants.models import Registration, RegistrationState
from mediahub.participants.notices import Notice, mails_for
from mediahub.participants.service import is_covering
from mediahub.webcasts.changes import times_of
from mediahub.webcasts.models import Webcast

REMINDED_AT = time(9)
_LONGEST_BEFORE = timedelta(hours=40)
"""From nine the day before to midnight at the end of the day, and an hour for the clocks."""


def reminder_at(webcast: Webcast) -> datetime:
    """09.00 the day before, by the clocks in Sweden."""
    day_before = local(webcast.starts_at).date() - timedelta(days=1)
    return datetime.combine(day_before, REMINDED_AT, STOCKHOLM)


def remind(hub: Hub) -> None:
    """Mail what is due; asked each minute, so that a broadcast that moves takes it along."""
    with hub.reading() as db:
        due = [webcast.id for webcast in _due(db, hub.now())]
    for webcast_id in due:
        with hub.writing() as db:
            _remind(db, db.get_one(Webcast, webcast_id), hub.now())


def _due(db: Session, now: datetime) -> Sequence[Webcast]:
    soon = db.scalars(
        select(Webcast).where(
            Webcast.cancelled_at.is_(None),
            Webcast.starts_at > now,
            Webcast.starts_at <= now + _LONGEST_BEFORE,
        )
    )
    return [one for one in soon if reminder_at(one) <= now and not _was_reminded(db, one)]


def _was_reminded(db: Session, webcast: Webcast) -> bool:
    return db.scalar(select(exists().where(Mail.batch == _batch(webcast)))) or False


def _batch(webcast: Webcast) -> str:
    return f"reminder:{webcast.id}:{webcast.starts_at:%Y%m%dT%H%M}"


def _remind(db: Session, webcast: Webcast, now: datetime) -> None:
    """Everyone who has a seat, but those who have been mailed about it since the reminder's time.

    They have just registered, got their seat, or been told of a new time.
    """
    since = reminder_at(webcast)
    told = exists().where(Mail.about_id == Registration.id, Mail.created_at >= since)
    held = db.scalars(
        select(Registration).where(
            is_covering(webcast),
            Registration.state == RegistrationState.ACTIVE,
            Registration.created_at < since,
            ~told,
        )
    ).all()
    batch = _batch(webcast)
    mails = mails_for(
        held,
        Notice.REMINDED,
        again=batch.removeprefix("reminder:"),
        batch=batch,
        webcast=str(webcast.id),
        times=times_of(webcast),
    )
    enqueue_mails(db, mails, now)
