"""Rules for what a show brings and when: its rhythm, trailers, episodes and live items."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from feeds import rrule
from feeds.limits import SHORT_TEXT
from feeds.model import Channel
from feeds.rule import APPLE, PRACTICE, Check, Values, error, namespace, too_long, warning, when


def _faulty_rrule(channel: Channel) -> Iterable[Values]:
    text = channel.update_frequency.rrule if channel.update_frequency else ""
    fault = rrule.fault(text) if text else ""
    return when(fault, rrule=text, part=fault)


def _count_without_start(channel: Channel) -> Iterable[Values]:
    frequency = channel.update_frequency
    return when(
        frequency and not frequency.dtstart and "COUNT" in rrule.parts(frequency.rrule),
        rrule=frequency.rrule if frequency else "",
    )


def _mixed_until(channel: Channel) -> Iterable[Values]:
    frequency = channel.update_frequency
    if frequency and frequency.dtstart and (until := rrule.parts(frequency.rrule).get("UNTIL")):
        timed = isinstance(frequency.dtstart, datetime)
        yield from when(timed != ("T" in until), until=until)


def _misplaced_items(channel: Channel) -> Iterable[Values]:
    for newer, older in pairwise(channel.items):
        if newer.published_at < older.published_at:
            yield {"title": older.title, "before": newer.title}


SCHEDULE: tuple[Check[Channel], ...] = (
    too_long(
        "frequency-long",
        "Texten om hur ofta podden kommer ut",
        "The text on how often the show comes out",
        namespace("update-frequency"),
        SHORT_TEXT,
        lambda channel: (channel.update_frequency.text,) if channel.update_frequency else (),
    ),
    error(
        "frequency-rrule",
        "Utgivningsregeln ”{rrule}” är fel vid ”{part}”.",
        "The recurrence rule “{rrule}” is wrong at “{part}”.",
        namespace("update-frequency"),
        _faulty_rrule,
    ),
    error(
        "frequency-start-missing",
        "Utgivningsregeln ”{rrule}” räknar avsnitt (COUNT) och behöver då ett startdatum.",
        "The recurrence rule “{rrule}” counts episodes (COUNT) and so needs a start date.",
        namespace("update-frequency"),
        _count_without_start,
    ),
    error(
        "frequency-until",
        "Utgivningsregelns UNTIL={until} och dess startdatum ska båda ha klockslag, eller inget.",
        "The recurrence rule's UNTIL={until} and its start must both have a time, or neither.",
        namespace("update-frequency"),
        _mixed_until,
    ),
    error(
        "trailer-title-missing",
        "Trailern {url} saknar titel.",
        "The trailer {url} has no title.",
        namespace("trailer"),
        lambda channel: [{"url": t.url} for t in channel.trailers if not t.title.strip()],
    ),
    too_long(
        "trailer-title-long",
        "En trailers titel",
        "A trailer's title",
        namespace("trailer"),
        SHORT_TEXT,
        lambda channel: (trailer.title for trailer in channel.trailers),
    ),
    error(
        "trailer-url-missing",
        "Trailern ”{title}” saknar adress.",
        "The trailer “{title}” has no address.",
        namespace("trailer"),
        lambda channel: [{"title": t.title} for t in channel.trailers if not t.url],
    ),
)

CONTENTS: tuple[Check[Channel], ...] = (
    warning(
        "items-missing",
        "Podden har inga avsnitt. Apple Podcasts kräver minst ett.",
        "The show has no episodes. Apple Podcasts asks for at least one.",
        APPLE,
        lambda channel: when(not channel.items),
    ),
    warning(
        "items-unordered",
        "Avsnittet ”{title}” är nyare än ”{before}” men står efter det.",
        "The episode “{title}” is newer than “{before}” but stands after it.",
        PRACTICE,
        _misplaced_items,
    ),
    error(
        "live-status",
        "Sändningen ”{title}” har läget ”{status}”. Det ska vara pending, live eller ended.",
        "The live item “{title}” has the status “{status}”. It must be pending, live or ended.",
        namespace("live-item"),
        lambda channel: [
            {"title": live.item.title, "status": live.status}
            for live in channel.live_items
            if live.status not in ("pending", "live", "ended")
        ],
    ),
    error(
        "live-link-missing",
        "Sändningen ”{title}” saknar en sida att se den på (podcast:contentLink).",
        "The live item “{title}” has no page to see it on (podcast:contentLink).",
        namespace("live-item"),
        lambda channel: [
            {"title": live.item.title} for live in channel.live_items if not live.item.content_links
        ],
    ),
    warning(
        "live-media-missing",
        "Sändningen ”{title}” saknar media för appar som inte kan visa sidor.",
        "The live item “{title}” has no media for apps that cannot show pages.",
        namespace("live-item"),
        lambda channel: [
            {"title": live.item.title} for live in channel.live_items if not live.item.enclosure
        ],
    ),
    error(
        "live-end",
        "Sändningen ”{title}” slutar innan den börjar.",
        "The live item “{title}” ends before it starts.",
        namespace("live-item"),
        lambda channel: [
            {"title": live.item.title}
            for live in channel.live_items
            if live.end and live.end <= live.start
        ],
    ),
)
