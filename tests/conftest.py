"""What every test may ask for: a clock, a hub, and a database that is SQLite and PostgreSQL."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser
from sqlalchemy import URL, Engine, event
from sqlalchemy.orm import Session, sessionmaker

from mediahub import migrations, worker
from mediahub.db import open_engine, touch_changes
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.settings import Settings
from mediahub.storage import MediaStore
from tests.browsing import chromium
from tests.leaks import watched_logs
from tests.no_fsync import never_sync
from tests.postgres import LentDatabase, postgres_database, postgres_server
from tests.statement_cache import compile_once

# How long an example takes says more about what else the machine does.
hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("house")

compile_once()
never_sync()

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking it over each time took a sixth of the suite."""
    gc.collect()
    gc.freeze()


class Clock:
    """A clock that stands at noon, Wednesday 4 March 2026 UTC, until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, step: timedelta) -> None:
        """Later, or earlier with a negative step."""
        self.now += step


class Sent(dict[str, Callable[[str], None]]):
    """The senders of a session that has no queue: `jobs` lists what was sent, name and id."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[tuple[str, str]] = []

    def __missing__(self, name: str) -> Callable[[str], None]:
        return lambda subject: self.jobs.append((name, subject))


@pytest.fixture(scope="session", autouse=True)
def _no_secret_is_logged() -> Iterator[None]:
    with watched_logs():
        yield


@pytest.fixture(autouse=True)
def _only_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("MEDIAHUB_") or name in ("PORT", "FORWARDED_ALLOW_IPS"):
            monkeypatch.delenv(name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("template") / "mediahub.sqlite3"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def data_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated database and an empty queue, to be copied."""
    folder = tmp_path_factory.mktemp("template") / "data"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "mediahub.sqlite3")
    build(_settings(folder)).close()
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one that every test of pages shares, for to start it takes seconds."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """A running PostgreSQL server."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: URL) -> Iterator[str]:
    """The name of a migrated database, to be copied."""
    with postgres_database(postgres, "template") as url:
        _migrate(url.render_as_string(hide_password=False))
        yield "template"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'database.sqlite3')}"


@pytest.fixture(scope="session")
def lent_database(postgres: URL, postgres_template: str) -> Iterator[LentDatabase]:
    with (
        postgres_database(postgres, "lent", postgres_template) as url,
        closing(LentDatabase(url)) as lent,
    ):
        yield lent


@pytest.fixture
def postgresql_url(lent_database: LentDatabase) -> Iterator[str]:
    """Whose rows a test may change, but not its tables."""
    yield lent_database.url.render_as_string(hide_password=False)
    lent_database.restore()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database; the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url, threads=2)
    yield engine
    engine.dispose()


@pytest.fixture
def sent() -> Sent:
    """The jobs that `db` asked for and whose transaction has committed."""
    return Sent()


@pytest.fixture
def db(engine: Engine, clock: Clock, sent: Sent) -> Iterator[Session]:
    """A writing session as the edges of the service open one; rolled back at the end."""
    info = {"now": clock, "senders": sent}
    writers = sessionmaker(engine.execution_options(writing=True), info=info)
    event.listen(writers, "before_flush", touch_changes)
    with writers() as session:
        yield session


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Everything in a folder of the test's own."""
    return _settings(tmp_path / "data")


@pytest.fixture
def hub(settings: Settings, data_template: Path, clock: Clock) -> Iterator[Hub]:
    """A whole service on SQLite and a folder, whose jobs wait in its queue."""
    shutil.copytree(data_template, settings.data_dir)
    hub = build(settings, clock)
    connect(hub, worker.JOBS)
    with closing(hub), closing(hub.queue.storage):
        yield hub


@pytest.fixture
def store(hub: Hub) -> MediaStore:
    """The hub's folder of media."""
    return hub.store


def _settings(data_dir: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=data_dir,
        base_url="https://podd.example",
        secret_keys=("a key that is only good for tests",),
    )


def _migrate(url: str) -> None:
    engine = open_engine(url, threads=1)
    migrations.upgrade(engine)
    engine.dispose()
