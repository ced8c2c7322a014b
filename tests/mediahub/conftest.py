"""A running site on the hub, the command line, and files that a producer has on disk."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from sqlalchemy.orm import Session

from mediahub import worker
from mediahub.accounts.change_log import track_changes
from mediahub.app import create
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.settings import Settings
from tests.cli_runner import CommandLine
from tests.conftest import Clock
from tests.mediahub.media.sounds import sound
from tests.mediahub.studio import over_http
from tests.servers import NO_TLS, listening, serving


@pytest.fixture
def site(hub: Hub) -> Iterator[httpx.Client]:
    """A client of the site, which is running on a port of the loopback."""
    with (
        listening() as (on, origin),
        serving(create(hub), on),
        httpx.Client(base_url=origin, verify=NO_TLS, timeout=30) as client,
    ):
        client.headers.clear()
        yield client


@pytest.fixture
def hub_on_postgresql(settings: Settings, postgresql_url: str, clock: Clock) -> Iterator[Hub]:
    """A whole service on the database that has no NUL in its texts, and bounds to its numbers."""
    settings.data_dir.mkdir()
    hub = build(settings.model_copy(update={"database_url": postgresql_url}), clock)
    connect(hub, worker.JOBS)
    with closing(hub):
        yield hub


@pytest.fixture
def rows(hub: Hub) -> Iterator[Session]:
    """A writing session on SQLite alone, for what no database does differently."""
    with hub.writers() as session:
        yield session


@pytest.fixture
def mediahub(tmp_path: Path, data_template: Path) -> CommandLine:
    """The command line of an installation that `init` has been run in; it speaks English."""
    data = tmp_path / "data"
    shutil.copytree(data_template, data)
    return CommandLine(data, MEDIAHUB_LANGUAGE="en")


@pytest.fixture
def mp3(tmp_path: Path) -> Path:
    """Two seconds of a tone."""
    file = tmp_path / "ton.mp3"
    file.write_bytes(sound(".mp3"))
    return file


@pytest.fixture
def studio(hub: Hub) -> Hub:
    """The hub as the studio runs on it: over plain HTTP, and with every change in the audit log."""
    track_changes(hub.writers, worker.TRACKED_MODELS)
    return over_http(hub)
