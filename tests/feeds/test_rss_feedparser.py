"""The RSS feed read back with feedparser, as apps that build on it see it."""

from dataclasses import replace
from typing import Any

import feedparser
import pytest

from feeds.rss import rss
from tests.feeds.samples import CHANNEL, EPISODE, SITE

# feedparser takes what is inside a live item to be the channel's, and a summary to be more
# telling than a description: both are read apart.
PLAIN = replace(
    CHANNEL, live_items=(), summary="", items=(replace(EPISODE, summary=""), *CHANNEL.items[1:])
)
READ: Any = feedparser.parse(rss(PLAIN))
FEED, (ITEM, OLDER) = READ.feed, READ.entries


def test_the_feed_is_well_formed_rss_2() -> None:
    assert (READ.bozo, READ.version, READ.encoding) == (False, "rss20", "utf-8")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("title", "Demokratiresan"),
        ("link", f"{SITE}/demokratiresan"),
        ("description", "<p>En podd om <em>demokrati</em> &amp; delaktighet.</p>"),
        ("language", "sv"),
        ("rights", "Sveriges Kommuner och Regioner"),
        ("author", "Sveriges Kommuner och Regioner"),
        ("generator", "MediaHub"),
        ("updated", "Sun, 15 Mar 2026 08:30:00 +0000"),
        ("ttl", "60"),
        ("itunes_type", "episodic"),
        ("podcast_guid", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("podcast_locked", "yes"),
    ],
)
def test_channel(name: str, expected: str) -> None:
    assert FEED[name] == expected


def test_channel_cover_and_categories() -> None:
    assert FEED.image.href == f"{SITE}/omslag.jpg"
    assert [tag.term for tag in FEED.tags] == [
        "Government",
        "News",
        "Politics",
        "Society & Culture",
    ]


def test_channel_links() -> None:
    assert {link.rel: link.href for link in FEED.links} == {
        "alternate": f"{SITE}/demokratiresan",
        "self": f"{SITE}/feeds/demokratiresan.xml",
        "hub": "https://hub.example/",
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("title", "Kommunala råd & <samråd>"),
        ("id", "8f7a4c1e-0d4a-4d1b-9d6c-5b1f9f0a9701"),
        ("guidislink", False),
        ("link", f"{SITE}/demokratiresan/97-kommunala-rad"),
        ("published", "Sat, 14 Mar 2026 12:00:00 +0000"),
        ("itunes_duration", "1801"),
        ("itunes_episode", "97"),
        ("itunes_season", "4"),
        ("itunes_episodetype", "full"),
        ("author", "SKR"),
        ("podcast_episode", {"display": "Nr 97"}),
        ("podcast_season", {"name": "Delaktighet"}),
    ],
)
def test_item(name: str, expected: object) -> None:
    assert ITEM[name] == expected


def test_item_media() -> None:
    assert [dict(media) for media in ITEM.enclosures] == [
        {
            "href": f"{SITE}/media/97/kommunala-rad.mp3",
            "length": "12345678",
            "type": "audio/mpeg",
        }
    ]


def test_item_texts() -> None:
    assert ITEM.summary == "<p>Vad gör <strong>råden</strong>?</p>"
    notes = '<h2>Om råden</h2><p>Mer <a href="https://skr.se/">här</a>.</p>'
    assert notes in [each.value for each in ITEM.content]


def test_item_time_is_a_time() -> None:
    assert tuple(ITEM.published_parsed)[:6] == (2026, 3, 14, 12, 0, 0)


def test_item_topics() -> None:
    assert [tag.term for tag in ITEM.tags] == ["demokrati", "råd"]


def test_item_simple_chapters() -> None:
    assert [chapter.title for chapter in ITEM.psc_chapters.chapters] == [
        "Inledning",
        "Råden",
        "Avslutning",
    ]
    assert ITEM.psc_chapters.chapters[1].start_parsed.total_seconds() == 62.5


def test_items_keep_their_order() -> None:
    assert [entry.title for entry in READ.entries] == [ITEM.title, OLDER.title]


def test_live_items_are_no_entries_and_do_not_change_the_title() -> None:
    read: Any = feedparser.parse(rss(CHANNEL))
    assert (read.bozo, read.feed.title, len(read.entries)) == (False, "Demokratiresan", 2)


def test_summaries_are_read_too() -> None:
    read: Any = feedparser.parse(rss(CHANNEL))
    assert read.entries[0].summary == "Vad gör råden?"
    assert read.feed.summary == "En podd om demokrati."
