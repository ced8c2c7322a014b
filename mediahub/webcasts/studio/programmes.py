"""Programmes that chapters of an episode can be proposed from."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload, selectinload

from mediahub.episodes.studio.chapters_pages import Programme
from mediahub.webcasts.models import ProgrammePoint, Webcast

_MOST = 50


def programmes(db: Session) -> Sequence[Programme]:
    """The latest webcasts that have a programme, newest first."""
    query = (
        select(Webcast)
        .where(Webcast.programme.any())
        .options(selectinload(Webcast.programme).lazyload(ProgrammePoint.speakers), lazyload("*"))
        .order_by(Webcast.starts_at.desc())
    )
    return [
        Programme(
            webcast.id,
            webcast.title,
            webcast.starts_at,
            [(point.starts_at, point.title) for point in webcast.programme],
        )
        for webcast in db.scalars(query.limit(_MOST))
    ]
