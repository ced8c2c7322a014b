"""The calendar entry, read back by the library's own parser."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from mediahub.clock import STOCKHOLM, parse_instant
from mediahub.webcasts.calendar import calendar_of
from mediahub.webcasts.models import Webcast
from tests.conftest import NOON


def webcast(**fields: Any) -> Webcast:
    values = {
        "id": UUID(int=7),
        "slug": "rad-2026-03-11",
        "title": "Råd, dialog; och mer",
        "description": "Om **råd**.\n\nOch om\nannat.",
        "place": "Webbsänt",
        "sequence": 3,
        "created_at": NOON,
        "changed_at": NOON + timedelta(hours=1),
        "starts_at": parse_instant("2026-03-11T09:00"),
        "ends_at": parse_instant("2026-03-11T12:00"),
    }
    return Webcast(**values | fields)


def read(**fields: Any) -> tuple[Any, Any]:
    """The event and the time zone."""
    calendar = Calendar.from_ical(calendar_of(webcast(**fields), "https://podd.example:8443"))
    (event,) = calendar.walk("VEVENT")
    (zone,) = calendar.walk("VTIMEZONE")
    assert (event.errors, zone.errors) == ([], [])
    return event, zone


def test_it_says_what_when_and_where() -> None:
    event, _ = read()
    assert {name: str(event[name]) for name in ("SUMMARY", "LOCATION", "URL", "STATUS")} == {
        "SUMMARY": "Råd, dialog; och mer",
        "LOCATION": "Webbsänt",
        "URL": "https://podd.example:8443/webbsandningar/rad-2026-03-11",
        "STATUS": "CONFIRMED",
    }
    assert (event["SEQUENCE"], event["DTSTAMP"].dt) == (3, NOON + timedelta(hours=1))


def test_the_description_is_words_alone_and_ends_with_the_address() -> None:
    event, _ = read()
    assert str(event["DESCRIPTION"]) == (
        "Om råd.\n\nOch om annat.\n\nhttps://podd.example:8443/webbsandningar/rad-2026-03-11"
    )
    assert str(read(description="")[0]["DESCRIPTION"]).startswith("https://")


def test_the_same_webcast_keeps_its_identity() -> None:
    event, _ = read(title="Annat", slug="annat", sequence=4)
    assert str(event["UID"]) == "00000000-0000-0000-0000-000000000007@podd.example"


def test_cancelled_is_said() -> None:
    assert str(read(cancelled_at=NOON)[0]["STATUS"]) == "CANCELLED"


def test_lines_are_short_and_end_as_the_standard_says() -> None:
    body = calendar_of(webcast(description="Å" * 300), "https://podd.example")
    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)


@pytest.mark.parametrize(
    ("starts", "ends", "hours"),
    [
        ("2026-03-11T09:00", "2026-03-11T12:00", 3),
        ("2026-03-29T01:30", "2026-03-29T03:30", 1),
        ("2026-10-25T01:30", "2026-10-25T03:30", 3),
        ("2026-07-01T09:00", "2026-07-01T12:00", 3),
    ],
    ids=["winter", "into summer time", "out of summer time", "summer"],
)
def test_times_are_those_of_the_wall_and_mean_the_same_instant(
    starts: str, ends: str, hours: int
) -> None:
    event, _ = read(starts_at=parse_instant(starts), ends_at=parse_instant(ends))
    start, end = event["DTSTART"], event["DTEND"]
    assert (start.params["TZID"], end.params["TZID"]) == ("Europe/Stockholm",) * 2
    assert start.to_ical() == datetime.fromisoformat(starts).strftime("%Y%m%dT%H%M%S").encode()
    assert start.dt.astimezone(UTC) == parse_instant(starts)
    assert end.dt.astimezone(UTC) - start.dt.astimezone(UTC) == timedelta(hours=hours)


def test_the_zone_it_brings_is_the_one_in_sweden() -> None:
    """By its own rules alone, every six hours through three years and five changes of clocks."""
    zone = read()[1].to_tz(lookup_tzid=False)
    first = datetime(2025, 3, 1, 0, 30)  # noqa: DTZ001 - on the wall
    clocks = [first + timedelta(hours=6 * step) for step in range(4 * 365 * 3)]
    told = [clock.replace(tzinfo=zone).utcoffset() for clock in clocks]
    assert told == [clock.replace(tzinfo=STOCKHOLM).utcoffset() for clock in clocks]
