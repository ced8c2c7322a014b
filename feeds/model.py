"""What a feed says, as plain frozen values: a channel, its items and what hangs on them.

Absent text is "", an absent number, time or part is None, absent lists are (). Times are aware.
Lengths are bytes, durations seconds, bit rates bits per second, widths and heights pixels.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: written as itunes:image (the cover) and podcast:image.

    `type` is the MIME type of the bytes, `mode` Pillow's name of the pixel format ("RGB"),
    `purpose` the tokens of podcast:image. Facts that are not known are left out and not checked.
    """

    href: str
    alt: str = ""
    width: int | None = None
    height: int | None = None
    type: str = ""
    purpose: tuple[str, ...] = ()
    size_bytes: int | None = None
    mode: str = ""
    aspect_ratio: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The media file of an item (RSS 2.0): `length` in bytes, `type` a MIME type."""

    url: str
    length: int
    type: str


@dataclass(frozen=True, slots=True)
class Source:
    """One address of an alternate enclosure (podcast:source)."""

    uri: str
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Integrity:
    """podcast:integrity: `type` is sri or pgp-signature."""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class AlternateEnclosure:
    """Another form of the media (podcast:alternateEnclosure); HLS has length 0."""

    type: str
    sources: tuple[Source, ...]
    length: int | None = None
    bitrate: float | None = None
    height: int | None = None
    lang: str = ""
    title: str = ""
    rel: str = ""
    codecs: str = ""
    default: bool = False
    integrity: Integrity | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """podcast:person: role and group are slugs of the taxonomy, `feeds.taxonomy`."""

    name: str
    role: str = "host"
    group: str = "cast"
    img: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """podcast:transcript: `rel` is "captions" when the text is timed."""

    url: str
    type: str
    language: str = ""
    rel: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """podcast:location: `geo` is a geo URI (RFC 5870), `rel` subject or creator."""

    text: str
    rel: str = ""
    geo: str = ""
    osm: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter from `start` in seconds; `toc` False means it is not listed (a silent one)."""

    start: float
    title: str = ""
    img: str = ""
    url: str = ""
    toc: bool = True
    end: float | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Soundbite:
    """podcast:soundbite: a part worth hearing, in seconds."""

    start: float
    duration: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class License:
    """podcast:license: an identifier of `feeds.licenses`, or a name of one's own and its URL."""

    identifier: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Funding:
    """podcast:funding: a page where the show can be supported."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Txt:
    """podcast:txt: free text such as a proof of ownership."""

    value: str
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class UpdateFrequency:
    """podcast:updateFrequency: `rrule` as in RFC 5545 3.3.10; `dtstart` a date or aware time."""

    text: str
    rrule: str = ""
    dtstart: date | None = None
    complete: bool = False


@dataclass(frozen=True, slots=True)
class RemoteItem:
    """podcast:remoteItem: another feed, or one item of it."""

    feed_guid: str
    feed_url: str = ""
    item_guid: str = ""
    medium: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Trailer:
    """podcast:trailer: `length` in bytes, `season` the number it is a trailer of."""

    title: str
    url: str
    published_at: datetime
    length: int | None = None
    type: str = ""
    season: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """podcast:block: a service by its slug, or all of them when `service` is ""."""

    blocked: bool = True
    service: str = ""


@dataclass(frozen=True, slots=True)
class Season:
    """A season's number and its name."""

    number: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """itunes:owner: give it only when the show wants its address in the open."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ContentLink:
    """podcast:contentLink: a page where the same thing is found."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Paging:
    """Addresses of the other pages of a paged feed (RFC 5005 section 3)."""

    first: str = ""
    previous: str = ""
    next: str = ""
    last: str = ""
    current: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An episode. `description` is HTML of the feed subset, `content` the full notes in HTML.

    `title` is without number. `guid` never changes. `persons` replaces the channel's persons, but
    the writers restate the channel's hosts unless `persons` has a host of its own. `number` may be
    a decimal for podcast:episode; itunes:episode is written when it is whole.
    """

    guid: str
    title: str
    published_at: datetime
    enclosure: Enclosure | None = None
    link: str = ""
    description: str = ""
    content: str = ""
    summary: str = ""
    author: str = ""
    updated_at: datetime | None = None
    duration: float | None = None
    number: int | Decimal | None = None
    number_display: str = ""
    season: Season | None = None
    episode_type: str = "full"
    explicit: bool | None = None
    image: Image | None = None
    images: tuple[Image, ...] = ()
    block: bool = False
    topics: tuple[str, ...] = ()
    persons: tuple[Person, ...] = ()
    transcripts: tuple[Transcript, ...] = ()
    chapters_url: str = ""
    chapters: tuple[Chapter, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()
    locations: tuple[Location, ...] = ()
    license: License | None = None
    alternates: tuple[AlternateEnclosure, ...] = ()
    content_links: tuple[ContentLink, ...] = ()
    funding: tuple[Funding, ...] = ()
    txt: tuple[Txt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveItem:
    """podcast:liveItem: a stream; `status` is pending, live or ended."""

    item: Item
    status: str
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A show and its episodes, newest first. `description` is HTML of the feed subset.

    `self_url` is the canonical address of the RSS feed, `json_url` of the JSON feed beside it.
    `categories` hold a top category or a top and a sub: ("Government",), ("News", "Politics").
    `guid` is podcast:guid, see `feeds.guid`. `owner` is None when the address is not to be told.
    `last_build` is when the content last changed, never "now". `ttl` is minutes.
    """

    title: str
    link: str
    description: str
    language: str
    self_url: str
    json_url: str = ""
    hub_url: str = ""
    paging: Paging | None = None
    image: Image | None = None
    images: tuple[Image, ...] = ()
    categories: tuple[tuple[str, ...], ...] = ()
    explicit: bool = False
    author: str = ""
    owner: Owner | None = None
    summary: str = ""
    copyright: str = ""
    type: str = "episodic"
    new_feed_url: str = ""
    complete: bool = False
    block: bool = False
    blocks: tuple[Block, ...] = ()
    guid: str = ""
    locked: bool = False
    medium: str = "podcast"
    license: License | None = None
    funding: tuple[Funding, ...] = ()
    persons: tuple[Person, ...] = ()
    locations: tuple[Location, ...] = ()
    txt: tuple[Txt, ...] = ()
    update_frequency: UpdateFrequency | None = None
    trailers: tuple[Trailer, ...] = ()
    podroll: tuple[RemoteItem, ...] = ()
    publisher: RemoteItem | None = None
    uses_podping: bool = False
    last_build: datetime | None = None
    generator: str = ""
    ttl: int | None = None
    items: tuple[Item, ...] = ()
    live_items: tuple[LiveItem, ...] = ()
