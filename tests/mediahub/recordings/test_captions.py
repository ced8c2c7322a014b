"""Captions are replaced in place, shown from their cues, and public only with an open replay."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.media.models import Deletion, MediaRole
from mediahub.recordings.captions import (
    ReceivedCaptions,
    public_since,
    request_transcription,
    set_captions,
    shown_captions,
    webvtt,
)
from mediahub.recordings.models import Recording
from mediahub.recordings.view import RecordingView
from mediahub.transcripts.formats.reader import read_transcript
from mediahub.transcripts.models import Origin, Transcript, TranscriptState
from mediahub.transcripts.service import cues_of
from mediahub.webcasts.models import Access
from tests.conftest import NOON
from tests.factories import CAPTIONS, make_captions, make_media_file, make_recording, make_webcast
from tests.mediahub.visitor import visiting

SECOND = timedelta(seconds=1)


def put(db: Session, recording: Recording, language: str, words: str = "Hej!") -> Transcript:
    data = f"1\n00:00:01,000 --> 00:00:02,000\n{words}\n".encode()
    source = make_media_file(db, role=MediaRole.TRANSCRIPT)
    received = ReceivedCaptions(read_transcript(data, "a.srt"), source, language)
    return set_captions(db, recording, received, actor="anna", now=NOON)


def replay(db: Session, **webcast: Any) -> Recording:
    held = make_webcast(db, **{"access": Access.PUBLIC, **webcast})
    return make_recording(db, held, opens_at=NOON, closes_at=NOON + SECOND)


def test_new_words_come_to_the_same_address_and_the_old_bytes_go(rows: Session) -> None:
    recording = make_recording(rows, make_webcast(rows))
    swedish = recording.captions[0].transcript
    old = swedish.source_id
    english = put(rows, recording, "en")
    assert put(rows, recording, "sv") is swedish
    rows.expire_all()
    assert [held.transcript for held in recording.captions] == [swedish, english]
    assert (swedish.revision, [cue.text for cue in cues_of(rows, swedish)]) == (2, ["Hej!"])
    wanted = rows.scalars(select(Deletion)).all()
    assert [(one.media_id, one.reason) for one in wanted] == [(old, "recording.captions")]


def test_a_machine_is_asked_once_for_a_language(rows: Session) -> None:
    recording = make_recording(rows, make_webcast(rows, title="Dialog"))
    heard = request_transcription(rows, recording, "en", NOON)
    assert heard.source is recording.media
    assert [held.transcript.language for held in shown_captions(recording)] == ["sv"]
    with pytest.raises(Conflict) as refusal:
        request_transcription(rows, recording, "en", NOON)
    assert str(refusal.value) == "The recording of “Dialog” has captions in that language."
    put(rows, recording, "en")
    assert (heard.origin, rows.scalars(select(Deletion)).all()) == (Origin.UPLOADED, [])


def test_what_nobody_has_reviewed_says_so(rows: Session) -> None:
    captions = make_captions(rows, origin=Origin.MACHINE)
    recording = make_recording(rows, make_webcast(rows), captions=[captions])
    view = RecordingView.of(recording.webcast, recording, "", NOON)
    assert [one.label for one in view.captions] == ["Svenska (Maskinellt, ej granskat)"]


def test_a_file_of_before_is_shown_as_it_came_until_it_is_read(hub: Hub) -> None:
    with hub.writing() as db:
        captions = make_captions(db, hub.store, state=TranscriptState.WAITING)
        make_recording(db, make_webcast(db), captions=[captions])
        assert webvtt(hub, db, captions) == CAPTIONS.encode()
        captions.transcript.source = None
        assert (webvtt(hub, db, captions), shown_captions(captions.recording)) == (None, [])


@pytest.mark.parametrize(
    ("webcast", "later", "expected"),
    [
        ({}, 0, NOON),
        ({}, 1, None),
        ({"access": Access.REGISTERED}, 0, None),
        ({"opens_at": None}, 0, None),
    ],
)
def test_it_is_public_with_an_open_replay_alone(
    rows: Session, webcast: dict[str, Any], later: int, expected: object
) -> None:
    transcript = replay(rows, **webcast).captions[0].transcript
    assert public_since(rows, transcript, NOON + later * SECOND) == expected


def test_anyone_reads_what_was_said_in_an_open_replay(hub: Hub) -> None:
    with hub.writing() as db:
        transcript = replay(db, title="Dialog").captions[0].transcript_id
        closed = make_recording(db, make_webcast(db), opens_at=NOON, closes_at=NOON + SECOND)
        seats = closed.captions[0].transcript_id
    with visiting(hub) as visitor:
        assert visitor.get(f"/transkript/{transcript}.vtt").text == CAPTIONS
        assert "<title>Dialog</title>" in visitor.get(f"/transkript/{transcript}.html").text
        assert visitor.get(f"/transkript/{seats}.vtt").status_code == 404
