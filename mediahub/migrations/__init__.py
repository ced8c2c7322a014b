"""Migrations: bring a database to the shape that the models describe, from a wheel as well.

Every command asks whether the database is current, so Alembic, which takes a quarter of a second
to import, is imported only where something is to be migrated.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from mediahub.errors import Conflict

if TYPE_CHECKING:
    from alembic.config import Config

_LINE = re.compile(r"""^(down_)?revision\b[^=\n]*=\s*["'](\w+)["']""", re.MULTILINE)


class Shape(StrEnum):
    """How a database stands to the migrations that this version of the code brings."""

    CURRENT = "current"
    BEHIND = "behind"
    UNKNOWN = "unknown"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """To the newest shape, or up to a revision, whole or not at all; two may call it at once.

    Conflict for a database that a newer version of the program has migrated.
    """
    found = shape(engine)
    if found is Shape.UNKNOWN:
        raise _newer()
    if found is Shape.CURRENT:
        return
    from alembic import command  # noqa: PLC0415 - see the top.

    with transaction(engine) as connection:
        command.upgrade(configuration(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Back to an earlier revision, `-1` for one step and `base` for an empty database."""
    from alembic import command  # noqa: PLC0415 - see the top.

    with transaction(engine) as connection:
        command.downgrade(configuration(connection), revision)


def shape(engine: Engine) -> Shape:
    """Whether the database has every migration, lacks some, or has one that is unknown here."""
    with engine.connect() as connection:
        applied: set[str] = set()
        if inspect(connection).has_table("alembic_version"):
            applied.update(connection.scalars(text("SELECT version_num FROM alembic_version")))
    known, heads = installed_revisions()
    if applied - known:
        return Shape.UNKNOWN
    return Shape.CURRENT if applied == heads else Shape.BEHIND


def require_current(engine: Engine) -> None:
    """Conflict, with what to do, unless the database has exactly the migrations of this code."""
    found = shape(engine)
    if found is Shape.UNKNOWN:
        raise _newer()
    if found is Shape.BEHIND:
        raise Conflict("The database is older than the program. Run “mediahub init”.")


def _newer() -> Conflict:
    return Conflict("The database is newer than the program. Install the newer MediaHub.")


@cache
def installed_revisions() -> tuple[frozenset[str], frozenset[str]]:
    """Every revision that lies in `versions/`, and those of them that no other builds on."""
    files = Path(__file__).parent.joinpath("versions").glob("*.py")
    lines = [line for file in files for line in _LINE.findall(file.read_text("utf-8"))]
    known = frozenset(name for is_parent, name in lines if not is_parent)
    return known, known - {name for is_parent, name in lines if is_parent}


def configuration(connection: Connection) -> "Config":
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


def _installed() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - see the top.

    config = Config()
    config.set_main_option("script_location", "mediahub:migrations")
    return config
