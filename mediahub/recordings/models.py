"""Tables of recordings, what belongs to them, who has watched, and their window."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    event,
    select,
    text,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediahub.clock import STOCKHOLM
from mediahub.db import Base
from mediahub.errors import Conflict, Hint
from mediahub.media.models import MediaFile
from mediahub.participants.models import NetworkMember, Registration
from mediahub.transcripts.models import TranscriptUse
from mediahub.webcasts.models import Access, Webcast
from mediahub.window import closing


class Recording(Base):
    """The recording of a webcast; at most one that is not deleted.

    `media` is what was uploaded; what is played is `playable`, once a job has made it. Watched
    while `opens_at <= now < closes_at` and not paused; `closes_at` is None for a replay without an
    end. Without captions that a person has made or reviewed it opens only with an
    exception, which tells who made it, when and why.
    `deleted_at` is when the last of its bytes was seen to be gone.
    """

    __tablename__ = "recordings"
    __table_args__ = (
        Index(
            "uq_recordings_webcast_kept",
            "webcast_id",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    webcast_id: Mapped[UUID] = mapped_column(ForeignKey("webcasts.id"), index=True)
    webcast: Mapped[Webcast] = relationship(lazy="joined", innerjoin=True)
    created_at: Mapped[datetime]
    opens_at: Mapped[datetime | None] = mapped_column(index=True)
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    paused_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    media_id: Mapped[UUID] = mapped_column(ForeignKey("media_files.id"), unique=True)
    playable_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"))
    poster_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"))
    media: Mapped[MediaFile] = relationship(foreign_keys=media_id, lazy="joined", innerjoin=True)
    playable: Mapped[MediaFile | None] = relationship(foreign_keys=playable_id, lazy="joined")
    poster: Mapped[MediaFile | None] = relationship(foreign_keys=poster_id, lazy="joined")

    exception_by: Mapped[str | None] = mapped_column(String(128))
    exception_at: Mapped[datetime | None]
    exception_reason: Mapped[str | None] = mapped_column(String(500))

    captions: Mapped[list["RecordingCaption"]] = relationship(
        back_populates="recording",
        order_by="RecordingCaption.position",
        cascade="all, delete-orphan",
    )
    documents: Mapped[list["RecordingDocument"]] = relationship(
        back_populates="recording",
        order_by="RecordingDocument.position",
        cascade="all, delete-orphan",
    )


@event.listens_for(Webcast, "before_update")
def follow_webcast(_mapper: object, connection: Connection, webcast: Webcast) -> None:
    """Move the window along with an end that is corrected, unless people have moved it.

    No link has been given then, for from the first one on the end stands. Conflict when what is
    open without an end would no longer be for everyone.
    """
    was = connection.execute(_AS_IT_WAS.where(Webcast.id == webcast.id)).one()
    kept = Recording.webcast_id == webcast.id, Recording.deleted_at.is_(None)
    if (end := was.ended_at or was.ends_at) != webcast.end:
        old, new = (
            closing(instant, STOCKHOLM, was.window_days, was.closing_rule)
            for instant in (end, webcast.end)
        )
        by_rule = update(Recording).where(*kept, Recording.closes_at == old)
        connection.execute(by_rule.values(closes_at=new))
    if webcast.access is Access.REGISTERED and was.access is Access.PUBLIC:
        endless = Recording.opens_at.is_not(None), Recording.closes_at.is_(None)
        if connection.execute(select(Recording.id).where(*kept, *endless)).first() is not None:
            raise Conflict(
                "The recording of “{title}” is open without an end. Give it one first.",
                title=webcast.title,
                slug=webcast.slug,
            ).with_hint(Hint.SHORTEN_RECORDING)


# Read, and not taken from the row's history, which knows only what was loaded before.
_AS_IT_WAS = select(
    Webcast.ended_at, Webcast.ends_at, Webcast.window_days, Webcast.closing_rule, Webcast.access
)


class RecordingCaption(TranscriptUse, Base):
    """The captions of a recording, one for each language: a transcript with times.

    Its cues stay when the recording is deleted, for staff to search; the file as it came goes.
    """

    __tablename__ = "recording_captions"

    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recordings.id"), index=True)
    recording: Mapped[Recording] = relationship(back_populates="captions")

    @property
    def title(self) -> str:
        """That of the webcast."""
        return self.recording.webcast.title


class RecordingDocument(Base):
    """A document that is handed out with a recording."""

    __tablename__ = "recording_documents"

    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recordings.id"), index=True)
    recording: Mapped[Recording] = relationship(back_populates="documents")
    media_id: Mapped[UUID] = mapped_column(ForeignKey("media_files.id"))
    media: Mapped[MediaFile] = relationship(lazy="joined", innerjoin=True)
    title: Mapped[str] = mapped_column(String(255))
    position: Mapped[int] = mapped_column(default=0)


class Viewing(Base):
    """One time that somebody pressed play; it counts as a view from 30 watched seconds on.

    Who it was is known until the registration or membership is removed. What was watched without
    a link is counted in `PublicViews`; rows of before that have neither.
    """

    __tablename__ = "viewings"

    recording_id: Mapped[UUID] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True
    )
    recording: Mapped[Recording] = relationship()
    registration_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="SET NULL"), index=True
    )
    registration: Mapped[Registration | None] = relationship()
    member_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("network_members.id", ondelete="SET NULL"), index=True
    )
    member: Mapped[NetworkMember | None] = relationship()
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None] = mapped_column("beat_at")
    watched_seconds: Mapped[int] = mapped_column(default=0)


class PublicViews(Base):
    """How many views a replay that is everyone's had in one day (Swedish time), without a link."""

    __tablename__ = "public_views"
    __table_args__ = (UniqueConstraint("recording_id", "day"),)

    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(index=True)
    views: Mapped[int]
