"""`mediahub show`: what is given is kept, the rest stays."""

import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing

from tests.cli_runner import CommandLine
from tests.mediahub.media.sounds import COVER

NAMES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
EVERYTHING = (
    *("--title", "Resan", "--description", "Om **resan**.", "--language", "sv", "--author", "SKR"),
    *("--owner-name", "SKR", "--owner-email", "podd@skr.example", "--owner-in-feed"),
    *("--link", "https://skr.example", "--category", "News > Politics", "--explicit"),
    *("--type", "serial", "--copyright", "SKR", "--license", "cc-by-4.0", "--complete", "--block"),
    *("--unlocked", "--feed-limit", "5", "--funding", "https://skr.example/stod Stöd oss"),
    *("--platform", "https://apple.example/1 Apple Podcasts", "--txt", "verify=abc"),
    *("--location", "geo:59.3251,18.0711 Stockholm", "--block-service", "google=yes"),
    *("--podroll", "917393e3-1b1e-5cef-ace4-edaa54e1f810 https://x.example/feed.xml"),
    *("--publisher", "003af0a0-6a45-55cf-b765-68e3d349551a https://x.example/utgivare.xml"),
    *("--update-frequency", "FREQ=WEEKLY Varje vecka", "--season", "1=Första säsongen"),
    *("--host", "Nils Munthe, SKR", "--new-feed-url", "https://ny.example/feed.xml"),
)


def channel(mediahub: CommandLine, slug: str = "resan") -> ET.Element:
    found = ET.fromstring(mediahub("feed", "show", slug).out).find("channel")  # noqa: S314
    assert found is not None
    return found


def texts(element: ET.Element, path: str) -> list[str | None]:
    return [found.text for found in element.iterfind(path, NAMES)]


def test_everything_that_is_given_stands_in_the_feed(mediahub: CommandLine) -> None:
    told = mediahub.json("show", "add", "resan", *EVERYTHING, "--cover", COVER.absolute())
    assert told["url"] == "https://podd.example/resan"
    feed = channel(mediahub)
    assert {
        path: texts(feed, path) for path in ("title", "link", "itunes:type", "itunes:complete")
    } == {
        "title": ["Resan"],
        "link": ["https://skr.example"],
        "itunes:type": ["serial"],
        "itunes:complete": ["yes"],
    }
    assert texts(feed, "itunes:owner/itunes:email") == ["podd@skr.example"]
    assert texts(feed, "itunes:new-feed-url") == ["https://ny.example/feed.xml"]
    assert texts(feed, "podcast:guid") == [told["guid"]]
    assert texts(feed, "podcast:locked") == ["no"]
    assert texts(feed, "podcast:funding") == ["Stöd oss"]
    assert texts(feed, "podcast:person") == ["Nils Munthe"]
    assert texts(feed, "podcast:license") == ["cc-by-4.0"]
    assert texts(feed, "podcast:txt") == ["abc"]
    assert texts(feed, "podcast:location") == ["Stockholm"]
    assert texts(feed, "podcast:updateFrequency") == ["Varje vecka"]
    assert len(feed.findall("podcast:podroll/podcast:remoteItem", NAMES)) == 1
    assert len(feed.findall("podcast:publisher/podcast:remoteItem", NAMES)) == 1


def test_an_edit_leaves_the_rest(mediahub: CommandLine) -> None:
    mediahub.json("show", "add", "resan", *EVERYTHING)
    mediahub.json("show", "edit", "resan", "--title", "Nya resan", "--no-owner-in-feed")
    feed = channel(mediahub)
    assert (texts(feed, "title"), texts(feed, "itunes:owner")) == (["Nya resan"], [])
    assert (texts(feed, "link"), texts(feed, "podcast:funding")) == (
        ["https://skr.example"],
        ["Stöd oss"],
    )


def test_shows_are_listed(mediahub: CommandLine) -> None:
    assert mediahub.json("show", "list") == []
    mediahub.json("show", "add", "resan", "--title", "Resan")
    (row,) = mediahub.json("show", "list")
    assert row["feed"] == "https://podd.example/feeds/resan.xml"
    assert mediahub("show", "list").out.split() == list(row.values())


