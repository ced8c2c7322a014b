"""Deleting bytes: they are really gone, a store that refuses is asked again, proof is kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import NotFound
from mediahub.hub import Hub
from mediahub.media import jobs
from mediahub.media.deletion import (
    LONGEST_WAIT,
    backlog,
    delete_requested,
    find_deletion,
    is_due,
    request_deletion,
    reset_deletion,
    waiting,
)
from mediahub.media.models import Deletion, MediaFile
from mediahub.media.sweep import missing, returned
from mediahub.storage.s3 import S3Store
from tests.conftest import NOON, Clock
from tests.factories import make_media_file
from tests.servers import NO_TLS, s3_server

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Store]:
    folder = tmp_path_factory.mktemp("s3")
    (folder / "bucket").mkdir()
    with s3_server(folder) as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment().items():
            patch.setenv(name, value)
        yield S3Store("bucket", endpoint=server.endpoint, now=lambda: NOON)


@pytest.fixture
def on_s3(hub: Hub, bucket: S3Store) -> Iterator[Hub]:
    """The hub with its bytes on a real S3 server."""
    yield replace(hub, store=bucket)
    bucket._bucket = "bucket"


def add(hub: Hub) -> MediaFile:
    """A file whose bytes are to go."""
    with hub.writing() as db:
        file = make_media_file(db)
        hub.store.put(file.key, BytesIO(b"sound"), "audio/mpeg")
        request_deletion(db, file, "recording.closed", hub.now())
    return file


def proof(hub: Hub) -> Deletion:
    with hub.reading() as db:
        return db.scalars(select(Deletion)).one()


def refuse(hub: Hub) -> None:
    assert isinstance(hub.store, S3Store)
    hub.store._bucket = "nowhere"


def test_bytes_are_really_gone_and_a_row_proves_it(on_s3: Hub) -> None:
    file = add(on_s3)
    link = on_s3.store.link(file.key, MINUTE, filename="a.mp3", content_type="audio/mpeg").url
    assert httpx.get(link, verify=NO_TLS).status_code == 200
    assert delete_requested(on_s3) == 1
    assert httpx.get(link, verify=NO_TLS).status_code == 404
    with pytest.raises(NotFound):
        on_s3.store.size(file.key)
    found = proof(on_s3)
    assert (found.confirmed_at, found.media.removed_at) == (NOON, NOON)
    assert (found.attempts, found.failure, found.reason) == (1, None, "recording.closed")
    assert delete_requested(on_s3) == 0


def test_a_store_that_refuses_is_asked_again_after_a_wait(on_s3: Hub, clock: Clock) -> None:
    file = add(on_s3)
    refuse(on_s3)
    assert delete_requested(on_s3) == 0
    found = proof(on_s3)
    assert (found.attempts, found.confirmed_at, found.media.removed_at) == (1, None, None)
    assert found.failure is not None
    assert "nowhere" in found.failure
    assert isinstance(on_s3.store, S3Store)
    on_s3.store._bucket = "bucket"
    clock.advance(MINUTE - timedelta(seconds=1))
    assert delete_requested(on_s3) == 0
    clock.advance(timedelta(seconds=1))
    assert delete_requested(on_s3) == 1
    found = proof(on_s3)
    assert (found.attempts, found.failure, found.confirmed_at) == (2, None, clock.now)
    with pytest.raises(NotFound):
        on_s3.store.size(file.key)


def test_a_store_that_refuses_everything_is_left_alone(on_s3: Hub) -> None:
    for _ in range(7):
        add(on_s3)
    refuse(on_s3)
    delete_requested(on_s3)
    with on_s3.reading() as db:
        assert sum(row.attempts for row in db.scalars(select(Deletion))) == 5
    delete_requested(on_s3)
    with on_s3.reading() as db:
        assert {row.attempts for row in db.scalars(select(Deletion))} == {1}


def test_what_was_killed_before_the_row_was_written_is_confirmed(hub: Hub) -> None:
    hub.store.delete(add(hub).key)
    assert delete_requested(hub) == 1
    assert proof(hub).confirmed_at == NOON


def test_a_file_is_wanted_gone_once(hub: Hub) -> None:
    file = add(hub)
    with hub.writing() as db:
        request_deletion(db, db.get_one(MediaFile, file.id), "again", hub.now())
    assert proof(hub).reason == "recording.closed"


@given(st.integers(1, 40), st.integers(0, 8 * 3600))
def test_waits_double_up_to_six_hours(attempts: int, seconds: int) -> None:
    deletion = Deletion(attempts=attempts, tried_at=NOON)
    wait = min(MINUTE * 2 ** (attempts - 1), LONGEST_WAIT)
    waited = timedelta(seconds=seconds)
    assert is_due(deletion, NOON + waited) == (waited >= wait)


def test_what_fails_or_is_late_is_told_with_its_sentence(on_s3: Hub, clock: Clock) -> None:
    add(on_s3)
    with on_s3.reading() as db:
        assert backlog(db, NOON + timedelta(minutes=59)) is None
        late = backlog(db, NOON + timedelta(hours=1))
    assert (late and late.count, late and late.failure) == (1, None)
    refuse(on_s3)
    delete_requested(on_s3)
    with on_s3.reading() as db:
        failed = backlog(db, NOON)
    assert failed is not None
    assert (failed.count, failed.wanted_at) == (1, NOON)
    assert failed.failure == proof(on_s3).failure


def test_deleted_files_are_not_lost_ones(hub: Hub) -> None:
    add(hub)
    for _ in range(2):
        with hub.reading() as db:
            assert (missing(db, hub.store), returned(db, hub.store)) == ([], [])
        delete_requested(hub)


def test_bytes_that_are_back_are_told_of_and_go_again(
    hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    file = add(hub)
    delete_requested(hub)
    hub.store.put(file.key, BytesIO(b"from a backup"), "audio/mpeg")
    with hub.reading() as db:
        assert returned(db, hub.store) == [file.key]
    jobs.sweep(hub)
    told = f"{file.key} was deleted and is back: it is deleted again"
    assert [record.getMessage() for record in caplog.records] == [told]
    assert delete_requested(hub) == 1
    assert list(hub.store.stored_keys()) == []
    assert proof(hub).attempts == 2


def test_one_that_is_back_is_asked_for_again_and_no_other(rows: Session) -> None:
    back, gone = make_media_file(rows), make_media_file(rows)
    for media in (back, gone):
        request_deletion(rows, media, "recording.closed", NOON).confirmed_at = NOON
        media.removed_at = NOON
    rows.flush()
    reset_deletion(rows, back.key)
    rows.flush()
    assert [one.media for one in waiting(rows)] == [back]
    assert (back.removed_at, gone.removed_at) == (None, NOON)


def test_a_file_that_stays_is_not_the_one_that_goes(rows: Session) -> None:
    goes, stays = make_media_file(rows), make_media_file(rows)
    wanted = request_deletion(rows, goes, "recording.closed", NOON)
    assert (find_deletion(rows, goes), find_deletion(rows, stays)) == (wanted, None)
    request_deletion(rows, stays, "recording.removed", NOON)
    assert {one.reason for one in waiting(rows)} == {"recording.closed", "recording.removed"}


def test_those_never_tried_come_first_and_then_the_longest_untried(rows: Session) -> None:
    tried = (NOON, None), (NOON - MINUTE, None), (None, NOON), (None, NOON - MINUTE)
    deletions = []
    for tried_at, wanted_at in tried:
        media = make_media_file(rows)
        deletions.append(request_deletion(rows, media, "x", wanted_at or NOON - 2 * MINUTE))
        deletions[-1].tried_at = tried_at
    rows.flush()
    assert [deletions.index(one) for one in waiting(rows)] == [3, 2, 1, 0]


def test_what_is_lost_back_and_neither(hub: Hub) -> None:
    with hub.writing() as db:
        held, lost, to_go, gone, back = (make_media_file(db) for _ in range(5))
        for media in (to_go, gone, back):
            request_deletion(db, media, "recording.closed", NOON)
        gone.removed_at = back.removed_at = NOON
        for media in (held, back):
            hub.store.put(media.key, BytesIO(b"sound"), "audio/mpeg")
    with hub.reading() as db:
        assert (missing(db, hub.store), returned(db, hub.store)) == ([lost.key], [back.key])
