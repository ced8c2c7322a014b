"""The archive: the letters that are published and have not been withdrawn."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, selectinload

from mediahub.newsletter.models import Newsletter

_LATEST_FIRST = (Newsletter.published_at.desc(), Newsletter.year.desc(), Newsletter.number.desc())


def is_out(now: datetime) -> ColumnElement[bool]:
    """That a letter is in the archive, as a SQL condition."""
    return and_(Newsletter.published_at <= now, Newsletter.withdrawn_at.is_(None))


def published_letters(
    db: Session, now: datetime, *, limit: int, offset: int = 0
) -> Sequence[Newsletter]:
    """The archive, the latest first."""
    query = select(Newsletter).where(is_out(now)).order_by(*_LATEST_FIRST)
    items = selectinload(Newsletter.items)
    return db.scalars(query.options(items).limit(limit).offset(offset)).all()


def count_published(db: Session, now: datetime) -> int:
    """How many letters the archive holds."""
    query = select(func.count()).select_from(Newsletter)
    return db.scalars(query.where(is_out(now))).one()


def archive_changed_at(db: Session, now: datetime) -> datetime | None:
    """When the archive last became what it is; None while nothing has ever been in it.

    Withdrawn letters count: that they went is a change.
    """
    changed = select(func.max(Newsletter.changed_at))
    return db.scalar(changed.where(Newsletter.published_at <= now))


def published_neighbours(
    db: Session, letter: Newsletter, now: datetime
) -> tuple[Newsletter | None, Newsletter | None]:
    """The letters that were published before and after this published one."""
    others = select(Newsletter).where(is_out(now), Newsletter.id != letter.id)
    before = others.where(Newsletter.published_at <= letter.published_at)
    after = others.where(Newsletter.published_at > letter.published_at)
    first = after.order_by(Newsletter.published_at, Newsletter.id)
    return db.scalars(before.order_by(*_LATEST_FIRST)).first(), db.scalars(first).first()
