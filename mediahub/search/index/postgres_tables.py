"""The tables of the PostgreSQL index: a cache, made and versioned by the index itself.

Our own terms are the lexemes, with their positions, so no dictionary of PostgreSQL is asked. Names
begin with search_, which migrations leave alone.
"""

from collections.abc import Iterator
from itertools import groupby

from mediahub.search.index.units import POSITION_BITS, UNIT_BITS, Analysed

# Any number that no other program uses for its advisory lock in the same database.
LOCK = 7_203_112_027
# What a tsvector keeps of one lexeme.
_POSITIONS_KEPT = 255

CREATE = """
DROP TABLE IF EXISTS search_state, search_items, search_units, search_texts, search_words;
CREATE TABLE search_state (version text NOT NULL, revision bigint NOT NULL);
CREATE TABLE search_items (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL UNIQUE,
    facts text NOT NULL
);
-- Vectors are read for every find, so they lie apart from the texts and are not compressed.
CREATE TABLE search_units (unit bigint PRIMARY KEY, terms tsvector NOT NULL)
    WITH (toast_tuple_target = 8160);
CREATE INDEX search_units_terms ON search_units USING gin (terms) WITH (fastupdate = off);
CREATE TABLE search_texts (unit bigint PRIMARY KEY, packed bytea NOT NULL);
CREATE TABLE search_words (word text COLLATE "C" PRIMARY KEY, count bigint NOT NULL);
"""
EMPTY = "DELETE FROM search_items; DELETE FROM search_units; DELETE FROM search_texts; \
DELETE FROM search_words; DELETE FROM search_state;"
ANALYZE = "ANALYZE search_items, search_units, search_texts, search_words"


def literal(term: str) -> str:
    """The term as tsvector and tsquery read it."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def vectors(number: int, analysed: Analysed) -> Iterator[tuple[int, str]]:
    """Each unit of the item `number`, with its terms and their positions as tsvector reads them."""
    places: dict[int, dict[str, list[int]]] = {unit: {} for unit in analysed.units}
    for term, occurrences in analysed.terms.items():
        for unit, group in groupby(occurrences, key=lambda one: one >> POSITION_BITS):
            # PostgreSQL counts from 1.
            places[unit][term] = [(one & (1 << POSITION_BITS) - 1) + 1 for one in group]
    for unit, terms in places.items():
        yield number << UNIT_BITS | unit, " ".join(map(_lexeme, terms.items()))


def _lexeme(term: tuple[str, list[int]]) -> str:
    return f"{literal(term[0])}:{','.join(map(str, term[1][:_POSITIONS_KEPT]))}"
