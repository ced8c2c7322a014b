"""Work on a row that may fail: claimed by one worker, counted, tried five times, further apart."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, literal, or_, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Mapped, Session, mapped_column

from mediahub.db import UtcDateTime
from mediahub.errors import Invalid, MediaHubError

MOST_ATTEMPTS = 5
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 25, 125))
"""How long after each attempt the next may begin; the last one also stands for all later ones."""


class Attempted:
    """The columns of a row that is worked on.

    `worked_at` is when a worker last was at it. `attempts` are counted when they begin, so that one
    that ends its process is counted too, and are 0 again once the work has ended in any way but by
    their number. `retry_at` is when the next may begin.
    """

    id: Mapped[UUID]
    worked_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]


def is_idle(kind: type[Attempted], now: datetime, silence: timedelta) -> ColumnElement[bool]:
    """That no living worker is at a row, which is one that has said nothing for so long, and that
    the wait since the last attempt is over; as a SQL condition."""
    is_left = or_(kind.worked_at.is_(None), kind.worked_at < now - silence)
    return and_(is_left, or_(kind.retry_at.is_(None), kind.retry_at <= now))


def claim(
    db: Session,
    kind: type[Attempted],
    identity: UUID,
    waiting: ColumnElement[bool],
    now: datetime,
    **values: object,
) -> bool:
    """Whether this worker is to do the work on a row that is `waiting`; an attempt has then begun.

    Ask `is_given_up` of the row before doing it. `values` are written into it as well.
    """
    later = {n: literal(now + wait, UtcDateTime()) for n, wait in enumerate(WAITS)}
    last = literal(now + WAITS[-1], UtcDateTime())
    # Compare and swap: of two workers, one updates a row and the other none.
    begun = update(kind).where(kind.id == identity, waiting)
    result = db.execute(
        begun.values(
            worked_at=now,
            attempts=kind.attempts + 1,
            retry_at=case(later, value=kind.attempts, else_=last),
            **values,
        )
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def is_given_up(row: Attempted) -> bool:
    """Whether a row that was claimed has had all its attempts: this would be one too many."""
    return row.attempts > MOST_ATTEMPTS


def end(row: Attempted) -> None:
    """The work has ended, well or by a refusal; what is asked for next is counted anew."""
    row.worked_at = row.retry_at = None
    row.attempts = 0


def ask_again(
    db: Session, kind: type[Attempted], failed: ColumnElement[bool], **waiting: object
) -> int:
    """Let wait again, with these values, what has `failed` by the number of attempts; how many.

    What failed for what it is stays so.
    """
    given_up = update(kind).where(failed, kind.attempts >= MOST_ATTEMPTS)
    result = db.execute(given_up.values(attempts=0, worked_at=None, retry_at=None, **waiting))
    assert isinstance(result, CursorResult)
    return int(result.rowcount)


def release(row: Attempted, error: BaseException, now: datetime) -> Invalid | None:
    """Give a row back after a failure that is not the file's; the reason, if that was the last.

    What stops the worker is not a failure, and is not counted.
    """
    row.worked_at = None
    if not isinstance(error, Exception):
        row.attempts, row.retry_at = max(0, row.attempts - 1), None
        return None
    row.retry_at = now + WAITS[min(row.attempts, len(WAITS)) - 1]
    return given_up(error) if row.attempts >= MOST_ATTEMPTS else None


def given_up(error: BaseException | None = None) -> Invalid:
    """Why a row is not worked on any more; without an error, each attempt has ended its worker."""
    if isinstance(error, MediaHubError):
        return Invalid(
            "It was tried {count} times, and not again by itself. {reason}",
            count=MOST_ATTEMPTS,
            reason=[error],
        )
    return Invalid(
        "It was tried {count} times, and not again by itself: the service broke off each time.",
        count=MOST_ATTEMPTS,
    )
