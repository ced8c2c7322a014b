"""A channel as RSS 2.0 with the atom, itunes, podcast, content and psc namespaces."""

from dataclasses import replace
from datetime import UTC, date, datetime

from feeds import json_feed, rss_item, rss_podcast
from feeds.limits import SHORT_TEXT, TEXT, TEXT_BYTES, cut_bytes, cut_html, cut_text
from feeds.model import Channel, LiveItem, Paging, Trailer, UpdateFrequency
from feeds.xml import (
    attribute,
    document,
    element,
    html_element,
    joined,
    number_attribute,
    optional,
    parent,
    rfc2822,
)

MEDIA_TYPE = "application/rss+xml"
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}


def rss(channel: Channel) -> bytes:
    """Return the feed as UTF-8, the same bytes for the same channel.

    Text longer than its element may hold is cut (`feeds.limits`), characters that XML cannot hold
    are dropped, and the channel's hosts are restated on each item (`feeds.credits`).
    """
    declared = "".join(f' xmlns:{prefix}="{url}"' for prefix, url in NAMESPACES.items())
    root = f'<rss version="2.0"{declared}>'
    start = ['<?xml version="1.0" encoding="UTF-8"?>', root, "<channel>"]
    contents = [*_channel(channel), *_live_items(channel), *_items(channel)]
    return document(joined([*start, *contents, "</channel>", "</rss>", "\n"]))


def _channel(channel: Channel) -> list[str]:
    return [
        *_links(channel),
        element("title", cut_text(channel.title, TEXT)),
        element("link", channel.link),
        html_element("description", cut_html(channel.description)),
        optional("language", channel.language),
        optional("copyright", cut_text(channel.copyright, TEXT)),
        _time("lastBuildDate", channel.last_build),
        optional("generator", cut_text(channel.generator, TEXT)),
        "" if channel.ttl is None else element("ttl", str(channel.ttl)),
        _image(channel),
        *_itunes(channel),
        *_podcast(channel),
    ]


def _links(channel: Channel) -> list[str]:
    paging = channel.paging or Paging()
    links = [
        ("self", channel.self_url, MEDIA_TYPE),
        ("hub", channel.hub_url, ""),
        ("alternate", channel.json_url, json_feed.MEDIA_TYPE),
        ("first", paging.first, MEDIA_TYPE),
        ("previous", paging.previous, MEDIA_TYPE),
        ("next", paging.next, MEDIA_TYPE),
        ("last", paging.last, MEDIA_TYPE),
        ("current", paging.current, MEDIA_TYPE),
    ]
    return [
        f'<atom:link{attribute("href", url)} rel="{rel}"{attribute("type", kind)}/>'
        for rel, url, kind in links
        if url
    ]


def _image(channel: Channel) -> str:
    if not channel.image:
        return ""
    title = element("title", cut_text(channel.title, TEXT))
    return parent(
        "image", [element("url", channel.image.href), title, element("link", channel.link)]
    )


def _itunes(channel: Channel) -> list[str]:
    return [
        optional("itunes:author", cut_text(channel.author, TEXT)),
        optional("itunes:summary", cut_bytes(channel.summary, TEXT_BYTES)),
        element("itunes:type", channel.type),
        element("itunes:explicit", "true" if channel.explicit else "false"),
        rss_item.cover(channel.image),
        *map(_category, channel.categories),
        _owner(channel),
        optional("itunes:new-feed-url", channel.new_feed_url),
        element("itunes:complete", "yes") if channel.complete else "",
        element("itunes:block", "Yes") if channel.block else "",
    ]


def _category(path: tuple[str, ...]) -> str:
    text = attribute("text", path[0])
    if len(path) == 1:
        return f"<itunes:category{text}/>"
    return parent("itunes:category", [_category(path[1:])], text)


def _owner(channel: Channel) -> str:
    owner = channel.owner
    if not owner:
        return ""
    name = optional("itunes:name", cut_text(owner.name, TEXT))
    return parent("itunes:owner", [name, element("itunes:email", owner.email)])


def _podcast(channel: Channel) -> list[str]:
    return [
        optional("podcast:guid", channel.guid),
        element("podcast:locked", "yes" if channel.locked else "no"),
        optional("podcast:medium", channel.medium),
        rss_podcast.image(channel.image, "artwork") if channel.image else "",
        *map(rss_podcast.image, channel.images),
        rss_podcast.license_(channel.license),
        *map(rss_podcast.funding, channel.funding),
        *map(rss_podcast.person, channel.persons),
        *map(rss_podcast.location, channel.locations),
        *map(rss_podcast.txt, channel.txt),
        _update_frequency(channel.update_frequency),
        *map(_trailer, channel.trailers),
        _podroll(channel),
        _publisher(channel),
        *map(rss_podcast.block, channel.blocks),
        '<podcast:podping usesPodping="true"/>' if channel.uses_podping else "",
    ]


def _update_frequency(frequency: UpdateFrequency | None) -> str:
    if not frequency:
        return ""
    start = _iso(frequency.dtstart) if frequency.dtstart else ""
    complete = "true" if frequency.complete else ""
    return element(
        "podcast:updateFrequency",
        cut_text(frequency.text, SHORT_TEXT),
        attribute("rrule", frequency.rrule)
        + attribute("dtstart", start)
        + attribute("complete", complete),
    )


def _trailer(trailer: Trailer) -> str:
    return element(
        "podcast:trailer",
        cut_text(trailer.title, SHORT_TEXT),
        attribute("url", trailer.url)
        + attribute("pubdate", rfc2822(trailer.published_at))
        + number_attribute("length", trailer.length)
        + attribute("type", trailer.type)
        + number_attribute("season", trailer.season),
    )


def _podroll(channel: Channel) -> str:
    if not channel.podroll:
        return ""
    return parent("podcast:podroll", list(map(rss_podcast.remote_item, channel.podroll)))


def _publisher(channel: Channel) -> str:
    if not channel.publisher:
        return ""
    remote = replace(channel.publisher, medium="publisher")
    return parent("podcast:publisher", [rss_podcast.remote_item(remote)])


def _items(channel: Channel) -> list[str]:
    write = rss_item.writer(channel)
    return [parent("item", write(item)) for item in channel.items]


def _live_items(channel: Channel) -> list[str]:
    write = rss_item.writer(channel)
    return [
        parent("podcast:liveItem", write(live.item), _live_times(live))
        for live in channel.live_items
    ]


def _live_times(live: LiveItem) -> str:
    end = _iso(live.end) if live.end else ""
    return (
        attribute("status", live.status)
        + attribute("start", _iso(live.start))
        + attribute("end", end)
    )


def _time(name: str, at: datetime | None) -> str:
    return f"<{name}>{rfc2822(at)}</{name}>" if at else ""


def _iso(day: date) -> str:
    if not isinstance(day, datetime):
        return day.isoformat()
    return day.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
