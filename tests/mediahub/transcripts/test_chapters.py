"""Chapters from a programme."""

from datetime import timedelta

from mediahub.transcripts.chapters import propose_chapters
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


def test_points_become_offsets_within_the_recording() -> None:
    points = [
        (NOON - 10 * MINUTE, "Kaffe"),
        (NOON - MINUTE, "Välkomna"),
        (NOON + 30 * MINUTE, "Råd"),
        (NOON + 10 * MINUTE, "Dialog"),
        (NOON + 60 * MINUTE, "Slut"),
    ]
    assert propose_chapters(points, NOON, 3600) == [
        {"start": 0.0, "title": "Välkomna"},
        {"start": 600.0, "title": "Dialog"},
        {"start": 1800.0, "title": "Råd"},
    ]


def test_no_points_propose_nothing() -> None:
    assert propose_chapters([], NOON) == []
