"""The database's word on who may find what now: visitors what is public, staff everything."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode
from mediahub.recordings.models import Recording
from mediahub.search.content.search_items import Key, Part, Visible
from mediahub.search.content.source import EPISODE, WEBCAST
from mediahub.webcasts.models import Access, Webcast
from mediahub.window import is_open


class Audience(StrEnum):
    """Who searches."""

    VISITOR = "visitor"
    STAFF = "staff"


def visible_to(db: Session, audience: Audience, now: datetime) -> Visible:
    """A function that tells of the found items which parts this audience may be shown now."""
    kinds = _STAFF if audience is Audience.STAFF else _VISITORS

    def seen(keys: Collection[Key]) -> Mapping[Key, Part]:
        found: dict[Key, Part] = {}
        for kind in {key.kind for key in keys}:
            parts = kinds[kind](db, now)
            found |= {key: parts[key.id] for key in keys if key.kind == kind and key.id in parts}
        return found

    return seen


def _published(db: Session, now: datetime) -> dict[str, Part]:
    public = is_open(Episode.opens_at, Episode.closes_at, now)
    return _all(db.scalars(select(Episode.id).where(public)))


def _listed(db: Session, now: datetime) -> dict[str, Part]:
    """The page of each webcast that is listed, and its recording while it is open to everyone."""
    listed = Webcast.opens_at <= now
    replays = select(Recording.webcast_id).join(Recording.webcast).where(
        listed,
        Webcast.access == Access.PUBLIC,
        Recording.deleted_at.is_(None),
        Recording.paused_at.is_(None),
        Recording.playable_id.is_not(None),
        is_open(Recording.opens_at, Recording.closes_at, now),
    )  # fmt: skip
    pages = {str(one): Part.PAGE for one in db.scalars(select(Webcast.id).where(listed))}
    return pages | _all(db.scalars(replays))


def _all(ids: Iterable[UUID]) -> dict[str, Part]:
    return {str(one): Part.ALL for one in ids}


_VISITORS = {EPISODE: _published, WEBCAST: _listed}
_STAFF = {
    EPISODE: lambda db, _: _all(db.scalars(select(Episode.id))),
    WEBCAST: lambda db, _: _all(db.scalars(select(Webcast.id))),
}
