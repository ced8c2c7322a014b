"""The numbers of a week: published, opening and closing, watched, not delivered, not deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from mediahub.episodes.models import Episode
from mediahub.mail.models import Mail, MailState
from mediahub.media.deletion import backlog
from mediahub.recordings.models import Recording, Viewing
from mediahub.recordings.watching.public_views import VIEW_SECONDS, count_views_between
from mediahub.sendouts.schedule import at

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """The week that is over, in what was published, watched and failed; and the one that begins,
    in the windows that open and close in it. `late` is how many files should be deleted by now.
    """

    published: Sequence[Episode]
    opening: Sequence[Recording]
    closing: Sequence[Recording]
    opens: int
    views: int
    public_views: int
    failed_mails: int
    late: int

    @classmethod
    def of(cls, db: Session, monday: date, now: datetime) -> "Week":
        """As it stands at an instant; weeks begin on Mondays at 00.00 in Sweden."""
        begin, end = (at(day, time()) for day in (monday, monday + WEEK))
        before = at(monday - WEEK, time())
        opens, views = _watched(db, before, begin)
        late = backlog(db, now)
        return cls(
            published=_published(db, before, begin),
            opening=_recordings(db, Recording.opens_at, begin, end),
            closing=_recordings(db, Recording.closes_at, begin, end),
            opens=opens,
            views=views,
            public_views=count_views_between(db, before, begin),
            failed_mails=_failed(db, before, begin),
            late=0 if late is None else late.count,
        )


def _published(db: Session, begin: datetime, end: datetime) -> Sequence[Episode]:
    opened = select(Episode).where(Episode.opens_at >= begin, Episode.opens_at < end)
    return db.scalars(opened.order_by(Episode.opens_at)).all()


def _recordings(
    db: Session, moment: InstrumentedAttribute[datetime | None], begin: datetime, end: datetime
) -> Sequence[Recording]:
    found = select(Recording).where(moment >= begin, moment < end, Recording.opens_at.is_not(None))
    return db.scalars(found.order_by(moment)).all()


def _watched(db: Session, begin: datetime, end: datetime) -> tuple[int, int]:
    stayed = func.count().filter(Viewing.watched_seconds >= VIEW_SECONDS)
    counted = select(func.count(), stayed).where(
        Viewing.opened_at >= begin, Viewing.opened_at < end
    )
    opens, views = db.execute(counted).one()
    return opens, views


def _failed(db: Session, begin: datetime, end: datetime) -> int:
    failed = select(func.count()).where(
        Mail.state == MailState.FAILED, Mail.ended_at >= begin, Mail.ended_at < end
    )
    return db.scalar(failed.select_from(Mail)) or 0
