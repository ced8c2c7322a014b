"""Transcripts: kept as cues, read, and found; what changes them is in `changing`."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.jobs.queue import enqueue
from mediahub.media.models import MediaFile
from mediahub.people.models import Person
from mediahub.transcripts.cues import Cue, is_timed
from mediahub.transcripts.diffs import Diff, diff
from mediahub.transcripts.models import (
    Origin,
    Transcript,
    TranscriptChange,
    TranscriptCue,
    TranscriptSpeaker,
    TranscriptState,
)

TRANSCRIBE = "transcripts.transcribe"
# BCP 47 as podcasts use it: a language, perhaps a script, a region.
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
_LONGEST_LANGUAGE = 16


def new_transcript(
    db: Session, language: str, origin: Origin, now: datetime, source: MediaFile | None = None
) -> Transcript:
    """A transcript without cues, waiting for them; Invalid for what is not a language code."""
    require_language(language)
    transcript = Transcript(
        id=uuid4(), language=language, origin=origin, created_at=now, source=source, revision=0
    )
    transcript.state = TranscriptState.WAITING
    db.add(transcript)
    db.flush()
    return transcript


def require_language(language: str) -> None:
    """Invalid unless it is a language code."""
    if not _LANGUAGE.fullmatch(language) or len(language) > _LONGEST_LANGUAGE:
        raise Invalid("“{language}” is not a language code. Swedish is sv.", language=language)


def get_transcript(db: Session, identity: UUID) -> Transcript:
    """The transcript, or NotFound."""
    found = db.get(Transcript, identity)
    if found is None:
        raise NotFound("There is no such transcript.")
    return found


def to_change(db: Session, identity: UUID, expected: int | None) -> Transcript:
    """The transcript with its row locked; Conflict unless it is at the revision that was seen.

    None takes whatever there is. Conflict too while its cues are not there.
    """
    query = select(Transcript).where(Transcript.id == identity)
    locked = query.with_for_update(of=Transcript).execution_options(populate_existing=True)
    found = db.scalars(locked).one_or_none()
    if found is None:
        raise NotFound("There is no such transcript.")
    if found.state is not TranscriptState.READY:
        raise Conflict("The transcript is not ready yet.")
    if expected is not None and expected != found.revision:
        raise Conflict(
            "The transcript has been changed since: you saw revision {expected}, and it is at"
            " {revision}. Read it again.",
            expected=expected,
            revision=found.revision,
        )
    return found


def cues_of(db: Session, transcript: Transcript) -> tuple[Cue, ...]:
    """The cues in their order."""
    query = (
        select(
            TranscriptCue.start_ms,
            TranscriptCue.end_ms,
            TranscriptSpeaker.name,
            TranscriptCue.text,
        )
        .outerjoin(TranscriptSpeaker, TranscriptSpeaker.id == TranscriptCue.speaker_id)
        .where(TranscriptCue.transcript_id == transcript.id)
        .order_by(TranscriptCue.position)
    )
    rows = db.execute(query)
    return tuple(Cue(start, end, name or "", text) for start, end, name, text in rows)


def speakers_of(db: Session, transcript: Transcript) -> Sequence[TranscriptSpeaker]:
    """Everyone who speaks or has spoken in it, by name."""
    held = select(TranscriptSpeaker).where(TranscriptSpeaker.transcript_id == transcript.id)
    return db.scalars(held.order_by(TranscriptSpeaker.name)).all()


def changes_of(db: Session, transcript: Transcript) -> Sequence[TranscriptChange]:
    """Its changes, newest first."""
    held = select(TranscriptChange).where(TranscriptChange.transcript_id == transcript.id)
    return db.scalars(held.order_by(TranscriptChange.revision.desc())).all()


def put_cues(
    db: Session,
    transcript: Transcript,
    cues: Sequence[Cue],
    *,
    actor: str,
    action: str,
    now: datetime,
) -> Diff:
    """Give the transcript these cues, and write down what that changed; the next revision."""
    before = cues_of(db, transcript)
    changed = diff(before, cues)
    _speak(db, transcript, {cue.speaker for cue in cues if cue.speaker})
    named = {one.name: one.id for one in speakers_of(db, transcript)}
    for hunk in changed["hunks"]:
        _replace(db, transcript, hunk["at"], len(hunk["before"]), len(hunk["after"]), cues, named)
    transcript.is_timed = is_timed(cues)
    transcript.state, transcript.failure = TranscriptState.READY, None
    note_change(db, transcript, changed, actor=actor, action=action, now=now)
    return changed


def put_upload(
    db: Session,
    transcript: Transcript,
    cues: Sequence[Cue],
    source: MediaFile,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Give the transcript the cues of a file that a person has made, whatever it was before."""
    transcript.origin, transcript.reviewed_at = Origin.UPLOADED, None
    transcript.source = source
    put_cues(db, transcript, cues, actor=actor, action="upload", now=now)


