"""Jobs by name: sent once the transaction has committed, and only then."""

import logging
from contextlib import closing
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from mediahub.hub import Hub, build
from mediahub.jobs.consumer import enqueue_due
from mediahub.jobs.queue import Job, connect, enqueue
from mediahub.settings import Settings
from tests.conftest import Sent


class Ran(list[UUID]):
    """A job that notes what it was run with; `waiting` is what the tables would say."""

    waiting: tuple[UUID, ...] = ()

    def run(self, hub: Hub, subject: UUID) -> None:
        self.append(subject)

    def due(self, db: Session, now: datetime) -> tuple[UUID, ...]:
        return self.waiting


@pytest.fixture
def ran(hub: Hub) -> Ran:
    made = Ran()
    connect(hub, [Job("note", made.run, made.due)])
    return made


def work(hub: Hub) -> None:
    """What a consumer does, until nothing waits."""
    while (task := hub.queue.dequeue()) is not None:
        hub.queue.execute(task)


def test_a_job_is_sent_after_the_commit(hub: Hub, ran: Ran) -> None:
    subject = uuid4()
    with hub.writing() as db:
        enqueue(db, "note", subject)
        assert hub.queue.pending_count() == 0
    assert hub.queue.pending_count() == 1
    work(hub)
    assert ran == [subject]


def test_a_job_goes_through_postgresql_too(settings: Settings, postgresql_url: str) -> None:
    settings.data_dir.mkdir()
    with closing(build(settings.model_copy(update={"database_url": postgresql_url}))) as hub:
        ran, subject = Ran(), uuid4()
        connect(hub, [Job("note", ran.run, ran.due)])
        with hub.writing() as db:
            enqueue(db, "note", subject)
        work(hub)
        assert ran == [subject]


def test_a_rolled_back_job_is_forgotten(hub: Hub, ran: Ran) -> None:
    def ask_and_fail() -> None:
        with hub.writing() as db:
            enqueue(db, "note", uuid4())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()
    assert hub.queue.pending_count() == 0


def test_a_savepoint_that_is_released_is_no_commit(db: Session, sent: Sent) -> None:
    subject = uuid4()
    enqueue(db, "note", subject)
    with db.begin_nested():
        pass
    assert sent.jobs == []
    db.commit()
    db.commit()
    assert sent.jobs == [("note", str(subject))]


def test_two_jobs_of_one_transaction_are_both_sent(db: Session, sent: Sent) -> None:
    subjects = [uuid4(), uuid4()]
    for subject in subjects:
        enqueue(db, "note", subject)
    db.commit()
    assert sent.jobs == [("note", str(subject)) for subject in subjects]


def test_what_waits_in_the_tables_is_sent(hub: Hub, ran: Ran) -> None:
    ran.waiting = (uuid4(), uuid4())
    enqueue_due(hub, [Job("note", ran.run, ran.due)])
    work(hub)
    assert ran == list(ran.waiting)


def test_a_queue_that_fails_takes_nothing_with_it(
    hub: Hub, ran: Ran, caplog: pytest.LogCaptureFixture
) -> None:
    hub.queue.storage.close()
    (hub.settings.data_dir / "queue.sqlite3").unlink()
    (hub.settings.data_dir / "queue.sqlite3").mkdir()
    with hub.writing() as db, caplog.at_level(logging.CRITICAL, "mediahub.jobs.queue"):
        enqueue(db, "note", uuid4())
    assert ran == []
