"""What is decided of a webcast and noted in the audit log: cancelled, restored, really ended."""

from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.errors import Invalid
from mediahub.i18n import in_words
from mediahub.webcasts.changes import remember, times_of
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.rules import check_end, refuse_fixed


def cancel_webcast(
    db: Session, webcast: Webcast, *, actor: str, now: datetime, reason: str | None = None
) -> None:
    """Call it off: its page stays and says so, and calendars are told. Twice is as once."""
    if webcast.cancelled_at is None:
        times = times_of(webcast)
        webcast.sequence += 1
        _decide(db, webcast, "cancelled_at", now, actor=actor, now=now, reason=reason)
        remember(db, webcast, times)


def restore_webcast(
    db: Session, webcast: Webcast, *, actor: str, now: datetime, reason: str | None = None
) -> None:
    """Take the cancelling back; without one nothing happens."""
    if webcast.cancelled_at is not None:
        times = times_of(webcast)
        webcast.sequence += 1
        _decide(db, webcast, "cancelled_at", None, actor=actor, now=now, reason=reason)
        remember(db, webcast, times)


def set_actual_end(
    db: Session,
    webcast: Webcast,
    ended_at: datetime,
    *,
    actor: str,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Say when it really ended, from which its window counts; Invalid unless begun and past.

    Conflict once a link to the recording has been given.
    """
    refuse_fixed(db, webcast)
    if ended_at > now:
        raise Invalid(
            "The webcast cannot have ended {end}: that time has not come.",
            end=in_words(ended_at),
        )
    _decide(db, webcast, "ended_at", ended_at, actor=actor, now=now, reason=reason)
    check_end(webcast)


def _decide(
    db: Session,
    webcast: Webcast,
    field: str,
    value: datetime | None,
    *,
    actor: str,
    now: datetime,
    reason: str | None,
) -> None:
    before = getattr(webcast, field)
    setattr(webcast, field, value)
    log_audit(
        db,
        Decision(actor, now, reason),
        f"webcast.{field}",
        webcast,
        before={field: before},
        after={field: value},
    )
    db.flush()
