"""One state of the PostgreSQL index, read in one transaction."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator
from sys import byteorder
from typing import Any

from psycopg import Cursor

from mediahub.search.content.catalogue import Catalogue
from mediahub.search.index.postgres_tables import literal
from mediahub.search.index.snapshot import Counts, Places, Run
from mediahub.search.index.texts import Text, unpack
from mediahub.search.query.matches import MOST_COUNTED

# ts_rank of one lexeme that occurs n times, with all weights 1, is the sum of 1/k² for k from 1 to
# n, over π²/6. So the rank tells n; beyond MOST_COUNTED it no longer matters.
_RANKS: list[float] = []
for _n in range(1, MOST_COUNTED + 1):
    _RANKS.append((_RANKS[-1] if _RANKS else 0.0) + 6 / 9.869604401089358 / (_n * _n))
# A unit and its rank are told as one number, the rank in its last 14 bits in ten thousandths: of
# those the rank of 32 is 6 more than that of 31.
_RANK_BITS, _RANK_ONE, _RANK_TOLERANCE = 14, 10_000, 2
_RANK_MASK = (1 << _RANK_BITS) - 1

_LOOK_UP = """
SELECT asked.place, string_agg(int8send(found.unit << 14 | (found.rank * 10000)::int), '')
FROM unnest(%s::text[]) WITH ORDINALITY AS asked (query, place)
CROSS JOIN LATERAL (
    SELECT unit, ts_rank('{1,1,1,1}', terms, asked.query::tsquery) AS rank
    FROM search_units WHERE terms @@ asked.query::tsquery
) AS found
GROUP BY asked.place
"""
# Of a vector only the lexemes that are asked for are taken apart: those that were given a weight.
_PLACES = """
SELECT units.unit, found.lexeme, found.positions
FROM search_units AS units, unnest(ts_filter(setweight(units.terms, 'A', %s), '{a}')) AS found
WHERE units.unit = ANY(%s)
"""
_BEGINNING = """
SELECT word, count FROM search_words WHERE word >= %s AND word < %s
ORDER BY count DESC, word LIMIT %s
"""


class PostgresSnapshot:
    """Snapshot on a cursor whose transaction sees one state of the tables."""

    def __init__(self, cursor: Cursor[Any], catalogue: Catalogue) -> None:
        self._cursor = cursor
        self.catalogue = catalogue

    def look_up(self, terms: Collection[str]) -> dict[str, Counts]:
        """See Snapshot."""
        asked = list(terms)
        rows = self._ask([literal(term) for term in asked])
        found: dict[str, Counts] = {}
        for place, told in rows:
            count_of = {rank: _count(rank) for rank in {one & _RANK_MASK for one in told}}
            found[asked[place - 1]] = {
                one >> _RANK_BITS: count_of[one & _RANK_MASK] for one in told
            }
        return found

    def look_up_runs(self, runs: Collection[Run]) -> dict[Run, Collection[int]]:
        """See Snapshot."""
        asked = list(runs)
        rows = self._ask([" <-> ".join(map(literal, run)) for run in asked])
        return {asked[place - 1]: [one >> _RANK_BITS for one in told] for place, told in rows}

    def load(self, units: Collection[int]) -> dict[int, Text]:
        """See Snapshot."""
        if not units:
            return {}
        self._cursor.execute(
            "SELECT unit, packed FROM search_texts WHERE unit = ANY(%s)", [list(units)]
        )
        return {unit: unpack(packed) for unit, packed in self._cursor}

    def places(self, units: Collection[int], terms: Collection[str]) -> Places:
        """See Snapshot."""
        found: dict[int, dict[str, list[int]]] = {}
        if units and terms:
            self._cursor.execute(_PLACES, [list(terms), list(units)])
            for unit, term, positions in self._cursor:
                found.setdefault(unit, {})[term] = [position - 1 for position in positions]
        return found

    def words_beginning(self, beginning: str, limit: int) -> list[tuple[str, int]]:
        """See Snapshot."""
        self._cursor.execute(_BEGINNING, [beginning, beginning + "\U0010ffff", limit])
        return self._cursor.fetchall()

    def known_words(self, words: Collection[str]) -> dict[str, int]:
        """See Snapshot."""
        self._cursor.execute(
            "SELECT word, count FROM search_words WHERE word = ANY(%s)", [list(words)]
        )
        return dict(self._cursor.fetchall())

    def _ask(self, asked: list[str]) -> Iterator[tuple[int, "array[int]"]]:
        """The place of each that was found, and its units with their ranks."""
        if asked:
            self._cursor.execute(_LOOK_UP, [asked])
            for place, sent in self._cursor:
                yield place, _numbers(sent)


def _numbers(sent: bytes) -> "array[int]":
    numbers = array("q", sent)
    if byteorder == "little":  # PostgreSQL sends the most significant byte first
        numbers.byteswap()
    return numbers


def _count(rank: int) -> int:
    least = (rank - _RANK_TOLERANCE) / _RANK_ONE
    return min(bisect_left(_RANKS, least) + 1, MOST_COUNTED)
