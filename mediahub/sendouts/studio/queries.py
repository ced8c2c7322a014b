"""Every send-out for the studio's list: what goes first, and what came of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from mediahub.mail.models import Mail, MailState
from mediahub.recordings.service import newest_recordings
from mediahub.sendouts.models import Sendout, SendoutState
from mediahub.sendouts.reports import Counts, SendoutStatus, counts_of, sendout_status_with

_FIRST = case(
    {SendoutState.RUNNING: 0, SendoutState.PAUSED: 1, SendoutState.PLANNED: 2},
    value=Sendout.state,
    else_=3,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A send-out of the list."""

    sendout: Sendout
    standing: SendoutStatus
    counts: Counts


def count_sendouts(db: Session, state: SendoutState | None) -> int:
    """How many there are, of this state if one is given."""
    found = select(func.count(Sendout.id))
    return db.scalar(found if state is None else found.where(Sendout.state == state)) or 0


def list_sendouts(
    db: Session, state: SendoutState | None, now: datetime, *, limit: int, offset: int = 0
) -> Sequence[Line]:
    """Those on their way, then paused, then planned, then ended; each the latest first."""
    found = select(Sendout).order_by(_FIRST, Sendout.created_at.desc(), Sendout.id)
    wanted = found if state is None else found.where(Sendout.state == state)
    sendouts = db.scalars(wanted.limit(limit).offset(offset)).all()
    counts = _counts(db, [one.batch for one in sendouts])
    recordings = newest_recordings(db, [one.webcast_id for one in sendouts])
    return [
        Line(
            one,
            sendout_status_with(one, recordings.get(one.webcast_id), now),
            counts.get(one.batch, Counts()),
        )
        for one in sendouts
    ]


def _counts(db: Session, batches: Sequence[str]) -> Mapping[str, Counts]:
    rows = db.execute(
        select(Mail.batch, Mail.state, func.count())
        .where(Mail.batch.in_(batches))
        .group_by(Mail.batch, Mail.state)
    )
    found: dict[str, dict[MailState, int]] = {}
    for batch, state, number in rows:
        found.setdefault(batch or "", {})[state] = number
    return {batch: counts_of(states) for batch, states in found.items()}
