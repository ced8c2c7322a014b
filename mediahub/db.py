"""The database: engine, declarative base, UTC instants, and which rows count as content."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import Connection, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, Session, mapped_column

from mediahub.errors import Busy, Conflict, Invalid
from mediahub.file_permissions import make_private_database
from mediahub.text_limits import LONGEST, ROWS, check_length, check_rows, name_of, texts_in

BUSY_TIMEOUT_SECONDS = 15
REWRITE_TIMEOUT_SECONDS = 5
RETRY_SECONDS = 5
# Of UTF-16: what a file name or a script's JSON may hold, and UTF-8 may not.
_HALF = re.compile("[\ud800-\udfff]")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant. SQLite would give it back naive; a naive one in is a mistake."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; ValueError for a naive time."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive time reached the database")
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware again, whatever the driver gives."""
        if value is None or value.tzinfo is not None:
            return value if value is None else value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Every table: a UUID key, and constraint names that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class.
        datetime: UtcDateTime,
        # As text: a new member of an enumeration is then no change of the schema.
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            create_constraint=False,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)

    @classmethod
    def audit_kind(cls) -> str:
        """What the audit log calls such a row; what is written there once is never renamed."""
        return cls.__name__.lower()


class Touched:
    """A row whose last change a reader of feeds must be able to see.

    `changed_at` is set at flush by the session's own clock; `touches` names the parents whose
    content this row is part of, so that adding or removing it dates them as well.
    """

    changed_at: Mapped[datetime]

    def touches(self) -> tuple["Touched | None", ...]:
        """The rows that change with this one."""
        return ()


class ContentRevision(Base):
    """One row: a number that grows with every commit that changes content.

    A cache in any process asks for it and knows whether what it holds is still true.
    """

    __tablename__ = "content_revision"

    number: Mapped[int]


def content_revision(db: Session) -> int:
    """The number of the newest committed change of content."""
    return db.scalars(select(ContentRevision.number)).one()


def _make_file(_dialect: Dialect, _record: object, given: Sequence[Any], _: object) -> None:
    # SQLite would make it for whom the umask lets.
    file = Path(str(given[0]))
    if file.is_absolute():
        make_private_database(file)


def _connect_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we emit BEGIN ourselves
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")


def _begin_sqlite(connection: Connection) -> None:
    # A reader that later writes can fail half-way with SQLITE_BUSY, so a writer says so first.
    if connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # To the driver itself: it cannot fail, and every page begins with it.
        connection.connection.cursor().execute("BEGIN")


def busy() -> Busy:
    """For whom others have kept from writing for too long."""
    return Busy(
        "The database is busy right now, so this was not done. Try again in {seconds} seconds.",
        seconds=RETRY_SECONDS,
    )


def _tell_if_busy(context: ExceptionContext) -> None:
    # Its extended codes say more in the higher bytes.
    code = getattr(context.original_exception, "sqlite_errorcode", sqlite3.SQLITE_OK)
    if code & 0xFF == sqlite3.SQLITE_BUSY:
        raise busy() from context.original_exception


def open_engine(url: str, threads: int) -> Engine:
    """An engine with one connection for each of `threads`; fewer would make them wait in line.

    Invalid for an address that is none; it may hold a password and is not repeated. Whoever uses it
    gets Busy when another process keeps the lock of a SQLite database.
    """
    try:
        address = make_url(url)
        # A file does not hang up, so only a server is asked whether it is still there.
        is_file = address.get_backend_name() == "sqlite"
        engine = create_engine(
            address,
            pool_size=threads,
            max_overflow=2,
            pool_pre_ping=not is_file,
            # What is written into a table may be a name: errors, and so the log, do not repeat it.
            hide_parameters=True,
        )
    except (ArgumentError, ValueError) as error:
        raise Invalid(
            "The database address cannot be used. Write it as "
            "postgresql://user:password@host:5432/database."
        ) from error
    if is_file:
        event.listen(engine, "do_connect", _make_file)
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "handle_error", _tell_if_busy)
    return engine


