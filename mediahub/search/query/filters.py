"""Which items a query's filters and a person's rights leave, and which parts of them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mediahub.episodes.fields import TYPES
from mediahub.errors import Invalid
from mediahub.search.content.catalogue import Catalogue, Item
from mediahub.search.content.search_items import Credit, Part
from mediahub.search.query.parser import Filter, FilterName, fold
from mediahub.webcasts.models import WebcastKind

# How people call the two kinds.
_KINDS = {
    "episode": ("avsnitt", "poddavsnitt", "podd", "podcast", "episode"),
    "webcast": ("webbsändning", "sändning", "webbinarium", "webcast", "webinar"),
}
_TYPES = (*(name for names in _KINDS.values() for name in names), *TYPES, *WebcastKind)
_YEARS = re.compile(r"(\d{4})?\s*(-|–|\.\.)?\s*(\d{4})?")


def allowed(catalogue: Catalogue, filters: Sequence[Filter], *, staff: bool) -> dict[int, int]:
    """The items that pass every filter, by number, with the parts (a Part) that may be seen."""
    found = {}
    for number, item in catalogue.items.items():
        parts = Part.ALL if staff else item.public
        if parts and (not filters or passes(item, filters)):
            found[number] = int(parts)
    return found


def remarks(filters: Sequence[Filter]) -> Iterator[Invalid]:
    """What is wrong with filters that no item could pass."""
    for one in filters:
        if one.name is FilterName.YEAR and _span(one.value) is None:
            yield Invalid(
                "“{text}” is not a year. Write år:2023, or år:2021-2023 for several.",
                text=one.value,
            )
        if one.name is FilterName.TYPE and not any(_begins(name, one.value) for name in _TYPES):
            yield Invalid(
                "“{text}” is not a kind. Write typ:avsnitt or typ:webbsändning.", text=one.value
            )


def passes(item: Item, filters: Sequence[Filter]) -> bool:
    """Whether the item is what all filters ask for."""
    for wanted in filters:
        if wanted.name in {FilterName.PERSON, FilterName.ROLE}:
            continue
        if _holds(item, wanted) == wanted.is_negated:
            return False
    return _credited(item.credits, filters)


def _credited(credits: Sequence[Credit], filters: Sequence[Filter]) -> bool:
    """Whether someone is the person in the role: `person:` and `roll:` speak of the same credit."""
    asked = [one for one in filters if one.name in {FilterName.PERSON, FilterName.ROLE}]
    wanted = [one for one in asked if not one.is_negated]
    unwanted = [one for one in asked if one.is_negated]
    people = {one.value for one in wanted if one.name is FilterName.PERSON} or {""}
    roles = [one.value for one in wanted if one.name is FilterName.ROLE]
    if any(_is_credit(credit, one) for credit in credits for one in unwanted):
        return False
    return not wanted or all(
        any(
            _is_named(credit.name, person) and all(_has_role(credit, role) for role in roles)
            for credit in credits
        )
        for person in people
    )


def _is_credit(credit: Credit, wanted: Filter) -> bool:
    if wanted.name is FilterName.PERSON:
        return _is_named(credit.name, wanted.value)
    return _has_role(credit, wanted.value)


def _has_role(credit: Credit, value: str) -> bool:
    return any(_begins(role, value) for role in credit.roles)


def _holds(item: Item, wanted: Filter) -> bool:
    if wanted.name is FilterName.YEAR:
        return _is_year(item.year, wanted.value)
    if wanted.name is FilterName.TOPIC:
        return any(_begins(topic, wanted.value) for topic in item.topics)
    kinds = _KINDS.get(item.key.kind, (item.key.kind,))
    return any(_begins(name, wanted.value) for name in (*kinds, item.type) if name)


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    return fold(text)


def _begins(text: str, value: str) -> bool:
    """Equal, or beginning with the value where that ends with an asterisk."""
    folded = _folded(text)
    return folded.startswith(value[:-1]) if value.endswith("*") else folded == value


def _is_named(name: str, value: str) -> bool:
    """Whether each word of the value begins a word of the name."""
    names = _folded(name).split()
    return all(any(part.startswith(word) for part in names) for word in value.rstrip("*").split())


def _is_year(year: int | None, value: str) -> bool:
    span = _span(value)
    return span is not None and year is not None and span[0] <= year <= span[1]


def _span(value: str) -> tuple[int, int] | None:
    """The first and the last year of "2021-2023", "2021-" or "2021"."""
    found = _YEARS.fullmatch(value)
    if found is None or not (found[1] or found[3]):
        return None
    first = int(found[1] or 0)
    return first, int(found[3] or 9999) if found[2] else first
