"""Tables of participants, their registrations, and the members of networks."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediahub.db import Base
from mediahub.webcasts.models import Network, Series, Webcast


class Source(StrEnum):
    """How a registration came in."""

    FORM = "form"
    IMPORT = "import"
    COMMAND = "command"


class RegistrationState(StrEnum):
    """Whether a registration holds a seat."""

    ACTIVE = "active"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    TRANSFERRED = "transferred"


class Participant(Base):
    """A person by their e-mail address, which is kept in lower case."""

    __tablename__ = "participants"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(128))
    organisation: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]


_ALIVE = text("state IN ('active', 'waiting')")


class Registration(Base):
    """A person's seat, or place in line, at one webcast or one series.

    The personal link is signed over the id and `version`; raising the version kills every link
    that was given out. `place` counts those who came, from 1, and so orders the waiting list; who
    takes over a registration takes over its place. `transferred_to_id` is who has it now. One who
    waits has the offer of a seat until `offered_until`; who let it pass is not offered one again
    from `passed_at` on. `language` is what mail to them is written in. Unless `is_notified`,
    somebody has stopped what is mailed to them, and they get only what they have to act on.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        CheckConstraint("(webcast_id IS NULL) <> (series_id IS NULL)", name="one_target"),
        Index(
            "uq_registrations_webcast_alive",
            "webcast_id",
            "participant_id",
            unique=True,
            sqlite_where=_ALIVE,
            postgresql_where=_ALIVE,
        ),
        Index(
            "uq_registrations_series_alive",
            "series_id",
            "participant_id",
            unique=True,
            sqlite_where=_ALIVE,
            postgresql_where=_ALIVE,
        ),
    )

    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"), index=True)
    participant: Mapped[Participant] = relationship(lazy="joined", innerjoin=True)
    webcast_id: Mapped[UUID | None] = mapped_column(ForeignKey("webcasts.id"), index=True)
    webcast: Mapped[Webcast | None] = relationship()
    series_id: Mapped[UUID | None] = mapped_column(ForeignKey("series.id"), index=True)
    series: Mapped[Series | None] = relationship()

    source: Mapped[Source]
    state: Mapped[RegistrationState] = mapped_column(default=RegistrationState.ACTIVE)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    queue_position: Mapped[int] = mapped_column("place")
    offered_until: Mapped[datetime | None]
    passed_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(2), default="sv", server_default="sv")
    is_notified: Mapped[bool] = mapped_column(default=True, server_default=true())
    ended_at: Mapped[datetime | None]
    transferred_to_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="SET NULL"), index=True
    )


class TransferRequest(Base):
    """That a person wants to give their seat to somebody who may belong elsewhere: staff answer.

    One for each registration, and only until it is answered or comes to nothing.
    """

    __tablename__ = "transfer_requests"

    registration_id: Mapped[UUID] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), unique=True
    )
    registration: Mapped[Registration] = relationship(lazy="joined", innerjoin=True)
    name: Mapped[str] = mapped_column(String(128))
    email: Mapped[str] = mapped_column(String(254), index=True)
    organisation: Mapped[str | None] = mapped_column(String(200))
    asked_at: Mapped[datetime]


class NetworkMember(Base):
    """A person's membership of a network in one calendar year (Swedish time)."""

    __tablename__ = "network_members"
    __table_args__ = (UniqueConstraint("network_id", "participant_id", "year"),)

    network_id: Mapped[UUID] = mapped_column(ForeignKey("networks.id"), index=True)
    network: Mapped[Network] = relationship()
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"), index=True)
    participant: Mapped[Participant] = relationship(lazy="joined", innerjoin=True)
    year: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @classmethod
    def audit_kind(cls) -> str:
        """As people say, for there are no other members."""
        return "member"


class OptOut(Base):
    """That a person wants no more mail of a kind; kept for as long as the person is."""

    __tablename__ = "mail_opt_outs"
    __table_args__ = (UniqueConstraint("participant_id", "kind"),)

    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class AttemptKind(StrEnum):
    """What the forms of a limit have in common."""

    NETWORK = "network"
    EMAIL = "email"


class FormAttempt(Base):
    """That a form came from a network, or about an e-mail address, for the rate limits.

    `sender` is a keyed digest of either, so that the address itself is not kept.
    """

    __tablename__ = "form_attempts"
    __table_args__ = (Index("ix_form_attempts_sender_at", "sender", "at"),)

    sender: Mapped[str] = mapped_column(String(43))
    kind: Mapped[AttemptKind] = mapped_column(
        default=AttemptKind.NETWORK, server_default=AttemptKind.NETWORK
    )
    at: Mapped[datetime]
