"""A channel as JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser

from feeds.credits import credits_of, is_host
from feeds.model import Channel, Item, Person
from feeds.xml import legal

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(channel: Channel) -> bytes:
    """Return the feed as UTF-8 JSON, the same bytes for the same channel.

    The hosts are the authors of the feed, the cast of an episode its authors. Nothing is cut: JSON
    Feed has no limits. `paging` should hold addresses of JSON pages.
    """
    feed = {
        "version": VERSION,
        "title": channel.title,
        "home_page_url": channel.link,
        "feed_url": channel.json_url,
        "description": plain(channel.description),
        "next_url": channel.paging.next if channel.paging else "",
        "icon": channel.image.href if channel.image else "",
        "authors": _channel_authors(channel),
        "language": channel.language,
        "expired": channel.complete,
        "hubs": [{"type": "WebSub", "url": channel.hub_url}] if channel.hub_url else [],
    }
    items = [_item(item, channel) for item in channel.items]
    text = json.dumps({**_present(feed), "items": items}, ensure_ascii=False, indent=1)
    return legal(text).encode("utf-8")


def plain(html: str) -> str:
    """Return the text of HTML, each run of white space a single space."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.parts).split())


class _Text(HTMLParser):
    BLOCKS = frozenset(("p", "li", "ul", "ol", "br", "div", "h1", "h2", "h3", "h4", "blockquote"))

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        self._space(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def _space(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self.parts.append(" ")


def _item(item: Item, channel: Channel) -> dict[str, object]:
    html = item.content or item.description
    people = [person for person in credits_of(item, channel) if person.group.lower() == "cast"]
    return _present(
        {
            "id": item.guid,
            "url": item.link,
            "title": item.title,
            "content_html": html,
            # An item must have content of one kind or the other.
            "content_text": "" if html else item.summary or item.title,
            "summary": item.summary,
            "image": item.image.href if item.image else "",
            "date_published": _time(item.published_at),
            "date_modified": _time(item.updated_at) if item.updated_at else "",
            "authors": list(map(_author, people)) or _named(item.author),
            "tags": list(item.topics),
            "attachments": _attachments(item),
        }
    )


def _attachments(item: Item) -> list[dict[str, object]]:
    media = item.enclosure
    if not media:
        return []
    attachment = {
        "url": media.url,
        "mime_type": media.type,
        "title": item.title,
        "size_in_bytes": media.length,
        "duration_in_seconds": round(item.duration) if item.duration else None,
    }
    return [_present(attachment)]


def _channel_authors(channel: Channel) -> list[dict[str, object]]:
    hosts = [_author(person) for person in channel.persons if is_host(person)]
    return [*_named(channel.author), *hosts]


def _author(person: Person) -> dict[str, object]:
    return _present({"name": person.name, "url": person.href, "avatar": person.img})


def _named(author: str) -> list[dict[str, object]]:
    return [{"name": author}] if author else []


def _present(values: Mapping[str, object]) -> dict[str, object]:
    """Leave out what is absent: JSON Feed asks for no null and no empty text."""
    return {name: value for name, value in values.items() if value not in ("", None, [], False)}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
