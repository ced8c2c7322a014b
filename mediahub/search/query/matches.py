"""Which units a query matches, and what each match is worth: the same for every engine."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import log

from mediahub.search.content.search_items import Field
from mediahub.search.index.snapshot import Counts, Run
from mediahub.search.index.units import POSITIONS_MOST, RECORDING, UNIT_BITS, is_head
from mediahub.search.query.plan import Requirement, TermGroup

# What a find in a title is worth beside one in what was said.
WORTH = {
    Field.TITLE: 4.0,
    Field.CREDITS: 3.0,
    Field.TOPICS: 3.0,
    Field.DESCRIPTION: 1.5,
    Field.CHAPTER: 2.0,
    Field.TRANSCRIPT: 1.0,
    Field.DOCUMENT: 0.9,
}
# A word of the title, or of a credit, serves for one that the passage lacks; at half its worth.
LENT = 0.5
# How soon more finds in a text stop being worth more (k1 of BM25). So low that ten compounds with
# the word as a part do not pass the word itself: 1.5 × 0.6 < 1. Passages are of one length, so
# that BM25's length has nothing to say.
SATURATION = 0.5
MOST_COUNTED = 32
_SATURATED = [
    count * (1 + SATURATION) / (count + SATURATION)
    for count in (min(count, MOST_COUNTED) for count in range(POSITIONS_MOST + 1))
]
_WORTH = [WORTH[field] for field in Field]


@dataclass(frozen=True, slots=True)
class Matches:
    """Scores of passages by unit, and of items whose title, credits and topics match, by item."""

    passages: dict[int, float]
    heads: dict[int, float]

    @property
    def items(self) -> set[int]:
        """The numbers of all matching items."""
        return {unit >> UNIT_BITS for unit in self.passages} | self.heads.keys()


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the engine found for everything that the query names."""

    terms: Mapping[str, Counts]
    runs: Mapping[Run, Collection[int]]

    @property
    def items(self) -> set[int]:
        """The numbers of all items in which anything was found."""
        found: set[int] = set()
        for units in (*self.terms.values(), *self.runs.values()):
            found.update(unit >> UNIT_BITS for unit in units)
        return found


def match(
    demands: Iterable[Requirement], lookup: Lookup, allowed: Mapping[int, int], unit_count: int
) -> Matches:
    """The units of allowed items that meet every demand; without demands every allowed item.

    `allowed` tells which parts (a Part) of each item may be seen, `unit_count` how many units
    there are.
    """
    demands = sorted(demands, key=lambda demand: demand.is_negated)
    met: Matches | None = None
    for demand in demands:
        found = _score(_finds(demand.alternatives, lookup, allowed), unit_count)
        if not demand.is_negated:
            met = found if met is None else _both(met, found)
        elif met is not None:
            met = _without(met, found)
        else:
            allowed = {item: parts for item, parts in allowed.items() if item not in found.items}
    return Matches({}, dict.fromkeys(allowed, 0.0)) if met is None else met


def match_anywhere(
    demands: Iterable[Requirement], lookup: Lookup, allowed: Mapping[int, int], unit_count: int
) -> Matches:
    """Passages that meet one demand, of items that meet all of them, each in any place."""
    wanted = [demand for demand in demands if not demand.is_negated]
    founds = [_score(_finds(demand.alternatives, lookup, allowed), unit_count) for demand in wanted]
    items = set.intersection(*(found.items for found in founds)) if founds else set()
    passages: dict[int, float] = {}
    heads: dict[int, float] = {}
    for found in founds:
        for unit, score in found.passages.items():
            if unit >> UNIT_BITS in items:
                passages[unit] = passages.get(unit, 0.0) + score
        for item in found.heads.keys() & items:
            heads[item] = heads.get(item, 0.0) + found.heads[item]
    return Matches(passages, heads)


def _finds(
    alternatives: Iterable[TermGroup], lookup: Lookup, allowed: Mapping[int, int]
) -> dict[int, float]:
    """What the best find in each unit is worth."""
    best: dict[int, float] = {}
    for sought in alternatives:
        for term, weight in sought.terms.items():
            _keep_best(best, lookup.terms.get(term, {}), weight, counts=sought.counts)
        for run, weight in sought.runs.items():
            _keep_best(best, dict.fromkeys(lookup.runs.get(run, ()), 1), weight, counts=False)
    return {
        unit: value
        for unit, value in best.items()
        if allowed.get(unit >> UNIT_BITS, 0) & (2 if unit & RECORDING else 1)
    }


def _keep_best(best: dict[int, float], found: Counts, weight: float, *, counts: bool) -> None:
    for unit, count in found.items():
        value = weight * _SATURATED[count] if counts else weight
        if unit not in best or value > best[unit]:
            best[unit] = value


def _score(finds: dict[int, float], unit_count: int) -> Matches:
    """Rare words are worth more, as in BM25; a title more than a passage."""
    rarity = log(1 + (max(unit_count - len(finds), 0) + 0.5) / (len(finds) + 0.5))
    passages: dict[int, float] = {}
    heads: dict[int, float] = {}
    worth = [rarity * one for one in _WORTH]
    for unit, value in finds.items():
        score = value * worth[unit >> 16 & 7]
        if is_head(unit):
            item = unit >> UNIT_BITS
            heads[item] = max(heads.get(item, 0.0), score)
        else:
            passages[unit] = score
    return Matches(passages, heads)


def _both(met: Matches, found: Matches) -> Matches:
    passages: dict[int, float] = {}
    for unit, score in met.passages.items():
        more = found.passages.get(unit)
        if more is None and unit >> UNIT_BITS in found.heads:
            more = LENT * found.heads[unit >> UNIT_BITS]
        if more is not None:
            passages[unit] = score + more
    for unit, score in found.passages.items():
        if unit not in met.passages and unit >> UNIT_BITS in met.heads:
            passages[unit] = LENT * met.heads[unit >> UNIT_BITS] + score
    heads = {
        item: score + found.heads[item] for item, score in met.heads.items() if item in found.heads
    }
    return Matches(passages, heads)


def _without(met: Matches, found: Matches) -> Matches:
    passages = {
        unit: score
        for unit, score in met.passages.items()
        if unit not in found.passages and unit >> UNIT_BITS not in found.heads
    }
    heads = {item: score for item, score in met.heads.items() if item not in found.heads}
    return Matches(passages, heads)
