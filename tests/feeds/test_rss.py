"""The channel of the RSS feed read back with lxml, element by element."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from feeds.model import Channel, Image, Owner, Paging, UpdateFrequency
from feeds.rss import rss
from tests.feeds.reading import NAMESPACES, attributes, both, names, root, texts
from tests.feeds.samples import CHANNEL, SITE

RSS = "application/rss+xml"


def read(channel: Channel = CHANNEL) -> Any:
    return root(rss(channel)).find("channel")


FEED = read()


def test_the_document_is_utf8_rss_2_with_the_exact_namespaces() -> None:
    data = rss(CHANNEL)
    document = root(data)
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<rss ')
    assert (document.tag, dict(document.attrib)) == ("rss", {"version": "2.0"})
    assert dict(document.nsmap) == NAMESPACES


def test_seldom_texts_are_absent_by_default() -> None:
    seldom = {"itunes:complete", "itunes:block", "itunes:new-feed-url", "itunes:owner"}
    assert seldom & set(names(FEED)) == set()


def test_the_same_channel_gives_the_same_bytes() -> None:
    assert rss(CHANNEL) == rss(replace(CHANNEL))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("title", "Demokratiresan"),
        ("link", f"{SITE}/demokratiresan"),
        ("description", "<p>En podd om <em>demokrati</em> &amp; delaktighet.</p>"),
        ("language", "sv"),
        ("copyright", "Sveriges Kommuner och Regioner"),
        ("lastBuildDate", "Sun, 15 Mar 2026 08:30:00 +0000"),
        ("generator", "MediaHub"),
        ("ttl", "60"),
        ("image/url", f"{SITE}/omslag.jpg"),
        ("image/title", "Demokratiresan"),
        ("image/link", f"{SITE}/demokratiresan"),
        ("itunes:author", "Sveriges Kommuner och Regioner"),
        ("itunes:summary", "En podd om demokrati."),
        ("itunes:type", "episodic"),
        ("itunes:explicit", "false"),
        ("podcast:guid", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("podcast:locked", "yes"),
        ("podcast:medium", "podcast"),
    ],
)
def test_channel_texts(path: str, expected: str) -> None:
    assert texts(FEED, path) == [expected]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("itunes:image", [{"href": f"{SITE}/omslag.jpg"}]),
        ("podcast:podping", [{"usesPodping": "true"}]),
        (
            "itunes:category",
            [{"text": "Government"}, {"text": "News"}, {"text": "Society & Culture"}],
        ),
        ("itunes:category/itunes:category", [{"text": "Politics"}]),
        (
            "podcast:image",
            [
                {
                    "href": f"{SITE}/omslag.jpg",
                    "alt": "Två pratbubblor över en karta",
                    "width": "3000",
                    "height": "3000",
                    "type": "image/jpeg",
                    "purpose": "artwork",
                },
                {
                    "href": f"{SITE}/banner.png",
                    "alt": "Bred bild",
                    "aspect-ratio": "4/1",
                    "width": "3200",
                    "height": "800",
                    "type": "image/png",
                    "purpose": "banner social",
                },
            ],
        ),
        (
            "podcast:podroll/podcast:remoteItem",
            [
                {
                    "feedGuid": "917393e3-1b1e-5cef-ace4-edaa54e1f810",
                    "feedUrl": f"{SITE}/andra.xml",
                    "itemGuid": "e1",
                    "medium": "music",
                    "title": "Andra",
                }
            ],
        ),
        (
            "podcast:publisher/podcast:remoteItem",
            [
                {
                    "feedGuid": "003af0a0-6a45-55cf-b765-68e3d349551a",
                    "feedUrl": f"{SITE}/feeds/skr.xml",
                    "medium": "publisher",
                }
            ],
        ),
        (
            "atom:link",
            [
                {"href": f"{SITE}/feeds/demokratiresan.xml", "rel": "self", "type": RSS},
                {"href": "https://hub.example/", "rel": "hub"},
                {
                    "href": f"{SITE}/feeds/demokratiresan.json",
                    "rel": "alternate",
                    "type": "application/feed+json",
                },
            ],
        ),
    ],
)
def test_channel_attributes(path: str, expected: list[dict[str, str]]) -> None:
    assert attributes(FEED, path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("podcast:license", [("cc-by-4.0", {})]),
        ("podcast:funding", [("Stöd oss", {"url": f"{SITE}/stod"})]),
        ("podcast:location", [("Sverige", {"rel": "subject", "country": "se"})]),
        ("podcast:txt", [("05124", {"purpose": "applepodcastsverify"})]),
        ("podcast:block", [("yes", {}), ("no", {"id": "apple"})]),
        (
            "podcast:person",
            [
                (
                    "Anna Värd",
                    {
                        "role": "host",
                        "group": "cast",
                        "img": f"{SITE}/anna.jpg",
                        "href": f"{SITE}/anna",
                    },
                ),
                ("Rut Redaktör", {"role": "managing editor", "group": "writing"}),
            ],
        ),
        (
            "podcast:updateFrequency",
            [
                (
                    "Varannan vecka",
                    {
                        "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;COUNT=10",
                        "dtstart": "2026-01-08",
                    },
                )
            ],
        ),
        (
            "podcast:trailer",
            [
                (
                    "Snart",
                    {
                        "url": f"{SITE}/trailer.mp3",
                        "pubdate": "Sat, 14 Mar 2026 12:00:00 +0000",
                        "length": "1000",
                        "type": "audio/mpeg",
                        "season": "4",
                    },
                )
            ],
        ),
    ],
)
def test_channel_texts_with_attributes(
    path: str, expected: list[tuple[str, dict[str, str]]]
) -> None:
    assert both(FEED, path) == expected


def test_what_is_not_asked_for_is_not_there() -> None:
    bare = Channel(title="T", link=SITE, description="D", language="sv", self_url=f"{SITE}/f.xml")
    assert names(read(bare)) == [
        "atom:link",
        "title",
        "link",
        "description",
        "language",
        "itunes:type",
        "itunes:explicit",
        "podcast:locked",
        "podcast:medium",
    ]
    assert texts(read(bare), "podcast:locked") == ["no"]


@pytest.mark.parametrize(
    ("path", "change", "expected"),
    [
        ("itunes:explicit", {"explicit": True}, "true"),
        ("itunes:type", {"type": "serial"}, "serial"),
        ("itunes:complete", {"complete": True}, "yes"),
        ("itunes:block", {"block": True}, "Yes"),
        ("itunes:new-feed-url", {"new_feed_url": f"{SITE}/ny.xml"}, f"{SITE}/ny.xml"),
        ("itunes:owner/itunes:email", {"owner": Owner("a@b.se", "Anna")}, "a@b.se"),
        ("itunes:owner/itunes:name", {"owner": Owner("a@b.se", "Anna")}, "Anna"),
    ],
)
def test_channel_texts_that_are_seldom_there(
    path: str, change: dict[str, object], expected: str
) -> None:
    assert texts(FEED, path) != [expected]
    assert texts(read(replace(CHANNEL, **change)), path) == [expected]  # type: ignore[arg-type]


def test_an_update_frequency_may_start_at_a_time_and_be_complete() -> None:
    start = datetime(2026, 1, 8, 7, 0, tzinfo=timezone(timedelta(hours=1)))
    frequency = UpdateFrequency("Klart", dtstart=start, complete=True)
    channel = replace(CHANNEL, update_frequency=frequency)
    assert both(read(channel), "podcast:updateFrequency") == [
        ("Klart", {"dtstart": "2026-01-08T06:00:00.000Z", "complete": "true"})
    ]


def test_paging_links_follow_rfc_5005() -> None:
    pages = Paging(*(f"{SITE}/{name}" for name in ("f", "p", "n", "l", "c")))
    links = attributes(read(replace(CHANNEL, paging=pages)), "atom:link")[3:]
    assert links == [
        {"href": f"{SITE}/{rel[0]}", "rel": rel, "type": RSS}
        for rel in ("first", "previous", "next", "last", "current")
    ]


def test_a_cover_with_a_purpose_keeps_it() -> None:
    cover = Image(f"{SITE}/o.jpg", purpose=("artwork", "circular"))
    assert attributes(read(replace(CHANNEL, image=cover, images=())), "podcast:image") == [
        {"href": f"{SITE}/o.jpg", "purpose": "artwork circular"}
    ]
