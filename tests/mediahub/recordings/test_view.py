"""How long a recording stays open, in the unit that says most."""

from datetime import timedelta

import pytest

from mediahub.clock import parse_instant
from mediahub.recordings.view import Left

NOON, MIDNIGHT = parse_instant("2026-03-25T12:00"), parse_instant("2026-03-26T00:00")


@pytest.mark.parametrize(
    ("before", "left"),
    [
        (timedelta(days=13), Left(13, "days")),
        (timedelta(hours=37), Left(2, "days")),
        (timedelta(hours=36), Left(36, "hours")),
        (timedelta(hours=1), Left(1, "hours")),
        (timedelta(minutes=59, seconds=59), Left(59, "minutes")),
        (timedelta(seconds=1), Left(1, "minutes")),
    ],
)
def test_left_until_noon(before: timedelta, left: Left) -> None:
    assert Left.of(NOON, NOON - before) == left


def test_end_at_midnight_is_the_end_of_its_last_day() -> None:
    assert Left.of(MIDNIGHT, MIDNIGHT - timedelta(hours=36)) == Left(36, "hours")
    assert Left.of(MIDNIGHT, MIDNIGHT - timedelta(hours=49)) == Left(2, "days")
