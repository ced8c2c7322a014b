"""Files coming in: bytes before rows, and no bytes without one when it is rolled back."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy.orm import Session

from mediahub.errors import Invalid, NotFound
from mediahub.hub import Hub
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.media.probing.file_types import MP3
from mediahub.media.service import (
    PROCESS,
    describe,
    get_file,
    keep,
    receive_audio,
    receive_bytes,
    request_normalised,
    version_of,
)
from mediahub.storage import MediaStore
from tests.conftest import NOON, Sent
from tests.factories import make_media_file
from tests.mediahub.media.sounds import sound


def keys(store: MediaStore) -> list[str]:
    return [found.key for found in store.stored_keys()]


def test_an_audio_file_is_described_by_its_bytes(store: MediaStore, tmp_path: Path) -> None:
    path = tmp_path / "Råd & dåd.txt"
    path.write_bytes(sound(".mp3"))
    file = receive_audio(store, path, NOON)
    assert (file.filename, file.content_type) == ("rad-dad.mp3", "audio/mpeg")
    assert (file.size_bytes, file.sha256) == (
        len(sound(".mp3")),
        hashlib.sha256(sound(".mp3")).hexdigest(),
    )
    assert (file.role, file.state) == (MediaRole.ORIGINAL, MediaState.UPLOADED)
    assert file.duration_seconds == pytest.approx(2.0, abs=0.1)
    assert keys(store) == [file.key] == [f"originals/{file.id}/rad-dad.mp3"]


def test_the_bytes_may_be_watched_as_they_go_by(store: MediaStore, mp3: Path) -> None:
    class Watched(io.BytesIO):
        seen = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            Watched.seen += len(data)
            return data

    def watch(source: BinaryIO) -> BinaryIO:
        return Watched(source.read())

    receive_audio(store, mp3, NOON, watch)
    assert Watched.seen == len(sound(".mp3"))


def test_what_is_no_sound_is_not_stored(store: MediaStore, tmp_path: Path) -> None:
    path = tmp_path / "ton.mp3"
    path.write_bytes(b"inget ljud")
    with pytest.raises(Invalid):
        receive_audio(store, path, NOON)
    assert keys(store) == []


def test_a_name_without_letters_is_named_after_its_role() -> None:
    assert describe(MediaRole.ORIGINAL, "🎙.wav", MP3, NOON).filename == "original.mp3"


def test_two_files_never_share_a_key() -> None:
    made = [describe(MediaRole.IMAGE, "a.jpg", MP3, NOON) for _ in range(2)]
    assert made[0].key != made[1].key


def test_a_rolled_back_row_takes_its_bytes_with_it(hub: Hub, mp3: Path) -> None:
    file = receive_audio(hub.store, mp3, NOON)
    with hub.writers() as db:
        keep(db, hub.store, file)
        db.rollback()
    assert keys(hub.store) == []
    assert hub.queue.pending_count() == 0


def test_a_savepoint_that_is_rolled_back_leaves_the_bytes(hub: Hub, mp3: Path) -> None:
    file = receive_audio(hub.store, mp3, NOON)
    with hub.writing() as db:
        keep(db, hub.store, file)
        db.begin_nested().rollback()
    assert keys(hub.store) == [file.key]


def test_a_committed_row_keeps_its_bytes_and_asks_for_work(hub: Hub, mp3: Path) -> None:
    file = receive_audio(hub.store, mp3, NOON)
    with hub.writing() as db:
        keep(db, hub.store, file)
    assert keys(hub.store) == [file.key]
    assert hub.queue.pending_count() == 1


def test_small_files_ask_for_no_work(hub: Hub) -> None:
    file = receive_bytes(hub.store, MediaRole.TRANSCRIPT, b"hej", "Å.VTT", "text/vtt", NOON)
    with hub.writing() as db:
        keep(db, hub.store, file)
    assert (file.filename, file.state, hub.queue.pending_count()) == (
        "a.vtt",
        MediaState.READY,
        0,
    )


def test_a_normalised_version_is_a_job(hub: Hub, mp3: Path) -> None:
    file = receive_audio(hub.store, mp3, NOON)
    sent = Sent()
    hub.writers.configure(info={**hub.writers.kw["info"], "senders": sent})
    with hub.writing() as db:
        keep(db, hub.store, file)
        file.state = MediaState.READY
        request_normalised(db, file, wanted=True)
    assert (file.state, file.is_normalised_wanted) == (MediaState.UPLOADED, True)
    assert sent.jobs == [(PROCESS, str(file.id))] * 2


def test_an_unknown_file_is_not_found(hub: Hub) -> None:
    with hub.reading() as db, pytest.raises(NotFound):
        get_file(db, MediaFile(id=describe(MediaRole.IMAGE, "a", MP3, NOON).id).id)


def test_a_version_is_the_newest_of_its_role_and_of_this_original(rows: Session) -> None:
    original, other = make_media_file(rows), make_media_file(rows)
    role = MediaRole.NORMALISED
    assert version_of(rows, original, role) is None
    make_media_file(rows, source=original, role=role)
    newest = make_media_file(rows, source=original, role=role, created_at=NOON)
    later = NOON + timedelta(seconds=1)
    make_media_file(rows, source=original, role=MediaRole.CONVERTED, created_at=later)
    make_media_file(rows, source=other, role=role, created_at=later)
    make_media_file(rows, role=role, created_at=later)
    assert version_of(rows, original, role) == newest
