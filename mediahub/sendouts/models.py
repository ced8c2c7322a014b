"""Tables of send-outs, and of who wants no more mail of a kind."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediahub.db import Base
from mediahub.webcasts.models import Webcast


class SendoutKind(StrEnum):
    """What is told; also the name of its mails."""

    RECORDING_AVAILABLE = "recording_available"
    LAST_CHANCE = "last_chance"


class SendoutState(StrEnum):
    """How far it has come. What runs still tells those who come later, until it is done."""

    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


class Sendout(Base):
    """One thing told to everyone who may watch the recording of a webcast, once to each.

    `scheduled_at` is when staff want it to begin; None for the usual time, which then follows the
    window. `created_by` is who made it, the service itself as a rule.
    """

    __tablename__ = "sendouts"
    __table_args__ = (UniqueConstraint("webcast_id", "kind"),)

    webcast_id: Mapped[UUID] = mapped_column(ForeignKey("webcasts.id"), index=True)
    webcast: Mapped[Webcast] = relationship(lazy="joined", innerjoin=True)
    kind: Mapped[SendoutKind]
    state: Mapped[SendoutState] = mapped_column(default=SendoutState.PLANNED, index=True)
    scheduled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(128))
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def batch(self) -> str:
        """What its mails are called in the outbox."""
        return f"sendout:{self.id.hex}"
