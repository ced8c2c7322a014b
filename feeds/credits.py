"""Who is credited on an item, once the channel's own people are taken into account."""

from feeds.model import Channel, Item, Person

HOSTS = frozenset(("host", "co-host", "guest host"))
REPLACING = frozenset(("host", "guest host"))


def is_host(person: Person) -> bool:
    """Tell whether a person leads the conversation, as host, co-host or guest host."""
    return person.role.lower() in HOSTS


def hosts_of(channel: Channel) -> tuple[Person, ...]:
    """Return the hosts of a show."""
    return tuple(filter(is_host, channel.persons))


def credits_of(item: Item, channel: Channel) -> tuple[Person, ...]:
    """Return the people an app should show for an item, hosts first.

    A list on an item replaces the channel's whole list (docs/tags/person.md of the podcast
    namespace), so the channel's hosts are restated. An item without people has the channel's.
    """
    return restated(item.persons, hosts_of(channel)) if item.persons else channel.persons


def restated(persons: tuple[Person, ...], hosts: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return people with a show's hosts before them, unless a host is among them already.

    A host of the show who has another part among them is not restated.
    """
    if not REPLACING.isdisjoint([person.role.lower() for person in persons]):
        return persons
    named = [person.name for person in persons]
    return (*[host for host in hosts if host.name not in named], *persons)
