"""Webcasts that are to come, or are on the air."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediahub.accounts.dashboard import MOST_LINES, Shows, TodoGroup, TodoItem
from mediahub.accounts.guard import Guard
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.urls import STUDIO_WEBCASTS


def todo_groups(db: Session, now: datetime, shows: Shows) -> Sequence[TodoGroup]:
    """The next webcasts, drafts of them too; nothing for those who are limited to shows."""
    if shows is not None:
        return []
    end = func.coalesce(Webcast.ended_at, Webcast.ends_at)
    coming = end > now, Webcast.cancelled_at.is_(None)
    chosen = select(Webcast.slug, Webcast.title, Webcast.starts_at).where(*coming)
    rows = db.execute(chosen.order_by(Webcast.starts_at).limit(MOST_LINES))
    count = db.scalar(select(func.count(Webcast.id)).where(*coming)) or 0
    lines = [TodoItem(title, f"{STUDIO_WEBCASTS}/{slug}", at) for slug, title, at in rows]
    return [
        TodoGroup(
            kind="webcasts", count=count, lines=lines, path=STUDIO_WEBCASTS, guard=Guard.STAFF
        )
    ]
