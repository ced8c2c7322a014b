"""Work on originals: claimed by one, taken over from the dead, told of when it cannot be done."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from mediahub.errors import NotFound
from mediahub.hub import Hub
from mediahub.jobs.attempts import MOST_ATTEMPTS, WAITS, ask_again
from mediahub.media import claims as work
from mediahub.media import jobs
from mediahub.media.claims import SILENCE
from mediahub.media.jobs import due, is_complete, process, without_waveform
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.media.service import keep, receive_audio, request_normalised, version_of
from tests.conftest import NOON, Clock
from tests.factories import make_media_file
from tests.mediahub.media.sounds import sound
from tests.studio_setup import add_stray

SECOND = timedelta(seconds=1)


def add(hub: Hub, path: Path) -> MediaFile:
    file = receive_audio(hub.store, path, hub.now())
    with hub.writing() as db:
        keep(db, hub.store, file)
    return file


@pytest.fixture
def original(hub: Hub, mp3: Path) -> MediaFile:
    return add(hub, mp3)


@pytest.fixture
def wav(hub: Hub, tmp_path: Path) -> MediaFile:
    file = tmp_path / "ton.wav"
    file.write_bytes(sound(".wav"))
    return add(hub, file)


def now_of(hub: Hub, file: MediaFile) -> MediaFile:
    with hub.reading() as db:
        return db.get_one(MediaFile, file.id)


def waiting(hub: Hub) -> int:
    with hub.reading() as db:
        return len(due(db, hub.now()))


def version(hub: Hub, file: MediaFile, role: MediaRole) -> MediaFile | None:
    with hub.reading() as db:
        return version_of(db, file, role)


def test_an_mp3_is_measured_and_not_converted(hub: Hub, original: MediaFile) -> None:
    assert process(hub, original.id)
    found = now_of(hub, original)
    assert (found.state, found.worked_at, found.progress) == (MediaState.READY, None, None)
    assert found.loudness_lufs == pytest.approx(-21.8, abs=1.5)
    assert version(hub, original, MediaRole.CONVERTED) is None
    assert version(hub, original, MediaRole.NORMALISED) is None


def test_a_wav_gets_an_mp3(hub: Hub, wav: MediaFile) -> None:
    process(hub, wav.id)
    made = version(hub, wav, MediaRole.CONVERTED)
    assert made is not None
    assert (made.content_type, made.filename, made.state) == (
        "audio/mpeg",
        "ton.mp3",
        MediaState.READY,
    )
    assert made.duration_seconds == pytest.approx(2.0, abs=0.1)


def test_done_twice_it_does_no_harm(hub: Hub, wav: MediaFile) -> None:
    process(hub, wav.id)
    made = version(hub, wav, MediaRole.CONVERTED)
    with hub.writing() as db:
        db.get_one(MediaFile, wav.id).state = MediaState.UPLOADED
    assert process(hub, wav.id)
    again = version(hub, wav, MediaRole.CONVERTED)
    assert made is not None
    assert again is not None
    assert again.id == made.id


def test_what_is_done_waits_for_nothing(hub: Hub, original: MediaFile) -> None:
    assert waiting(hub) == 1
    process(hub, original.id)
    assert (waiting(hub), process(hub, original.id)) == (0, False)


def test_of_two_workers_one_gets_it(hub: Hub, wav: MediaFile) -> None:
    begun, results = threading.Barrier(2), []

    def run() -> None:
        begun.wait(5)
        results.append(process(hub, wav.id))

    workers = [threading.Thread(target=run) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(results) == [False, True]


def claim(hub: Hub, file: MediaFile) -> bool:
    with hub.writing() as db:
        return work.claim(db, file.id, MediaRole.ORIGINAL, hub.now())


def test_a_claim_is_taken_once_on_both_databases(db: Session, clock: Clock) -> None:
    file = make_media_file(db, state=MediaState.UPLOADED)
    taken = [work.claim(db, file.id, MediaRole.ORIGINAL, clock()) for _ in range(2)]
    assert (taken, due(db, clock())) == ([True, False], [])
    clock.advance(SILENCE + SECOND)
    assert due(db, clock()) == [file.id]


@pytest.mark.parametrize(
    ("silent", "expected"), [(-SECOND, False), (0 * SECOND, False), (SECOND, True)]
)
def test_work_of_the_dead_is_taken_over(
    hub: Hub, original: MediaFile, clock: Clock, silent: timedelta, expected: bool
) -> None:
    assert claim(hub, original)
    clock.advance(SILENCE + silent)
    assert waiting(hub) == int(expected)
    assert claim(hub, original) is expected


def test_a_worker_that_tells_of_progress_keeps_it(
    hub: Hub, original: MediaFile, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PROGRESS_SECONDS", 0.0)
    seen: list[float] = []
    claim(hub, original)
    clock.advance(SILENCE)
    work.progress_reporter(hub, original.id, seen.append)(0.5)
    clock.advance(SILENCE)
    assert (waiting(hub), now_of(hub, original).progress, seen) == (0, 0.5, [0.5])


def test_what_is_wrong_with_the_file_is_written_down_in_swedish(hub: Hub, wav: MediaFile) -> None:
    break_bytes(hub, wav, lambda data: data[:60])
    assert process(hub, wav.id)
    found = now_of(hub, wav)
    assert (found.state, found.worked_at, waiting(hub)) == (MediaState.FAILED, None, 0)
    assert found.failure is not None
    assert "ton.wav" in found.failure


def break_bytes(hub: Hub, file: MediaFile, change: Callable[[bytes], bytes]) -> None:
    with hub.store.as_file(file.key) as path:
        path.write_bytes(change(path.read_bytes()))


def test_any_other_failure_leaves_it_waiting(hub: Hub, wav: MediaFile, clock: Clock) -> None:
    hub.store.delete(wav.key)
    with pytest.raises(NotFound):
        process(hub, wav.id)
    found = now_of(hub, wav)
    assert (found.state, found.worked_at, waiting(hub)) == (MediaState.UPLOADED, None, 0)
    clock.advance(WAITS[0])
    assert waiting(hub) == 1


def test_work_that_fails_is_given_up_and_asked_for_by_hand(
    hub: Hub, wav: MediaFile, clock: Clock
) -> None:
    with hub.writing() as db:
        refused = make_media_file(db, state=MediaState.FAILED, failure="Det är ingen ljudfil.")
        neighbour = make_media_file(db, state=MediaState.UPLOADED, attempts=3)
    hub.store.delete(wav.key)
    for attempt in range(MOST_ATTEMPTS):
        with pytest.raises(NotFound):
            process(hub, wav.id)
        clock.advance(WAITS[min(attempt, len(WAITS) - 1)])
    found = now_of(hub, wav)
    assert (found.state, found.attempts) == (MediaState.FAILED, MOST_ATTEMPTS)
    assert found.failure == (
        "Det försöktes 5 gånger, och försöks inte igen av sig självt. Det finns ingen lagrad fil"
        f" som heter {wav.key}."
    )
    assert not process(hub, wav.id)
    failed = MediaFile.state == MediaState.FAILED
    with hub.writing() as db:
        assert ask_again(db, MediaFile, failed, state=MediaState.UPLOADED, failure=None) == 1
    assert (now_of(hub, wav).attempts, now_of(hub, wav).retry_at) == (0, None)
    assert now_of(hub, refused).state is MediaState.FAILED
    assert now_of(hub, neighbour).attempts == 3


def test_a_file_that_kills_its_worker_is_given_up(hub: Hub, wav: MediaFile, clock: Clock) -> None:
    for _ in range(MOST_ATTEMPTS):
        with hub.writing() as db:
            assert work.claim(db, wav.id, MediaRole.ORIGINAL, hub.now())
        clock.advance(WAITS[-1])
    assert process(hub, wav.id)
    found = now_of(hub, wav)
    assert (found.state, found.worked_at) == (MediaState.FAILED, None)
    assert "tjänsten avbröts varje gång" in (found.failure or "")
    assert waiting(hub) == 0


def test_a_normalised_version_is_made_when_wanted(hub: Hub, original: MediaFile) -> None:
    process(hub, original.id)
    with hub.writing() as db:
        request_normalised(db, db.get_one(MediaFile, original.id), wanted=True)
    assert process(hub, original.id)
    made = version(hub, original, MediaRole.NORMALISED)
    assert made is not None
    assert now_of(hub, original).state is MediaState.READY


def test_a_wish_that_comes_while_the_worker_is_at_it_is_not_lost(
    hub: Hub, original: MediaFile
) -> None:
    claim(hub, original)
    with hub.writing() as db:
        request_normalised(db, db.get_one(MediaFile, original.id), wanted=True)
    work.finish(hub, original.id, is_complete)
    assert (now_of(hub, original).state, waiting(hub)) == (MediaState.UPLOADED, 1)


def test_the_sweep_takes_only_what_is_old_and_nobodys(
    hub: Hub, original: MediaFile, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mediahub.media.jobs")
    add_stray(hub)
    for name in ("old", "new"):
        (hub.settings.work_dir / name).mkdir()
    settle(hub, clock)
    jobs.sweep(hub)
    assert {found.key for found in hub.store.stored_keys()} == {
        original.key,
        "originals/stray/stray.mp3",
    }
    clock.advance(SECOND)
    jobs.sweep(hub)
    assert {found.key for found in hub.store.stored_keys()} == {original.key}
    assert list(hub.settings.work_dir.iterdir()) == []


def test_the_sweep_tells_of_what_is_lost(
    hub: Hub, original: MediaFile, caplog: pytest.LogCaptureFixture
) -> None:
    hub.store.delete(original.key)
    jobs.sweep(hub)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", f"{original.key} is lost: a row names it, and the storage does not have it")
    ]


def test_a_plain_file_among_the_work_is_swept_too(
    hub: Hub, original: MediaFile, clock: Clock
) -> None:
    (hub.settings.work_dir / "a-file").write_bytes(b"left")
    settle(hub, clock)
    clock.advance(60 * SECOND)
    jobs.sweep(hub)
    assert list(hub.settings.work_dir.iterdir()) == []
    assert [found.key for found in hub.store.stored_keys()] == [original.key]


def settle(hub: Hub, clock: Clock) -> None:
    """A second before the grace of what was stored last has passed."""
    newest = max(found.modified_at for found in hub.store.stored_keys())
    clock.now = newest + timedelta(hours=24) - SECOND / 2


@pytest.mark.parametrize("values", [{"role": MediaRole.RECORDING}, {"state": MediaState.FAILED}])
def test_a_worker_at_originals_leaves_other_files(rows: Session, values: dict[str, object]) -> None:
    waits: dict[str, object] = {"state": MediaState.UPLOADED}
    mine, other = make_media_file(rows, **waits), make_media_file(rows, **waits | values)
    assert due(rows, NOON) == [mine.id]
    claims = [work.claim(rows, one.id, MediaRole.ORIGINAL, NOON) for one in (mine, other)]
    rows.refresh(other)
    assert (claims, other.worked_at, other.attempts) == ([True, False], None, 0)


def test_only_old_sounds_are_drawn_and_ten_at_a_time(rows: Session) -> None:
    for values in (
        {"role": MediaRole.NORMALISED},
        {"state": MediaState.UPLOADED},
        {"removed_at": NOON},
        {"peaks": b""},
    ):
        make_media_file(rows, **values)
    old = {make_media_file(rows).id for _ in range(2)}
    assert set(without_waveform(rows, NOON)) == old
    old |= {make_media_file(rows).id for _ in range(9)}
    found = without_waveform(rows, NOON)
    assert (len(found), set(found) <= old) == (10, True)
