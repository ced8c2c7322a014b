"""What opening a recording would send, told to who is about to open it."""

from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.recordings.announcement import Announcement
from mediahub.sendouts.models import SendoutKind, SendoutState
from mediahub.sendouts.recipients import count_new
from mediahub.sendouts.schedule import available_at
from mediahub.sendouts.service import found_or_to_come
from mediahub.webcasts.models import Webcast


def announcement_preview(db: Session, webcast: Webcast, now: datetime) -> Announcement | None:
    """How many would be told, and when, of a recording that opened now; None when nobody would."""
    sendout = found_or_to_come(db, webcast, SendoutKind.RECORDING_AVAILABLE)
    if sendout.state not in (SendoutState.PLANNED, SendoutState.RUNNING):
        return None
    number = sum(number for _, number in count_new(db, sendout, now))
    begins = sendout.started_at or sendout.scheduled_at or available_at(webcast, now)
    return Announcement(number, begins if begins > now else None) if number else None
