"""Rules for the people and places of a channel or an item."""

import re
from collections.abc import Iterable

from feeds import taxonomy
from feeds.addresses import Thing
from feeds.limits import SHORT_TEXT
from feeds.rule import Check, Values, error, namespace, too_long, warning, when

SLUGS = frozenset(role.slug for role in taxonomy.ROLES)
GROUPS = frozenset(group.slug for group in taxonomy.GROUPS)
PAIRS = frozenset((role.slug, role.group) for role in taxonomy.ROLES)


def _unknown_roles(thing: Thing) -> Iterable[Values]:
    return [
        {"name": person.name, "role": person.role}
        for person in thing.persons
        if person.role.lower() not in SLUGS
    ]


def _unknown_groups(thing: Thing) -> Iterable[Values]:
    return [
        {"name": person.name, "group": person.group}
        for person in thing.persons
        if person.group.lower() not in GROUPS
    ]


def _misplaced_roles(thing: Thing) -> Iterable[Values]:
    for person in thing.persons:
        role, group = person.role.lower(), person.group.lower()
        if role in SLUGS and group in GROUPS and (role, group) not in PAIRS:
            right = ", ".join(sorted(each for name, each in PAIRS if name == role))
            yield {"name": person.name, "role": role, "group": group, "right": right}


def _repeated_persons(thing: Thing) -> Iterable[Values]:
    seen: set[tuple[str, str, str]] = set()
    for person in thing.persons:
        key = (person.name.casefold(), person.role.lower(), person.group.lower())
        yield from when(key in seen, name=person.name, role=person.role)
        seen.add(key)


def _is_geo(geo: str) -> bool:
    number = r"-?\d+(?:\.\d+)?"
    match = re.fullmatch(rf"geo:({number}),({number})(?:,{number})?(?:;.*)?", geo)
    return match is not None and abs(float(match[1])) <= 90 and abs(float(match[2])) <= 180


PERSONS: tuple[Check[Thing], ...] = (
    error(
        "person-name-missing",
        "En person i rollen {role} saknar namn.",
        "A person in the role {role} has no name.",
        namespace("person"),
        lambda thing: [{"role": p.role} for p in thing.persons if not p.name.strip()],
    ),
    too_long(
        "person-name-long",
        "Ett personnamn",
        "A person's name",
        namespace("person"),
        SHORT_TEXT,
        lambda thing: (person.name for person in thing.persons),
    ),
    warning(
        "person-role-unknown",
        "Rollen ”{role}” för {name} finns inte i podcasttaxonomin.",
        "The role “{role}” of {name} is not in the podcast taxonomy.",
        namespace("person"),
        _unknown_roles,
    ),
    warning(
        "person-group-unknown",
        "Gruppen ”{group}” för {name} finns inte i podcasttaxonomin.",
        "The group “{group}” of {name} is not in the podcast taxonomy.",
        namespace("person"),
        _unknown_groups,
    ),
    warning(
        "person-group-wrong",
        "Rollen ”{role}” för {name} hör till gruppen {right}, inte till {group}.",
        "The role “{role}” of {name} belongs to the group {right}, not to {group}.",
        namespace("person"),
        _misplaced_roles,
    ),
    warning(
        "person-repeated",
        "{name} står två gånger i rollen {role}.",
        "{name} stands twice in the role {role}.",
        namespace("person"),
        _repeated_persons,
    ),
)

PLACES: tuple[Check[Thing], ...] = (
    error(
        "location-text-missing",
        "En plats saknar namn.",
        "A location has no name.",
        namespace("location"),
        lambda thing: [{} for place in thing.locations if not place.text.strip()],
    ),
    too_long(
        "location-text-long",
        "Ett platsnamn",
        "A location's name",
        namespace("location"),
        SHORT_TEXT,
        lambda thing: (place.text for place in thing.locations),
    ),
    error(
        "location-geo",
        "Platsen {text} har koordinaterna ”{geo}”. De ska skrivas som geo:59.3251,18.0711.",
        "The location {text} has the coordinates “{geo}”. Write them like geo:59.3251,18.0711.",
        namespace("location"),
        lambda thing: [
            {"text": place.text, "geo": place.geo}
            for place in thing.locations
            if place.geo and not _is_geo(place.geo)
        ],
    ),
    error(
        "location-rel",
        "Platsen {text} har rel ”{rel}”. Det ska vara subject eller creator.",
        "The location {text} has the relation “{rel}”. It must be subject or creator.",
        namespace("location"),
        lambda thing: [
            {"text": place.text, "rel": place.rel}
            for place in thing.locations
            if place.rel not in ("", "subject", "creator")
        ],
    ),
    warning(
        "location-country",
        "Platsen {text} har landskoden ”{country}”. Den ska vara två bokstäver, som se.",
        "The location {text} has the country “{country}”. It must be two letters, like se.",
        namespace("location"),
        lambda thing: [
            {"text": place.text, "country": place.country}
            for place in thing.locations
            if not re.fullmatch("(?:[A-Za-z]{2})?", place.country)
        ],
    ),
)
