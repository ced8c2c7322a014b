"""Corrections by people: each one is a revision with its difference, and none meets a stale view.

All take the transcript's id, `expected` (the revision that the person saw; None for whichever it
is), the `actor` and `now`, and raise Conflict when somebody else was quicker.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.errors import Conflict, NotFound
from mediahub.people.service import get_person
from mediahub.transcripts import cue_edits
from mediahub.transcripts.cue_edits import Cues
from mediahub.transcripts.cues import clean_name
from mediahub.transcripts.diffs import undone
from mediahub.transcripts.models import Transcript, TranscriptSpeaker
from mediahub.transcripts.service import (
    changes_of,
    cues_of,
    note_change,
    put_cues,
    to_change,
)


@dataclass(frozen=True, slots=True)
class Edit:
    """Whose change it is, when, of which transcript, and which revision they saw."""

    transcript_id: UUID
    actor: str
    now: datetime
    expected: int | None = None


def edit_cue(
    db: Session, edit: Edit, number: int, *, text: str | None = None, speaker: str | None = None
) -> Transcript:
    """Other words or another speaker of a cue."""
    return _change(db, edit, "edit", lambda cues: cue_edits.with_text(cues, number, text, speaker))


def split_cue(
    db: Session, edit: Edit, number: int, after: str, at_ms: int | None = None
) -> Transcript:
    """Two cues of one, the first ending with these words."""
    return _change(db, edit, "split", lambda cues: cue_edits.split(cues, number, after, at_ms))


def merge_cues(db: Session, edit: Edit, number: int, last: int) -> Transcript:
    """One cue of several that follow each other."""
    return _change(db, edit, "merge", lambda cues: cue_edits.merge(cues, number, last))


def move_cue(
    db: Session, edit: Edit, number: int, start_ms: int | None, end_ms: int | None
) -> Transcript:
    """Other times of a cue."""
    return _change(db, edit, "move", lambda cues: cue_edits.move(cues, number, start_ms, end_ms))


def shift_all(db: Session, edit: Edit, by_ms: int) -> Transcript:
    """All cues later, or earlier."""
    return _change(db, edit, "shift", lambda cues: cue_edits.shift(cues, by_ms))


def replace_words(db: Session, edit: Edit, find: str, put: str) -> Transcript:
    """Find words in every cue, and put others in their place."""
    return _change(db, edit, "replace", lambda cues: cue_edits.substitute(cues, find, put))


def rename_speaker(db: Session, edit: Edit, speaker: str, name: str) -> Transcript:
    """Another name of a speaker; one of that name who speaks already becomes the same."""
    return _change(db, edit, "rename", lambda cues: cue_edits.rename(cues, speaker, name))


def link_speaker(db: Session, edit: Edit, speaker: str, person: str) -> Transcript:
    """Say which credited person a speaker is; "" for nobody. NotFound for either unknown."""
    transcript = to_change(db, edit.transcript_id, edit.expected)
    name = clean_name(speaker)
    held = db.scalars(
        select(TranscriptSpeaker).where(
            TranscriptSpeaker.transcript_id == transcript.id, TranscriptSpeaker.name == name
        )
    ).one_or_none()
    if held is None:
        raise NotFound("Nobody called “{name}” speaks in this transcript.", name=speaker)
    before = held.person.name if held.person else None
    held.person = get_person(db, person) if person.strip() else None
    held.is_linked_by_hand = True
    after = held.person.name if held.person else None
    changed = {"hunks": [], "speaker": name, "person": {"before": before, "after": after}}
    note_change(db, transcript, changed, actor=edit.actor, action="link", now=edit.now)
    return transcript


def restore(db: Session, edit: Edit, revision: int) -> Transcript:
    """The cues as they were at an earlier revision, as a new one; NotFound for one never made."""
    transcript = to_change(db, edit.transcript_id, edit.expected)
    if not 1 <= revision < transcript.revision:
        raise NotFound("There is no earlier revision {revision}.", revision=revision)
    cues = cues_of(db, transcript)
    for change in changes_of(db, transcript):
        if change.revision > revision:
            cues = undone(cues, change.diff)
    put_cues(db, transcript, cues, actor=edit.actor, action="restore", now=edit.now)
    return transcript


def review(db: Session, edit: Edit) -> Transcript:
    """Say that a person has read what a machine made; Conflict when there is nothing to say."""
    transcript = to_change(db, edit.transcript_id, edit.expected)
    if not transcript.is_unreviewed:
        raise Conflict("This transcript needs no review.")
    transcript.reviewed_at = edit.now
    note_change(db, transcript, {"hunks": []}, actor=edit.actor, action="review", now=edit.now)
    log_audit(
        db,
        Decision(edit.actor, edit.now),
        "transcript.review",
        transcript,
        after={"revision": transcript.revision},
    )
    return transcript


def _change(db: Session, edit: Edit, action: str, work: Callable[[Cues], Cues]) -> Transcript:
    transcript = to_change(db, edit.transcript_id, edit.expected)
    before = cues_of(db, transcript)
    after = work(before)
    if after == before:
        raise Conflict("That changes nothing.")
    put_cues(db, transcript, after, actor=edit.actor, action=action, now=edit.now)
    return transcript
