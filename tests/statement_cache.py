"""What SQLAlchemy compiles, kept for all tests: by itself every new engine compiles it again."""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, event

_dialects: dict[Hashable, Dialect] = {}
_statements: dict[Any, Any] = {}


def compile_once() -> None:
    """From now on the engines of one kind of database share a dialect, and what it compiled.

    A process of the service has one engine: there too a statement is compiled once.
    """
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    own = connection.dialect
    # Engines that differ in how they begin a transaction differ in their dialect.
    connection.dialect = _dialects.setdefault((type(own), own._on_connect_isolation_level), own)
    connection.execution_options(compiled_cache=_statements)
