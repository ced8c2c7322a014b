"""Tables of episodes, their credits and their transcripts."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediahub.db import Base, Touched
from mediahub.jobs.attempts import Attempted
from mediahub.media.models import MediaFile
from mediahub.people.models import Credit
from mediahub.shows.models import Season, Show
from mediahub.transcripts.models import TranscriptUse

episode_copies = Table(
    "episode_copies",
    Base.metadata,
    Column("episode_id", ForeignKey("episodes.id"), primary_key=True),
    Column("media_id", ForeignKey("media_files.id"), primary_key=True),
)


class Episode(Touched, Base):
    """An episode. `description` is Markdown; `guid` never changes, whatever else does.

    `audio` is what was uploaded, `enclosure` the tagged copy that listeners get, `copies` every one
    that they ever got. The window is the state: without `opens_at` a draft, then scheduled,
    published, and past `closes_at` withdrawn. The JSON lists hold the fields of the like-named
    dataclasses of `feeds.model`. `aside` are those of the sound before this one, by their names,
    which nobody gets until somebody has said whether they fit.
    """

    __tablename__ = "episodes"
    __table_args__ = (
        UniqueConstraint("show_id", "slug"),
        UniqueConstraint("show_id", "type", "number"),
        Index("ix_episodes_show_id_opens_at", "show_id", "opens_at"),
    )

    show_id: Mapped[UUID] = mapped_column(ForeignKey("shows.id"))
    show: Mapped[Show] = relationship()
    guid: Mapped[str] = mapped_column(String(500), default=lambda: str(uuid4()))
    created_at: Mapped[datetime]
    opens_at: Mapped[datetime | None] = mapped_column(index=True)
    closes_at: Mapped[datetime | None]

    number: Mapped[int | None]
    season_id: Mapped[UUID | None] = mapped_column(ForeignKey("seasons.id"), index=True)
    season: Mapped[Season | None] = relationship()
    title: Mapped[str] = mapped_column(String(255))
    slug: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    type: Mapped[str] = mapped_column(String(16), default="full")
    explicit: Mapped[bool] = mapped_column(default=False)
    topics: Mapped[list[str]] = mapped_column(default=list)
    links: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    chapters: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    soundbites: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    locations: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    aside: Mapped[dict[str, Any] | None]

    audio_id: Mapped[UUID] = mapped_column(ForeignKey("media_files.id"), index=True)
    enclosure_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"), index=True)
    image_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"))
    image_small_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"))
    audio: Mapped[MediaFile] = relationship(foreign_keys=audio_id)
    enclosure: Mapped[MediaFile | None] = relationship(foreign_keys=enclosure_id)
    copies: Mapped[list[MediaFile]] = relationship(secondary=episode_copies)
    image: Mapped[MediaFile | None] = relationship(foreign_keys=image_id)
    image_small: Mapped[MediaFile | None] = relationship(foreign_keys=image_small_id)

    credits: Mapped[list["EpisodeCredit"]] = relationship(
        back_populates="episode", order_by="EpisodeCredit.position", cascade="all, delete-orphan"
    )
    transcripts: Mapped[list["EpisodeTranscript"]] = relationship(
        back_populates="episode",
        order_by="EpisodeTranscript.position",
        cascade="all, delete-orphan",
    )


class EpisodeCredit(Credit, Base):
    """Someone's part in an episode."""

    __tablename__ = "episode_credits"

    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episodes.id"), index=True)
    episode: Mapped[Episode] = relationship(back_populates="credits")

    def touches(self) -> tuple[Touched | None, ...]:
        """The episode."""
        return (self.episode,)


class EpisodeTranscript(TranscriptUse, Base):
    """A transcript of an episode, one for each language.

    `media` is a file that feeds linked to before transcripts were kept as cues; apps know its
    address, so it opens and closes with the episode. One that `is_aside` is of the sound before,
    and is shown to nobody but staff.
    """

    __tablename__ = "episode_transcripts"

    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episodes.id"), index=True)
    episode: Mapped[Episode] = relationship(back_populates="transcripts")
    media_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"))
    media: Mapped[MediaFile | None] = relationship(lazy="joined")
    is_aside: Mapped[bool] = mapped_column(default=False)

    @property
    def title(self) -> str:
        """That of the episode."""
        return self.episode.title

    def touches(self) -> tuple[Touched | None, ...]:
        """The episode."""
        return (self.episode,)


class PublishRequest(Attempted, Base):
    """That an episode is to be published at `opens_at`, until it has been: then the row goes.

    `actor` has asked for it. Meanwhile `worked_at` is when a worker last was at the copy that
    listeners get; `failure` says why there will be none until somebody asks anew. With `audio`, the
    episode gets this sound as well, in the same moment: whether chapters and transcripts fit it is
    known if `are_texts_kept`, and `is_old_removed` if nobody is to get the sound before.
    """

    __tablename__ = "publishing_orders"

    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episodes.id"), unique=True)
    episode: Mapped[Episode] = relationship()
    opens_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(100))
    asked_at: Mapped[datetime]
    failure: Mapped[str | None] = mapped_column(String(500))
    audio_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"), index=True)
    audio: Mapped[MediaFile | None] = relationship()
    are_texts_kept: Mapped[bool] = mapped_column(default=False)
    is_old_removed: Mapped[bool] = mapped_column(default=False)
