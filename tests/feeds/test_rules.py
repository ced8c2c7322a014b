"""The publishing rules: a good show breaks none, and each rule is broken alone by one change."""

import re
import string
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from feeds.model import (
    AlternateEnclosure,
    Block,
    Channel,
    Chapter,
    ContentLink,
    Enclosure,
    Funding,
    Image,
    Integrity,
    Item,
    License,
    Location,
    Owner,
    Person,
    RemoteItem,
    Season,
    Soundbite,
    Source,
    Trailer,
    Transcript,
    Txt,
    UpdateFrequency,
)
from feeds.rules import RULES, Finding, Rule, check, check_item
from tests.feeds.samples import ANNA, CHANNEL, COVER, EPISODE, LIVE, NOON, OLDER, SITE

Change = dict[str, Any]


def ids(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.rule.id for finding in findings]


def with_cover(**change: Any) -> Change:
    return {"image": replace(COVER, **change)}


def with_media(**change: Any) -> Change:
    assert EPISODE.enclosure
    return {"enclosure": replace(EPISODE.enclosure, **change)}


def with_transcript(**change: Any) -> Change:
    given = Transcript(f"{SITE}/t.vtt", "text/vtt", "sv", "captions")
    return {"transcripts": (replace(given, **change),)}


def frequency(rrule: str, dtstart: date | None = None) -> Change:
    return {"update_frequency": UpdateFrequency("Ibland", rrule, dtstart)}


SHARED: list[tuple[str, Change]] = [
    ("address-not-web", {"funding": (Funding("skr.se/stod", "Stöd"),)}),
    ("address-not-web", {"funding": (Funding("javascript:alert(1)", "Stöd"),)}),
    ("address-not-web", {"funding": (Funding("https:///stod", "Stöd"),)}),
    ("address-not-web", {"funding": (Funding("https://[a", "Stöd"),)}),
    ("address-not-web", {"persons": (replace(ANNA, href="https://a b.se/"),)}),
    ("address-not-secure", {"persons": (replace(ANNA, img="http://a.se/a.jpg"),)}),
    ("address-not-secure", {"link": "http://127.0.0.1.example/"}),
    ("description-long", {"description": "<p>" + "å" * 1999}),
    ("description-html", {"description": "<p>Ett</p><h2>Två</h2>"}),
    ("summary-long", {"summary": "å" * 2001}),
    ("author-long", {"author": "x" * 256}),
    ("person-name-missing", {"persons": (Person(" "),)}),
    ("person-name-long", {"persons": (Person("x" * 129),)}),
    ("person-role-unknown", {"persons": (Person("A", role="chef"),)}),
    ("person-group-unknown", {"persons": (Person("A", group="köket"),)}),
    ("person-group-wrong", {"persons": (Person("A", role="editor", group="cast"),)}),
    ("person-repeated", {"persons": (Person("A"), Person("a", "Host", "Cast"))}),
    ("location-text-missing", {"locations": (Location(""),)}),
    ("location-text-long", {"locations": (Location("x" * 129),)}),
    ("location-geo", {"locations": (Location("A", geo="59.3,18.0"),)}),
    ("location-geo", {"locations": (Location("A", geo="geo:91,18"),)}),
    ("location-geo", {"locations": (Location("A", geo="geo:59.3"),)}),
    ("location-rel", {"locations": (Location("A", rel="made"),)}),
    ("location-country", {"locations": (Location("A", country="Sverige"),)}),
    ("license-unknown", {"license": License("egen")}),
    ("license-long", {"license": License("x" * 129, SITE)}),
    ("funding-incomplete", {"funding": (Funding("", "Stöd"),)}),
    ("funding-incomplete", {"funding": (Funding(SITE, " "),)}),
    ("funding-long", {"funding": (Funding(SITE, "x" * 129),)}),
    ("txt-empty", {"txt": (Txt(" ", "verify"),)}),
    ("txt-long", {"txt": (Txt("x" * 4001),)}),
    ("txt-purpose-long", {"txt": (Txt("x", "y" * 129),)}),
    ("txt-ai-content", {"txt": (Txt("kanske", "ai-content"),)}),
    ("image-not-square", with_cover(width=2999)),
    ("image-small", with_cover(width=1399, height=1399)),
    ("image-large", with_cover(width=3001, height=3001)),
    ("image-type", with_cover(type="image/webp", href=f"{SITE}/o.webp")),
    ("image-mode", with_cover(mode="RGBA")),
    ("image-extension", with_cover(href=f"{SITE}/omslag.png")),
    ("image-extension", with_cover(href=f"{SITE}/omslag")),
    ("image-heavy", with_cover(size_bytes=512_001)),
    ("image-alt-missing", with_cover(alt=" ")),
    ("image-alt-missing", {"images": (Image(f"{SITE}/b.jpg"),)}),
    ("image-purpose-long", {"images": (Image(f"{SITE}/b.jpg", "B", purpose=("x" * 129,)),)}),
]

