"""Where a recording stands follows from what is stored and the clock."""

from datetime import timedelta
from typing import Any

import pytest

from mediahub.media.models import MediaFile, MediaState
from mediahub.recordings.models import Recording
from mediahub.recordings.state import RecordingState, state_of
from tests.conftest import NOON

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, RecordingState.READY),
        ({"opens_at": NOON + SECOND}, RecordingState.SCHEDULED),
        ({"opens_at": NOON}, RecordingState.OPEN),
        ({"opens_at": NOON, "closes_at": NOON + SECOND}, RecordingState.OPEN),
        ({"opens_at": NOON - SECOND, "closes_at": NOON}, RecordingState.CLOSED),
        ({"opens_at": NOON, "paused_at": NOON}, RecordingState.PAUSED),
        ({"opens_at": NOON + SECOND, "paused_at": NOON}, RecordingState.SCHEDULED),
        (
            {"opens_at": NOON - SECOND, "closes_at": NOON, "paused_at": NOON - SECOND},
            RecordingState.CLOSED,
        ),
        ({"opens_at": NOON, "deleted_at": NOON}, RecordingState.DELETED),
    ],
)
def test_a_recording_that_can_be_played(fields: dict[str, Any], expected: str) -> None:
    media = MediaFile(state=MediaState.READY)
    assert state_of(Recording(media=media, playable=media, **fields), NOON) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"state": MediaState.UPLOADED}, RecordingState.UPLOADED),
        ({"state": MediaState.UPLOADED, "worked_at": NOON}, RecordingState.PROCESSING),
        ({"state": MediaState.FAILED}, RecordingState.FAILED),
    ],
)
def test_a_recording_that_cannot(fields: dict[str, Any], expected: str) -> None:
    assert state_of(Recording(media=MediaFile(**fields)), NOON) is expected