def test_a_number_of_a_season_is_a_number(mediahub: CommandLine) -> None:
    ran = mediahub("show", "add", "resan", "--title", "Resan", "--season", "ett=Första")
    assert (ran.code, ran.err) == (1, "“ett” is not a whole number.\n")
    assert mediahub.json("show", "list") == []


def test_the_cover_is_public_at_once(mediahub: CommandLine) -> None:
    mediahub.json("show", "add", "resan", "--title", "Resan", "--cover", COVER.absolute())
    image = channel(mediahub).find("itunes:image", NAMES)
    assert image is not None
    assert image.attrib["href"].endswith("/demokratiresan-omslag.jpg")


def test_an_edit_that_breaks_a_rule_is_refused(mediahub: CommandLine) -> None:
    mediahub.json("show", "add", "resan", *EVERYTHING)
    ran = mediahub("show", "edit", "resan", "--title", "Ny", "--update-frequency", "FREQ=OFTA Ofta")
    sentence = "The recurrence rule “FREQ=OFTA” is wrong at “FREQ=OFTA”."
    assert (ran.code, ran.err) == (1, f"“Ny” cannot be changed so: {sentence}\n")
    assert texts(channel(mediahub), "title") == ["Resan"]


def test_an_edit_tells_what_could_be_better(mediahub: CommandLine) -> None:
    mediahub.json("show", "add", "resan", *EVERYTHING, "--cover", COVER.absolute())
    ran = mediahub("show", "edit", "resan", "--author", "x" * 256)
    assert ran.code == 1
    ran = mediahub("show", "edit", "resan", "--funding", f"https://skr.example {'x' * 129}")
    assert (ran.code, ran.out) == (0, "Changed “Resan”.\n")
    assert "has 129 characters and is cut to 128 in the feed" in ran.err


def test_what_was_given_can_be_taken_back(mediahub: CommandLine) -> None:
    mediahub.json("show", "add", "resan", *EVERYTHING)
    singles = (
        *("--owner-name", "--owner-email", "--link", "--copyright", "--license", "--new-feed-url"),
        *("--publisher", "--update-frequency"),
    )
    lists = ("--funding", "--platform", "--txt", "--location", "--podroll", "--host")
    more = ("--block-service", "--season")
    empty = [part for option in (*singles, *lists, *more) for part in (option, "")]
    mediahub.json("show", "edit", "resan", *empty)
    columns = (
        "owner_name, owner_email, link, copyright, license_identifier, license_url, new_feed_url,"
        " publisher, update_frequency, funding, platform_links, txt, locations, podroll, blocks"
    )
    with closing(sqlite3.connect(mediahub.data_dir / "mediahub.sqlite3")) as database:
        row = database.execute(f"SELECT {columns} FROM shows").fetchone()  # noqa: S608
    assert [value for value in row if value not in (None, "null", "[]")] == []
    assert texts(channel(mediahub), "podcast:person") == []


def test_a_counted_frequency_has_a_start(mediahub: CommandLine) -> None:
    mediahub.json("show", "add", "resan", "--title", "Resan")
    change = ("show", "edit", "resan", "--update-frequency")
    ran = mediahub(*change, "FREQ=WEEKLY;COUNT=4 Fyra avsnitt")
    assert (ran.code, ran.err) == (
        1,
        "“FREQ=WEEKLY;COUNT=4” counts episodes and so needs a start: add “;DTSTART=2026-03-04”.\n",
    )
    ran = mediahub(*change, "FREQ=WEEKLY;COUNT=4;DTSTART=onsdag Fyra avsnitt")
    assert (ran.code, ran.err) == (1, "“onsdag” is not a date. Write it as 2026-03-04.\n")
    mediahub.json(*change, "FREQ=WEEKLY;COUNT=4;DTSTART=2026-03-04 Fyra avsnitt")
    told = channel(mediahub).find("podcast:updateFrequency", NAMES)
    assert told is not None
    assert (told.attrib["rrule"], told.attrib["dtstart"][:10]) == (
        "FREQ=WEEKLY;COUNT=4",
        "2026-03-04",
    )
