"""Cues from files of before, and from a machine where there is one."""

import os
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode
from mediahub.hub import Hub
from mediahub.jobs.attempts import MOST_ATTEMPTS, WAITS
from mediahub.media.models import MediaFile
from mediahub.transcripts import jobs
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.models import Origin, Transcript, TranscriptState
from mediahub.transcripts.service import TRANSCRIBE, changes_of, cues_of
from mediahub.transcripts.transcription import transcribe
from tests.conftest import NOON, Clock
from tests.factories import make_episode, make_show, make_transcript
from tests.studio_setup import TEXT, add_old_transcript

SECOND = timedelta(seconds=1)
MODEL = os.environ.get("TRANSCRIBE_TEST_MODEL", "")


def add_published_old(hub: Hub, data: bytes = TEXT) -> tuple[MediaFile, UUID]:
    with hub.writing() as db:
        episode = make_episode(db, make_show(db), opens_at=NOON)
        db.expunge_all()
    file = add_old_transcript(hub, episode, data)
    with hub.reading() as db:
        return file, db.get_one(Episode, episode.id).transcripts[0].transcript_id


def due(hub: Hub) -> list[object]:
    with hub.reading() as db:
        return [one for job in jobs.JOBS for one in job.due(db, hub.now())]


def test_a_file_of_before_gets_its_cues_once(hub: Hub) -> None:
    file, transcript_id = add_published_old(hub)
    assert due(hub) == [transcript_id]
    assert (jobs.read(hub, transcript_id), jobs.read(hub, transcript_id)) == (True, False)
    with hub.reading() as db:
        held = db.get_one(Transcript, transcript_id)
        assert [cue.text for cue in cues_of(db, held)] == ["Välkommen"]
        assert (held.state, held.revision, held.source_id) == (TranscriptState.READY, 1, file.id)
    assert due(hub) == []


def test_a_file_that_cannot_be_read_fails_with_the_reason(hub: Hub) -> None:
    _, transcript_id = add_published_old(hub, b"hej")
    assert jobs.read(hub, transcript_id)
    with hub.reading() as db:
        held = db.get_one(Transcript, transcript_id)
    assert held.state is TranscriptState.FAILED
    assert "WEBVTT" in (held.failure or "")
    assert due(hub) == []


def test_without_a_model_the_machine_says_so(hub: Hub) -> None:
    file, _ = add_published_old(hub)
    with hub.writing() as db:
        held = make_transcript(
            db, origin=Origin.MACHINE, state=TranscriptState.WAITING, source_id=file.id
        )
    assert jobs.listen(hub, held.id)
    with hub.reading() as db:
        assert db.get_one(Transcript, held.id).state is TranscriptState.FAILED


@pytest.mark.skipif(
    not MODEL or find_spec("faster_whisper") is None,
    reason="needs mediahub[transcribe], and TRANSCRIBE_TEST_MODEL naming a folder with a model",
)
def test_a_machine_hears_the_demo() -> None:
    parts: list[float] = []
    sound = Path("mediahub/demo/demokratiresan-097-kommunala-rad.mp3")
    cues = transcribe(Path(MODEL), sound, "sv", parts.append)
    assert cues
    assert parts == sorted(parts)


def test_a_file_that_kills_its_worker_is_given_up(hub: Hub, clock: Clock) -> None:
    _, identity = add_published_old(hub)
    _, neighbour = add_published_old(hub)
    for _ in range(MOST_ATTEMPTS):
        with hub.writing() as db:
            assert jobs._claim(db, identity, Origin.UPLOADED, hub.now())
        clock.advance(WAITS[-1])
    assert jobs.read(hub, identity)
    with hub.reading() as db:
        found = db.get_one(Transcript, identity)
    assert (found.state, found.worked_at) == (TranscriptState.FAILED, None)
    assert "försöktes 5 gånger" in (found.failure or "")
    assert due(hub) == [neighbour]


@pytest.mark.parametrize(
    ("name", "mine", "another"),
    [
        (jobs.READ, Origin.UPLOADED, Origin.MACHINE),
        (TRANSCRIBE, Origin.MACHINE, Origin.UPLOADED),
    ],
)
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"state": TranscriptState.READY},
        {"state": TranscriptState.FAILED},
        {"worked_at": NOON},
        {"retry_at": NOON + SECOND},
    ],
)
def test_a_worker_leaves_what_is_not_its_own_or_does_not_wait(
    rows: Session, name: str, mine: Origin, another: Origin, values: dict[str, Any]
) -> None:
    (job,) = [job for job in jobs.JOBS if job.name == name]
    values = values or {"origin": another}
    waits = {"state": TranscriptState.WAITING, "origin": mine}
    wanted, other = make_transcript(rows, **waits), make_transcript(rows, **waits | values)
    assert list(job.due(rows, NOON)) == [wanted.id]
    claims = [jobs._claim(rows, one.id, mine, NOON) for one in (wanted, other)]
    rows.refresh(other)
    assert (claims, other.attempts, other.progress) == ([True, False], 0, None)


def test_progress_and_the_end_are_of_one_transcript(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PROGRESS_SECONDS", 0.0)
    with hub.writing() as db:
        waits = {"state": TranscriptState.WAITING, "revision": 0}
        mine, other = make_transcript(db, **waits), make_transcript(db, **waits)
    jobs._progress(hub, mine.id)(0.5)
    assert told(hub, mine) == (0.5, NOON, TranscriptState.WAITING)
    assert told(hub, other) == (None, None, TranscriptState.WAITING)
    jobs._finish(hub, mine.id, Origin.UPLOADED, [Cue(0, 1, "", "Hej.")])
    assert told(hub, mine) == (None, None, TranscriptState.READY)
    with hub.reading() as db:
        assert [change.action for change in changes_of(db, db.merge(mine))] == ["read"]
    assert told(hub, other) == (None, None, TranscriptState.WAITING)


def told(hub: Hub, transcript: Transcript) -> tuple[object, ...]:
    with hub.reading() as db:
        found = db.get_one(Transcript, transcript.id)
        return found.progress, found.worked_at, found.state
