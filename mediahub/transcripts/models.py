"""Tables of transcripts: their cues, who speaks in them, and every change with what it changed."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, object_session, relationship

from mediahub.db import Base, Touched
from mediahub.jobs.attempts import Attempted
from mediahub.media.models import MediaFile
from mediahub.people.models import Person


class Origin(StrEnum):
    """Where the words come from."""

    UPLOADED = "uploaded"
    MACHINE = "machine"


class TranscriptState(StrEnum):
    """How far a transcript has come: its cues are to be made, are there, or cannot be had."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class Transcript(Attempted, Touched, Base):
    """What is said in an episode or a recording, in one language; every output is made of it.

    `source` is the file as it came, for staff; a machine's transcript has the sound as `source`
    until it is made. `revision` counts up with each change of cues or speakers, and whoever
    changes something says which one they saw.
    """

    __tablename__ = "transcripts"

    language: Mapped[str] = mapped_column(String(16))
    origin: Mapped[Origin]
    state: Mapped[TranscriptState] = mapped_column(index=True)
    is_timed: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    source_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"), index=True)
    source: Mapped[MediaFile | None] = relationship()

    progress: Mapped[float | None]
    failure: Mapped[str | None] = mapped_column(String(500))

    @property
    def is_unreviewed(self) -> bool:
        """Whether a machine made it and no person has said that it is good."""
        return self.origin is Origin.MACHINE and self.reviewed_at is None

    @property
    def title(self) -> str:
        """The title of what it is the transcript of; "" for nothing."""
        return next((use.title for use in self._uses()), "")

    def touches(self) -> tuple[Touched | None, ...]:
        """What it is the transcript of, so that a corrected cue dates the episode."""
        return tuple(self._uses())

    def _uses(self) -> Iterator["TranscriptUse"]:
        session = object_session(self)
        if session is not None:
            for kind in TranscriptUse.__subclasses__():
                yield from session.scalars(select(kind).where(kind.transcript_id == self.id))


class TranscriptUse(Touched):
    """The columns of whatever has transcripts: an episode's, or the captions of a recording."""

    position: Mapped[int] = mapped_column(default=0)

    @property
    def title(self) -> str:
        """The title of what has the transcript."""
        raise NotImplementedError

    @declared_attr
    def transcript_id(cls) -> Mapped[UUID]:
        """The transcript; it belongs to nothing else."""
        return mapped_column(ForeignKey("transcripts.id"), unique=True)

    @declared_attr
    def transcript(cls) -> Mapped[Transcript]:
        """The transcript."""
        return relationship(Transcript, lazy="joined", innerjoin=True)


class TranscriptSpeaker(Base):
    """A name as the transcript has it, and the person it is: linked by equal name or by hand."""

    __tablename__ = "transcript_speakers"
    __table_args__ = (UniqueConstraint("transcript_id", "name"),)

    transcript_id: Mapped[UUID] = mapped_column(ForeignKey("transcripts.id"))
    name: Mapped[str] = mapped_column(String(128))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    person: Mapped[Person | None] = relationship(lazy="joined")
    is_linked_by_hand: Mapped[bool] = mapped_column(default=False)


class TranscriptCue(Base):
    """A cue: milliseconds from the start, or None throughout a text without times."""

    __tablename__ = "transcript_cues"
    # Not unique: where a cue is split, those after it move one step each.
    __table_args__ = (Index(None, "transcript_id", "position"),)

    transcript_id: Mapped[UUID] = mapped_column(ForeignKey("transcripts.id"))
    position: Mapped[int]
    start_ms: Mapped[int | None]
    end_ms: Mapped[int | None]
    speaker_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("transcript_speakers.id"), index=True
    )
    text: Mapped[str] = mapped_column(Text)


class TranscriptChange(Base):
    """A change: who made it, when, and what stood there before and after.

    `revision` is the one that it made. `diff` is what `transcripts.history` writes.
    """

    __tablename__ = "transcript_changes"
    __table_args__ = (UniqueConstraint("transcript_id", "revision"),)

    transcript_id: Mapped[UUID] = mapped_column(ForeignKey("transcripts.id"))
    revision: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(32))
    diff: Mapped[dict[str, Any]]