OF_CHANNEL: list[tuple[str, Change]] = [
    ("self-url-missing", {"self_url": ""}),
    ("title-missing", {"title": " "}),
    ("title-long", {"title": "x" * 256}),
    ("link-missing", {"link": ""}),
    ("description-missing", {"description": " "}),
    ("language-missing", {"language": ""}),
    ("language-unknown", {"language": "svenska"}),
    ("guid-missing", {"guid": ""}),
    ("guid-not-uuid", {"guid": "demokratiresan"}),
    ("guid-not-uuid", {"guid": "{9b024349-ccf0-5f69-a609-6b82873eab3c}"}),
    ("author-missing", {"author": ""}),
    ("image-missing", {"image": None}),
    ("copyright-words", {"copyright": "© SKR"}),
    ("copyright-words", {"copyright": "Copyright SKR"}),
    ("copyright-words", {"copyright": "SKR 2026"}),
    ("category-missing", {"categories": ()}),
    ("category-unknown", {"categories": (("government",),)}),
    ("category-unknown", {"categories": (("Politics",),)}),
    ("category-repeated", {"categories": (("Government",), ("Government",))}),
    ("type-unknown", {"type": "weekly"}),
    ("medium-unknown", {"medium": "radio"}),
    ("ttl-not-positive", {"ttl": 0}),
    ("owner-exposed", {"owner": Owner("podd@skr.se")}),
    ("unlocked", {"locked": False}),
    ("block-service-unknown", {"blocks": (Block(service="skr"),)}),
    ("block-repeated", {"blocks": (Block(), Block(blocked=False))}),
    ("publisher-guid-missing", {"publisher": RemoteItem("", f"{SITE}/skr.xml")}),
    ("publisher-url-missing", {"publisher": RemoteItem("003af0a0")}),
    ("podroll-guid-missing", {"podroll": (RemoteItem("", f"{SITE}/a.xml"),)}),
    ("frequency-long", {"update_frequency": UpdateFrequency("x" * 129)}),
    ("frequency-rrule", frequency("FREQ=IBLAND")),
    ("frequency-start-missing", frequency("FREQ=DAILY;COUNT=3")),
    ("frequency-until", frequency("FREQ=DAILY;UNTIL=20270101", NOON)),
    ("frequency-until", frequency("FREQ=DAILY;UNTIL=20270101T000000Z", date(2026, 1, 1))),
    ("trailer-title-missing", {"trailers": (Trailer("", f"{SITE}/t.mp3", NOON),)}),
    ("trailer-title-long", {"trailers": (Trailer("x" * 129, f"{SITE}/t.mp3", NOON),)}),
    ("trailer-url-missing", {"trailers": (Trailer("T", "", NOON),)}),
    ("items-missing", {"items": ()}),
    ("items-unordered", {"items": (OLDER, EPISODE)}),
    ("live-status", {"live_items": (replace(LIVE, status="soon"),)}),
    (
        "live-link-missing",
        {"live_items": (replace(LIVE, item=replace(LIVE.item, content_links=())),)},
    ),
    (
        "live-media-missing",
        {"live_items": (replace(LIVE, item=replace(LIVE.item, enclosure=None)),)},
    ),
    ("live-end", {"live_items": (replace(LIVE, end=LIVE.start),)}),
]

