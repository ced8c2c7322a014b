"""Whom an item credits."""

from dataclasses import replace

from feeds.credits import credits_of
from feeds.model import Person
from tests.feeds.samples import ANNA, BO, CHANNEL, EPISODE, TEKLA

CO_HOST = Person("Dag Bisittare", role="Co-Host")


def test_an_item_without_people_has_the_channels() -> None:
    assert credits_of(replace(EPISODE, persons=()), CHANNEL) == CHANNEL.persons


def test_the_channels_hosts_are_restated_first() -> None:
    assert credits_of(EPISODE, CHANNEL) == (ANNA, BO, TEKLA)


def test_co_hosts_are_restated_too() -> None:
    channel = replace(CHANNEL, persons=(ANNA, CO_HOST))
    assert credits_of(EPISODE, channel) == (ANNA, CO_HOST, BO, TEKLA)


def test_a_host_of_the_item_replaces_the_channels() -> None:
    other = Person("Eva Vikarie", role="Guest Host")
    assert credits_of(replace(EPISODE, persons=(other, BO)), CHANNEL) == (other, BO)


def test_a_co_host_of_the_item_does_not_replace_the_host() -> None:
    assert credits_of(replace(EPISODE, persons=(CO_HOST,)), CHANNEL) == (ANNA, CO_HOST)


def test_a_channel_host_with_another_part_is_not_restated() -> None:
    guest = Person(ANNA.name, role="guest")
    assert credits_of(replace(EPISODE, persons=(guest,)), CHANNEL) == (guest,)
