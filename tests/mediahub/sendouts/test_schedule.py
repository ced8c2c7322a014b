"""When a send-out begins, by the clock in Sweden."""

from datetime import datetime

import pytest

from mediahub.clock import parse_instant
from mediahub.recordings.models import Recording
from mediahub.sendouts.models import Sendout, SendoutKind
from mediahub.sendouts.schedule import begins_at, is_due
from mediahub.webcasts.models import Webcast

AVAILABLE, LAST_CHANCE = SendoutKind.RECORDING_AVAILABLE, SendoutKind.LAST_CHANCE


def sendout(kind: SendoutKind = AVAILABLE, ends: str = "2026-03-11T12:00") -> Sendout:
    return Sendout(kind=kind, webcast=Webcast(ends_at=parse_instant(ends)))


def moment(text: str) -> datetime:
    return parse_instant(text)


@pytest.mark.parametrize(
    ("ends", "opens", "begins"),
    [
        ("2026-03-11T12:00", None, "2026-03-12T09:00"),
        ("2026-03-11T12:00", "2026-03-12T08:59", "2026-03-12T09:00"),
        ("2026-03-11T12:00", "2026-03-12T20:59", "2026-03-12T20:59"),
        ("2026-03-11T12:00", "2026-03-12T21:00", "2026-03-13T09:00"),
        ("2026-03-11T12:00", "2026-03-13T06:59", "2026-03-13T09:00"),
        ("2026-03-11T23:30", "2026-03-12T00:30", "2026-03-12T09:00"),
        # The clocks go forward, and back, in the night between.
        ("2026-03-28T12:00", "2026-03-28T16:00", "2026-03-29T09:00+02:00"),
        ("2026-10-24T12:00", "2026-10-24T16:00", "2026-10-25T09:00+01:00"),
    ],
)
def test_a_recording_is_told_of_in_the_morning_after(
    ends: str, opens: str | None, begins: str
) -> None:
    recording = Recording(opens_at=opens and moment(opens))
    assert begins_at(sendout(ends=ends), recording) == moment(begins)


@pytest.mark.parametrize(
    ("closes", "begins"),
    [
        ("2026-03-25T12:00", "2026-03-22T09:00"),
        ("2026-03-26T00:00", "2026-03-22T09:00"),  # its last day is the 25th
        ("2026-03-30T12:00", "2026-03-27T09:00+01:00"),
    ],
)
def test_the_last_chance_is_three_days_before_the_last_day(closes: str, begins: str) -> None:
    recording = Recording(opens_at=moment("2026-03-11T16:00"), closes_at=moment(closes))
    assert begins_at(sendout(LAST_CHANCE), recording) == moment(begins)


def test_what_never_closes_has_no_last_chance() -> None:
    recording = Recording(opens_at=moment("2026-03-11T16:00"))
    assert begins_at(sendout(LAST_CHANCE), recording) is None


def test_what_staff_gave_a_time_begins_then_be_it_night() -> None:
    given = sendout()
    given.scheduled_at = moment("2026-03-11T23:00")
    recording = Recording(opens_at=moment("2026-03-11T16:00"))
    assert is_due(given, recording, moment("2026-03-11T23:00"))
    assert not is_due(given, recording, moment("2026-03-11T22:59"))
