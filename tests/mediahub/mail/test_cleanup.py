"""What removed mails left goes: their files, and those of mails whose words are not kept."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text

from mediahub import db as database
from mediahub.hub import Hub
from mediahub.jobs.queue import EVERYTHING
from mediahub.mail import cleanup, outbox
from mediahub.mail.cleanup import clear, clear_folder
from mediahub.mail.delivery import deliver_due
from mediahub.mail.jobs import JOBS, PERIODIC_TASKS, purge
from mediahub.mail.models import Mail, MailMessage
from mediahub.mail.outbox import MESSAGE_KEPT
from tests.conftest import Clock
from tests.mediahub.mail.conftest import TEMPLATES, new_mail, put


def files(hub: Hub) -> set[str]:
    return {path.name for path in hub.settings.outbox_dir.iterdir()}


def sent(hub: Hub, *numbers: int) -> list[str]:
    """The names of the files of mails that have just been sent, by their keys."""
    put(hub, *map(new_mail, numbers))
    deliver_due(hub, TEMPLATES)
    with hub.reading() as db:
        return [f"{one.hex}.eml" for one in db.scalars(select(Mail.id).order_by(Mail.key))]


def test_files_go_with_their_mails_and_others_stay(hub: Hub) -> None:
    gone, kept = sent(hub, 1, 2)
    own = hub.settings.outbox_dir / "läs mig.eml"
    own.write_text("x")
    half = hub.settings.outbox_dir / f"{'0' * 32}.part"
    half.write_text("x")
    with hub.writing() as db:
        assert outbox.remove_mails_to(db, "person.1@boras.se") == 1
    assert files(hub) == {gone, kept, own.name, half.name}
    clear(hub)
    assert files(hub) == {kept, own.name}


def test_files_go_when_the_words_are_past_their_time(hub: Hub, clock: Clock) -> None:
    (old,) = sent(hub, 1)
    clock.advance(MESSAGE_KEPT - timedelta(seconds=1))
    purge(hub)
    assert files(hub) == {old}
    clock.advance(timedelta(seconds=1))
    purge(hub)
    assert files(hub) == set()


def test_without_a_folder_there_is_nothing_to_do(hub: Hub) -> None:
    clear_folder(hub)


def test_removed_rows_leave_nothing_in_the_file(hub: Hub) -> None:
    """Also where pages were divided while the table grew, which keep copies of what moved."""
    put(hub, *(new_mail(number, name=f"Namn {number} Örnfjäll") for number in range(400)))
    with hub.writing() as db:
        db.execute(delete(Mail))
    assert database.rewrite(hub.engine)
    for path in hub.settings.data_dir.glob("mediahub.sqlite3*"):
        data = path.read_bytes()
        assert "Örnfjäll".encode() not in data
        assert b"@boras.se" not in data


def test_somebody_who_reads_keeps_the_log_of_writes_for_now(hub: Hub) -> None:
    put(hub, new_mail())
    file = hub.settings.data_dir / "mediahub.sqlite3"
    with sqlite3.connect(file) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM mails").fetchone()
        with hub.writing() as db:
            db.execute(delete(MailMessage))
        assert not database.rewrite(hub.engine)
        reader.rollback()
    reader.close()
    assert database.rewrite(hub.engine)


def left_over(hub: Hub) -> tuple[int, int]:
    """How many pages of the database are empty, and how long its log of writes is."""
    file = hub.settings.data_dir / "mediahub.sqlite3"
    with hub.reading() as db:
        pages = db.scalar(text("PRAGMA freelist_count"))
    return pages or 0, file.with_name(f"{file.name}-wal").stat().st_size


def test_a_large_database_is_rewritten_at_night(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    put(hub, *(new_mail(number) for number in range(400)))
    with hub.writing() as db:
        db.execute(delete(Mail))
    with monkeypatch.context() as patch:
        patch.setattr(cleanup, "AT_ONCE_BYTES", 100_000)
        JOBS[0].run(hub, EVERYTHING)
    pages, log_bytes = left_over(hub)
    assert (pages > 0, log_bytes) == (True, 0)
    assert not database.rewrite(hub.engine, 100_000)
    (by_night,) = [chore for chore in PERIODIC_TASKS if chore.name == "mail.clear_all"]
    by_night.run(hub)
    assert left_over(hub) == (0, 0)


def test_a_small_database_is_rewritten_at_once(hub: Hub) -> None:
    put(hub, *(new_mail(number) for number in range(400)))
    with hub.writing() as db:
        db.execute(delete(Mail))
    JOBS[0].run(hub, EVERYTHING)
    assert left_over(hub) == (0, 0)
