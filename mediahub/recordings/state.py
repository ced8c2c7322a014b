"""Where a recording stands: from upload over its window to the proof that it is gone."""

from datetime import datetime
from enum import StrEnum

from mediahub.media.models import MediaState
from mediahub.recordings.models import Recording
from mediahub.window import Visibility, visibility


class RecordingState(StrEnum):
    """What can be done with it now."""

    UPLOADED = "uploaded"
    PROCESSING = "processing"
    FAILED = "failed"
    READY = "ready"
    SCHEDULED = "scheduled"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    DELETED = "deleted"


_BY_WINDOW = {
    Visibility.DRAFT: RecordingState.READY,
    Visibility.SCHEDULED: RecordingState.SCHEDULED,
    Visibility.OPEN: RecordingState.OPEN,
    Visibility.CLOSED: RecordingState.CLOSED,
}


def state_of(recording: Recording, now: datetime) -> RecordingState:
    """The state at an instant; only what happened is stored, the rest follows from the clock."""
    if recording.deleted_at is not None:
        return RecordingState.DELETED
    state = _BY_WINDOW[visibility(recording.opens_at, recording.closes_at, now)]
    if state is RecordingState.OPEN and recording.paused_at is not None:
        return RecordingState.PAUSED
    if state is RecordingState.READY and recording.playable is None:
        return _in_work(recording)
    return state


def _in_work(recording: Recording) -> RecordingState:
    if recording.media.state is MediaState.FAILED:
        return RecordingState.FAILED
    at_work = recording.media.worked_at is not None
    return RecordingState.PROCESSING if at_work else RecordingState.UPLOADED
