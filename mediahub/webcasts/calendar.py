"""A webcast as an entry of a calendar (iCalendar, RFC 5545)."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vRecur,
)

from mediahub.clock import local
from mediahub.web.prose import plain
from mediahub.webcasts.addresses import webcast_url
from mediahub.webcasts.models import Webcast

CONTENT_TYPE = "text/calendar; charset=utf-8"
_PRODUCER = "-//Sveriges Kommuner och Regioner//MediaHub//SV"
_WINTER, _SUMMER = timedelta(hours=1), timedelta(hours=2)


def calendar_of(webcast: Webcast, origin: str) -> bytes:
    """A calendar with one entry; the same webcast keeps its UID however it is changed."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCER)
    calendar.add("version", "2.0")
    calendar.add_component(_stockholm())
    calendar.add_component(_entry(webcast, origin))
    entry: bytes = calendar.to_ical()
    return entry


def _entry(webcast: Webcast, origin: str) -> Event:
    url = webcast_url(origin, webcast)
    entry = Event()
    entry.add("uid", f"{webcast.id}@{urlsplit(origin).hostname}")
    entry.add("dtstamp", webcast.changed_at)
    entry.add("created", webcast.created_at)
    entry.add("last-modified", webcast.changed_at)
    entry.add("sequence", webcast.sequence)
    entry.add("status", "CANCELLED" if webcast.cancelled_at else "CONFIRMED")
    entry.add("summary", webcast.title)
    entry.add("dtstart", local(webcast.starts_at))
    entry.add("dtend", local(webcast.ends_at))
    entry.add("location", webcast.place)
    entry.add("url", url)
    entry.add("description", _description(webcast, url))
    return entry


def _description(webcast: Webcast, url: str) -> str:
    """The words of every paragraph, and the address that many calendars show nowhere else."""
    paragraphs = [plain(paragraph) for paragraph in webcast.description.split("\n\n")]
    return "\n\n".join([*filter(None, paragraphs), url])


def _stockholm() -> Timezone:
    """Europe/Stockholm by the rule of directive 2000/84/EC, which has been the same since 1996."""
    zone = Timezone()
    zone.add("tzid", "Europe/Stockholm")
    spring, autumn = datetime(1996, 3, 31, 2), datetime(1996, 10, 27, 3)  # noqa: DTZ001 - on the wall
    zone.add_component(_season(TimezoneDaylight(), "CEST", spring, _WINTER, _SUMMER))
    zone.add_component(_season(TimezoneStandard(), "CET", autumn, _SUMMER, _WINTER))
    return zone


def _season(
    season: TimezoneDaylight | TimezoneStandard,
    name: str,
    first: datetime,
    before: timedelta,
    after: timedelta,
) -> TimezoneDaylight | TimezoneStandard:
    season.add("tzname", name)
    season.add("dtstart", first)
    season.add("tzoffsetfrom", before)
    season.add("tzoffsetto", after)
    season.add("rrule", vRecur(freq="yearly", bymonth=first.month, byday="-1SU"))
    return season
