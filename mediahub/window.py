"""The opening rule, `opens_at <= now < closes_at`, in Python and in SQL; and when it closes."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

# "Inspelad version … tillgänglig i 14 dagar från att sändningen ägt rum."
WINDOW_DAYS = 14


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


class ClosingRule(StrEnum):
    """When a recording closes on its last day: at the hour the broadcast ended, or at 24:00."""

    SAME_TIME = "same_time"
    END_OF_DAY = "end_of_day"


def closing(
    ended_at: datetime,
    zone: tzinfo,
    days: int = WINDOW_DAYS,
    rule: ClosingRule = ClosingRule.SAME_TIME,
) -> datetime:
    """The UTC instant at which a recording closes, `days` calendar days after the broadcast.

    Days are those of `zone`: over a change of clocks fourteen of them are 335 or 337 hours. A local
    time that the change skips is the same instant an hour later on the clock; of two, the first.
    """
    ended = ended_at.astimezone(zone)
    if rule is ClosingRule.END_OF_DAY:
        ended, days = datetime.combine(ended.date(), time.min, zone), days + 1
    # Days are added on the clock of the zone, and what comes out is the first of two.
    return (ended + timedelta(days=days)).astimezone(UTC)