def rewrite(engine: Engine, largest_bytes: int | None = None) -> bool:
    """Leave nothing of removed rows in the files of a SQLite database; False when some may be left.

    That is so when others kept it, or when it is larger than `largest_bytes`: nobody can write
    while it is rewritten, some 10 ms for each MB. Then only the log of writes is emptied.

    With `secure_delete` removed bytes are overwritten, but not the copies that a page keeps which
    was divided while it grew, nor those in the log of writes. PostgreSQL does this by itself
    (autovacuum).
    """
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        connection.detach()  # closed afterwards, for it waits for less long than the others
        driver: Any = connection.connection.dbapi_connection
        driver.execute(f"PRAGMA busy_timeout = {REWRITE_TIMEOUT_SECONDS * 1000}")
        try:
            is_small = largest_bytes is None or _size_bytes(driver) <= largest_bytes
            if is_small:
                driver.execute("VACUUM")
            (is_busy, *_) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
    return is_small and not is_busy


def _size_bytes(driver: sqlite3.Connection) -> int:
    (pages,), (each,) = (
        driver.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
    )
    return int(pages) * int(each)


def _parents(row: Touched) -> Iterator[Touched]:
    for parent in row.touches():
        if parent is not None:
            yield parent
            yield from _parents(parent)


def touch_changes(session: Session, *_: object) -> None:
    """Before a flush: date every changed row of content, and what it is part of, and count up."""
    changed = [row for row in session.dirty if session.is_modified(row)]
    dated = [row for row in [*session.new, *changed, *session.deleted] if isinstance(row, Touched)]
    if not dated:
        return
    now = session.info["now"]()
    for row in dated:
        for part in (row, *_parents(row)):
            part.changed_at = now
    session.execute(update(ContentRevision).values(number=ContentRevision.number + 1))


def check_texts(session: Session, *_: object) -> None:
    """Before a flush: Invalid for a text that is too long, or that not every database can hold."""
    for row in [*session.new, *session.dirty]:
        check_row(row)


def check_row(row: object) -> None:
    """Invalid for the first text that was given to the row and breaks a rule of `text_limits`.

    What has not been changed stays, for a limit may be younger than the text.
    """
    state = inspect(row)
    for name, column in _columns_of_text(state.mapper):
        for value in state.attrs[name].history.added:
            _check_value(value, column)


@cache
def _columns_of_text(mapper: Mapper[Any]) -> Sequence[tuple[str, Column[Any]]]:
    held = mapper.columns.items()
    return [(name, one) for name, one in held if isinstance(one.type, String | JSON)]


def longest(column: str) -> int | None:
    """How many characters a column has room for, as in `longest("episodes.title")`, if it says."""
    table, _, name = column.partition(".")
    length: int | None = getattr(Base.metadata.tables[table].c[name].type, "length", None)
    rows = ROWS.get(column)
    return LONGEST.get(column) or (rows.longest if rows else length)


def _check_value(value: object, column: Column[Any]) -> None:
    for text in texts_in(value):
        _check_signs(text)
    table = str(column.table.name)
    rows, room = ROWS.get(f"{table}.{column.name}"), longest(f"{table}.{column.name}")
    if rows is not None:
        check_rows(value, rows, name_of(table, column.name))
    elif isinstance(value, str) and room is not None:
        check_length(value, room, name_of(table, column.name))


def _check_signs(text: str) -> None:
    if "\0" in text:
        raise Invalid(
            "“{beginning}…” holds a NUL, a character that no database and no feed can hold.",
            beginning=text[:40].replace("\0", "�"),
        )
    if not text.isascii() and _HALF.search(text):
        raise Invalid(
            "“{beginning}…” holds half of a character, which no database and no feed can hold.",
            beginning=_HALF.sub("�", text[:40]),
        )


@contextmanager
def unique(sentence: str, **values: object) -> Iterator[None]:
    """Turn a broken unique constraint inside the block into a Conflict with this sentence."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict(sentence, **values) from error
