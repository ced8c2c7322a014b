"""The migrations make what the models describe, there and back, on both databases."""

import multiprocessing
import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, String, inspect, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from mediahub import migrations
from mediahub.db import content_revision, open_engine
from mediahub.episodes.models import Episode, EpisodeTranscript
from mediahub.errors import Conflict
from mediahub.mail.models import Mail, MailMention
from mediahub.mail.outbox import NewMail, enqueue_mail
from mediahub.migrations import Shape
from mediahub.participants.models import Source
from mediahub.sendouts.models import SendoutKind
from mediahub.sendouts.service import plan_sendout
from mediahub.shows.models import Show
from mediahub.transcripts.models import Transcript, TranscriptState
from tests.conftest import NOON
from tests.factories import (
    CREATED_AT,
    make_episode,
    make_media_file,
    make_participant,
    make_recording,
    make_registration,
    make_series,
    make_show,
    make_transcript,
    make_user,
    make_webcast,
)
from tests.postgres import postgres_database


@pytest.fixture
def postgresql_url(postgres: URL, postgres_template: str) -> Iterator[str]:
    """A database of the test's own, for these tests change tables."""
    with postgres_database(postgres, "migrated", postgres_template) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def empty(postgres: URL) -> Iterator[Engine]:
    """A PostgreSQL database without any table."""
    with postgres_database(postgres, "empty") as url:
        engine = open_engine(url.render_as_string(hide_password=False), threads=1)
        yield engine
        engine.dispose()


def test_migrated_database_is_what_the_models_describe(engine: Engine) -> None:
    with migrations.transaction(engine) as connection:
        command.check(migrations.configuration(connection))


def test_tables_of_the_queue_are_none_of_our_business(engine: Engine) -> None:
    with migrations.transaction(engine) as connection:
        connection.execute(text("CREATE TABLE huey_task (id integer)"))
        command.check(migrations.configuration(connection))


def test_content_revision_starts_at_zero(db: Session) -> None:
    assert content_revision(db) == 0


def test_down_to_nothing_and_up_again(db: Session, engine: Engine) -> None:
    make_episode(db, make_show(db))
    db.commit()

    migrations.downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    assert migrations.shape(engine) is Shape.BEHIND

    migrations.upgrade(engine)
    assert migrations.shape(engine) is Shape.CURRENT
    assert db.scalars(select(Show)).all() == []
    assert content_revision(db) == 0


def test_old_files_of_what_is_said_become_transcripts(db: Session, engine: Engine) -> None:
    held, machine = make_transcript(db, source=make_media_file(db)), make_transcript(db)
    uses = [EpisodeTranscript(transcript=one) for one in (held, machine)]
    make_episode(db, make_show(db), transcripts=uses)
    spoken, gone = (make_recording(db, make_webcast(db)).captions[0] for _ in range(2))
    assert gone.transcript.source is not None
    gone.transcript.source.removed_at = CREATED_AT
    db.flush()
    told, said, silent = uses[0].id, spoken.id, gone.id
    file, words = held.source_id, spoken.transcript.source_id
    db.commit()

    migrations.downgrade(engine, "0003")
    with engine.connect() as connection:
        old = connection.execute(text("SELECT id, language, media_id FROM episode_transcripts"))
        assert [(_id(one[0]), one[1], _id(one[2])) for one in old] == [(told, "sv", file)]
        old = connection.execute(text("SELECT id, language FROM recording_captions"))
        assert {_id(one[0]): one[1] for one in old} == {said: "sv", silent: "sv"}

    migrations.upgrade(engine)
    db.expire_all()
    found = db.scalars(select(Transcript).where(Transcript.state == TranscriptState.WAITING)).all()
    assert {one.id: (one.source_id, one.language) for one in found} == {
        told: (file, "sv"),
        said: (words, "sv"),
    }
    assert db.get_one(EpisodeTranscript, told).media_id == file
    assert db.get_one(Transcript, silent).state is TranscriptState.FAILED


