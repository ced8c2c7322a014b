"""The items of the RSS feed read back with lxml, element by element."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from feeds.model import (
    AlternateEnclosure,
    Funding,
    Item,
    License,
    Location,
    Person,
    Season,
    Soundbite,
    Source,
)
from feeds.rss import rss
from tests.feeds.reading import NAMESPACES, attributes, both, names, root, texts
from tests.feeds.samples import BO, CHANNEL, EPISODE, NOON, SITE

LONG = "word " * 100


def read_item(item: Item = EPISODE) -> Any:
    return root(rss(replace(CHANNEL, items=(item,)))).find("channel/item")


FEED = root(rss(CHANNEL)).find("channel")
ITEM, OLDER = FEED.findall("item")
LIVE = FEED.find("podcast:liveItem", NAMESPACES)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("title", "Kommunala råd & <samråd>"),
        ("itunes:title", "Kommunala råd & <samråd>"),
        ("link", f"{SITE}/demokratiresan/97-kommunala-rad"),
        ("pubDate", "Sat, 14 Mar 2026 12:00:00 +0000"),
        ("description", "<p>Vad gör <strong>råden</strong>?</p>"),
        ("content:encoded", '<h2>Om råden</h2><p>Mer <a href="https://skr.se/">här</a>.</p>'),
        ("itunes:duration", "1801"),
        ("itunes:explicit", "false"),
        ("itunes:episode", "97"),
        ("itunes:season", "4"),
        ("itunes:episodeType", "full"),
        ("itunes:author", "SKR"),
        ("itunes:summary", "Vad gör råden?"),
    ],
)
def test_item_texts(path: str, expected: str) -> None:
    assert texts(ITEM, path) == [expected]


def test_item_topics_are_categories() -> None:
    assert texts(ITEM, "category") == ["demokrati", "råd"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "enclosure",
            [
                {
                    "url": f"{SITE}/media/97/kommunala-rad.mp3",
                    "length": "12345678",
                    "type": "audio/mpeg",
                }
            ],
        ),
        ("itunes:image", [{"href": f"{SITE}/omslag.jpg"}]),
        (
            "podcast:transcript",
            [
                {
                    "url": f"{SITE}/t/97.vtt",
                    "type": "text/vtt",
                    "language": "sv",
                    "rel": "captions",
                },
                {"url": f"{SITE}/t/97.html", "type": "text/html", "language": "sv"},
            ],
        ),
        (
            "podcast:chapters",
            [{"url": f"{SITE}/c/97.json", "type": "application/json+chapters"}],
        ),
        (
            "podcast:alternateEnclosure",
            [
                {
                    "type": "video/mp4",
                    "length": "99000000",
                    "bitrate": "681483.55",
                    "height": "1080",
                    "lang": "sv",
                    "title": "Video",
                    "rel": "video",
                    "codecs": "avc1.64001f,mp4a.40.2",
                    "default": "true",
                }
            ],
        ),
        (
            "podcast:alternateEnclosure/podcast:source",
            [
                {"uri": f"{SITE}/v/97.mp4"},
                {"uri": "ipfs://bafy", "contentType": "video/mp4"},
            ],
        ),
        (
            "podcast:alternateEnclosure/podcast:integrity",
            [{"type": "sri", "value": "sha384-abc"}],
        ),
        ("psc:chapters", [{"version": "1.2"}]),
        (
            "psc:chapters/psc:chapter",
            [
                {"start": "00:00:00.000", "title": "Inledning"},
                {
                    "start": "00:01:02.500",
                    "title": "Råden",
                    "href": "https://skr.se/rad",
                    "image": f"{SITE}/k.jpg",
                },
                {"start": "00:20:34.567", "title": "Avslutning"},
            ],
        ),
    ],
)
def test_item_attributes(path: str, expected: list[dict[str, str]]) -> None:
    assert attributes(ITEM, path) == expected


def test_item_images_are_those_of_podcast_image() -> None:
    images = attributes(ITEM, "podcast:image")
    assert [(image["href"], image["purpose"]) for image in images] == [
        (f"{SITE}/omslag.jpg", "artwork"),
        (f"{SITE}/banner.png", "banner social"),
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("guid", [("8f7a4c1e-0d4a-4d1b-9d6c-5b1f9f0a9701", {"isPermaLink": "false"})]),
        ("podcast:season", [("4", {"name": "Delaktighet"})]),
        ("podcast:episode", [("97", {"display": "Nr 97"})]),
        ("podcast:soundbite", [("Därför råd", {"startTime": "73", "duration": "60.25"})]),
        ("podcast:funding", [("Stöd avsnittet", {"url": f"{SITE}/stod"})]),
        ("podcast:txt", [("true", {"purpose": "ai-content"})]),
        ("podcast:contentLink", [("Se avsnittet", {"href": "https://video.example/97"})]),
        (
            "podcast:license",
            [("cc-by-4.0", {"url": "https://creativecommons.org/licenses/by/4.0/"})],
        ),
        (
            "podcast:location",
            [
                (
                    "Stockholm",
                    {
                        "rel": "creator",
                        "geo": "geo:59.3251,18.0711",
                        "osm": "R398021",
                        "country": "se",
                    },
                )
            ],
        ),
    ],
)
def test_item_texts_with_attributes(path: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    assert both(ITEM, path) == expected


def test_hosts_are_restated_on_items() -> None:
    assert texts(ITEM, "podcast:person") == ["Anna Värd", "Bo Gäst", "Tekla Ljud"]
    assert texts(OLDER, "podcast:person") == ["Cecilia Egen", "Bo Gäst"]
    alone = read_item(replace(EPISODE, persons=()))
    assert texts(alone, "podcast:person") == ["Anna Värd", "Rut Redaktör"]


def test_a_decimal_number_has_no_itunes_episode() -> None:
    assert texts(OLDER, "podcast:episode") == ["96.5"]
    assert texts(OLDER, "itunes:episode") == []


@pytest.mark.parametrize("explicit", [True, False])
def test_an_item_may_be_explicit_on_its_own(explicit: bool) -> None:
    item = read_item(replace(EPISODE, explicit=explicit))
    assert texts(item, "itunes:explicit") == [str(explicit).lower()]


def test_a_bare_item_says_no_more_than_it_must() -> None:
    item = read_item(Item(guid="g", title="T", published_at=NOON, persons=(BO,)))
    assert names(item) == [
        "title",
        "itunes:title",
        "guid",
        "pubDate",
        "itunes:episodeType",
        "podcast:person",
        "podcast:person",
    ]


def test_a_blocked_item() -> None:
    assert texts(read_item(replace(EPISODE, block=True)), "itunes:block") == ["Yes"]


def test_streams_have_length_zero() -> None:
    stream = AlternateEnclosure("application/x-mpegURL", (Source(f"{SITE}/a.m3u8"),), length=0)
    item = read_item(replace(EPISODE, alternates=(stream,)))
    assert attributes(item, "podcast:alternateEnclosure") == [
        {"type": "application/x-mpegURL", "length": "0"}
    ]


def test_a_live_item_is_an_item_with_times() -> None:
    assert dict(LIVE.attrib) == {
        "status": "pending",
        "start": "2026-03-14T12:00:00.000Z",
        "end": "2026-03-14T13:30:00.000Z",
    }
    assert texts(LIVE, "title") == ["Direktsänt"]
    assert both(LIVE, "podcast:contentLink") == [("Se direkt", {"href": f"{SITE}/live"})]
    assert texts(LIVE, "podcast:person") == ["Anna Värd", "Rut Redaktör"]


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 1, 5, 3, 4, 9, tzinfo=UTC), "Mon, 05 Jan 2026 03:04:09 +0000"),
        (datetime(2024, 2, 29, 23, 0, 0, 5, tzinfo=UTC), "Thu, 29 Feb 2024 23:00:00 +0000"),
        (
            datetime(2027, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))),
            "Thu, 31 Dec 2026 23:30:00 +0000",
        ),
    ],
)
def test_times_are_written_in_utc(at: datetime, written: str) -> None:
    assert texts(read_item(replace(EPISODE, published_at=at)), "pubDate") == [written]


@pytest.mark.parametrize(
    ("path", "limit", "item"),
    [
        ("title", 255, replace(EPISODE, title=LONG)),
        ("itunes:title", 255, replace(EPISODE, title=LONG)),
        ("itunes:author", 255, replace(EPISODE, author=LONG)),
        ("itunes:summary", 4000, replace(EPISODE, summary=LONG * 10)),
        ("podcast:soundbite", 128, replace(EPISODE, soundbites=(Soundbite(0, 30, LONG),))),
        ("podcast:location", 128, replace(EPISODE, locations=(Location(LONG),))),
        ("podcast:funding", 128, replace(EPISODE, funding=(Funding(SITE, LONG),))),
        ("podcast:license", 128, replace(EPISODE, license=License(LONG, SITE))),
    ],
)
def test_item_texts_are_cut_at_a_word(path: str, limit: int, item: Item) -> None:
    (text,) = texts(read_item(item), path)
    assert limit - 8 < len(text.encode()) - len("…".encode()) + 1 <= limit
    assert text.endswith("word…")


def test_names_and_labels_are_cut_at_a_word() -> None:
    item = read_item(
        replace(
            EPISODE,
            persons=(Person(LONG),),
            season=Season(1, LONG),
            number_display=LONG,
            alternates=(AlternateEnclosure("a/b", (), title=LONG, rel=LONG),),
        )
    )
    (media,) = attributes(item, "podcast:alternateEnclosure")
    cut = [
        *texts(item, "podcast:person"),
        attributes(item, "podcast:season")[0]["name"],
        attributes(item, "podcast:episode")[0]["display"],
        media["title"],
        media["rel"],
    ]
    assert [len(text) for text in cut] == [125, 125, 30, 30, 30]
    assert all(text.endswith("word…") for text in cut)


def test_html_is_cut_to_four_thousand_bytes() -> None:
    (text,) = texts(read_item(replace(EPISODE, description="<p>" + "råd " * 2000)), "description")
    assert 3990 < len(text.encode()) <= 4000
    assert text.endswith("råd…</p>")


def test_full_notes_and_proofs_are_not_cut() -> None:
    notes = "<p>" + "råd " * 2000 + "</p>"
    assert texts(read_item(replace(EPISODE, content=notes)), "content:encoded") == [notes]


def test_a_licence_of_ones_own_keeps_its_letters() -> None:
    given = License("SKR-Villkor", f"{SITE}/villkor")
    item = read_item(replace(EPISODE, license=given))
    assert both(item, "podcast:license") == [("SKR-Villkor", {"url": f"{SITE}/villkor"})]
