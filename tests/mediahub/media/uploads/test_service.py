"""Files sent in parts by a script, from the first to the media that they become."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediahub import demo
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.hub import Hub
from mediahub.jobs.attempts import MOST_ATTEMPTS, WAITS, ask_again
from mediahub.media import sweep as media_sweep
from mediahub.media.claims import SILENCE
from mediahub.media.models import MediaFile, MediaRole, MediaState, Purpose, Upload, UploadState
from mediahub.media.service import PROCESS
from mediahub.media.uploads.jobs import UNUSED, _claimed, check_upload, due, sweep
from mediahub.media.uploads.service import (
    CHECK,
    GIVEN_UP,
    get_upload,
    give_up_uploads,
    take_upload,
    unused,
)
from mediahub.storage import PART_BYTES
from tests.conftest import NOON, Clock
from tests.factories import make_media_file, make_upload
from tests.mediahub.media.hostile import comments, huge_film, not_utf8, version_99
from tests.mediahub.media.sounds import sound
from tests.mediahub.media.upload_site import HOME, cut, digest, put, visiting
from tests.mediahub.visitor import Visitor

DEMO = Path(demo.__file__).parent
SECOND = timedelta(seconds=1)
PARTS = ("marks", "upload")
TWO_PARTS = bytes(PART_BYTES) + b"the end"


@pytest.fixture
def visitor(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as visitor:
        yield visitor


def begin(
    visitor: Visitor, size: int, name: str = "Råd 97.mp3", purpose: str = "audio"
) -> dict[str, object]:
    fields = {"filename": name, "size": str(size), "purpose": purpose}
    answer = visitor.post(HOME, fields)
    assert answer.status_code == 201
    told: dict[str, object] = answer.json()
    return told


def links(visitor: Visitor, upload: str, parts: dict[int, bytes]) -> dict[str, str]:
    digests = json.dumps({number: digest(body) for number, body in parts.items()})
    answer = visitor.post(f"{HOME}/{upload}/delar", {"parts": digests})
    assert answer.status_code == 200
    given: dict[str, str] = answer.json()["links"]
    return given


def send(visitor: Visitor, body: bytes, **what: str) -> UUID:
    """All parts of a file, and that they are sent."""
    upload = str(begin(visitor, len(body), **what)["id"])
    parts = cut(body)
    for number, url in links(visitor, upload, parts).items():
        assert put(visitor, url, parts[int(number)]) == 200
    assert visitor.post(f"{HOME}/{upload}/klar", {}).status_code == 202
    return UUID(upload)


def state(visitor: Visitor, upload: UUID | str) -> dict[str, object]:
    told: dict[str, object] = visitor.get(f"{HOME}/{upload}").json()
    return told


def kept(hub: Hub, upload: UUID) -> Upload:
    with hub.reading() as db:
        found = db.get_one(Upload, upload)
        assert found.media is None or found.media.key
        return found


def stored(hub: Hub) -> list[str]:
    return sorted(found.key for found in hub.store.stored_keys())


def test_a_recording_becomes_an_original_with_its_facts(hub: Hub, visitor: Visitor) -> None:
    body = (DEMO / "demokratiresan-097-kommunala-rad.mp3").read_bytes()
    upload = send(visitor, body, name="Kommunala råd.MP3")
    check_upload(hub, upload)
    told = state(visitor, upload)
    with hub.reading() as db:
        file = db.scalars(select(MediaFile)).one()
    assert (told["state"], told["media"]) == ("ready", str(file.id))
    assert (file.role, file.state) == (MediaRole.ORIGINAL, MediaState.UPLOADED)
    assert (file.filename, file.content_type) == ("kommunala-rad.mp3", "audio/mpeg")
    assert (file.size_bytes, file.sha256) == (len(body), digest(body))
    assert 75 < (file.duration_seconds or 0) < 78
    with hub.store.open(file.key) as stored_file:
        assert stored_file.read() == body


@pytest.mark.parametrize(
    ("name", "purpose", "role"),
    [
        ("webbsandning-2024-09-11-systematiskt-arbetssatt.mp4", "recording", "recording"),
        ("webbsandning-2024-09-11-dokumentation.pdf", "document", "document"),
    ],
)
def test_what_it_is_sent_for_decides_what_it_becomes(
    hub: Hub, visitor: Visitor, name: str, purpose: str, role: str
) -> None:
    upload = send(visitor, (DEMO / name).read_bytes(), name=name, purpose=purpose)
    check_upload(hub, upload)
    media = kept(hub, upload).media
    assert media is not None
    assert (media.role, media.filename) == (role, name)


def test_a_plain_file_is_kept_for_whoever_asked_for_it(hub: Hub, visitor: Visitor) -> None:
    upload = send(visitor, b"namn;epost", name="deltagare.csv", purpose="file")
    check_upload(hub, upload)
    with hub.writing() as db:
        taken = take_upload(db, upload, actor="producer", purposes=[Purpose.FILE], now=hub.now())
    with hub.store.as_file(taken.key) as path:
        assert (path.name, path.read_bytes()) == ("deltagare.csv", b"namn;epost")


def test_parts_that_are_there_are_told_after_a_reload(visitor: Visitor) -> None:
    upload = str(begin(visitor, len(TWO_PARTS))["id"])
    given = links(visitor, upload, cut(TWO_PARTS))
    put(visitor, given["2"], b"the end")
    assert state(visitor, upload)["parts"] == {"2": digest(b"the end")}
    put(visitor, given["1"], bytes(PART_BYTES))
    assert visitor.post(f"{HOME}/{upload}/klar", {}).json()["state"] == "sent"


def test_what_is_not_put_to_use_is_listed_in_another_browser(hub: Hub, visitor: Visitor) -> None:
    begun = begin(visitor, 5)
    ready, taken = (send(visitor, text, name="x.csv", purpose="file") for text in (b"a", b"b"))
    for upload in (ready, taken):
        check_upload(hub, upload)
    with hub.writing() as db:
        take_upload(db, taken, actor="producer", purposes=[Purpose.FILE], now=hub.now())
    listed = {found["id"]: found["state"] for found in visitor.get(HOME).json()["uploads"]}
    assert listed == {begun["id"]: "sending", str(ready): "ready"}
    assert state(visitor, ready)["parts"] == {"1": digest(b"a")}
    assert [state(visitor, upload)["taken"] for upload in (ready, taken)] == [False, True]


def test_wrong_bytes_are_seen_and_removed(hub: Hub, visitor: Visitor) -> None:
    body = sound(".mp3")
    upload = str(begin(visitor, len(body))["id"])
    given = links(visitor, upload, {1: body})
    put(visitor, given["1"], body[:-1] + b"?")
    visitor.post(f"{HOME}/{upload}/klar", {})
    check_upload(hub, UUID(upload))
    told = state(visitor, upload)
    assert (told["state"], told["media"]) == ("failed", None)
    assert stored(hub) == []


def test_what_is_no_sound_is_told_with_its_name(hub: Hub, visitor: Visitor) -> None:
    upload = send(visitor, b"%PDF-1.7\n", name="Program.mp3")
    check_upload(hub, upload)
    assert "Program.mp3" in str(kept(hub, upload).failure)
    assert stored(hub) == []


def test_an_end_without_all_parts_is_refused(visitor: Visitor) -> None:
    upload = str(begin(visitor, len(TWO_PARTS))["id"])
    links(visitor, upload, {1: bytes(PART_BYTES)})
    assert visitor.post(f"{HOME}/{upload}/klar", {}).status_code == 409


def test_an_upload_goes_on_when_the_store_misses_a_part(hub: Hub, visitor: Visitor) -> None:
    upload = str(begin(visitor, len(TWO_PARTS))["id"])
    put(visitor, links(visitor, upload, cut(TWO_PARTS))["1"], bytes(PART_BYTES))
    visitor.post(f"{HOME}/{upload}/klar", {})
    check_upload(hub, UUID(upload))
    told = state(visitor, upload)
    assert (told["state"], list(told["parts"])) == ("sending", ["1"])  # type: ignore[call-overload]


def test_a_worker_killed_after_the_file_was_made_is_followed(hub: Hub, visitor: Visitor) -> None:
    body = sound(".mp3")
    identity = send(visitor, body)
    upload = kept(hub, identity)
    hub.store.complete(upload.key, upload.store_id, hub.store.parts(upload.key, upload.store_id))
    check_upload(hub, identity)
    assert kept(hub, identity).state is UploadState.READY


def test_a_dead_workers_claim_is_taken_over(hub: Hub, visitor: Visitor, clock: Clock) -> None:
    identity = send(visitor, sound(".mp3"))
    with hub.writing() as db:
        db.get_one(Upload, identity).worked_at = hub.now()
    check_upload(hub, identity)
    assert kept(hub, identity).state is UploadState.SENT
    clock.advance(timedelta(minutes=2) + SECOND)
    with hub.reading() as db:
        assert due(db, hub.now()) == [identity]
    check_upload(hub, identity)
    assert kept(hub, identity).state is UploadState.READY


def test_the_same_work_twice_makes_one_file(hub: Hub, visitor: Visitor) -> None:
    identity = send(visitor, sound(".mp3"))
    for _ in range(2):
        check_upload(hub, identity)
    with hub.reading() as db:
        assert db.scalar(select(func.count()).select_from(MediaFile)) == 1


def test_an_aborted_upload_leaves_nothing(hub: Hub, visitor: Visitor) -> None:
    upload = str(begin(visitor, 5)["id"])
    put(visitor, links(visitor, upload, {1: b"whole"})["1"], b"whole")
    assert visitor.post(f"{HOME}/{upload}/avbryt", {}).status_code == 200
    assert visitor.get(f"{HOME}/{upload}").status_code == 404
    check_upload(hub, UUID(upload))
    assert stored(hub) == []
    with hub.reading() as db:
        assert db.get(Upload, UUID(upload)) is None


def test_an_upload_is_swept_a_day_after_its_last_part(
    hub: Hub, visitor: Visitor, clock: Clock
) -> None:
    upload = str(begin(visitor, 5)["id"])
    clock.advance(GIVEN_UP - SECOND)
    links(visitor, upload, {1: b"whole"})
    clock.advance(GIVEN_UP - SECOND)
    sweep(hub)
    assert state(visitor, upload)["state"] == "sending"
    clock.advance(SECOND)
    sweep(hub)
    with hub.reading() as db:
        assert due(db, hub.now()) == [UUID(upload)]
    check_upload(hub, UUID(upload))
    assert stored(hub) == []


def test_a_file_that_nobody_used_goes_after_a_week(
    hub: Hub, visitor: Visitor, clock: Clock
) -> None:
    unused, used = send(visitor, sound(".mp3")), send(visitor, sound(".mp3"))
    for upload in (unused, used):
        check_upload(hub, upload)
    with hub.writing() as db:
        take_upload(db, used, actor="producer", purposes=[Purpose.AUDIO], now=hub.now())
    media = kept(hub, used).media_id
    clock.advance(UNUSED)
    sweep(hub)
    with hub.reading() as db:
        assert db.scalars(select(MediaFile.id)).all() == [media]
        assert db.scalars(select(Upload.id)).all() == []


def test_files_that_wait_to_be_used_are_no_orphans(
    hub: Hub, visitor: Visitor, clock: Clock
) -> None:
    upload = send(visitor, b"namn", name="a.csv", purpose="file")
    check_upload(hub, upload)
    clock.now = hub.now() + timedelta(days=365 * 9)
    with hub.reading() as db:
        assert media_sweep.orphans(db, hub.store, hub.now()) == []


def test_an_upload_is_its_owners_alone(visitor: Visitor, hub: Hub) -> None:
    upload = str(begin(visitor, 5)["id"])
    visitor.client.cookies.set("who", "somebody else")
    asked = [
        visitor.get(f"{HOME}/{upload}"),
        *(visitor.post(f"{HOME}/{upload}/{act}", {}) for act in ("delar", "klar", "avbryt")),
    ]
    assert [answer.status_code for answer in asked] == [404] * 4
    assert visitor.get(HOME).json()["uploads"] == []
    with hub.writing() as db, pytest.raises(NotFound):
        take_upload(db, UUID(upload), actor="x", purposes=[Purpose.AUDIO], now=hub.now())


def test_what_is_not_ready_is_not_taken(visitor: Visitor, hub: Hub) -> None:
    upload = send(visitor, b"whole")
    with hub.writing() as db, pytest.raises(Conflict, match="is not ready yet"):
        take_upload(db, upload, actor="producer", purposes=[Purpose.AUDIO], now=hub.now())
    with hub.writing() as db, pytest.raises(Invalid, match="for something else"):
        take_upload(db, upload, actor="producer", purposes=[Purpose.FILE], now=hub.now())
    check_upload(hub, upload)
    with hub.writing() as db, pytest.raises(Invalid, match="cannot be used"):
        take_upload(db, upload, actor="producer", purposes=[Purpose.AUDIO], now=hub.now())


@pytest.mark.parametrize(
    "wrong",
    [
        {"filename": ""},
        {"filename": "/"},
        {"filename": "a" * 256},
        {"size": "0"},
        {"size": "-1"},
        {"size": "x"},
        {"size": str((10 << 30) + 1)},
        {"purpose": "poster"},
    ],
)
def test_what_cannot_be_a_file_is_refused(visitor: Visitor, wrong: dict[str, str]) -> None:
    fields = {"filename": "a.mp3", "size": "5", "purpose": "audio"}
    answer = visitor.post(HOME, fields | wrong)
    assert answer.status_code == 422
    assert answer.json()["problem"]


def test_no_room_is_told_before_anything_is_sent(hub: Hub, visitor: Visitor) -> None:
    roomy = hub.settings.model_copy(update={"largest_upload_gib": 1 << 40})
    object.__setattr__(hub, "settings", roomy)
    answer = visitor.post(HOME, {"filename": "a.mp3", "size": str(10**14), "purpose": "audio"})
    assert answer.status_code == 409
    assert stored(hub) == []


@pytest.mark.parametrize(
    "parts",
    ["", "[]", "{}", '{"x": "y"}', '{"1": "short"}', f'{{"3": "{"0" * 64}"}}',
     f'{{"0": "{"0" * 64}"}}'],
)  # fmt: skip
def test_links_are_for_the_parts_of_the_file(visitor: Visitor, parts: str) -> None:
    upload = begin(visitor, len(TWO_PARTS))["id"]
    assert visitor.post(f"{HOME}/{upload}/delar", {"parts": parts}).status_code == 422


def test_a_key_tells_neither_name_nor_folder_of_the_sender(hub: Hub, visitor: Visitor) -> None:
    upload = UUID(str(begin(visitor, 5, name="C:\\Users\\Åsa\\..\\Råd 97.M+P3")["id"]))
    with hub.reading() as db:
        found = get_upload(db, upload, "producer")
    assert found.filename == "Råd 97.M+P3"
    assert found.key.rpartition("/")[2] == "rad-97.mp3"


def test_an_original_is_worked_on_as_any_other(hub: Hub, visitor: Visitor) -> None:
    upload = send(visitor, sound(".mp3"))
    check_upload(hub, upload)
    waiting = [hub.queue.dequeue() for _ in range(2)]
    assert [task.name for task in waiting if task] == [CHECK, PROCESS]


def test_an_unknown_upload_is_no_work(hub: Hub) -> None:
    check_upload(hub, uuid4())
    assert stored(hub) == []


def test_a_file_that_kills_its_worker_is_given_up(hub: Hub, visitor: Visitor, clock: Clock) -> None:
    identity, neighbour = send(visitor, sound(".mp3")), send(visitor, sound(".mp3"))
    for attempt in range(MOST_ATTEMPTS):
        assert _claimed(hub, identity) is not None
        assert _claimed(hub, identity) is None
        clock.advance(WAITS[min(attempt, len(WAITS) - 1)] + SILENCE)
    check_upload(hub, identity)
    found = kept(hub, identity)
    assert (found.state, found.worked_at) == (UploadState.FAILED, None)
    assert "försöktes 5 gånger" in (found.failure or "")
    with hub.reading() as db:
        assert due(db, hub.now()) == [neighbour]
    with hub.writing() as db:
        ask_again(db, Upload, Upload.state == UploadState.FAILED, state=UploadState.SENT)
    check_upload(hub, identity)
    assert kept(hub, identity).state is UploadState.READY


def test_what_was_taken_back_goes_after_any_number_of_attempts(
    hub: Hub, visitor: Visitor, clock: Clock
) -> None:
    identity = send(visitor, sound(".mp3"))
    visitor.post(f"{HOME}/{identity}/avbryt", {})
    for _ in range(2 * MOST_ATTEMPTS):
        assert _claimed(hub, identity) is not None
        clock.advance(WAITS[-1] + SILENCE)
    check_upload(hub, identity)
    assert stored(hub) == []


@pytest.mark.parametrize(
    ("purpose", "make", "sentence"),
    [
        ("document", version_99, "den går inte att packa upp"),
        ("document", not_utf8, "den går inte att packa upp"),
        ("recording", huge_film, "14\N{NO-BREAK SPACE}000 × 13\N{NO-BREAK SPACE}000 bildpunkter"),
        ("recording", lambda: b"#EXTM3U\n", "slag som kan användas: MP4, MP3 eller M4A."),
        ("audio", lambda: b"#EXTM3U\n", "MP3, M4A, MP4, MOV, WAV, FLAC eller Ogg."),
        ("audio", lambda: comments(1_800_000), "mer tid eller minne"),
    ],
)
def test_whatever_a_file_does_to_who_looks_is_one_sentence(
    hub: Hub, visitor: Visitor, purpose: str, make: Callable[[], bytes], sentence: str
) -> None:
    neighbour = send(visitor, sound(".mp3"))
    identity = send(visitor, make(), purpose=purpose)
    check_upload(hub, identity)
    found = kept(hub, identity)
    assert (found.state, found.attempts, found.worked_at) == (UploadState.FAILED, 0, None)
    assert sentence in (found.failure or "")
    assert stored(hub) == [f".parts/{kept(hub, neighbour).store_id}.{end}" for end in PARTS]
    with hub.reading() as db:
        assert due(db, hub.now()) == [neighbour]


def test_a_user_is_told_of_their_own_that_may_be_used(rows: Session) -> None:
    make_upload(rows, actor="somebody else")
    make_upload(rows, taken_at=NOON)
    for state in UploadState:
        make_upload(rows, state=state, filename=state, created_at=NOON)
    newest = make_upload(rows, created_at=NOON + SECOND)
    found = unused(rows, "producer")
    assert found[0] == newest
    assert {one.filename for one in found[1:]} == {"sending", "sent", "ready"}


def test_giving_up_leaves_what_is_in_use_and_what_others_sent(rows: Session) -> None:
    begun = make_upload(rows, state=UploadState.SENDING)
    gone = make_upload(rows, state=UploadState.ABORTED, attempts=2)
    kept = [make_upload(rows, taken_at=NOON), make_upload(rows, actor="somebody else")]
    give_up_uploads(rows, "producer")
    assert (begun.state, gone.attempts) == (UploadState.ABORTED, 2)
    assert [one.state for one in kept] == [UploadState.SENT] * 2


def test_only_what_is_all_sent_or_aborted_is_work(rows: Session) -> None:
    for state in UploadState:
        make_upload(rows, state=state, worked_at=NOON)
    left = {make_upload(rows, state=state).id: state for state in UploadState}
    waiting = {left.get(one) for one in due(rows, NOON)}
    assert waiting == {UploadState.SENT, UploadState.ABORTED}


@pytest.mark.parametrize(
    ("state", "after_a_day", "after_a_week"),
    [
        (UploadState.SENDING, UploadState.ABORTED, UploadState.ABORTED),
        (UploadState.SENT, UploadState.SENT, UploadState.SENT),
        (UploadState.READY, UploadState.READY, None),
        (UploadState.FAILED, UploadState.FAILED, None),
    ],
)
def test_the_sweep_leaves_what_is_at_work_and_what_came_later(
    hub: Hub, state: UploadState, after_a_day: UploadState, after_a_week: UploadState | None
) -> None:
    ages = (GIVEN_UP, after_a_day), (UNUSED, after_a_week), (GIVEN_UP - SECOND, state)
    with hub.writing() as db:
        sent = [make_upload(db, state=state, last_part_at=NOON - age).id for age, _ in ages]
    sweep(hub)
    with hub.reading() as db:
        left = [db.get(Upload, identity) for identity in sent]
    assert [one and one.state for one in left] == [expected for _, expected in ages]


def test_versions_go_with_their_unused_sound_and_those_of_others_stay(hub: Hub) -> None:
    with hub.writing() as db:
        media, other = make_media_file(db), make_media_file(db)
        make_media_file(db, source=media)
        kept = {other.id, make_media_file(db, source=other).id}
        make_upload(db, state=UploadState.READY, media=media, last_part_at=NOON - UNUSED)
    sweep(hub)
    with hub.reading() as db:
        assert set(db.scalars(select(MediaFile.id))) == kept
