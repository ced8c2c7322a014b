"""The opening rule: one table binds the half in Python to the half in SQL, on both databases."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.clock import STOCKHOLM
from mediahub.episodes.models import Episode
from mediahub.window import WINDOW_DAYS, ClosingRule, Visibility, closing, is_open, visibility
from tests.conftest import NOON
from tests.factories import make_episode, make_show


def at(seconds: int | None) -> datetime | None:
    return None if seconds is None else NOON + timedelta(seconds=seconds)


TABLE = [
    (None, None, Visibility.DRAFT),
    (None, -1, Visibility.DRAFT),
    (None, 1, Visibility.DRAFT),
    (1, None, Visibility.SCHEDULED),
    (1, 2, Visibility.SCHEDULED),
    (0, None, Visibility.OPEN),
    (-1, None, Visibility.OPEN),
    (0, 1, Visibility.OPEN),
    (-1, 1, Visibility.OPEN),
    (-2, -1, Visibility.CLOSED),
    (-1, 0, Visibility.CLOSED),
    (0, 0, Visibility.CLOSED),
    (1, 0, Visibility.CLOSED),
]


@pytest.mark.parametrize(("opens", "closes", "expected"), TABLE)
def test_python_says_where_a_window_stands(
    opens: int | None, closes: int | None, expected: Visibility
) -> None:
    assert visibility(at(opens), at(closes), NOON) == expected


def test_sql_finds_exactly_the_open_ones(db: Session) -> None:
    show = make_show(db)
    made = [
        make_episode(db, show, opens_at=at(opens), closes_at=at(closes))
        for opens, closes, _ in TABLE
    ]
    rule = is_open(Episode.opens_at, Episode.closes_at, NOON)
    found = set(db.scalars(select(Episode.id).where(rule)))
    assert [episode.id in found for episode in made] == [
        expected is Visibility.OPEN for _, _, expected in TABLE
    ]


@pytest.mark.parametrize(("second", "expected"), [(-1, 0), (0, 1), (1, 1), (2, 0), (3, 0)])
def test_the_second_is_exact_in_sql(db: Session, second: int, expected: int) -> None:
    make_episode(db, make_show(db), opens_at=at(0), closes_at=at(2))
    now = NOON + timedelta(seconds=second)
    found = db.scalars(select(Episode).where(is_open(Episode.opens_at, Episode.closes_at, now)))
    assert len(found.all()) == expected


@pytest.mark.parametrize(
    ("ended", "rule", "closes", "hours"),
    [
        ("2024-09-11T12:00", ClosingRule.SAME_TIME, "2024-09-25T12:00", 336),
        ("2024-09-11T12:00", ClosingRule.END_OF_DAY, "2024-09-26T00:00", 348),
        ("2026-03-20T12:00", ClosingRule.SAME_TIME, "2026-04-03T12:00", 335),
        ("2026-10-20T12:00", ClosingRule.SAME_TIME, "2026-11-03T12:00", 337),
        ("2026-03-15T02:30", ClosingRule.SAME_TIME, "2026-03-29T03:30", 336),
        ("2026-10-11T02:30", ClosingRule.SAME_TIME, "2026-10-25T02:30", 336),
        ("2026-03-15T23:59", ClosingRule.END_OF_DAY, "2026-03-30T00:00", 335 + 1 / 60),
    ],
)
def test_fourteen_days_are_days_of_the_calendar(
    ended: str, rule: ClosingRule, closes: str, hours: float
) -> None:
    ended_at = datetime.fromisoformat(ended).replace(tzinfo=STOCKHOLM)
    closes_at = closing(ended_at.astimezone(UTC), STOCKHOLM, rule=rule)
    assert closes_at == datetime.fromisoformat(closes).replace(tzinfo=STOCKHOLM).astimezone(UTC)
    assert closes_at - ended_at.astimezone(UTC) == timedelta(hours=hours)


EARLIEST, LATEST = datetime(2020, 1, 1), datetime(2040, 1, 1)  # noqa: DTZ001 - as hypothesis asks.
ANY_INSTANT = st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC))


@given(ANY_INSTANT, st.integers(1, 400))
def test_the_clock_on_the_wall_says_the_same(ended_at: datetime, days: int) -> None:
    closes = closing(ended_at, STOCKHOLM, days).astimezone(STOCKHOLM)
    ended = ended_at.astimezone(STOCKHOLM)
    assert (closes.date() - ended.date()).days == days
    assert (closes.hour - ended.hour) % 24 in (0, 1)
    assert (closes.minute, closes.second) == (ended.minute, ended.second)


@given(ANY_INSTANT, st.integers(1, 400))
def test_the_end_of_the_day_is_midnight(ended_at: datetime, days: int) -> None:
    closes_at = closing(ended_at, STOCKHOLM, days, ClosingRule.END_OF_DAY)
    assert closes_at.astimezone(STOCKHOLM).time() == time(0, 0)
    assert closing(ended_at, STOCKHOLM, days) < closes_at


def test_of_two_times_on_the_clock_it_is_the_first_though_it_began_at_the_second() -> None:
    ended_at = datetime(2025, 10, 26, 2, 30, tzinfo=STOCKHOLM, fold=1)
    closes_at = closing(ended_at.astimezone(UTC), STOCKHOLM, 364)
    assert closes_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_window_is_of_fourteen_days_until_somebody_says_otherwise() -> None:
    assert WINDOW_DAYS == 14
    assert closing(NOON, STOCKHOLM) == NOON + timedelta(days=14)
