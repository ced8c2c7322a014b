"""What a new letter could tell of: episodes of its period, and the webcasts that are coming."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from mediahub.clock import local, parse_instant
from mediahub.episodes.models import Episode
from mediahub.episodes.service import preload
from mediahub.errors import Invalid
from mediahub.newsletter.archive import is_out
from mediahub.newsletter.models import ItemKind, Newsletter, NewsletterItem
from mediahub.webcasts.models import Webcast
from mediahub.window import is_open

# How far the first letter reaches back, which has none before it.
FIRST_PERIOD = timedelta(days=30)


def period_of(
    db: Session, since: datetime | None, until: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    """From `since` to `until`; from where the last published letter ended to now, if not given.

    Invalid for a period that ends before it begins.
    """
    until = until or now
    if since is None:
        last = select(func.max(Newsletter.until_at)).where(is_out(now))
        since = db.scalar(last) or until - FIRST_PERIOD
    if since > until:
        raise Invalid("The period ends before it begins. Let it end later, or begin earlier.")
    return since, until


def _told(column: InstrumentedAttribute[UUID | None], now: datetime) -> Select[UUID | None]:
    """What letters in the archive tell of already."""
    items = select(column).join(Newsletter, NewsletterItem.newsletter_id == Newsletter.id)
    return items.where(column.is_not(None), is_out(now))


def end_of(text: str) -> datetime:
    """The time, or the midnight after a day; Invalid for other text."""
    given = parse_instant(text)
    if len(text) > len("2024-09-30"):
        return given
    return parse_instant((local(given).date() + timedelta(days=1)).isoformat())


def propose_items(
    db: Session, since: datetime, until: datetime, now: datetime
) -> list[NewsletterItem]:
    """Items for a letter, none of them in the database yet.

    First the episodes that opened while `since <= t < until` and still are public, the oldest
    first and no trailers; then the listed webcasts that begin after that and are not cancelled.
    What is not public now is never proposed, and neither is what a letter in the archive tells of.
    """
    items = [
        NewsletterItem(kind=ItemKind.EPISODE, episode=episode)
        for episode in _episodes(db, since, until, now)
    ]
    items += [
        NewsletterItem(kind=ItemKind.WEBCAST, webcast=webcast)
        for webcast in _webcasts(db, min(until, now), now)
    ]
    for position, item in enumerate(items, 1):
        item.position = position
    return items


def _episodes(db: Session, since: datetime, until: datetime, now: datetime) -> Sequence[Episode]:
    query = select(Episode).where(
        is_open(Episode.opens_at, Episode.closes_at, now),
        Episode.opens_at >= since,
        Episode.opens_at < until,
        Episode.type != "trailer",
        Episode.id.not_in(_told(NewsletterItem.episode_id, now)),
    )
    ordered = query.order_by(Episode.opens_at, func.coalesce(Episode.number, 0), Episode.id)
    return db.scalars(ordered.options(*preload(), joinedload(Episode.show))).all()


def _webcasts(db: Session, at: datetime, now: datetime) -> Sequence[Webcast]:
    query = select(Webcast).where(
        Webcast.opens_at <= at,
        Webcast.starts_at >= at,
        Webcast.cancelled_at.is_(None),
        Webcast.id.not_in(_told(NewsletterItem.webcast_id, now)),
    )
    ordered = query.order_by(Webcast.starts_at, Webcast.id)
    groups = joinedload(Webcast.series), joinedload(Webcast.network)
    return db.scalars(ordered.options(*groups)).all()
