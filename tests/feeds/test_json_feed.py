"""The JSON feed."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from feeds.json_feed import json_feed, plain
from feeds.model import Channel, Item, Paging
from feeds.xml import legal
from tests.feeds.samples import CHANNEL, EPISODE, NOON, SITE


def read(channel: Channel) -> Any:
    return json.loads(json_feed(channel))


def read_item(item: Item) -> Any:
    return read(replace(CHANNEL, items=(item,)))["items"][0]


def test_the_feed() -> None:
    feed = read(replace(CHANNEL, items=()))
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Demokratiresan",
        "home_page_url": f"{SITE}/demokratiresan",
        "feed_url": f"{SITE}/feeds/demokratiresan.json",
        "description": "En podd om demokrati & delaktighet.",
        "icon": f"{SITE}/omslag.jpg",
        "authors": [
            {"name": "Sveriges Kommuner och Regioner"},
            {"name": "Anna Värd", "url": f"{SITE}/anna", "avatar": f"{SITE}/anna.jpg"},
        ],
        "language": "sv",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "items": [],
    }


def test_a_complete_show_has_expired_and_a_page_has_a_next() -> None:
    feed = read(replace(CHANNEL, complete=True, paging=Paging(next=f"{SITE}/f.json?page=2")))
    assert (feed["expired"], feed["next_url"]) == (True, f"{SITE}/f.json?page=2")


def test_an_item() -> None:
    assert read_item(EPISODE) == {
        "id": "8f7a4c1e-0d4a-4d1b-9d6c-5b1f9f0a9701",
        "url": f"{SITE}/demokratiresan/97-kommunala-rad",
        "title": "Kommunala råd & <samråd>",
        "content_html": '<h2>Om råden</h2><p>Mer <a href="https://skr.se/">här</a>.</p>',
        "summary": "Vad gör råden?",
        "image": f"{SITE}/omslag.jpg",
        "date_published": "2026-03-14T12:00:00Z",
        "date_modified": "2026-03-15T08:30:00Z",
        "authors": [
            {"name": "Anna Värd", "url": f"{SITE}/anna", "avatar": f"{SITE}/anna.jpg"},
            {"name": "Bo Gäst", "url": f"{SITE}/bo"},
        ],
        "tags": ["demokrati", "råd"],
        "attachments": [
            {
                "url": f"{SITE}/media/97/kommunala-rad.mp3",
                "mime_type": "audio/mpeg",
                "title": "Kommunala råd & <samråd>",
                "size_in_bytes": 12345678,
                "duration_in_seconds": 1801,
            }
        ],
    }


def test_a_bare_item_has_its_title_for_content() -> None:
    bare = Item(guid="g", title="T", published_at=NOON, author="SKR")
    feed = read(replace(CHANNEL, persons=(), items=(bare,)))
    assert feed["items"] == [
        {
            "id": "g",
            "title": "T",
            "content_text": "T",
            "date_published": "2026-03-14T12:00:00Z",
            "authors": [{"name": "SKR"}],
        }
    ]


def test_plain_text_of_html() -> None:
    html = "<p>Ett &amp; <b>två</b></p><ul><li>tre</li><li>fy<i>ra</i></li></ul>fem<br>sex"
    assert plain(html) == "Ett & två tre fyra fem sex"


@given(st.text(st.characters()))
def test_any_text_gives_json_in_utf8(text: str) -> None:
    item = read_item(replace(EPISODE, title=text, content=text))
    assert item.get("title", "") == legal_in_json(text)


def legal_in_json(text: str) -> str:
    """JSON holds control characters escaped; what UTF-8 or XML cannot hold at all is dropped."""
    return "".join(each for each in text if each < " " or legal(each))
