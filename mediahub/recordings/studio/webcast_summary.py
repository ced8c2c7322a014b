"""What the list of webcasts tells of seats and recordings: a few questions for a whole page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from mediahub.participants.models import Registration, RegistrationState
from mediahub.recordings.service import newest_recordings
from mediahub.recordings.state import state_of
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.studio.listing import WebcastSummary

_Seats = Mapping[UUID | None, tuple[int, int]]


def webcast_summaries(
    db: Session, webcasts: Sequence[Webcast], now: datetime
) -> Mapping[UUID, WebcastSummary]:
    """By the id of each webcast its seats, also those of its series, and its recording."""
    own = _seats(db, Registration.webcast_id, [webcast.id for webcast in webcasts])
    ids = {webcast.series_id for webcast in webcasts if webcast.series_id is not None}
    shared = _seats(db, Registration.series_id, list(ids))
    recordings = newest_recordings(db, [webcast.id for webcast in webcasts])
    found = {}
    for webcast in webcasts:
        (seated, waiting), more = own.get(webcast.id, (0, 0)), shared.get(webcast.series_id, (0, 0))
        recording = recordings.get(webcast.id)
        found[webcast.id] = WebcastSummary(
            seated + more[0],
            waiting + more[1],
            "" if recording is None else state_of(recording, now).value,
            None if recording is None else recording.closes_at,
        )
    return found


def _seats(db: Session, column: InstrumentedAttribute[UUID | None], ids: Sequence[UUID]) -> _Seats:
    if not ids:
        return {}
    seated = func.count().filter(Registration.state == RegistrationState.ACTIVE)
    waiting = func.count().filter(Registration.state == RegistrationState.WAITING)
    rows = db.execute(select(column, seated, waiting).where(column.in_(ids)).group_by(column))
    return {identity: (first, second) for identity, first, second in rows}
