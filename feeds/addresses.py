"""The addresses that a channel or an item sends apps to, and what can be told from one."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from feeds.model import Channel, Item

Thing = Channel | Item


def is_web(url: str) -> bool:
    """Tell whether an address is http or https and names a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", url)


def is_private(url: str) -> bool:
    """Tell whether nobody on the way can read along: https, or this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in ("127.0.0.1", "::1", "localhost")


def suffix(url: str) -> str:
    """Return the extension of an address's file name, in lower case with its dot, or ""."""
    name = file_name(url)
    return name[name.rindex(".") :].lower() if "." in name else ""


def file_name(url: str) -> str:
    """Return what stands last in an address's path."""
    return urlsplit(url).path.rpartition("/")[2] if is_web(url) else ""


def addresses(thing: Thing) -> Iterator[str]:
    """Yield every address that apps are to follow from a channel or an item itself."""
    yield thing.link
    yield from (picture.href for picture in thing.images)
    yield from (funding.url for funding in thing.funding)
    yield from (address for person in thing.persons for address in (person.href, person.img))
    yield thing.image.href if thing.image else ""
    yield thing.license.url if thing.license else ""
    yield from _channel_addresses(thing) if isinstance(thing, Channel) else _item_addresses(thing)


def _channel_addresses(channel: Channel) -> Iterator[str]:
    yield from (channel.self_url, channel.json_url, channel.hub_url, channel.new_feed_url)
    yield from (trailer.url for trailer in channel.trailers)
    yield from (remote.feed_url for remote in channel.podroll)
    yield channel.publisher.feed_url if channel.publisher else ""


def _item_addresses(item: Item) -> Iterator[str]:
    yield item.enclosure.url if item.enclosure else ""
    yield item.chapters_url
    yield from (transcript.url for transcript in item.transcripts)
    yield from (link.url for link in item.content_links)
    yield from (address for chapter in item.chapters for address in (chapter.url, chapter.img))
