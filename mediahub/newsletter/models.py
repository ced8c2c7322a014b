"""Tables of newsletters and of what stands in them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediahub.db import Base, Touched
from mediahub.episodes.models import Episode
from mediahub.webcasts.models import Webcast


class ItemKind(StrEnum):
    """What an item is about."""

    EPISODE = "episode"
    WEBCAST = "webcast"
    TEXT = "text"


class Newsletter(Touched, Base):
    """A letter, the `number`th of the `year` in Sweden; a draft until `published_at`.

    `title` is what it is called beside its number, if anything, and `greeting` is Markdown. It
    tells of what was published while `since_at <= t < until_at`, and of what came after. It was
    last put right at `corrected_at`; while it has `withdrawn_at`, nobody but staff gets it.
    """

    __tablename__ = "newsletters"
    __table_args__ = (UniqueConstraint("year", "number"),)

    year: Mapped[int]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(255), default="")
    greeting: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(16), default="sv")
    created_at: Mapped[datetime]
    since_at: Mapped[datetime]
    until_at: Mapped[datetime]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    corrected_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    items: Mapped[list["NewsletterItem"]] = relationship(
        back_populates="newsletter",
        order_by="NewsletterItem.position",
        cascade="all, delete-orphan",
    )


class NewsletterItem(Touched, Base):
    """An item of a letter; positions are counted from 1.

    `heading` and `text` (Markdown) stand instead of what the episode or webcast says itself.
    `content` is what the item said when the letter was published: `contents.Content` as JSON.
    """

    __tablename__ = "newsletter_items"

    newsletter_id: Mapped[UUID] = mapped_column(ForeignKey("newsletters.id"), index=True)
    newsletter: Mapped[Newsletter] = relationship(back_populates="items")
    position: Mapped[int]
    kind: Mapped[ItemKind]
    episode_id: Mapped[UUID | None] = mapped_column(ForeignKey("episodes.id"), index=True)
    episode: Mapped[Episode | None] = relationship()
    webcast_id: Mapped[UUID | None] = mapped_column(ForeignKey("webcasts.id"), index=True)
    webcast: Mapped[Webcast | None] = relationship()
    heading: Mapped[str | None] = mapped_column(String(255))
    text: Mapped[str | None] = mapped_column(Text)
    content: Mapped[dict[str, Any] | None]

    def touches(self) -> tuple[Touched | None, ...]:
        """The letter."""
        return (self.newsletter,)
