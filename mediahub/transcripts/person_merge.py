"""Speakers of transcripts when two persons are made one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.people.models import Person
from mediahub.transcripts.models import TranscriptSpeaker


def move_speakers(db: Session, other: Person, kept: Person) -> None:
    """Link every speaker that is the one person to the other; the names in the text stay."""
    linked = select(TranscriptSpeaker).where(TranscriptSpeaker.person_id == other.id)
    for speaker in db.scalars(linked):
        # By hand: equal names will not find it again.
        speaker.person, speaker.is_linked_by_hand = kept, True
