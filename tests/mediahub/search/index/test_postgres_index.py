"""The PostgreSQL index: a cache in tables of its own, shared by processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, text

from mediahub.db import open_engine
from mediahub.errors import Conflict
from mediahub.search.analysis import Analysis
from mediahub.search.index.interface import NotReady, rebuild_if_needed
from mediahub.search.index.postgres_index import PostgresIndex
from mediahub.search.query.results import State
from mediahub.search.query.searcher import SearchQuery
from tests.mediahub.search.speech import episode
from tests.postgres import postgres_database


@pytest.fixture
def empty(postgres: URL) -> Iterator[Engine]:
    """A database without any table."""
    with postgres_database(postgres, "unsearched") as url:
        engine = open_engine(url.render_as_string(hide_password=False), threads=2)
        yield engine
        engine.dispose()


def test_without_tables_it_is_being_rebuilt_and_heals(empty: Engine, analysis: Analysis) -> None:
    index = PostgresIndex(empty, analysis)
    assert index.query(SearchQuery("vatten")).state == State.REBUILDING
    with pytest.raises(NotReady):
        index.add([episode("a", "vatten")])
    assert rebuild_if_needed(index, lambda: [episode("a", "vatten")]) is True
    assert index.query(SearchQuery("vatten")).total == 1


def test_index_of_another_analysis_is_rebuilt(
    postgres_index: PostgresIndex, search_engine: Engine, tmp_path: Path
) -> None:
    postgres_index.rebuild([episode("a", "vatten")])
    synonyms = tmp_path / "synonyms.txt"
    synonyms.write_text("vatten = aqua\n", "utf-8")
    newer = PostgresIndex(search_engine, Analysis(synonyms))
    assert newer.query(SearchQuery("vatten")).state == State.REBUILDING
    assert rebuild_if_needed(newer, lambda: [episode("a", "vatten")]) is True
    assert newer.query(SearchQuery("vatten")).total == 1
    assert postgres_index.query(SearchQuery("vatten")).state == State.REBUILDING


def test_lost_table_is_noticed(postgres_index: PostgresIndex, search_engine: Engine) -> None:
    with search_engine.begin() as connection:
        connection.execute(text("DROP TABLE search_state"))
    assert postgres_index.health().is_ready is False


def test_other_process_sees_a_change_at_its_next_query(
    postgres_index: PostgresIndex, search_engine: Engine, analysis: Analysis
) -> None:
    other = PostgresIndex(search_engine, analysis)
    assert other.query(SearchQuery("luft")).total == 0
    postgres_index.add([episode("c", "luft")])
    assert other.query(SearchQuery("luft")).total == 1


def test_server_that_does_not_answer_is_told(tmp_path: Path, analysis: Analysis) -> None:
    engine = open_engine(f"postgresql+psycopg:///x?host={tmp_path}", threads=1)
    index = PostgresIndex(engine, analysis, owns_engine=True)
    with pytest.raises(Conflict, match="does not answer"):
        index.query(SearchQuery("vatten"))
    index.close()
