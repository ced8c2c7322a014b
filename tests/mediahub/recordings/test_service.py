"""Recordings are made, found and taken away, with all that was said in them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import Conflict, Hint, NotFound
from mediahub.media.models import Deletion
from mediahub.people.models import Person
from mediahub.recordings.models import Recording
from mediahub.recordings.service import (
    Received,
    add_document,
    add_recording,
    files_of,
    find_recording,
    get_recording,
    list_recordings,
    newest_recording,
    newest_state,
    remove_recording,
)
from mediahub.recordings.watching.preload import preload
from mediahub.transcripts.models import Transcript, TranscriptCue
from mediahub.webcasts.models import ProgrammePoint, WebcastCredit
from tests.conftest import NOON
from tests.factories import make_media_file, make_recording, make_webcast


def wanted(db: Session) -> list[tuple[object, str]]:
    return [(one.media_id, one.reason) for one in db.scalars(select(Deletion)).all()]


def test_a_webcast_has_one_recording(db: Session) -> None:
    webcast = make_webcast(db, title="Dialog", slug="dialog")
    with pytest.raises(NotFound):
        get_recording(db, webcast)
    made = add_recording(db, webcast, Received(make_media_file(db)), actor="x", now=NOON)
    assert (find_recording(db, webcast), newest_recording(db, webcast)) == (made, made)
    with pytest.raises(Conflict) as refusal:
        add_recording(db, webcast, Received(make_media_file(db)), actor="x", now=NOON)
    assert str(refusal.value) == "“Dialog” has a recording already. Remove that one first."
    assert refusal.value.hint is Hint.REMOVE_RECORDING


def test_one_that_is_deleted_makes_room_and_is_remembered(db: Session) -> None:
    webcast = make_webcast(db)
    old = make_recording(db, webcast, deleted_at=NOON)
    assert (find_recording(db, webcast), newest_recording(db, webcast)) == (None, old)
    new = add_recording(db, webcast, Received(make_media_file(db)), actor="x", now=NOON)
    assert newest_recording(db, webcast) is new
    assert list_recordings(db) == [new, old]


def test_documents_stand_in_the_order_they_came(rows: Session) -> None:
    recording = make_recording(rows, make_webcast(rows), documents=[])
    for title in ("B", "A"):
        add_document(rows, recording, make_media_file(rows), title)
    rows.expire_all()
    assert [document.title for document in recording.documents] == ["B", "A"]


def test_what_nobody_could_watch_is_removed_with_its_bytes(db: Session) -> None:
    recording = make_recording(db, make_webcast(db))
    files = files_of(recording)
    assert len(files) == 4
    remove_recording(db, recording, actor="x", now=NOON, reason="Fel fil.")
    assert db.scalars(select(Recording)).all() == []
    assert [db.scalars(select(kind)).all() for kind in (Transcript, TranscriptCue)] == [[], []]
    assert sorted(wanted(db)) == sorted((file.id, "recording.remove") for file in files)


def test_what_was_opened_is_not_removed(rows: Session) -> None:
    recording = make_recording(rows, make_webcast(rows, title="Dialog"), opens_at=NOON)
    with pytest.raises(Conflict) as refusal:
        remove_recording(rows, recording, actor="x", now=NOON, reason="Fel fil.")
    assert str(refusal.value) == (
        "The recording of “Dialog” has been opened: close it, and it is deleted a day later."
    )


def test_each_webcast_has_its_own_recording_among_others(db: Session) -> None:
    webcasts = [make_webcast(db, starts_at=NOON + timedelta(days=day)) for day in (1, 3, 2)]
    deleted = make_recording(db, webcasts[0], deleted_at=NOON)
    held = [make_recording(db, webcast) for webcast in webcasts]
    bare = make_webcast(db)
    for webcast, recording in zip(webcasts, held, strict=True):
        assert find_recording(db, webcast) is recording
        assert newest_recording(db, webcast) is recording
        assert newest_state(db, webcast, NOON) == "ready"
    assert (find_recording(db, bare), newest_state(db, bare, NOON)) == (None, "")
    assert list_recordings(db)[:2] == [held[1], held[2]]
    assert set(list_recordings(db)[2:]) == {held[0], deleted}


def test_a_page_is_told_what_its_own_recording_has(db: Session) -> None:
    recording, other = (make_recording(db, make_webcast(db)) for _ in range(2))
    for one in (recording, other):
        person = Person(name=one.id.hex)
        one.webcast.credits.append(WebcastCredit(person=person, role="guest", group="cast"))
        one.webcast.programme.append(ProgrammePoint(title="Start", starts_at=NOON))
    db.flush()
    own = recording.captions[:], recording.documents[:]
    of_webcast = recording.webcast.programme[:], recording.webcast.credits[:]
    db.expire_all()
    preload(db, recording)
    assert (recording.captions, recording.documents) == own
    assert (recording.webcast.programme, recording.webcast.credits) == of_webcast