def note_change(
    db: Session, transcript: Transcript, changed: Diff, *, actor: str, action: str, now: datetime
) -> None:
    """Add to the history; what refers to the transcript is dated with it."""
    transcript.revision += 1
    db.add(
        TranscriptChange(
            transcript_id=transcript.id,
            revision=transcript.revision,
            at=now,
            actor=actor,
            action=action,
            diff=changed,
        )
    )
    db.flush()


def _replace(
    db: Session,
    transcript: Transcript,
    at: int,
    removed: int,
    added: int,
    cues: Sequence[Cue],
    named: dict[str, UUID],
) -> None:
    """Rows `at` and on: so many go, so many of `cues` come, and those behind move."""
    own = TranscriptCue.transcript_id == transcript.id
    behind = TranscriptCue.position >= at + removed
    db.execute(
        delete(TranscriptCue).where(own, TranscriptCue.position >= at, ~behind),
        execution_options={"synchronize_session": False},
    )
    if removed != added:
        db.execute(
            update(TranscriptCue)
            .where(own, behind)
            .values(position=TranscriptCue.position + (added - removed)),
            execution_options={"synchronize_session": False},
        )
    rows = [_row(transcript, i, cues[i], named) for i in range(at, at + added)]
    if rows:
        db.execute(insert(TranscriptCue), rows)


def _row(
    transcript: Transcript, position: int, cue: Cue, named: dict[str, UUID]
) -> dict[str, object]:
    return {
        "id": uuid4(),
        "transcript_id": transcript.id,
        "position": position,
        "start_ms": cue.start_ms,
        "end_ms": cue.end_ms,
        "speaker_id": named.get(cue.speaker),
        "text": cue.text,
    }


def _speak(db: Session, transcript: Transcript, names: Iterable[str]) -> None:
    """A row for each name that is new, linked to whoever is credited under the same name."""
    known = {one.name for one in speakers_of(db, transcript)}
    for name in sorted(set(names) - known):
        db.add(TranscriptSpeaker(transcript_id=transcript.id, name=name))
    db.flush()
    link_equal_names(db, transcript)


def link_equal_names(db: Session, transcript: Transcript) -> None:
    """Link speakers to the persons of the same name, except where a person has said otherwise."""
    query = (
        select(TranscriptSpeaker, Person)
        .join(Person, Person.name == TranscriptSpeaker.name)
        .where(
            TranscriptSpeaker.transcript_id == transcript.id,
            TranscriptSpeaker.person_id.is_(None),
            TranscriptSpeaker.is_linked_by_hand.is_(False),
        )
    )
    for speaker, person in db.execute(query).all():
        speaker.person = person
    db.flush()


def remove(db: Session, transcript: Transcript) -> None:
    """Remove a transcript that nothing refers to any more, with its cues and its history."""
    for kind in (TranscriptCue, TranscriptSpeaker, TranscriptChange):
        db.execute(
            delete(kind).where(kind.transcript_id == transcript.id),
            execution_options={"synchronize_session": False},
        )
    db.delete(transcript)
    db.flush()


def ask_for_machine(db: Session, language: str, sound: MediaFile, now: datetime) -> Transcript:
    """A transcript that a job makes from the sound; nobody has reviewed it until then."""
    transcript = new_transcript(db, language, Origin.MACHINE, now, sound)
    enqueue(db, TRANSCRIBE, transcript.id)
    return transcript
