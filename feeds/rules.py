"""The publishing rules of PSP-1, Apple and the podcast namespace, and checking a feed by them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from feeds.model import Channel, Item
from feeds.placed import Placed, number_of
from feeds.rule import Finding, Language, Level, Rule
from feeds.rules_channel import CHANNEL
from feeds.rules_content import CONTENT
from feeds.rules_item import ITEM
from feeds.rules_shared import SHARED

__all__ = ["RULES", "Finding", "Language", "Level", "Rule", "check", "check_item"]

_ALL = (
    *(bound.rule for bound in CHANNEL),
    *(bound.rule for bound in SHARED),
    *(bound.rule for bound in ITEM),
    *(bound.rule for bound in CONTENT),
)
RULES: dict[str, Rule] = {rule.id: rule for rule in _ALL}


def check(channel: Channel, now: datetime | None = None) -> tuple[Finding, ...]:
    """Return every breach in a channel and its items.

    Without `now` no episode can be too early.
    """
    found = _check_channel(channel)
    for placed in _placed(channel, channel.items, now):
        found += _check_placed(placed)
    return tuple(found)


def check_item(channel: Channel, item: Item, now: datetime | None = None) -> tuple[Finding, ...]:
    """Return every breach in one item that is, or is to be, among the channel's.

    An item of the channel with the same guid is taken to be an earlier form of it.
    """
    others = tuple(other for other in channel.items if other.guid != item.guid)
    (placed,) = _placed(replace(channel, items=(item, *others)), (item,), now)
    return tuple(_check_placed(placed))


def _placed(channel: Channel, items: Sequence[Item], now: datetime | None) -> list[Placed]:
    guids = Counter(item.guid for item in channel.items)
    urls = Counter(item.enclosure.url for item in channel.items if item.enclosure)
    numbers = Counter(filter(None, map(number_of, channel.items)))
    return [Placed(item, channel, guids, urls, numbers, now) for item in items]


def _check_channel(channel: Channel) -> list[Finding]:
    subject = channel.title or channel.self_url
    found = [finding for bound in CHANNEL for finding in bound.findings(subject, channel)]
    return found + [finding for bound in SHARED for finding in bound.findings(subject, channel)]


def _check_placed(placed: Placed) -> list[Finding]:
    item = placed.item
    subject = item.title or item.guid
    found = [finding for bound in ITEM for finding in bound.findings(subject, placed)]
    found += [finding for bound in CONTENT for finding in bound.findings(subject, item)]
    return found + [finding for bound in SHARED for finding in bound.findings(subject, item)]
