"""An item in its place: what can be told of it only beside the others of its channel."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from feeds.model import Channel, Item

Number = tuple[int | None, int | Decimal]


@dataclass(frozen=True, slots=True)
class Placed:
    """An item among the others of its channel: how often each guid, address and number occurs."""

    item: Item
    channel: Channel
    guids: Counter[str]
    urls: Counter[str]
    numbers: Counter[Number]
    now: datetime | None


def number_of(item: Item) -> Number | None:
    """Return season and number of a full episode that has a number: they name only one."""
    if item.number is None or item.episode_type != "full":
        return None
    return (item.season.number if item.season else None, item.number)
