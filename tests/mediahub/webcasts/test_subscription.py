"""The calendar to subscribe to: all that is listed, as it is now, read back by the library."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.service import edit_webcast
from tests.conftest import NOON, Clock
from tests.factories import make_webcast
from tests.mediahub.visitor import Visitor, attributes, visiting

PATH = "/webbsandningar.ics"
DAY = timedelta(days=1)


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


def events(site: Visitor) -> list[Any]:
    answer = site.get(PATH)
    assert (answer.status_code, answer.headers["content-type"]) == (
        200,
        "text/calendar; charset=utf-8",
    )
    calendar = Calendar.from_ical(answer.content)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Stockholm"]
    return list(calendar.walk("VEVENT"))


def test_it_holds_what_is_listed_in_the_order_it_begins(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        make_webcast(db, title="Kommer")
        make_webcast(db, title="Inställd", starts_at=NOON + 2 * DAY, cancelled_at=NOON)
        make_webcast(db, title="Har varit", starts_at=NOON - 30 * DAY)
        make_webcast(db, title="Länge sedan", starts_at=NOON - 400 * DAY)
        make_webcast(db, title="Utkast", opens_at=None)
        make_webcast(db, title="Senare", opens_at=NOON + DAY)
    assert [(str(one["SUMMARY"]), str(one["STATUS"])) for one in events(site)] == [
        ("Har varit", "CONFIRMED"),
        ("Inställd", "CANCELLED"),
        ("Kommer", "CONFIRMED"),
    ]


def test_empty_one_is_a_calendar(site: Visitor) -> None:
    assert events(site) == []


def test_it_says_how_often_it_is_to_be_asked_for_and_what_it_is_called(site: Visitor) -> None:
    calendar = Calendar.from_ical(site.get(PATH).content)
    assert calendar["REFRESH-INTERVAL"].to_ical() == b"PT1H"
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert (str(calendar["NAME"]), str(calendar["X-WR-CALNAME"])) == (
        "Webbsändningar från SKR",
    ) * 2
    assert "METHOD" not in calendar


def test_what_has_not_changed_is_not_sent_again(hub: Hub, site: Visitor, clock: Clock) -> None:
    with hub.writing() as db:
        webcast = make_webcast(db)
    etag = site.get(PATH).headers["etag"]
    clock.advance(DAY)
    assert site.get(PATH, if_none_match=etag).status_code == 304
    with hub.writing() as db:
        row = db.get_one(Webcast, webcast.id)
        edit_webcast(db, row, starts_at=row.starts_at + DAY, ends_at=row.ends_at + DAY)
    assert site.get(PATH, if_none_match=etag).status_code == 200
    (event,) = events(site)
    assert (event["SEQUENCE"], str(event["UID"])) == (1, f"{webcast.id}@podd.example")


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"])
def test_times_are_right_on_both_nights_that_the_clocks_change(
    hub: Hub, site: Visitor, night: str
) -> None:
    starts_at, ends_at = parse_instant(f"{night}T00:30"), parse_instant(f"{night}T09:00")
    with hub.writing() as db:
        make_webcast(db, starts_at=starts_at, ends_at=ends_at)
    calendar: Any = Calendar.from_ical(site.get(PATH).content)
    (zone,), (event,) = calendar.walk("VTIMEZONE"), calendar.walk("VEVENT")
    own = zone.to_tz(lookup_tzid=False)
    for name, instant in (("DTSTART", starts_at), ("DTEND", ends_at)):
        on_the_wall = event[name].dt.replace(tzinfo=own)
        assert on_the_wall.astimezone(UTC) == instant


def test_page_leads_to_it(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        make_webcast(db)
    page = site.read("/webbsandningar")
    assert attributes(page, "#kalendern", "value") == ["https://podd.example/webbsandningar.ics"]
    assert attributes(page, "link[@type='text/calendar']", "href") == [
        "https://podd.example/webbsandningar.ics"
    ]
