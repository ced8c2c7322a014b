"""What can be added to a letter: episodes that are public, and webcasts that are to come."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mediahub.episodes.models import Episode
from mediahub.errors import Invalid
from mediahub.newsletter.models import ItemKind, Newsletter
from mediahub.webcasts.models import Webcast
from mediahub.window import is_open

MOST = 50


def episodes_for(db: Session, letter: Newsletter, now: datetime) -> Sequence[Episode]:
    """The newest that the letter does not tell of."""
    told = [item.episode_id for item in letter.items if item.episode_id is not None]
    found = select(Episode).where(
        is_open(Episode.opens_at, Episode.closes_at, now), Episode.id.not_in(told)
    )
    newest = found.order_by(Episode.opens_at.desc(), Episode.id).limit(MOST)
    return db.scalars(newest.options(joinedload(Episode.show))).all()


def webcasts_for(db: Session, letter: Newsletter, now: datetime) -> Sequence[Webcast]:
    """Those that are listed, begin after this, and that the letter does not tell of."""
    told = [item.webcast_id for item in letter.items if item.webcast_id is not None]
    found = select(Webcast).where(
        Webcast.opens_at <= now,
        Webcast.starts_at >= now,
        Webcast.cancelled_at.is_(None),
        Webcast.id.not_in(told),
    )
    return db.scalars(found.order_by(Webcast.starts_at, Webcast.id).limit(MOST)).all()


def chosen(db: Session, kind: ItemKind, text: str) -> Episode | Webcast | None:
    """The episode or webcast that a form names, None for a text; Invalid for none there is."""
    if kind is ItemKind.TEXT:
        return None
    model = Episode if kind is ItemKind.EPISODE else Webcast
    try:
        found = db.get(model, UUID(text))
    except ValueError:
        found = None
    if found is None:
        raise Invalid("Choose what to add to the letter.")
    assert isinstance(found, Episode | Webcast)
    return found
