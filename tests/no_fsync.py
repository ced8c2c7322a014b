"""Databases of tests go with the test: nobody waits until the disk has written them.

A process that is killed loses nothing by it, only a machine that is.
"""

from sqlalchemy import Connection, Engine, event


def never_sync() -> None:
    """From now on SQLite hands over to the operating system and goes on."""
    # After the engine's own listener to “connect”, which asks for the opposite.
    event.listen(Engine, "engine_connect", _unsync)


def _unsync(connection: Connection) -> None:
    held = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite" and held is not None:
        held.cursor().execute("PRAGMA synchronous = OFF")
