"""Tables of shows, their seasons and their hosts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediahub.db import Base, Touched
from mediahub.media.models import MediaFile
from mediahub.people.models import Credit


class Show(Touched, Base):
    """A podcast. `description` is Markdown, `categories` read "News > Politics".

    The JSON lists hold the fields of the like-named dataclasses of `feeds.model`. `guid` is
    podcast:guid: computed when the show is made and kept for life.
    """

    __tablename__ = "shows"

    slug: Mapped[str] = mapped_column(String(64), unique=True)
    guid: Mapped[UUID] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16), default="sv")
    author: Mapped[str] = mapped_column(String(255))
    owner_name: Mapped[str | None] = mapped_column(String(255))
    owner_email: Mapped[str | None] = mapped_column(String(255))
    owner_in_feed: Mapped[bool] = mapped_column(default=False)
    link: Mapped[str | None] = mapped_column(String(500))
    categories: Mapped[list[str]] = mapped_column(default=list)
    explicit: Mapped[bool] = mapped_column(default=False)
    type: Mapped[str] = mapped_column(String(16), default="episodic")
    copyright: Mapped[str | None] = mapped_column(String(255))
    license_identifier: Mapped[str | None] = mapped_column(String(128))
    license_url: Mapped[str | None] = mapped_column(String(500))
    medium: Mapped[str] = mapped_column(String(32), default="podcast")
    new_feed_url: Mapped[str | None] = mapped_column(String(500))
    complete: Mapped[bool] = mapped_column(default=False)
    block: Mapped[bool] = mapped_column(default=False)
    locked: Mapped[bool] = mapped_column(default=True)
    feed_limit: Mapped[int] = mapped_column(default=300)
    funding: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    platform_links: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    locations: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    txt: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    podroll: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    publisher: Mapped[dict[str, Any] | None]
    update_frequency: Mapped[dict[str, Any] | None]

    cover_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"))
    cover_small_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"))
    icon_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_files.id"))
    cover: Mapped[MediaFile | None] = relationship(foreign_keys=cover_id)
    cover_small: Mapped[MediaFile | None] = relationship(foreign_keys=cover_small_id)
    icon: Mapped[MediaFile | None] = relationship(foreign_keys=icon_id)

    seasons: Mapped[list["Season"]] = relationship(
        back_populates="show", order_by="Season.number", cascade="all, delete-orphan"
    )
    credits: Mapped[list["ShowCredit"]] = relationship(
        back_populates="show", order_by="ShowCredit.position", cascade="all, delete-orphan"
    )


class Season(Touched, Base):
    """A numbered season, perhaps with a name."""

    __tablename__ = "seasons"
    __table_args__ = (UniqueConstraint("show_id", "number"),)

    show_id: Mapped[UUID] = mapped_column(ForeignKey("shows.id"))
    show: Mapped[Show] = relationship(back_populates="seasons")
    number: Mapped[int]
    name: Mapped[str | None] = mapped_column(String(128))


class ShowCredit(Credit, Base):
    """A host or maker of the whole show."""

    __tablename__ = "show_credits"

    show_id: Mapped[UUID] = mapped_column(ForeignKey("shows.id"), index=True)
    show: Mapped[Show] = relationship(back_populates="credits")

    def touches(self) -> tuple[Touched | None, ...]:
        """The show."""
        return (self.show,)
