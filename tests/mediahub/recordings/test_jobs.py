"""A recording is made ready: once, also after a worker was killed, or it says why not."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from mediahub.errors import NotFound
from mediahub.hub import Hub
from mediahub.jobs.attempts import WAITS
from mediahub.media import claims
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.media.service import keep
from mediahub.recordings.incoming_files import check, receive
from mediahub.recordings.jobs import due, process
from mediahub.recordings.models import Recording
from mediahub.recordings.service import PROCESS, add_recording
from mediahub.recordings.state import RecordingState, state_of
from tests.conftest import Clock, Sent
from tests.factories import make_webcast
from tests.mediahub.media.sounds import WEBCAST, film


def add(hub: Hub, path: Path) -> UUID:
    received = receive(hub.store, check(path), hub.now())
    with hub.writing() as db:
        for file in received.files:
            keep(db, hub.store, file)
        return add_recording(db, make_webcast(db), received, actor="x", now=hub.now()).id


def now_of(hub: Hub, recording_id: UUID) -> Recording:
    with hub.reading() as db:
        return db.get_one(Recording, recording_id)


def waiting(hub: Hub) -> list[UUID]:
    with hub.reading() as db:
        return list(due(db, hub.now()))


@pytest.fixture
def sent_jobs(hub: Hub) -> Sent:
    sent = Sent()
    hub.writers.configure(info={**hub.writers.kw["info"], "senders": sent})
    return sent


def test_sound_is_played_as_it_came(hub: Hub, mp3: Path, sent_jobs: Sent) -> None:
    identity = add(hub, mp3)
    assert sent_jobs.jobs == [(PROCESS, str(identity))]
    assert (state_of(now_of(hub, identity), hub.now()), waiting(hub)) == ("uploaded", [identity])
    assert process(hub, identity)
    found = now_of(hub, identity)
    assert (found.playable_id, found.poster_id) == (found.media_id, None)
    assert (state_of(found, hub.now()), waiting(hub)) == (RecordingState.READY, [])
    assert not process(hub, identity)


def test_a_video_gets_a_poster(hub: Hub) -> None:
    identity = add(hub, WEBCAST)
    process(hub, identity)
    found = now_of(hub, identity)
    assert (found.playable_id, found.media.state) == (found.media_id, MediaState.READY)
    assert found.poster is not None
    assert (found.poster.role, found.poster.key.split("/")[0]) == (MediaRole.POSTER, "webcasts")
    with hub.store.as_file(found.poster.key) as path, Image.open(path) as image:
        assert (image.format, image.size) == ("JPEG", (640, 360))


def test_a_video_that_does_not_play_at_once_gets_a_version_that_does(
    hub: Hub, tmp_path: Path
) -> None:
    file = tmp_path / "sändning.mp4"
    file.write_bytes(film())
    identity, shown = add(hub, file), [0.0]
    process(hub, identity, shown.append)
    found = now_of(hub, identity)
    assert found.playable is not None
    assert (found.playable.source_id, found.playable.role) == (found.media_id, MediaRole.RECORDING)
    assert (found.playable.width, found.playable.filename) == (32, "sandning.mp4")
    assert (sorted(shown), shown[-1]) == (shown, 1.0)
    assert waiting(hub) == []


def test_what_is_wrong_with_the_file_is_written_down(hub: Hub) -> None:
    identity = add(hub, WEBCAST)
    with hub.store.as_file(now_of(hub, identity).media.key) as path:
        data = path.read_bytes()
        path.write_bytes(data.replace(b"avc1", b"none"))
    assert process(hub, identity)
    found = now_of(hub, identity)
    assert (state_of(found, hub.now()), waiting(hub)) == (RecordingState.FAILED, [])
    assert found.media.failure is not None


def test_any_other_failure_leaves_it_waiting(hub: Hub, mp3: Path, clock: Clock) -> None:
    identity = add(hub, mp3)
    hub.store.delete(now_of(hub, identity).media.key)
    with pytest.raises(NotFound):
        process(hub, identity)
    assert (now_of(hub, identity).media.worked_at, waiting(hub)) == (None, [])
    clock.advance(WAITS[0])
    assert waiting(hub) == [identity]


def test_the_work_of_a_killed_worker_is_done_by_another(hub: Hub, mp3: Path, clock: Clock) -> None:
    identity = add(hub, mp3)
    with hub.writing() as db:
        media = db.get_one(Recording, identity).media
        assert claims.claim(db, media.id, MediaRole.RECORDING, hub.now())
    assert (process(hub, identity), waiting(hub)) == (False, [])
    assert state_of(now_of(hub, identity), hub.now()) is RecordingState.PROCESSING
    clock.advance(claims.SILENCE + timedelta(seconds=1))
    assert process(hub, identity)


def test_what_a_killed_worker_had_made_is_not_made_again(hub: Hub, mp3: Path) -> None:
    identity = add(hub, mp3)
    process(hub, identity)
    with hub.writing() as db:
        db.get_one(Recording, identity).media.state = MediaState.UPLOADED
    assert process(hub, identity)
    with hub.reading() as db:
        assert db.query(MediaFile).count() == 1
    assert now_of(hub, identity).media.state is MediaState.READY
