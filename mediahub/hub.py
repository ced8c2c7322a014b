"""The composition root: everything that services and pages are given, built from the settings."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from threading import RLock
from typing import Any

from huey import Huey, PostgresHuey, SqliteHuey
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from mediahub.clock import utc_now
from mediahub.db import BUSY_TIMEOUT_SECONDS, busy, check_texts, open_engine, touch_changes
from mediahub.errors import Conflict
from mediahub.file_permissions import make_private_database
from mediahub.settings import Settings
from mediahub.storage import MediaStore, open_store

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Hub:
    """The parts of one running MediaHub.

    `readers` and `writers` open sessions; use `reading()` and `writing()` at the edge (a page, a
    command, a job) and nowhere else: leaving the block commits, an exception rolls back.
    """

    settings: Settings
    engine: Engine
    readers: sessionmaker[Session]
    writers: sessionmaker[Session]
    store: MediaStore
    queue: Huey
    now: Clock
    write_lock: AbstractContextManager[object]

    def reading(self) -> AbstractContextManager[Session]:
        """One transaction that only reads."""
        return self.readers.begin()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction that may write; on SQLite it holds the write lock from the start.

        Busy when others keep that for too long.
        """
        with self.write_lock, self.writers.begin() as db:
            yield db

    def close(self) -> None:
        """Give the database connections back."""
        self.engine.dispose()
        self.queue.storage.close()


class Turn:
    """A lock for those of one process who write, Busy for whom it does not become free in time.

    SQLite lets those who wait for its own lock sleep ever longer, so that a crowd starves some.
    """

    def __init__(self, patience_seconds: float = BUSY_TIMEOUT_SECONDS) -> None:
        self._lock = RLock()
        self._patience_seconds = patience_seconds

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=self._patience_seconds):
            raise busy()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def build(settings: Settings, now: Clock = utc_now) -> Hub:
    """Wire a Hub and open its queue; Invalid or Conflict when a setting cannot be used."""
    settings = settings.with_secret_keys()
    if settings.data_dir.is_dir():
        settings.make_data_dir()
    engine = open_engine(settings.database, settings.threads)
    info: dict[str, Any] = {"now": now}
    writers = sessionmaker(
        engine.execution_options(writing=True), info=info, expire_on_commit=False
    )
    event.listen(writers, "before_flush", check_texts)
    event.listen(writers, "before_flush", touch_changes)
    return Hub(
        settings=settings,
        engine=engine,
        readers=sessionmaker(engine, info=info, expire_on_commit=False),
        writers=writers,
        store=open_store(
            settings.storage, base_url=settings.origin, secrets=settings.secret_keys, now=now
        ),
        queue=_open_queue(settings),
        now=now,
        write_lock=Turn() if engine.dialect.name == "sqlite" else nullcontext(),
    )


def _open_queue(settings: Settings) -> Huey:
    file = settings.data_dir / "queue.sqlite3"
    try:
        if settings.database.startswith("postgresql"):
            dsn = settings.database.replace("postgresql+psycopg://", "postgresql://", 1)
            return PostgresHuey("mediahub", dsn=dsn, results=False)
        make_private_database(file)
        return SqliteHuey("mediahub", filename=str(file), results=False)
    except Exception as error:  # what the two drivers raise has no base in common
        raise Conflict("The queue of jobs does not answer: {reason}", reason=error) from error
