"""A show's feed as bytes, and for how long they are true."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feeds.json_feed import json_feed
from feeds.model import Channel
from feeds.paging import paging
from feeds.rss import rss
from mediahub.episodes import service as episodes
from mediahub.episodes.feed import item_of, trailer_of
from mediahub.episodes.models import Episode, EpisodeCredit
from mediahub.errors import NotFound
from mediahub.people.models import Organisation, Person
from mediahub.settings import Settings
from mediahub.shows.feed import channel_of
from mediahub.shows.models import Season, Show
from mediahub.shows.service import get_show
from mediahub.web.cached_document import Document

Format = Literal["xml", "json"]
CONTENT_TYPES = {
    "xml": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed; after `valid_until` an episode has come or gone by the clock."""

    document: Document
    valid_until: datetime | None


def build_feed(
    db: Session, slug: str, format: Format, page: int, settings: Settings, now: datetime
) -> Feed:
    """The feed as it is at `now`; NotFound for an unknown show or a page that is not there."""
    show = get_show(db, slug)
    pages = _pages(db, show, now)
    if page > pages:
        raise NotFound("The feed has {pages} pages.", pages=pages)
    offset = (page - 1) * show.feed_limit
    channel = build_channel(db, show, settings, now, limit=show.feed_limit, offset=offset)
    if pages > 1:
        channel = _paged(channel, format, page, pages)
    body = rss(channel) if format == "xml" else json_feed(channel)
    assert channel.last_build is not None
    document = Document.of(body, CONTENT_TYPES[format], channel.last_build)
    return Feed(document, next_change(db, show, now))


def build_channel(
    db: Session,
    show: Show,
    settings: Settings,
    now: datetime,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> Channel:
    """The channel with the episodes that are public, newest first: all of them, or a part."""
    listed = episodes.published(db, show, now, limit=limit, offset=offset)
    trailers = episodes.published_trailers(db, show, now)
    return replace(
        channel_of(show, settings.origin, settings.hub_url),
        items=tuple(item_of(episode, settings.origin) for episode in listed),
        trailers=tuple(trailer_of(episode, settings.origin) for episode in trailers),
        last_build=_changed_at(db, show, now),
    )


def _pages(db: Session, show: Show, now: datetime) -> int:
    return max(1, -(-episodes.count_published(db, show, now) // show.feed_limit))


def _paged(channel: Channel, format: Format, page: int, pages: int) -> Channel:
    url = channel.self_url if format == "xml" else channel.json_url

    def address(number: int) -> str:
        return url if number == 1 else f"{url}?page={number}"

    channel = replace(channel, paging=paging(page, pages, address))
    if format == "xml":
        return replace(channel, self_url=address(page))
    return replace(channel, json_url=address(page))


def _changed_at(db: Session, show: Show, now: datetime) -> datetime:
    """When the feed last became what it is, by what is in the database alone.

    Withdrawn episodes count (that they went is a change), drafts and coming ones do not.
    """
    seen = Episode.show == show, Episode.opens_at <= now
    seasons = select(func.max(Season.changed_at)).join(Episode, Episode.season_id == Season.id)
    credited = select(EpisodeCredit).join(Episode).where(*seen)
    people = credited.join(Person, EpisodeCredit.person_id == Person.id)
    organisations = credited.join(Organisation, EpisodeCredit.organisation_id == Organisation.id)
    moments = [
        db.scalar(select(func.max(Episode.changed_at)).where(*seen)),
        db.scalar(select(func.max(Episode.opens_at)).where(*seen)),
        db.scalar(select(func.max(Episode.closes_at)).where(*seen, Episode.closes_at <= now)),
        db.scalar(seasons.where(*seen)),
        db.scalar(people.with_only_columns(func.max(Person.changed_at))),
        db.scalar(organisations.with_only_columns(func.max(Organisation.changed_at))),
    ]
    return max([show.changed_at, *(moment for moment in moments if moment is not None)])


def next_change(db: Session, show: Show, now: datetime) -> datetime | None:
    """The next instant at which an episode appears or goes away by the clock."""
    opens = select(func.min(Episode.opens_at)).where(Episode.show == show, Episode.opens_at > now)
    closes = select(func.min(Episode.closes_at)).where(
        Episode.show == show, Episode.closes_at > now
    )
    coming = [moment for moment in (db.scalar(opens), db.scalar(closes)) if moment is not None]
    return min(coming, default=None)
