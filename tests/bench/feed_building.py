"""Building the feed of a thousand episodes, beside feedgen with the same items and fewer tags."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from feedgen.feed import FeedGenerator

from feeds.model import Channel, Item
from feeds.rss import rss
from mediahub.hub import Hub
from mediahub.shows.service import get_show
from mediahub.syndication.service import build_channel, build_feed
from tests.bench.result import Promise, Result
from tests.bench.rounds import seconds
from tests.bench.site import EPISODES, SHOW

ROUNDS = 9
PROMISE = Promise("≤", 0.5)


def measure(hub: Hub, folder: Path, *, quick: bool) -> Iterator[Result]:
    """Milliseconds: from values to bytes, and with the database before that."""
    with hub.reading() as db:
        channel = build_channel(db, get_show(db, SHOW), hub.settings, hub.now())
    assert _count(rss(channel)) == _count(by_feedgen(channel)) == EPISODES
    works = partial(rss, channel), partial(_from_database, hub), partial(by_feedgen, channel)
    ours, whole, theirs = (1e3 * taken for taken in seconds(3 if quick else ROUNDS, *works))
    yield Result("build feed, beside feedgen", "ms", ours, theirs, PROMISE)
    yield Result("build feed with database", "ms", whole, theirs)


def by_feedgen(channel: Channel) -> bytes:
    """All of the channel that feedgen can say: no persons, transcripts, chapters or hashes."""
    feed = FeedGenerator()
    feed.load_extension("podcast")
    feed.title(channel.title)
    feed.link(href=channel.link)
    feed.description(channel.description)
    feed.language(channel.language)
    feed.lastBuildDate(channel.last_build)
    feed.podcast.itunes_author(channel.author)
    for item in channel.items:
        _entry(feed, item)
    written: bytes = feed.rss_str()
    return written


def _entry(feed: FeedGenerator, item: Item) -> None:
    assert item.enclosure is not None
    entry = feed.add_entry(order="append")
    entry.guid(item.guid)
    entry.title(item.title)
    entry.link(href=item.link)
    entry.description(item.description)
    entry.content(item.content, type="CDATA")
    entry.pubDate(item.published_at)
    entry.enclosure(item.enclosure.url, str(item.enclosure.length), item.enclosure.type)
    for topic in item.topics:
        entry.category(term=topic)
    podcast = entry.podcast
    podcast.itunes_title(item.title)
    podcast.itunes_author(item.author)
    podcast.itunes_summary(item.summary)
    podcast.itunes_duration(round(item.duration or 0))
    podcast.itunes_explicit("yes" if item.explicit else "no")
    podcast.itunes_episode(int(item.number or 0))
    podcast.itunes_episode_type(item.episode_type)


def _from_database(hub: Hub) -> None:
    with hub.reading() as db:
        build_feed(db, SHOW, "xml", 1, hub.settings, hub.now())


def _count(feed: bytes) -> int:
    return feed.count(b"<enclosure ")
