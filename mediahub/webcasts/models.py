"""Tables of webcasts, their programme and credits, and the series and networks they belong to."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediahub.db import Base, Touched
from mediahub.media.models import MediaFile
from mediahub.people.models import Credit
from mediahub.window import WINDOW_DAYS, ClosingRule

RETENTION_MONTHS = 6
"""How long registrations are kept after the window, unless a webcast says else."""


class WebcastKind(StrEnum):
    """What it is called when people are invited to it."""

    BROADCAST = "webbsändning"
    WEBINAR = "webbinarium"
    COURSE = "webbkurs"
    NETWORK_MEETING = "nätverksträff"


class Access(StrEnum):
    """Who may watch the recording: those registered, for the window, or everyone."""

    REGISTERED = "registered"
    PUBLIC = "public"


class LiveAccess(StrEnum):
    """Who sees the link to the broadcast here, from half an hour before it begins.

    Those registered see it on pages of their own; by mail alone, it stands on no page.
    """

    EVERYONE = "everyone"
    REGISTERED = "registered"
    MAIL = "mail"


class Series(Base):
    """A course of several webcasts under one registration (webbkurs)."""

    __tablename__ = "series"

    slug: Mapped[str] = mapped_column(String(120), unique=True)
    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    price_text: Mapped[str | None] = mapped_column(String(255))
    register_by: Mapped[date | None]
    capacity: Mapped[int | None]
    registration_url: Mapped[str | None] = mapped_column(String(500))
    is_form_open: Mapped[bool] = mapped_column(default=False)

    webcasts: Mapped[list["Webcast"]] = relationship(
        back_populates="series", order_by="Webcast.starts_at"
    )


class Network(Base):
    """A network whose members of the year may come to its webcasts without registering."""

    __tablename__ = "networks"

    slug: Mapped[str] = mapped_column(String(120), unique=True)
    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    places_per_organisation: Mapped[int] = mapped_column(default=2)

    webcasts: Mapped[list["Webcast"]] = relationship(
        back_populates="network", order_by="Webcast.starts_at"
    )
    documents: Mapped[list["NetworkDocument"]] = relationship(
        back_populates="network",
        order_by="NetworkDocument.position",
        cascade="all, delete-orphan",
    )


class NetworkDocument(Base):
    """A lasting document in a network's room."""

    __tablename__ = "network_documents"

    network_id: Mapped[UUID] = mapped_column(ForeignKey("networks.id"), index=True)
    network: Mapped[Network] = relationship(back_populates="documents")
    media_id: Mapped[UUID] = mapped_column(ForeignKey("media_files.id"))
    media: Mapped[MediaFile] = relationship(lazy="joined", innerjoin=True)
    title: Mapped[str] = mapped_column(String(255))
    position: Mapped[int] = mapped_column(default=0)


