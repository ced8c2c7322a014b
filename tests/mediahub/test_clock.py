"""Instants: what people write, in Stockholm's time or with an offset, becomes UTC or a refusal."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.clock import STOCKHOLM, local, parse_instant, utc_now
from mediahub.errors import Invalid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-04T06:00", datetime(2026, 3, 4, 5, 0, tzinfo=UTC)),
        ("2026-07-04T06:00", datetime(2026, 7, 4, 4, 0, tzinfo=UTC)),
        ("2026-03-04 06:00:30", datetime(2026, 3, 4, 5, 0, 30, tzinfo=UTC)),
        ("2026-03-04", datetime(2026, 3, 3, 23, 0, tzinfo=UTC)),
        ("2026-03-04T06:00Z", datetime(2026, 3, 4, 6, 0, tzinfo=UTC)),
        ("2026-03-04T06:00-05:00", datetime(2026, 3, 4, 11, 0, tzinfo=UTC)),
        # The hour that the autumn gives twice is the first one, still in summer time.
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T03:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        # On either side of the hour that the spring takes.
        ("2026-03-29T01:59", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        ("2026-03-29T03:00", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_time_is_stockholms_unless_it_says_otherwise(text: str, expected: datetime) -> None:
    assert parse_instant(text) == expected


@pytest.mark.parametrize("text", ["2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T02:59:59"])
def test_an_hour_that_summer_time_skips_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_instant(text)
    assert str(refusal.value) == (
        f"There is no {text[:16].replace('T', ' ').replace(':', '.')}: the clocks go forward that"
        " night. Choose a time before 02.00, or from 03.00."
    )


@pytest.mark.parametrize(
    "text", ["", "i morgon", "2026-02-30", "25:00", "0001-01-01", "9999-12-31T23:00-12:00"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_instant(text)
    assert str(refusal.value) == f"“{text}” is not a time. Write it as 2026-03-04T06:00."


@given(st.text(max_size=30))
def test_any_text_gives_utc_or_a_refusal(text: str) -> None:
    try:
        instant = parse_instant(text)
    except Invalid:
        return
    assert instant.tzinfo is UTC


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_instant_written_with_its_offset_comes_back(instant: datetime) -> None:
    assert parse_instant(local(instant).isoformat()) == instant


def test_people_see_stockholms_time() -> None:
    seen = local(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    assert (seen.isoformat(), seen.tzinfo) == ("2026-07-02T00:30:00+02:00", STOCKHOLM)


def test_the_wall_clock_is_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)
