"""When a send-out begins, and what may keep it from beginning."""

from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from mediahub.clock import STOCKHOLM, local
from mediahub.recordings.models import Recording
from mediahub.recordings.state import RecordingState, state_of
from mediahub.sendouts.models import Sendout, SendoutKind
from mediahub.webcasts.models import Webcast

MORNING = time(9)
FIRST, LAST = time(7), time(21)
"""Between these a mail about work may come by itself; at night it would ring in people's homes."""

CHANCE = timedelta(days=3)
"""How long before the last day those who have not watched are told so."""
FAR_OFF = CHANCE + timedelta(days=1)
"""From how long before closing on it is not a last chance any more: the end was moved meanwhile."""

_SENTENCES = {
    "cancelled": "The webcast is cancelled.",
    "missing": "There is no recording yet.",
    "unopened": "The recording has not been opened.",
    "paused": "The recording is paused.",
    "closed": "The recording has closed.",
    "endless": "The recording has no end that could be the last chance.",
    "far": "The recording closes much later now.",
    "sendout paused": "The send-out is paused.",
    "sendout cancelled": "The send-out is cancelled.",
}
OBSTACLES = MappingProxyType(_SENTENCES)
"""Reasons that may pass, gettext msgids: what they held back goes when they no longer hold."""
UNSEATED = "The seat is cancelled, or somebody else has it."
"""A reason that does not."""

_BY_STATE = {
    RecordingState.PAUSED: "paused",
    RecordingState.CLOSED: "closed",
    RecordingState.DELETED: "closed",
}


def obstacle(
    webcast: Webcast, recording: Recording | None, kind: SendoutKind, now: datetime
) -> str | None:
    """What keeps mails of this kind from being sent now, a key of `OBSTACLES`; None if nothing."""
    if webcast.cancelled_at is not None:
        return "cancelled"
    if recording is None:
        return "missing"
    state = state_of(recording, now)
    if state is not RecordingState.OPEN:
        return _BY_STATE.get(state, "unopened")
    if kind is SendoutKind.LAST_CHANCE:
        if recording.closes_at is None:
            return "endless"
        return "far" if recording.closes_at - now > FAR_OFF else None
    return None


def begins_at(sendout: Sendout, recording: Recording | None) -> datetime | None:
    """When it begins as far as is known now: as staff said, else as the window says.

    The recording is told of at 09.00 on the day after the broadcast; one that opens later, when it
    opens, or at the next 09.00 if that is at night. The last chance comes at 09.00 three days
    before the last day. None for one that never comes.
    """
    if sendout.scheduled_at is not None:
        return sendout.scheduled_at
    if sendout.kind is SendoutKind.LAST_CHANCE:
        return None if recording is None else _last_chance_at(recording)
    return available_at(sendout.webcast, None if recording is None else recording.opens_at)


def available_at(webcast: Webcast, opens_at: datetime | None) -> datetime:
    """When it is told by itself of a recording that opens at this instant; see `begins_at`."""
    morning = at(local(webcast.end).date() + timedelta(days=1), MORNING)
    if opens_at is None or opens_at <= morning:
        return morning
    return opens_at if is_daytime(opens_at) else _next_morning(opens_at)


def is_due(sendout: Sendout, recording: Recording | None, now: datetime) -> bool:
    """Whether it is to begin now. What staff gave a time keeps it, be it night."""
    moment = begins_at(sendout, recording)
    if moment is None or moment > now:
        return False
    return sendout.scheduled_at is not None or is_daytime(now)


def is_daytime(instant: datetime) -> bool:
    """Whether a mail may come by itself at this hour in Sweden."""
    return FIRST <= local(instant).time() < LAST


def at(day: date, hour: time) -> datetime:
    """The UTC instant of an hour on a Swedish day."""
    return datetime.combine(day, hour, STOCKHOLM).astimezone(UTC)


def _next_morning(instant: datetime) -> datetime:
    there = local(instant)
    return at(there.date() + timedelta(days=there.time() >= MORNING), MORNING)


def _last_chance_at(recording: Recording) -> datetime | None:
    if recording.closes_at is None:
        return None
    last_day = local(recording.closes_at - timedelta(microseconds=1)).date()
    return at(last_day - CHANCE, MORNING)
