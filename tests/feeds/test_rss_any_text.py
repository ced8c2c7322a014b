"""Any text in any field gives well-formed XML that says the same text."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.limits import cut_bytes, cut_html, cut_text
from feeds.model import Channel, Enclosure, Image, Item, Person, Transcript
from feeds.rss import rss
from feeds.xml import legal
from tests.feeds.reading import attributes, root, texts
from tests.feeds.samples import CHANNEL, EPISODE

NASTY = st.sampled_from(
    [
        "]]>",
        "]]\x00>",
        "]\x01]>",
        "<![CDATA[",
        "&amp;",
        "&#0;",
        "<!--",
        "\ud800",
        "\ufffe",
        "\uffff",
        "\x0b",
        "\r\n",
        "\t",
        '"',
        "'",
        "\U0001f600",
        "</title>",
        "<?xml?>",
    ]
)
CHARACTERS = st.text(st.characters(), max_size=20)
ANY = st.lists(st.one_of(NASTY, CHARACTERS), max_size=6).map("".join)


def said(text: str) -> str:
    """Return text as it can be said in an element: legal, and without white space around it."""
    return legal(text.strip()).strip()


def as_html(text: str) -> str:
    """Return HTML as a reader sees it: legal, and with line ends made one by XML (2.11)."""
    return legal(text).replace("\r\n", "\n").replace("\r", "\n")


def read(channel: Channel) -> Any:
    return root(rss(channel)).find("channel")


def read_item(item: Item) -> Any:
    return read(replace(CHANNEL, items=(item,))).find("item")


@given(ANY)
def test_text_of_the_channel(text: str) -> None:
    feed = read(replace(CHANNEL, title=text, author=text, copyright=text, guid=text))
    assert said(texts(feed, "title")[0]) == said(cut_text(text, 255))
    for path in ("itunes:author", "copyright", "podcast:guid"):
        assert "".join(texts(feed, path)).strip() == said(cut_text(text, 255))


@given(ANY)
def test_text_of_an_item(text: str) -> None:
    item = read_item(replace(EPISODE, title=text, guid=text, summary=text, topics=(text,)))
    for path in ("title", "itunes:title", "guid", "category"):
        assert texts(item, path)[0].strip() == said(cut_text(text, 255))
    assert "".join(texts(item, "itunes:summary")).strip() == said(cut_bytes(text, 4000))


@given(ANY)
def test_html_of_an_item(html: str) -> None:
    item = read_item(replace(EPISODE, description=html, content=html))
    assert "".join(texts(item, "content:encoded")) == as_html(html)
    assert "".join(texts(item, "description")) == as_html(cut_html(html))


@given(ANY)
def test_attributes_of_an_item(text: str) -> None:
    item = read_item(
        replace(
            EPISODE,
            enclosure=Enclosure(text, 1, text),
            transcripts=(Transcript(text, text, text, text),),
            persons=(Person("A", text, text, text, text),),
            image=Image(text, alt=text, type=text),
        )
    )
    value = legal(text)
    assert attributes(item, "enclosure")[0].get("url", "") == value
    assert attributes(item, "podcast:transcript")[0].get("type", "") == value
    assert attributes(item, "podcast:person")[-1].get("role", "") == value
    assert attributes(item, "podcast:image")[0].get("alt", "") == value


def _texts(value: Any) -> Any:
    """Replace every text there is inside a value by one full of trouble."""
    if isinstance(value, str):
        return "a ]]> & < > \" ' \x00 \ud800 \ufffe \r\n b" if value else ""
    if isinstance(value, tuple):
        return tuple(_texts(each) for each in value)
    if hasattr(value, "__dataclass_fields__"):
        changed = {field.name: _texts(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **changed)
    return value


def test_every_text_at_once_keeps_the_feed_whole() -> None:
    # Names and roles decide whom else an item credits, which is no matter of text.
    uncredited = tuple(replace(item, persons=()) for item in CHANNEL.items)
    channel = replace(CHANNEL, items=uncredited)
    sane, odd = root(rss(channel)), root(rss(_texts(channel)))
    assert [each.tag for each in odd.iter()] == [each.tag for each in sane.iter()]
    assert [sorted(each.attrib) for each in odd.iter()] == [
        sorted(each.attrib) for each in sane.iter()
    ]


@pytest.mark.parametrize("html", ["a]]>b", "]]>", "]]]]>>", "]]\x02>", "]\x02]>"])
def test_an_end_mark_in_html_does_not_end_it(html: str) -> None:
    (read_back,) = texts(read_item(replace(EPISODE, content=html)), "content:encoded")
    assert read_back == legal(html)
