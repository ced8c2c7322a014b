"""An index of each engine, empty at the start of a test."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine

from mediahub.db import open_engine
from mediahub.search.analysis import Analysis
from mediahub.search.index.interface import SearchIndex
from mediahub.search.index.postgres_index import PostgresIndex
from mediahub.search.index.whoosh_index import WhooshIndex
from tests.mediahub.search.speech import ARCHIVE
from tests.postgres import postgres_database


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return Analysis()


@pytest.fixture(scope="session")
def search_engine(postgres: URL) -> Iterator[Engine]:
    """A database that holds nothing but an index."""
    with postgres_database(postgres, "search") as url:
        engine = open_engine(url.render_as_string(hide_password=False), threads=2)
        yield engine
        engine.dispose()


@pytest.fixture(scope="session", params=["whoosh", "postgres"])
def archive(
    request: pytest.FixtureRequest, analysis: Analysis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchIndex]:
    """An index of ARCHIVE for tests that only read it; the test runs once on each engine."""
    if request.param == "whoosh":
        folder = tmp_path_factory.mktemp("archive")
        with closing(WhooshIndex(folder, analysis)) as index:
            index.rebuild(ARCHIVE)
            yield index
        return
    with postgres_database(request.getfixturevalue("postgres"), "archive") as url:
        engine = open_engine(url.render_as_string(hide_password=False), threads=2)
        with closing(PostgresIndex(engine, analysis, owns_engine=True)) as shared:
            shared.rebuild(ARCHIVE)
            yield shared


@pytest.fixture
def whoosh_index(tmp_path: Path, analysis: Analysis) -> Iterator[WhooshIndex]:
    with closing(WhooshIndex(tmp_path / "search", analysis)) as index:
        index.rebuild([])
        yield index


@pytest.fixture
def postgres_index(search_engine: Engine, analysis: Analysis) -> PostgresIndex:
    index = PostgresIndex(search_engine, analysis)
    index.rebuild([])
    return index


@pytest.fixture(params=["whoosh", "postgres"])
def index(request: pytest.FixtureRequest) -> SearchIndex:
    """An empty index; the test runs once on each engine."""
    index: SearchIndex = request.getfixturevalue(f"{request.param}_index")
    return index
