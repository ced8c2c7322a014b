"""The opening rule: `opens_at <= now < closes_at`, once in Python and once in SQL."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute


class Visibility(StrEnum):
    """Where a window stands at an instant."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


def visibility(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> Visibility:
    """`opens_at` is inside the window, `closes_at` is not; without `opens_at` it is a draft."""
    if opens_at is None:
        return Visibility.DRAFT
    if closes_at is not None and closes_at <= now:
        return Visibility.CLOSED
    return Visibility.OPEN if opens_at <= now else Visibility.SCHEDULED


def is_open(
    opens_at: InstrumentedAttribute[datetime | None],
    closes_at: InstrumentedAttribute[datetime | None],
    now: datetime,
) -> ColumnElement[bool]:
    """The same rule as a SQL condition on two columns."""
    return and_(opens_at <= now, or_(closes_at.is_(None), closes_at > now))
