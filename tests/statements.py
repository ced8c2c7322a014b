"""What is asked of the database, in its order: the work that the time of an answer hangs on."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements while the block runs; a savepoint ends alike whether it is kept or undone."""
    seen: list[str] = []

    def see(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        kept = statement.partition(" sa_savepoint")[0]
        seen.append("end" if kept.startswith(("RELEASE", "ROLLBACK")) else kept)

    event.listen(engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", see)