class Webcast(Touched, Base):
    """A broadcast with a time, a programme and people. `description` is Markdown.

    `ends_at` is the planned end and `ended_at` the actual one once somebody has said so; the
    window of the recording counts from `end`, which stands from `end_fixed_at` on, when the first
    link to the recording was given. A window that nobody has moved follows it by an event
    (`recordings.models.follow_webcast`), whoever writes here. `price_amount` is in kronor.
    `register_by` is the last local day to register, `sequence` the revision of the calendar entry
    (RFC 5545, 3.8.7.4). Without a `live_access` it follows from registration and price.
    `untold` is when it was to be, and whether it was cancelled, as its participants know it while
    they have not been told of a change. It is listed while `opens_at <= now`, like an episode.
    """

    __tablename__ = "webcasts"

    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[WebcastKind] = mapped_column(default=WebcastKind.BROADCAST)
    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    opens_at: Mapped[datetime | None] = mapped_column(index=True)
    cancelled_at: Mapped[datetime | None]

    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_fixed_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    untold: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    target_group: Mapped[str | None] = mapped_column(String(500))
    price_text: Mapped[str | None] = mapped_column(String(255))
    price_amount: Mapped[int | None]
    place: Mapped[str] = mapped_column(String(255), default="Webbsänt")
    live_url: Mapped[str | None] = mapped_column(String(500))
    contact_name: Mapped[str | None] = mapped_column(String(128))
    contact_email: Mapped[str | None] = mapped_column(String(255))
    topics: Mapped[list[str]] = mapped_column(default=list)

    register_by: Mapped[date | None]
    capacity: Mapped[int | None]
    registration_url: Mapped[str | None] = mapped_column(String(500))
    is_form_open: Mapped[bool] = mapped_column(default=False)

    access: Mapped[Access] = mapped_column(default=Access.REGISTERED)
    live_access: Mapped[LiveAccess | None]
    closing_rule: Mapped[ClosingRule] = mapped_column(default=ClosingRule.SAME_TIME)
    window_days: Mapped[int] = mapped_column(default=WINDOW_DAYS)
    retention_months: Mapped[int] = mapped_column(default=RETENTION_MONTHS)

    series_id: Mapped[UUID | None] = mapped_column(ForeignKey("series.id"), index=True)
    series: Mapped[Series | None] = relationship(back_populates="webcasts")
    network_id: Mapped[UUID | None] = mapped_column(ForeignKey("networks.id"), index=True)
    network: Mapped[Network | None] = relationship(back_populates="webcasts")

    programme: Mapped[list["ProgrammePoint"]] = relationship(
        back_populates="webcast",
        order_by="ProgrammePoint.starts_at, ProgrammePoint.position",
        cascade="all, delete-orphan",
    )
    credits: Mapped[list["WebcastCredit"]] = relationship(
        back_populates="webcast", order_by="WebcastCredit.position", cascade="all, delete-orphan"
    )

    @property
    def end(self) -> datetime:
        """When it ended or is to end."""
        return self.ended_at or self.ends_at


class ProgrammePoint(Touched, Base):
    """A point of the programme at its time."""

    __tablename__ = "programme_points"

    webcast_id: Mapped[UUID] = mapped_column(ForeignKey("webcasts.id"), index=True)
    webcast: Mapped[Webcast] = relationship(back_populates="programme")
    position: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(255))
    text: Mapped[str] = mapped_column(Text, default="")
    speakers: Mapped[list["ProgrammeCredit"]] = relationship(
        back_populates="point",
        order_by="ProgrammeCredit.position",
        cascade="all, delete-orphan",
        lazy="selectin",  # of all points at once, however long the programme is
    )

    def touches(self) -> tuple[Touched | None, ...]:
        """The webcast."""
        return (self.webcast,)


class ProgrammeCredit(Credit, Base):
    """Someone who speaks at a point of the programme."""

    __tablename__ = "programme_credits"

    point_id: Mapped[UUID] = mapped_column(ForeignKey("programme_points.id"), index=True)
    point: Mapped[ProgrammePoint] = relationship(back_populates="speakers")

    def touches(self) -> tuple[Touched | None, ...]:
        """The point, and so the webcast."""
        return (self.point,)


class WebcastCredit(Credit, Base):
    """A host, guest or maker of the whole webcast."""

    __tablename__ = "webcast_credits"

    webcast_id: Mapped[UUID] = mapped_column(ForeignKey("webcasts.id"), index=True)
    webcast: Mapped[Webcast] = relationship(back_populates="credits")

    def touches(self) -> tuple[Touched | None, ...]:
        """The webcast."""
        return (self.webcast,)


class MailText(Base):
    """The words of one kind of mail about a webcast in one language, instead of the usual ones.

    Plain text with names to be filled in, as `{title}`; an empty line parts paragraphs.
    """

    __tablename__ = "mail_texts"
    __table_args__ = (UniqueConstraint("webcast_id", "kind", "language"),)

    webcast_id: Mapped[UUID] = mapped_column(ForeignKey("webcasts.id"), index=True)
    webcast: Mapped[Webcast] = relationship()
    kind: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(200))
    intro: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]

    @classmethod
    def audit_kind(cls) -> str:
        """Two words."""
        return "mail_text"
