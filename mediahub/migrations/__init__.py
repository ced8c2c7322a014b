"""Migrations: bring a database to the shape that the models describe, from a wheel as well."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """To the newest shape, or up to a revision, whole or not at all; two may call it at once."""
    with transaction(engine) as connection:
        command.upgrade(configuration(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Back to an earlier revision, `-1` for one step and `base` for an empty database."""
    with transaction(engine) as connection:
        command.downgrade(configuration(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database has every migration that this version of the code brings."""
    with engine.connect() as connection:
        applied = MigrationContext.configure(connection).get_current_heads()
    return set(applied) == set(ScriptDirectory.from_config(_installed()).get_heads())


def configuration(connection: Connection) -> Config:
    """What Alembic's commands need to work on this connection, inside its transaction."""
    config = _installed()
    config.attributes["connection"] = connection
    return config


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One writing transaction, on SQLite with foreign keys unchecked until its end.

    SQLite alters a table by making it anew and dropping the old one, and the drop would be
    refused while rows of other tables point to it. The switch has no effect inside a transaction.
    """
    with engine.execution_options(writing=True).connect() as connection:
        if connection.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        connection.detach()  # closed afterwards, for it is not like the others of the pool
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(
                    f"the migration leaves rows without what they point to: {broken}"
                )


def _installed() -> Config:
    config = Config()
    config.set_main_option("script_location", "mediahub:migrations")
    return config
