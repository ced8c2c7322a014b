"""What came of a send-out, in counts: no names, and never who watched."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediahub.mail.models import WAITING, BouncedAddress, Mail, MailState
from mediahub.mail.outbox import count
from mediahub.recordings.models import Recording
from mediahub.recordings.service import find_newest_recording
from mediahub.sendouts.models import Sendout
from mediahub.sendouts.schedule import OBSTACLES, begins_at, obstacle


@dataclass(frozen=True, slots=True)
class Counts:
    """How many mails went, failed, were withheld, and wait or are on their way."""

    sent: int = 0
    failed: int = 0
    withheld: int = 0
    waiting: int = 0

    def as_dict(self) -> dict[str, int]:
        """By name, to be told."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SendoutStatus:
    """When it began or begins, if it ever does, and the gettext msgid of what is in its way.

    Once the recording `has_closed` nothing goes, though it may still be opened again.
    """

    begins_at: datetime | None
    obstacle: str | None
    has_closed: bool


def counted(db: Session, sendout: Sendout) -> Counts:
    """What has become of its mails."""
    return counts_of(count(db, sendout.batch))


def counts_of(states: dict[MailState, int]) -> Counts:
    """The same, of how many mails are in each state."""
    return Counts(
        sent=states.get(MailState.SENT, 0),
        failed=states.get(MailState.FAILED, 0),
        withheld=states.get(MailState.WITHHELD, 0),
        waiting=sum(states.get(state, 0) for state in (*WAITING, MailState.SENDING)),
    )


def sendout_status(db: Session, sendout: Sendout, now: datetime) -> SendoutStatus:
    """How it stands at this instant."""
    return sendout_status_with(sendout, find_newest_recording(db, sendout.webcast), now)


def sendout_status_with(
    sendout: Sendout, recording: Recording | None, now: datetime
) -> SendoutStatus:
    """The same, where the recording is at hand."""
    held = obstacle(sendout.webcast, recording, sendout.kind, now)
    has_closed = held == "closed"
    to_come = None if has_closed else begins_at(sendout, recording)
    return SendoutStatus(sendout.started_at or to_come, held and OBSTACLES[held], has_closed)


def bounced(db: Session, sendout: Sendout) -> int:
    """How many of its mails went to addresses that take none, as far as has come back."""
    back = select(func.count(Mail.id)).join(BouncedAddress, BouncedAddress.email == Mail.email)
    return db.scalar(back.where(Mail.batch == sendout.batch)) or 0
