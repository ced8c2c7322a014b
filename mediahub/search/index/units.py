"""Units, the single texts that are indexed: their numbers, and the terms of each.

A unit's number holds its item (from bit 20), whether it belongs to the recording (bit 19), its
field (bits 16 to 18) and its ordinal in the item (bits 0 to 15), so that a list of numbers is
filtered, weighted and grouped without looking anything up. An occurrence is the unit's number
and 12 bits more for the word's position in it.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from mediahub.search.analysis import Analysis
from mediahub.search.content.search_items import Document, Field, Part, Passage
from mediahub.search.index.texts import Text

UNIT_BITS, POSITION_BITS = 20, 12
RECORDING = 1 << 19
UNITS_MOST, POSITIONS_MOST = 1 << 16, 1 << POSITION_BITS
# A lexeme of PostgreSQL holds 2046 bytes; nobody searches for a word this long.
LONGEST_TERM = 200
KEYWORDS_KEPT = 40
# What is shown as "Did you mean" is a word that a person could have meant.
SHORTEST_WORD, LONGEST_WORD = 3, 40


@lru_cache(maxsize=100_000)
def whole(form: str) -> str:
    """The term that stands for a word itself."""
    return f"={form[:LONGEST_TERM]}"


@lru_cache(maxsize=100_000)
def part(form: str) -> str:
    """The term that stands for a part of a compound."""
    return f"+{form[:LONGEST_TERM]}"


def is_head(unit: int) -> bool:
    """Whether the unit is of a field that says what the item is."""
    return unit >> 16 & 7 <= Field.TOPICS


def unit_part(unit: int) -> int:
    """The part of the item that a unit belongs to, as the number of a Part."""
    return 2 if unit & RECORDING else 1


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document ready for an engine.

    `units` are the texts by their number in the item; `terms` tell for each term its occurrences;
    `words` are the words as written, in small letters, with how often they occur.
    """

    document: Document
    units: dict[int, Text]
    terms: dict[str, "array[int]"]
    words: dict[str, int]
    keywords: dict[str, int]


def analyse(document: Document, analysis: Analysis) -> Analysed:
    """Every text of the document through the analysis.

    Of an item with more than 65 536 texts, and of a text with more than 4 096 words, the rest is
    left out: passages are far shorter.
    """
    units: dict[int, Text] = {}
    terms: defaultdict[str, array[int]] = defaultdict(_none)
    wholes: list[str] = []
    surfaces: list[str] = []
    for unit, passage in _numbered(document):
        tokens = list(islice(analysis.tokens(passage.text), POSITIONS_MOST))
        units[unit] = Text(
            passage, array("I", [at for one in tokens for at in (one.start, one.end)])
        )
        for token in tokens:
            occurrence = unit << POSITION_BITS | token.position
            terms[whole(token.lemma)].append(occurrence)
            for form in token.parts:
                terms[part(form)].append(occurrence)
        wholes += [token.lemma for token in tokens if not token.is_stop]
        surfaces += [token.surface for token in tokens if not token.is_stop]
    return Analysed(
        document,
        units,
        terms,
        {word: count for word, count in Counter(surfaces).items() if _is_word(word)},
        dict(Counter(wholes).most_common(KEYWORDS_KEPT)),
    )


def _none() -> "array[int]":
    return array("I")


def _numbered(document: Document) -> Iterator[tuple[int, Passage]]:
    for ordinal, passage in zip(range(UNITS_MOST), document.units(), strict=False):
        recording = RECORDING if passage.part is Part.RECORDING else 0
        yield recording | passage.field << 16 | ordinal, passage


def _is_word(word: str) -> bool:
    return SHORTEST_WORD <= len(word) <= LONGEST_WORD and word.replace("-", "").isalpha()
