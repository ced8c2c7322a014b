"""From scored passages to items in order, with their best passages, and facets with counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from mediahub.search.content.catalogue import Catalogue, Item
from mediahub.search.index.units import UNIT_BITS
from mediahub.search.query.matches import LENT, Matches
from mediahub.search.query.results import Facet

# What an item's second and third best passages add to its score.
_ADDED = (1.0, 0.25, 0.125)
FACET_VALUES = 20


@dataclass(frozen=True, slots=True)
class Ranked:
    """A matching item: its score, and its passages as (score, unit), best first."""

    number: int
    score: float
    passages: tuple[tuple[float, int], ...]
    passage_count: int


def rank_items(matches: Matches, catalogue: Catalogue, *, by_date: bool, each: int) -> list[Ranked]:
    """The matching items in order, each with so many of its best passages."""
    held: dict[int, list[tuple[float, int]]] = {number: [] for number in matches.heads}
    for unit, score in matches.passages.items():
        held.setdefault(unit >> UNIT_BITS, []).append((score, -unit))
    places = catalogue.newest_first
    found = [
        _ranked(number, passages, matches.heads.get(number, 0.0), each)
        for number, passages in held.items()
    ]
    if by_date:
        return sorted(found, key=lambda one: places[one.number])
    return sorted(found, key=lambda one: (-one.score, places[one.number]))


def _ranked(number: int, passages: list[tuple[float, int]], head: float, each: int) -> Ranked:
    best = sorted(passages, reverse=True)[: max(each, len(_ADDED))]
    score = head + sum(share * score for share, (score, _) in zip(_ADDED, best, strict=False))
    kept = tuple((score, -unit) for score, unit in best[:each])
    return Ranked(number, score, kept, len(passages))


def rank_passages(
    matches: Matches, catalogue: Catalogue, *, by_date: bool, most: int
) -> list[tuple[float, int]]:
    """The best passages as (score, unit), each raised by its item's title, credits and topics.

    An item of which no passage matches stands as the unit number of its title.
    """
    places, heads = catalogue.newest_first, matches.heads
    scored = [
        (score + LENT * heads.get(unit >> UNIT_BITS, 0.0), unit)
        for unit, score in matches.passages.items()
    ]
    with_passages = {unit >> UNIT_BITS for unit in matches.passages}
    scored += [
        (score, item << UNIT_BITS) for item, score in heads.items() if item not in with_passages
    ]

    def order(one: tuple[float, int]) -> tuple[float, ...]:
        score, unit = one
        place = places[unit >> UNIT_BITS]
        return (-place, score, -unit) if by_date else (score, -place, -unit)

    return nlargest(most, scored, key=order)


def facets(items: Iterable[Item]) -> dict[str, tuple[Facet, ...]]:
    """How many of the items have each year, kind, person and topic; the commonest first."""
    found = list(items)
    years = Counter(item.year for item in found if item.year is not None)
    return {
        "year": tuple(
            Facet(str(year), count, f"år:{year}")
            for year, count in islice(sorted(years.items(), reverse=True), FACET_VALUES)
        ),
        "kind": _counted(found, lambda item: {item.key.kind}, "typ"),
        "person": _counted(found, lambda item: {credit.name for credit in item.credits}, "person"),
        "topic": _counted(found, lambda item: set(item.topics), "ämne"),
    }


def _counted(
    items: list[Item], values: Callable[[Item], Iterable[str]], name: str
) -> tuple[Facet, ...]:
    counts = Counter(value for item in items for value in values(item))
    common = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:FACET_VALUES]
    return tuple(Facet(value, count, _filter(name, value)) for value, count in common)


def _filter(name: str, value: str) -> str:
    plain = value.replace('"', " ")
    return f'{name}:"{plain}"' if " " in plain else f"{name}:{plain}"


def rank_similar(
    item: Item, catalogue: Catalogue, may_see: Mapping[int, object]
) -> list[tuple[float, Item]]:
    """Other items that may be seen, most like this one first: by words, topics and persons."""
    number_of = Counter(term for one in catalogue.items.values() for term in one.keywords)
    mine = _weights(item, number_of)
    scored = [
        (score, other)
        for number, other in catalogue.items.items()
        if number != item.number
        and number in may_see
        and (score := _likeness(item, mine, other, number_of)) > 0
    ]
    places = catalogue.newest_first
    return sorted(scored, key=lambda one: (-one[0], places[one[1].number]))


def _weights(item: Item, number_of: Mapping[str, int]) -> dict[str, float]:
    """Each keyword by how often it occurs here and how few other items have it; length 1."""
    raw = {term: count**0.5 / number_of[term] for term, count in item.keywords.items()}
    length = sum(weight * weight for weight in raw.values()) ** 0.5 or 1.0
    return {term: weight / length for term, weight in raw.items()}


def _likeness(
    item: Item, mine: Mapping[str, float], other: Item, number_of: Mapping[str, int]
) -> float:
    theirs = _weights(other, number_of)
    words = sum(weight * theirs[term] for term, weight in mine.items() if term in theirs)
    topics = len(set(item.topics) & set(other.topics))
    people = {credit.name for credit in item.credits} & {credit.name for credit in other.credits}
    return words + 0.2 * topics + 0.1 * len(people)