VIDEO = EPISODE.alternates[0]
OF_ITEM: list[tuple[str, Change]] = [
    ("item-title-missing", {"title": " "}),
    ("item-title-long", {"title": "x" * 256}),
    ("item-title-numbered", {"title": "#97 - Kommunala råd"}),
    ("item-title-numbered", {"title": "97. Kommunala råd"}),
    ("item-title-numbered", {"title": "Avsnitt 97: Kommunala råd"}),
    ("item-title-numbered", {"title": "S4E12 Kommunala råd"}),
    ("item-guid-missing", {"guid": ""}),
    ("item-guid-repeated", {"guid": OLDER.guid}),
    ("item-link-missing", {"link": ""}),
    ("item-description-missing", {"description": ""}),
    ("enclosure-missing", {"enclosure": None}),
    ("enclosure-url-missing", {"enclosure": Enclosure("", 1, "audio/mpeg")}),
    ("enclosure-length", with_media(length=0)),
    ("enclosure-type", with_media(type="audio/ogg", url=f"{SITE}/a.ogg")),
    ("enclosure-extension", with_media(url=f"{SITE}/a.m4a")),
    ("enclosure-extension", with_media(url=f"{SITE}/a")),
    ("enclosure-file-name", with_media(url=f"{SITE}/råd.mp3")),
    ("enclosure-file-name", with_media(url=f"{SITE}/r%C3%A5d.mp3")),
    ("enclosure-repeated", {"enclosure": OLDER.enclosure}),
    ("duration-missing", {"duration": None}),
    ("duration-not-positive", {"duration": 0}),
    ("alternate-incomplete", {"alternates": (AlternateEnclosure("video/mp4", ()),)}),
    ("alternate-incomplete", {"alternates": (AlternateEnclosure("", (Source(SITE),)),)}),
    ("alternate-label-long", {"alternates": (replace(VIDEO, title="x" * 33),)}),
    ("alternate-label-long", {"alternates": (replace(VIDEO, rel="x" * 33),)}),
    ("integrity-type", {"alternates": (replace(VIDEO, integrity=Integrity("md5", "x")),)}),
    ("episode-number", {"number": 0}),
    ("episode-number-repeated", {"number": OLDER.number, "season": OLDER.season}),
    ("episode-display-long", {"number_display": "x" * 33}),
    ("season-number", {"season": Season(0)}),
    ("season-name-long", {"season": Season(1, "x" * 129)}),
    ("episode-type-unknown", {"episode_type": "extra"}),
    ("transcript-missing", {"transcripts": ()}),
    ("transcript-type", with_transcript(type="application/pdf")),
    ("transcript-url-missing", with_transcript(url="")),
    ("transcript-language", with_transcript(language="svenska")),
    ("transcript-rel", with_transcript(rel="subtitles")),
    ("transcript-not-captions", with_transcript(rel="")),
    ("chapters-missing", {"chapters": (), "chapters_url": ""}),
    ("chapters-many", {"chapters": tuple(Chapter(at, "A") for at in range(256))}),
    ("chapters-falling", {"chapters": (Chapter(0, "A"), Chapter(9, "B"), Chapter(8, "C"))}),
    ("chapters-falling", {"chapters": (Chapter(0, "A"), Chapter(0, "B"))}),
    ("chapters-outside", {"chapters": (Chapter(-1, "A"),)}),
    ("chapters-outside", {"chapters": (Chapter(1802, "A"),)}),
    ("chapters-untitled", {"chapters": (Chapter(0),)}),
    ("soundbite-duration", {"soundbites": (Soundbite(0, 14.9),)}),
    ("soundbite-duration", {"soundbites": (Soundbite(0, 120.1),)}),
    ("soundbite-outside", {"soundbites": (Soundbite(-1, 30),)}),
    ("soundbite-outside", {"soundbites": (Soundbite(1790, 30),)}),
    ("soundbite-title-long", {"soundbites": (Soundbite(0, 30, "x" * 129),)}),
    ("content-link-incomplete", {"content_links": (ContentLink("", "A"),)}),
    ("topic-long", {"topics": ("x" * 256,)}),
]


def test_a_good_show_breaks_no_rule() -> None:
    assert check(CHANNEL, now=NOON + timedelta(days=1)) == ()


@pytest.mark.parametrize(("rule", "change"), [*OF_CHANNEL, *SHARED])
def test_each_change_to_the_show_breaks_one_rule(rule: str, change: Change) -> None:
    assert ids(check(replace(CHANNEL, **change))) == [rule]


@pytest.mark.parametrize(("rule", "change"), [*OF_ITEM, *SHARED])
def test_each_change_to_an_episode_breaks_one_rule(rule: str, change: Change) -> None:
    changed = replace(EPISODE, **change)
    findings = check(replace(CHANNEL, items=(changed, OLDER)))
    assert {(each.rule.id, each.subject) for each in findings} - TWINS == {
        (rule, changed.title or changed.guid)
    }


# What two episodes share is said of both.
TWINS = {
    (rule, OLDER.title)
    for rule in ("item-guid-repeated", "enclosure-repeated", "episode-number-repeated")
}


def test_an_episode_in_the_future_is_found_when_the_time_is_given() -> None:
    a_second_before = NOON - timedelta(seconds=1)
    assert ids(check(CHANNEL, now=a_second_before)) == ["item-future"]
    assert ids(check(CHANNEL, now=NOON)) == []
    assert ids(check_item(CHANNEL, EPISODE, now=a_second_before)) == ["item-future"]


def test_a_serial_needs_numbers_on_full_episodes_alone() -> None:
    serial = replace(CHANNEL, type="serial")
    assert ids(check_item(serial, replace(EPISODE, number=None))) == ["episode-number-missing"]
    assert ids(check_item(serial, replace(EPISODE, number=None, episode_type="bonus"))) == []
    assert ids(check_item(CHANNEL, replace(EPISODE, number=None))) == []


