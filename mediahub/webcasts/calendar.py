"""Webcasts as entries of calendars (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from icalendar import (
    Alarm,
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDuration,
    vRecur,
)

from mediahub.clock import local
from mediahub.web.markdown import plain
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.urls import webcast_url

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESHED = timedelta(hours=1)
"""How often a subscribed calendar is to be asked for."""
_PRODUCER = "-//Sveriges Kommuner och Regioner//MediaHub//SV"
_WINTER, _SUMMER = timedelta(hours=1), timedelta(hours=2)


def calendar_of(webcast: Webcast, origin: str) -> bytes:
    """A calendar with one entry; the same webcast keeps its UID however it is changed."""
    return write([entry_of(webcast, origin)])


def subscription_of(webcasts: Iterable[Webcast], origin: str, name: str) -> bytes:
    """A calendar to subscribe to, called so, with an entry for each webcast."""
    return write([entry_of(webcast, origin) for webcast in webcasts], name=name)


def write(entries: Iterable[Event], *, name: str | None = None, method: str | None = None) -> bytes:
    """A calendar that holds these entries.

    One with a `name` is to be subscribed to and asked for again each hour (RFC 7986 5.1, 5.7, and
    what programs asked for before it). A `method` makes it a message (RFC 5546).
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCER)
    calendar.add("version", "2.0")
    if method is not None:
        calendar.add("method", method)
    if name is not None:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", "Europe/Stockholm")
        calendar.add("refresh-interval", vDuration(REFRESHED), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESHED))
    calendar.add_component(_stockholm())
    for entry in entries:
        calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written


def entry_of(webcast: Webcast, origin: str, uid: str | None = None) -> Event:
    """The webcast as an entry, by its own UID unless another is given."""
    url = webcast_url(origin, webcast)
    entry = Event()
    entry.add("uid", f"{uid or webcast.id}@{urlsplit(origin).hostname}")
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


def add_alarms(entry: Event) -> None:
    """Let the calendar remind of it a day and an hour before."""
    for before in (timedelta(days=1), timedelta(hours=1)):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", str(entry["summary"]))
        alarm.add("trigger", -before)
        entry.add_component(alarm)


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
