"""A day after its window a recording goes, all of it, and whoever extends it in time keeps it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session, sessionmaker

from mediahub.accounts.audit import Decision
from mediahub.accounts.models import AuditEntry
from mediahub.db import touch_changes
from mediahub.errors import Gone
from mediahub.hub import Hub
from mediahub.media.models import Deletion, MediaFile
from mediahub.recordings.models import Recording
from mediahub.recordings.retention.deletion import (
    GRACE,
    all_files,
    delete_closed,
    deletes_at,
    is_going,
    overdue,
    request_recording_deletion,
    schedule_expired,
)
from mediahub.recordings.window_actions import extend
from tests.conftest import NOON, Clock
from tests.factories import make_captions, make_media_file, make_recording, make_webcast

SECOND = timedelta(seconds=1)
CLOSED = NOON - GRACE
DECISION = Decision("command", NOON, "Fler behöver se den")


def add(hub: Hub, closes_at: datetime = CLOSED) -> Recording:
    opens_at = NOON - timedelta(days=15)
    with hub.writing() as db:
        webcast = make_webcast(db)
        return make_recording(db, webcast, hub.store, opens_at=opens_at, closes_at=closes_at)


def stored(hub: Hub) -> list[str]:
    return [found.key for found in hub.store.stored_keys()]


def read(hub: Hub, recording: Recording) -> Recording:
    with hub.reading() as db:
        return db.get_one(Recording, recording.id)


def log(hub: Hub) -> list[tuple[str, str]]:
    with hub.reading() as db:
        entries = db.scalars(select(AuditEntry).order_by(AuditEntry.action)).all()
        return [(entry.action, entry.actor) for entry in entries]


def test_all_its_bytes_go_a_day_after_the_window(hub: Hub, clock: Clock) -> None:
    recording = add(hub, CLOSED + SECOND)
    delete_closed(hub)
    assert (len(stored(hub)), log(hub)) == (4, [])
    clock.advance(SECOND)
    delete_closed(hub)
    assert (stored(hub), read(hub, recording).deleted_at) == ([], clock.now)
    assert log(hub) == [("recording.delete", "service"), ("recording.deleted", "service")]
    with hub.reading() as db:
        proofs = db.scalars(select(Deletion)).all()
        assert {(row.reason, row.confirmed_at) for row in proofs} == {
            ("recording.closed", clock.now)
        }
        assert {row.media.removed_at for row in proofs} == {clock.now}
    delete_closed(hub)
    assert len(log(hub)) == 2


@pytest.mark.parametrize(
    ("more", "is_late"),
    [
        ({}, True),
        ({"paused_at": NOON - timedelta(days=3)}, True),
        ({"closes_at": None}, False),
        ({"opens_at": None, "closes_at": None}, False),
        ({"deleted_at": NOON, "closes_at": None}, False),
    ],
)
def test_pausing_saves_nothing_and_a_replay_without_end_stays(
    rows: Session, more: dict[str, datetime | None], *, is_late: bool
) -> None:
    times: dict[str, Any] = {"opens_at": NOON - timedelta(days=15), "closes_at": CLOSED}
    make_recording(rows, make_webcast(rows), **times | more)
    assert len(overdue(rows, NOON)) == int(is_late)


def test_what_a_job_makes_meanwhile_goes_too(hub: Hub, clock: Clock) -> None:
    recording = add(hub)
    delete_closed(hub)
    with hub.writing() as db:
        made = make_media_file(db, source_id=recording.media_id)
    clock.advance(timedelta(minutes=1))
    delete_closed(hub)
    with hub.reading() as db:
        assert db.get_one(MediaFile, made.id).removed_at == clock.now


def test_bytes_go_a_day_after_the_end_that_it_has_now(rows: Session) -> None:
    recording = make_recording(rows, make_webcast(rows), opens_at=NOON, closes_at=CLOSED)
    assert deletes_at(recording) == NOON
    extend(rows, recording, NOON + GRACE, DECISION)
    assert (deletes_at(recording), overdue(rows, NOON)) == (NOON + 2 * GRACE, [])


def test_what_is_to_go_cannot_be_extended(rows: Session) -> None:
    recording = make_recording(rows, make_webcast(rows), opens_at=CLOSED, closes_at=CLOSED)
    assert request_recording_deletion(rows, recording, NOON)
    with pytest.raises(Gone, match="is being deleted"):
        extend(rows, recording, NOON + GRACE, DECISION)


def test_what_is_extended_is_not_wanted_gone(rows: Session) -> None:
    recording = make_recording(rows, make_webcast(rows), opens_at=CLOSED, closes_at=CLOSED)
    extend(rows, recording, NOON + GRACE, DECISION)
    assert not request_recording_deletion(rows, recording, NOON)
    assert rows.scalars(select(Deletion)).all() == []


@pytest.mark.parametrize("is_extended_first", [True, False])
def test_sweep_and_extension_wait_for_each_other(
    engine: Engine, *, is_extended_first: bool
) -> None:
    made = sessionmaker(engine.execution_options(writing=True), info={"now": lambda: NOON})
    event.listen(made, "before_flush", touch_changes)
    with made.begin() as db:
        identity = make_recording(db, make_webcast(db), opens_at=CLOSED, closes_at=CLOSED).id
    extending, sweeping = partial(_extend, made, identity), partial(_sweep, made, identity)
    first, second = (extending, sweeping) if is_extended_first else (sweeping, extending)
    has_changed, may_end = Event(), Event()
    with ThreadPoolExecutor(2) as both:
        one = both.submit(first, has_changed, may_end)
        assert has_changed.wait(10)
        other = both.submit(second, Event(), may_end)
        with pytest.raises(TimeoutError):
            other.result(0.3)  # it waits for the one that came first
        may_end.set()
        assert (one.result(10), other.result(10)) == (True, False)


def _extend(made: sessionmaker[Session], identity: UUID, changed: Event, may_end: Event) -> bool:
    try:
        with made.begin() as db:
            extend(db, db.get_one(Recording, identity), NOON + GRACE, DECISION)
            changed.set()
            return may_end.wait(10)
    except Gone:
        return False


def _sweep(made: sessionmaker[Session], identity: UUID, changed: Event, may_end: Event) -> bool:
    with made.begin() as db:
        is_wanted = request_recording_deletion(db, db.get_one(Recording, identity), NOON)
        changed.set()
        return may_end.wait(10) and is_wanted


def test_what_was_made_of_another_recording_stays(hub: Hub) -> None:
    add(hub)
    living = add(hub, NOON + timedelta(days=1))
    with hub.writing() as db:
        made = make_media_file(db, source_id=living.media_id)
    delete_closed(hub)
    with hub.reading() as db:
        assert made.id not in set(db.scalars(select(Deletion.media_id)))
        assert db.get_one(MediaFile, made.id).removed_at is None
    assert read(hub, living).deleted_at is None
    assert len(stored(hub)) == 4


def test_proof_counts_the_files_and_their_bytes(hub: Hub) -> None:
    recording = add(hub)
    with hub.reading() as db:
        sizes = [file.size_bytes for file in all_files(db, db.get_one(Recording, recording.id))]
    delete_closed(hub)
    with hub.reading() as db:
        entries = select(AuditEntry).where(AuditEntry.action == "recording.delete")
        after = db.scalars(entries).one().after
    closes_at = CLOSED.isoformat()
    assert after == {"closes_at": closes_at, "files": 4, "bytes": sum(sizes)}


def test_deletion_of_another_recording_keeps_nobody_from_extending(hub: Hub) -> None:
    add(hub)
    living = add(hub, NOON + timedelta(days=1))
    assert schedule_expired(hub) == 1
    with hub.writing() as db:
        extend(db, db.get_one(Recording, living.id), NOON + timedelta(days=2), DECISION)
    assert read(hub, living).closes_at == NOON + timedelta(days=2)


def test_what_was_made_of_it_before_goes_and_is_counted(hub: Hub) -> None:
    recording = add(hub)
    with hub.writing() as db:
        made = make_media_file(db, source_id=recording.media_id)
    delete_closed(hub)
    with hub.reading() as db:
        assert db.get_one(MediaFile, made.id).removed_at is not None
        entries = select(AuditEntry).where(AuditEntry.action == "recording.delete")
        assert (db.scalars(entries).one().after or {})["files"] == 5


def test_captions_that_come_afterwards_go_before_it_is_called_deleted(
    hub: Hub, clock: Clock
) -> None:
    recording = add(hub)
    schedule_expired(hub)
    with hub.writing() as db:
        deleted = db.get_one(Recording, recording.id)
        deleted.captions.append(make_captions(db, hub.store, "en"))
    delete_closed(hub)
    assert (len(stored(hub)), read(hub, recording).deleted_at) == (1, None)
    assert [action for action, _ in log(hub)] == ["recording.delete"]
    clock.advance(timedelta(minutes=1))
    delete_closed(hub)
    assert (stored(hub), read(hub, recording).deleted_at) == ([], clock.now)


def test_what_has_no_end_is_never_to_go(rows: Session) -> None:
    replay = make_recording(rows, make_webcast(rows), opens_at=NOON, closes_at=None)
    other = make_recording(rows, make_webcast(rows), opens_at=CLOSED, closes_at=CLOSED)
    request_recording_deletion(rows, other, NOON)
    assert (deletes_at(replay), request_recording_deletion(rows, replay, NOON)) == (None, False)
    assert (is_going(rows, replay), is_going(rows, other)) == (False, True)
    assert overdue(rows, NOON) == []


def test_what_the_store_refused_is_tried_again_later_or_at_once_when_asked_for(
    hub: Hub, clock: Clock
) -> None:
    add(hub, CLOSED)
    with hub.writing() as db:
        (recording,) = db.scalars(select(Recording))
        assert request_recording_deletion(db, recording, clock.now)
        for deletion in db.scalars(select(Deletion)):
            deletion.attempts, deletion.tried_at = 1, clock.now
    delete_closed(hub)
    assert len(stored(hub)) == 4
    delete_closed(hub, at_once=True)
    assert stored(hub) == []
