"""The same store twice: a folder whose links a running app answers, and a running S3 server."""

from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mediahub.errors import Forbidden, Gone, Invalid, MediaHubError, NotFound
from mediahub.storage import MediaStore
from mediahub.storage.local import LocalStore
from mediahub.storage.s3 import S3Store
from mediahub.web.files import signed_files
from mediahub.web.upload_parts import signed_parts
from tests.servers import S3Server, listening, s3_server, serving

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
STATUS: dict[type[Exception], int] = {Forbidden: 403, NotFound: 404, Gone: 410, Invalid: 422}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.instant = NOON

    def __call__(self) -> datetime:
        return self.instant

    def forward(self, step: timedelta) -> None:
        self.instant += step


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def key() -> str:
    return f"media/{uuid4()}.mp3"


class Site:
    """A running server that answers with whichever app a test gives it."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.app: ASGIApp = Starlette()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with listening() as (on, origin):
        running = Site(origin)
        with serving(running, on):
            yield running


@pytest.fixture
def local_store(tmp_path: Path, clock: Clock, site: Site) -> LocalStore:
    store = LocalStore(tmp_path / "media", base_url=site.origin, secrets=["secret"], now=clock)
    site.app = Starlette(
        routes=[signed_files(store), signed_parts(store)],
        exception_handlers={MediaHubError: _refuse},
    )
    return store


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    folder = tmp_path_factory.mktemp("s3")
    (folder / "bucket").mkdir()
    with s3_server(folder) as server:
        yield server


@pytest.fixture(scope="session")
def s3_bucket(s3: S3Server) -> S3Store:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in s3.environment().items():
            patch.setenv(name, value)
        return S3Store("bucket", endpoint=s3.endpoint, now=lambda: datetime.now(UTC))


@pytest.fixture
def s3_store(s3_bucket: S3Store) -> S3Store:
    """A prefix of its own stands in for an empty bucket: a client takes half a second to make."""
    store = copy(s3_bucket)
    store._prefix = f"{uuid4()}/"
    return store


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest) -> MediaStore:
    name = {"folder": "local_store", "s3": "s3_store"}[request.param]
    found: MediaStore = request.getfixturevalue(name)
    return found


def _refuse(request: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), STATUS[type(error)])