def test_an_owner_whose_address_is_none_is_exposed_and_wrong() -> None:
    assert ids(check(replace(CHANNEL, owner=Owner("podd")))) == ["owner-exposed", "owner-email"]


def test_a_bonus_may_have_the_number_of_an_episode() -> None:
    bonus = replace(EPISODE, guid="b", episode_type="bonus", enclosure=OTHER_MEDIA)
    assert ids(check_item(CHANNEL, bonus)) == []


def test_a_short_episode_needs_no_chapters() -> None:
    short = replace(EPISODE, duration=599, chapters=(), chapters_url="")
    assert ids(check_item(CHANNEL, short)) == []


def test_numbers_inside_titles_are_no_numbering() -> None:
    for title in ("Agenda 2030", "2030 – målen", "97 procent av alla", "Epoken", "Snart val"):
        assert ids(check_item(CHANNEL, replace(EPISODE, title=title))) == []


OTHER_MEDIA = Enclosure(f"{SITE}/media/98/ny.mp3", 1, "audio/mpeg")


def test_an_item_to_come_is_checked_against_those_there_are() -> None:
    new = replace(EPISODE, guid="ny")
    assert ids(check_item(CHANNEL, new)) == ["enclosure-repeated", "episode-number-repeated"]
    assert ids(check_item(CHANNEL, replace(new, enclosure=OTHER_MEDIA, number=98))) == []


def test_an_item_is_not_checked_against_its_earlier_form() -> None:
    assert ids(check_item(CHANNEL, replace(EPISODE, title="Råd"))) == []


def test_an_item_alone_says_nothing_of_the_show() -> None:
    assert ids(check_item(replace(CHANNEL, title=""), EPISODE)) == []


def test_an_empty_show_and_an_empty_episode_are_told_everything_that_is_missing() -> None:
    empty = Channel(title="", link="", description="", language="", self_url="")
    assert ids(check(empty)) == [
        "self-url-missing",
        "title-missing",
        "link-missing",
        "description-missing",
        "language-missing",
        "guid-missing",
        "author-missing",
        "image-missing",
        "category-missing",
        "unlocked",
        "items-missing",
    ]
    assert ids(check_item(empty, Item(guid="", title="", published_at=NOON))) == [
        "item-title-missing",
        "item-guid-missing",
        "item-link-missing",
        "item-description-missing",
        "enclosure-missing",
        "duration-missing",
        "transcript-missing",
    ]


def test_a_finding_speaks_swedish_and_english_with_what_was_measured() -> None:
    (found,) = check(replace(CHANNEL, **with_cover(width=1200, height=1200)))
    assert found.subject == "Demokratiresan"
    assert found.level == "error"
    assert found.sentence() == (
        "Omslaget är 1200 × 1200 bildpunkter. Det ska vara minst 1400 × 1400."
    )
    assert found.sentence("en") == (
        "The cover is 1200 × 1200 pixels. It must be at least 1400 × 1400."
    )


def test_a_long_text_is_quoted_in_brief() -> None:
    (found,) = check(replace(CHANNEL, author="Sveriges Kommuner och Regioner " * 10))
    assert found.sentence() == (
        "Utgivaren har 310 tecken och kortas till 255 i flödet: "
        "”Sveriges Kommuner och Regioner Sveriges Kommuner och…”."
    )


def test_every_rule_has_a_change_that_breaks_it() -> None:
    alone = {"item-future", "episode-number-missing", "owner-email"}
    assert {rule for rule, _ in [*SHARED, *OF_CHANNEL, *OF_ITEM]} | alone == set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_rule_says_the_same_in_both_languages(rule: Rule) -> None:
    swedish, english = fields_of(rule.sentence_sv), fields_of(rule.sentence_en)
    assert swedish == english
    assert rule.sentence_sv.endswith(".")
    assert rule.sentence_en.endswith(".")
    assert rule.level in ("error", "warning")
    assert rule.source


def fields_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_finding_can_be_said() -> None:
    for _, change in [*OF_CHANNEL, *SHARED]:
        for found in check(replace(CHANNEL, **change)):
            assert not re.search(r"\{[a-z]+\}", found.sentence("sv") + found.sentence("en"))
    for _, change in [*OF_ITEM, *SHARED]:
        for found in check_item(CHANNEL, replace(EPISODE, **change)):
            assert not re.search(r"\{[a-z]+\}", found.sentence("sv") + found.sentence("en"))


def test_a_rule_is_defined_once() -> None:
    assert all(name == rule.id for name, rule in RULES.items())
    assert len(RULES) == len({rule.sentence_sv for rule in RULES.values()})