def test_old_mails_get_to_know_whose_they_are_and_whom_they_name(
    db: Session, engine: Engine
) -> None:
    webcast, user = make_webcast(db), make_user(db)
    both = make_registration(db, webcast, participant=make_participant(db, email=user.email))
    taker = make_registration(db, webcast)
    giver = make_registration(db, webcast, transferred_to_id=taker.id)
    mails = {
        "to the giver": (giver, "registration.transferred"),
        "to the taker": (taker, "registration.taken_over"),
        "of another kind": (taker, "webcast.tomorrow"),
        "to one at both": (both, "webcast.tomorrow"),
        "to the user": (both, "password"),
        "to nobody here": (None, "staff_weekly"),
    }
    for key, (held, template) in mails.items():
        email = held.participant.email if held else "redaktionen@skr.example"
        about_id = held.id if held else None
        enqueue_mail(db, NewMail(key=key, template=template, email=email, about_id=about_id), NOON)
    db.commit()

    migrations.downgrade(engine, "0010")
    migrations.upgrade(engine)

    assert dict(db.execute(select(Mail.key, Mail.recipient_id)).all()) == {
        "to the giver": giver.participant_id,
        "to the taker": taker.participant_id,
        "of another kind": taker.participant_id,
        "to one at both": both.participant_id,
        "to the user": user.id,
        "to nobody here": None,
    }
    named = select(Mail.key, MailMention.person_id).join(MailMention)
    assert dict(db.execute(named).all()) == {
        "to the giver": taker.participant_id,
        "to the taker": giver.participant_id,
    }


def test_imported_participants_get_mails_unless_a_send_out_has_begun(
    db: Session, engine: Engine
) -> None:
    """Whom staff registered without is left alone: somebody chose that."""
    series = make_series(db)
    begun, part, other = make_webcast(db), make_webcast(db, series=series), make_webcast(db)
    for webcast in (begun, part):
        sendout = plan_sendout(db, webcast, SendoutKind.RECORDING_AVAILABLE, actor="test", now=NOON)
        sendout.started_at = NOON
    plan_sendout(db, other, SendoutKind.RECORDING_AVAILABLE, actor="test", now=NOON)
    imported = {"source": Source.IMPORT, "is_notified": False}
    late = [make_registration(db, target, **imported) for target in (begun, series)]
    chosen = make_registration(db, other, source=Source.COMMAND, is_notified=False)
    let_go = make_registration(db, other, **imported)
    db.commit()

    migrations.downgrade(engine, "0014")
    migrations.upgrade(engine)

    db.expire_all()
    assert let_go.is_notified
    assert [held.is_notified for held in (*late, chosen)] == [False, False, False]


def _id(value: object) -> UUID:
    """A key as a driver gives it: SQLite has no type for them."""
    return UUID(str(value))


def test_upgrading_what_is_current_keeps_the_rows(db: Session, engine: Engine) -> None:
    show = make_show(db)
    db.commit()

    migrations.upgrade(engine)

    assert db.scalars(select(Show)).all() == [show]


def test_table_that_rows_point_to_can_be_changed(db: Session, engine: Engine) -> None:
    episode = make_episode(db, make_show(db))
    db.commit()

    with migrations.transaction(engine) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("shows") as shows:
            shows.alter_column("title", type_=String(300), existing_type=String(255))

    assert db.scalars(select(Episode).join(Show)).all() == [episode]


def test_failed_migration_changes_nothing(engine: Engine) -> None:
    before = sorted(inspect(engine).get_table_names())
    with pytest.raises(DatabaseError):
        _create_the_same_table_twice(engine)
    assert sorted(inspect(engine).get_table_names()) == before


def test_empty_database_is_not_current(empty: Engine) -> None:
    assert migrations.shape(empty) is Shape.BEHIND


def test_database_of_a_newer_program_is_left_alone(engine: Engine) -> None:
    with migrations.transaction(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert migrations.shape(engine) is Shape.UNKNOWN
    sentence = "The database is newer than the program. Install the newer MediaHub."
    for ask in (migrations.upgrade, migrations.require_current):
        with pytest.raises(Conflict) as refusal:
            ask(engine)
        assert str(refusal.value) == sentence


def test_revisions_are_those_that_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", "mediahub:migrations")
    scripts = ScriptDirectory.from_config(config)
    known = frozenset(script.revision for script in scripts.walk_revisions())
    assert migrations.installed_revisions() == (known, frozenset(scripts.get_heads()))


def test_second_process_waits_for_the_first_to_upgrade(empty: Engine) -> None:
    url = empty.url.render_as_string(hide_password=False)
    second = multiprocessing.get_context("spawn").Process(target=_upgrade, args=(url,))
    with migrations.transaction(empty) as first:
        command.upgrade(migrations.configuration(first), "head")
        second.start()
        _wait_until_somebody_waits(empty)
    second.join(30)

    assert second.exitcode == 0
    assert migrations.shape(empty) is Shape.CURRENT


def _create_the_same_table_twice(engine: Engine) -> None:
    with migrations.transaction(engine) as connection:
        for _ in range(2):
            connection.execute(text("CREATE TABLE half_done (id integer)"))


def _upgrade(url: str) -> None:
    engine = open_engine(url, threads=1)
    migrations.upgrade(engine)
    engine.dispose()


def _wait_until_somebody_waits(engine: Engine) -> None:
    deadline = time.monotonic() + 30
    with engine.connect() as connection:
        while not connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            assert time.monotonic() < deadline
