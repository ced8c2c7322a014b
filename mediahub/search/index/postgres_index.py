"""The search index in PostgreSQL, shared by every process on every machine."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar

from psycopg import Connection, Cursor, errors
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from mediahub.errors import Conflict
from mediahub.search.analysis import Analysis
from mediahub.search.content.catalogue import Catalogue, Item, describe, restore
from mediahub.search.content.search_items import Document, Key, Visible
from mediahub.search.index.interface import Health, NotReady
from mediahub.search.index.postgres_snapshot import PostgresSnapshot
from mediahub.search.index.postgres_tables import ANALYZE, CREATE, EMPTY, LOCK, vectors
from mediahub.search.index.texts import pack
from mediahub.search.index.units import UNIT_BITS, Analysed, analyse
from mediahub.search.query import searcher
from mediahub.search.query.results import Results, State
from mediahub.search.query.searcher import SearchQuery

# What the tables mean; another number makes every older index one to be rebuilt.
FORMAT = 3
T = TypeVar("T")

# A query takes milliseconds; compiling it for speed would take longer.
_BEGIN = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SET LOCAL jit = off;
SELECT version, revision FROM search_state
"""


class _Missing(Exception):
    """There are no tables of ours, or of another version."""


class PostgresIndex:
    """SearchIndex in tables of its own; `owns_engine` when `close` shall dispose of the engine.

    Each process keeps the items in memory and reads them anew when the revision has grown.
    """

    def __init__(self, engine: Engine, analysis: Analysis, *, owns_engine: bool = False) -> None:
        self._engine = engine
        self._owns_engine = owns_engine
        self._analysis = analysis
        self._version = f"{FORMAT}:{analysis.version}"
        self._lock = Lock()
        self._catalogue: tuple[int, Catalogue] | None = None

    def add(self, documents: Iterable[Document]) -> None:
        """See SearchIndex."""
        analysed = [
            analyse(document, self._analysis)
            for document in {document.key: document for document in documents}.values()
        ]
        with self._changing() as cursor:
            _remove(cursor, [one.document.key for one in analysed])
            for one in analysed:
                _insert(cursor, one)
            _count_words(cursor, analysed)

    def remove(self, keys: Iterable[Key]) -> None:
        """See SearchIndex."""
        with self._changing() as cursor:
            _remove(cursor, keys)

    def query(self, search: SearchQuery) -> Results:
        """See SearchIndex."""
        return self._reading(
            lambda snapshot: searcher.answer(snapshot, self._analysis, search),
            otherwise=Results(state=State.REBUILDING),
        )

    def similar(
        self, key: Key, *, staff: bool = False, visible: Visible | None = None, limit: int = 5
    ) -> list[Item]:
        """See SearchIndex."""
        return self._reading(
            lambda snapshot: searcher.similar(
                snapshot, key, staff=staff, visible=visible, limit=limit
            ),
            otherwise=[],
        )

    def rebuild(self, documents: Iterable[Document]) -> int:
        """See SearchIndex."""
        with self._writing() as cursor:
            # What other processes read stays as it is until this transaction ends.
            cursor.execute(EMPTY if self._is_current(cursor) else CREATE)
            words: Counter[str] = Counter()
            seen: set[Key] = set()
            for document in documents:
                if document.key not in seen:
                    analysed = analyse(document, self._analysis)
                    _insert(cursor, analysed)
                    words.update(analysed.words)
                seen.add(document.key)
            with cursor.copy("COPY search_words (word, count) FROM STDIN") as copy:
                for row in words.items():
                    copy.write_row(row)
            cursor.execute(
                "INSERT INTO search_state VALUES"
                " (%s, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)",
                [self._version],
            )
            cursor.execute(ANALYZE)
        return len(seen)

    def stamps(self) -> dict[Key, str]:
        """See SearchIndex."""
        return self._reading(lambda snapshot: snapshot.catalogue.stamps, otherwise={})

    def health(self) -> Health:
        """See SearchIndex."""
        missing = Health(
            is_ready=False,
            engine="postgresql",
            reason="there are no tables of this version of the analysis",
        )
        return self._reading(
            lambda snapshot: Health(
                is_ready=True,
                engine="postgresql",
                items=len(snapshot.catalogue.items),
                texts=snapshot.catalogue.unit_count,
            ),
            otherwise=missing,
        )

    def close(self) -> None:
        """See SearchIndex."""
        if self._owns_engine:
            self._engine.dispose()

    def _reading(self, read: Callable[[PostgresSnapshot], T], *, otherwise: T) -> T:
        try:
            with self._connected() as connection, connection.cursor(binary=True) as cursor:
                return read(PostgresSnapshot(cursor, self._read_catalogue(connection, cursor)))
        except (_Missing, errors.UndefinedTable, errors.UndefinedColumn):
            return otherwise

    def _read_catalogue(self, connection: "Connection[Any]", cursor: Cursor[Any]) -> Catalogue:
        with connection.cursor() as first:
            first.execute(_BEGIN)
            while first.nextset():
                pass
            state = first.fetchone()
        if state is None or state[0] != self._version:
            raise _Missing
        revision: int = state[1]
        held = self._catalogue
        if held is not None and held[0] == revision:
            return held[1]
        with self._lock:
            cursor.execute("SELECT number, facts FROM search_items")
            catalogue = Catalogue(restore(number, json.loads(facts)) for number, facts in cursor)
            self._catalogue = revision, catalogue
        return catalogue

    def _is_current(self, cursor: Cursor[Any]) -> bool:
        cursor.execute("SELECT to_regclass('search_state') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return False
        cursor.execute("SELECT version FROM search_state")
        return cursor.fetchone() == (self._version,)

    @contextmanager
    def _changing(self) -> Iterator[Cursor[Any]]:
        with self._writing() as cursor:
            if not self._is_current(cursor):
                raise NotReady(
                    "The search index must be rebuilt: {reason}",
                    reason="there are no tables of this version of the analysis",
                )
            yield cursor
            cursor.execute("UPDATE search_state SET revision = revision + 1")

    @contextmanager
    def _writing(self) -> Iterator[Cursor[Any]]:
        with self._connected() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            yield cursor

    @contextmanager
    def _connected(self) -> Iterator["Connection[Any]"]:
        """A transaction of its own, committed at the end of the block."""
        try:
            borrowed = self._engine.connect()
        except OperationalError as error:
            raise Conflict(
                "The search index does not answer: {reason}", reason=error.orig
            ) from error
        with borrowed, borrowed.begin():
            driver = borrowed.connection.driver_connection
            assert isinstance(driver, Connection)
            yield driver


def _remove(cursor: Cursor[Any], keys: Iterable[Key]) -> None:
    cursor.execute(
        "DELETE FROM search_items WHERE key = ANY(%s) RETURNING number", [list(map(str, keys))]
    )
    for (number,) in cursor.fetchall():
        span = [number << UNIT_BITS, (number + 1) << UNIT_BITS]
        cursor.execute("DELETE FROM search_units WHERE unit >= %s AND unit < %s", span)
        cursor.execute("DELETE FROM search_texts WHERE unit >= %s AND unit < %s", span)


def _insert(cursor: Cursor[Any], analysed: Analysed) -> None:
    facts = describe(analysed.document, len(analysed.units), analysed.keywords)
    cursor.execute(
        "INSERT INTO search_items (key, facts) VALUES (%s, %s) RETURNING number",
        [str(analysed.document.key), json.dumps(facts, ensure_ascii=False)],
    )
    number = cursor.fetchall()[0][0]
    with cursor.copy("COPY search_units (unit, terms) FROM STDIN") as copy:
        for row in vectors(number, analysed):
            copy.write_row(row)
    with cursor.copy("COPY search_texts (unit, packed) FROM STDIN (FORMAT binary)") as copy:
        copy.set_types(["int8", "bytea"])
        for unit, text in analysed.units.items():
            copy.write_row((number << UNIT_BITS | unit, pack(text)))


def _count_words(cursor: Cursor[Any], analysed: Iterable[Analysed]) -> None:
    words: Counter[str] = Counter()
    for one in analysed:
        words.update(one.words)
    cursor.execute(
        "INSERT INTO search_words SELECT * FROM unnest(%s::text[], %s::bigint[])"
        " ON CONFLICT (word) DO UPDATE SET count = search_words.count + excluded.count",
        [list(words), list(words.values())],
    )
