"""The database: aware instants, what counts as content, one writer at a time, unique rows."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from mediahub import db as database
from mediahub.db import content_revision, open_engine, unique
from mediahub.episodes.models import EpisodeCredit
from mediahub.errors import Busy, Conflict, Invalid
from mediahub.hub import Hub
from mediahub.people.models import Person
from mediahub.shows.models import Season, Show
from tests.conftest import NOON, Clock
from tests.factories import make_episode, make_media_file, make_show

HOUR = timedelta(hours=1)


def test_an_instant_comes_back_aware_and_in_utc(db: Session) -> None:
    given = datetime(2026, 3, 4, 14, 0, tzinfo=timezone(2 * HOUR))
    show = make_show(db, created_at=given)
    db.expire(show)
    assert show.created_at == given
    assert show.created_at.tzinfo is UTC


def test_a_naive_time_is_a_mistake(db: Session) -> None:
    with pytest.raises(StatementError, match="a naive time reached the database"):
        make_show(db, created_at=datetime(2026, 3, 4))  # noqa: DTZ001


def test_a_new_row_of_content_is_dated_and_counted(db: Session, clock: Clock) -> None:
    clock.advance(HOUR)
    show = make_show(db)
    assert (show.changed_at, content_revision(db)) == (NOON + HOUR, 1)


def test_a_stored_file_alone_is_no_content(db: Session) -> None:
    file = make_media_file(db)
    file.progress = 0.5
    db.flush()
    assert content_revision(db) == 0


def test_the_same_value_again_changes_nothing(db: Session, clock: Clock) -> None:
    show = make_show(db)
    clock.advance(HOUR)
    show.title = str(show.title)
    db.flush()
    assert (show.changed_at, content_revision(db)) == (NOON, 1)


def test_a_change_of_a_part_dates_what_it_is_part_of(db: Session, clock: Clock) -> None:
    episode = make_episode(db, make_show(db))
    credit = EpisodeCredit(role="host", group="cast", person=Person(name="Nils Munthe"))
    episode.credits = [credit]
    db.flush()
    clock.advance(HOUR)
    credit.title = "programledare"
    db.flush()
    assert (episode.changed_at, episode.show.changed_at) == (NOON + HOUR, NOON)


def test_losing_a_part_dates_what_it_was_part_of(db: Session, clock: Clock) -> None:
    episode = make_episode(db, make_show(db))
    episode.credits = [EpisodeCredit(role="host", group="cast", person=Person(name="Nils Munthe"))]
    db.flush()
    clock.advance(HOUR)
    episode.credits = []
    db.flush()
    assert episode.changed_at == NOON + HOUR


def test_a_rolled_back_change_is_not_counted(hub: Hub) -> None:
    def write_and_fail() -> None:
        with hub.writing() as db:
            make_show(db)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with hub.reading() as db:
        assert (content_revision(db), db.scalars(select(Show)).all()) == (0, [])


def test_a_broken_constraint_is_a_conflict(db: Session) -> None:
    show = make_show(db)

    def add_twice() -> None:
        with unique("Season {number} is there already.", number=1):
            db.add_all([Season(show=show, number=1), Season(show=show, number=1)])
            db.flush()

    with pytest.raises(Conflict) as refusal:
        add_twice()
    assert str(refusal.value) == "Season 1 is there already."


def test_a_row_cannot_point_to_nothing(hub: Hub) -> None:
    with hub.reading() as db:
        assert db.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_text_that_no_column_has_room_for_is_refused(hub: Hub) -> None:
    with pytest.raises(Invalid) as refusal, hub.writing() as db:
        make_show(db, title="Demokrati" * 30)
    assert str(refusal.value) == ("The title is 270 characters long; there is room for 255.")


def test_a_text_with_a_nul_is_refused(hub: Hub) -> None:
    with pytest.raises(Invalid) as refusal, hub.writing() as db:
        make_show(db, description="Om\0råd")
    assert str(refusal.value) == (
        "“Om�råd…” holds a NUL, a character that no database and no feed can hold."
    )


@pytest.mark.parametrize("url", ["postgresql+psycopg://a:secret:c:d", "no address", ""])
def test_an_address_that_is_none_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        open_engine(url, threads=1)
    assert str(refusal.value) == (
        "The database address cannot be used. Write it as "
        "postgresql://user:password@host:5432/database."
    )


def test_two_writers_both_succeed(hub: Hub) -> None:
    begun, failures = threading.Barrier(2), []

    def add_one() -> None:
        begun.wait(5)
        try:
            for _ in range(10):
                with hub.writing() as db:
                    revision = content_revision(db)
                    make_show(db, title=f"Efter {revision}")
        except (Busy, OperationalError) as error:
            failures.append(error)

    writers = [threading.Thread(target=add_one) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(20)
    with hub.reading() as db:
        titles = db.scalars(select(Show.title)).all()
    assert failures == []
    # Each read the number that the one before had written: no two saw the same.
    assert sorted(titles) == sorted(f"Efter {number}" for number in range(20))


def test_a_reader_is_not_held_up_by_a_writer(hub: Hub) -> None:
    with hub.writing() as writer:
        make_show(writer)
        with hub.reading() as reader:
            assert content_revision(reader) == 0


def test_errors_do_not_repeat_what_was_to_be_written(db: Session) -> None:
    broken = text("INSERT INTO nothing_of_that_name VALUES (:name)")
    with pytest.raises(DBAPIError) as refusal:
        db.execute(broken, {"name": "Anna Ek"})
    assert "Anna Ek" not in str(refusal.value)


def test_whom_another_process_keeps_from_writing_is_told(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.engine.dispose()
    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", 0)
    with closing(sqlite3.connect(str(hub.engine.url.database))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy) as refusal, hub.writing() as db:
            make_show(db)
        with hub.reading() as db:
            assert content_revision(db) == 0
        other.rollback()
    assert refusal.value.values["seconds"] == 5
    with hub.writing() as db:
        make_show(db)
    hub.engine.dispose()


def test_an_instant_of_another_zone_is_told_in_utc() -> None:
    given = datetime(2026, 3, 4, 14, 0, tzinfo=timezone(2 * HOUR))
    told = database.UtcDateTime().process_result_value(given, sqlite_dialect())
    assert (told, told and told.tzinfo) == (NOON, UTC)


def test_connection_that_the_server_has_ended_is_made_anew(postgresql_url: str) -> None:
    engine, other = open_engine(postgresql_url, 1), open_engine(postgresql_url, 1)
    with engine.connect() as connection:
        (pid,) = connection.execute(text("SELECT pg_backend_pid()")).one()
    with other.connect() as connection:
        ended = connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        assert ended.scalar_one() is True
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()
    other.dispose()


def test_rewriting_empties_the_log_and_leaves_nothing_of_what_was_removed(hub: Hub) -> None:
    secret = "Åsa Örnfjäll " * 400
    with hub.writing() as db:
        show = make_show(db, description=secret)
    with hub.writing() as db:
        db.delete(db.get_one(Show, show.id))
    folder = hub.settings.data_dir
    reader = hub.engine.connect()  # or the log would go with the last connection
    assert database.rewrite(hub.engine, largest_bytes=1) is False
    assert next(file.stat().st_size for file in folder.glob("*.sqlite3-wal")) == 0
    reader.close()
    assert database.rewrite(hub.engine, largest_bytes=10**9) is True
    assert database.rewrite(hub.engine) is True
    held = b"".join(file.read_bytes() for file in folder.glob("mediahub.sqlite3*"))
    assert secret.encode()[:40] not in held


def test_rewriting_changes_nothing_for_the_connections_that_follow(hub: Hub) -> None:
    def patience() -> int:
        with hub.engine.connect() as connection:
            return int(connection.execute(text("PRAGMA busy_timeout")).scalar_one())

    before = patience()
    assert database.rewrite(hub.engine)
    assert patience() == before


def test_rewriting_waits_for_nobody_for_long(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "REWRITE_TIMEOUT_SECONDS", 0)
    with closing(sqlite3.connect(str(hub.engine.url.database))) as other:
        other.execute("BEGIN IMMEDIATE")
        assert database.rewrite(hub.engine) is False
        other.rollback()


def test_there_is_a_connection_for_each_thread(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url, threads=7)
    assert isinstance(engine.pool, QueuePool)
    assert engine.pool.size() == 7
    engine.dispose()


def test_whoever_waits_for_another_process_in_vain_is_busy_and_not_ill(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also below the hub, as in a job or a command that asks the engine itself."""
    hub.engine.dispose()
    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", 0)
    with closing(sqlite3.connect(str(hub.engine.url.database))) as other:
        other.execute("BEGIN IMMEDIATE")
        with hub.engine.connect() as connection, pytest.raises(Busy):
            connection.exec_driver_sql("DELETE FROM shows")
        other.rollback()
    hub.engine.dispose()
