"""All that the page of a recording tells beside the recording, by statements built once."""

from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.attributes import set_committed_value

from mediahub.recordings.models import Recording, RecordingCaption, RecordingDocument
from mediahub.webcasts.models import ProgrammePoint, Webcast, WebcastCredit

# SQLAlchemy builds the statement of a lazy load anew each time, which takes longer than the rest.
_OF_RECORDING: dict[InstrumentedAttribute[Any], Select[Any]] = {
    Recording.captions: select(RecordingCaption)
    .where(RecordingCaption.recording_id == bindparam("id"))
    .order_by(RecordingCaption.position),
    Recording.documents: select(RecordingDocument)
    .where(RecordingDocument.recording_id == bindparam("id"))
    .order_by(RecordingDocument.position),
}
_OF_WEBCAST: dict[InstrumentedAttribute[Any], Select[Any]] = {
    Webcast.programme: select(ProgrammePoint)
    .where(ProgrammePoint.webcast_id == bindparam("id"))
    .order_by(ProgrammePoint.starts_at, ProgrammePoint.position),
    Webcast.credits: select(WebcastCredit)
    .where(WebcastCredit.webcast_id == bindparam("id"))
    .order_by(WebcastCredit.position),
}


def preload(db: Session, recording: Recording) -> None:
    """Load its captions and documents, and the programme and credits of its webcast."""
    for row, parts in ((recording, _OF_RECORDING), (recording.webcast, _OF_WEBCAST)):
        for part, query in parts.items():
            set_committed_value(row, part.key, db.scalars(query, {"id": row.id}).all())
