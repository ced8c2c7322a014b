"""Where a webcast stands: every boundary to the second, and days by the calendar in Sweden."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mediahub.clock import parse_instant
from mediahub.webcasts.models import Series, Webcast
from mediahub.webcasts.state import (
    WebcastState,
    is_listed,
    is_registration_open,
    last_day_to_register,
    shows_live_link,
    state_of,
    takes_registrations,
)

START = parse_instant("2026-03-11T09:00")
END = parse_instant("2026-03-11T12:00")
SECOND = timedelta(seconds=1)


def webcast(**fields: Any) -> Webcast:
    return Webcast(**{"starts_at": START, "ends_at": END, "is_form_open": True, **fields})


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (START - SECOND, WebcastState.PLANNED),
        (START, WebcastState.LIVE),
        (END - SECOND, WebcastState.LIVE),
        (END, WebcastState.ENDED),
    ],
)
def test_the_clock_says_where_it_stands(now: datetime, expected: WebcastState) -> None:
    assert state_of(webcast(), now) == expected


@pytest.mark.parametrize("minutes", [-20, 20])
def test_the_actual_end_counts_before_the_planned_one(minutes: int) -> None:
    ended_at = END + timedelta(minutes=minutes)
    overrun = webcast(ended_at=ended_at)
    assert state_of(overrun, ended_at - SECOND) == WebcastState.LIVE
    assert state_of(overrun, ended_at) == WebcastState.ENDED


@pytest.mark.parametrize("now", [START - SECOND, START, END])
def test_a_cancelled_one_stays_cancelled(now: datetime) -> None:
    assert state_of(webcast(cancelled_at=START), now) == WebcastState.CANCELLED


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (START - timedelta(minutes=30) - SECOND, False),
        (START - timedelta(minutes=30), True),
        (START, True),
        (END - SECOND, True),
        (END, False),
    ],
)
def test_the_live_link_is_shown_from_half_an_hour_before_to_the_end(
    now: datetime, expected: bool
) -> None:
    assert shows_live_link(webcast(live_url="https://live.example"), now) is expected


def test_the_live_link_is_not_shown_of_a_cancelled_one_or_without_an_address() -> None:
    cancelled = webcast(live_url="https://live.example", cancelled_at=START)
    assert (shows_live_link(cancelled, START), shows_live_link(webcast(), START)) == (False, False)


@pytest.mark.parametrize(
    ("opens_at", "expected"), [(None, False), (START + SECOND, False), (START, True)]
)
def test_it_is_listed_from_its_second(opens_at: datetime | None, expected: bool) -> None:
    assert is_listed(webcast(opens_at=opens_at), START) is expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-04T23:59:59", True),
        ("2026-03-05T00:00:00", False),
        ("2026-03-04T22:59:59+00:00", True),
        ("2026-03-04T23:00:00+00:00", False),
    ],
)
def test_the_last_day_counts_in_full_in_sweden(now: str, expected: bool) -> None:
    planned = webcast(register_by=date(2026, 3, 4))
    assert takes_registrations(planned, parse_instant(now)) is expected


def test_without_a_last_day_it_is_the_day_itself_until_the_end() -> None:
    assert takes_registrations(webcast(), END - SECOND)
    assert not takes_registrations(webcast(), END)


def test_a_cancelled_one_takes_no_registrations() -> None:
    assert not takes_registrations(webcast(cancelled_at=START), START - timedelta(days=1))


def test_the_last_day_is_its_own_or_that_of_the_course() -> None:
    series = Series(register_by=date(2026, 3, 1))
    assert last_day_to_register(webcast()) is None
    assert last_day_to_register(webcast(series=series)) == date(2026, 3, 1)
    own = webcast(series=series, register_by=date(2026, 3, 2))
    assert last_day_to_register(own) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("own", "courses", "expected"),
    [(False, None, False), (True, None, True), (False, False, False), (False, True, True)],
)
def test_registration_takes_a_form_of_its_own_or_of_the_course(
    own: bool, courses: bool | None, expected: bool
) -> None:
    series = None if courses is None else Series(is_form_open=courses)
    planned = webcast(is_form_open=own, series=series)
    assert is_registration_open(planned, START) is expected
    assert is_registration_open(planned, END) is False
