"""The items of an index as each process keeps them in memory: small facts, no texts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from mediahub.search.content.search_items import Credit, Document, Key, Part


@dataclass(frozen=True, slots=True)
class Item:
    """An indexed episode or webcast; `number` is the index's own and never given twice.

    `unit_count` is how many texts of it are indexed, `keywords` how often its commonest terms
    occur.
    """

    number: int
    key: Key
    url: str
    title: str
    public: Part
    day: date | None
    type: str
    credits: tuple[Credit, ...]
    topics: tuple[str, ...]
    unit_count: int
    keywords: dict[str, int] = field(hash=False)
    stamp: str

    @property
    def year(self) -> int | None:
        """The year of its day."""
        return self.day.year if self.day else None


def describe(document: Document, unit_count: int, keywords: dict[str, int]) -> dict[str, Any]:
    """The facts of an item as JSON keeps them."""
    return {
        "kind": document.key.kind,
        "id": document.key.id,
        "url": document.url,
        "title": document.title,
        "public": int(document.public),
        "day": document.day.isoformat() if document.day else None,
        "type": document.type,
        "credits": [[credit.name, credit.roles, credit.text] for credit in document.credits],
        "topics": document.topics,
        "units": unit_count,
        "keywords": keywords,
        "stamp": document.stamp,
    }


def restore(number: int, facts: dict[str, Any]) -> Item:
    """The item that `describe` told of."""
    return Item(
        number=number,
        key=Key(facts["kind"], facts["id"]),
        url=facts["url"],
        title=facts["title"],
        public=Part(facts["public"]),
        day=date.fromisoformat(facts["day"]) if facts["day"] else None,
        type=facts["type"],
        credits=tuple(Credit(name, tuple(roles), text) for name, roles, text in facts["credits"]),
        topics=tuple(facts["topics"]),
        unit_count=facts["units"],
        keywords=facts["keywords"],
        stamp=facts["stamp"],
    )


class Catalogue:
    """All items of one state of an index."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = {item.number: item for item in items}
        self.numbers = {item.key: item.number for item in self.items.values()}

    @cached_property
    def unit_count(self) -> int:
        """How many texts are indexed."""
        return sum(item.unit_count for item in self.items.values())

    @cached_property
    def stamps(self) -> dict[Key, str]:
        """The stamp that each item was indexed with."""
        return {item.key: item.stamp for item in self.items.values()}

    @cached_property
    def newest_first(self) -> dict[int, int]:
        """The place of each item when they are sorted by date, those of a day by their keys.

        It decides between equal scores, and does not depend on numbers that engines give.
        """
        items = sorted(self.items.values(), key=lambda item: item.key)
        items.sort(key=lambda item: item.day or date.min, reverse=True)
        return {item.number: place for place, item in enumerate(items)}
