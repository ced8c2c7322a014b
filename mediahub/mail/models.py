"""Tables of the outbox: mails, and the addresses that do not take any."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mediahub.db import Base

LONGEST_KEY = 200
LONGEST_ANSWER = 500


class MailState(StrEnum):
    """How far a mail has come."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    WITHHELD = "withheld"


WAITING = (MailState.QUEUED, MailState.RETRY)
ENDED = (MailState.SENT, MailState.FAILED, MailState.WITHHELD)


class Mail(Base):
    """One mail to one person.

    `key` names its cause, so that one cause makes one mail. `recipient_id` is as whom, participant
    or user, the address gets it; None for an address alone. `about_id` is the row that it tells
    of and `batch` the sendout that it is part of, both free for whoever makes mails. Those that
    are `is_bulk` wait for those that somebody waits for. `attempts` counts those that came to an
    end; the newest was begun at `tried_at`. `message_id` is made of the row's id, so that it is
    the same however often the mail is tried. `answer` is what the server said, or why the mail
    was withheld or could not be made. From `purged_at` on, what it said is gone. `revision` is
    raised when what it is to say changes, so that words made before that are not sent.
    """

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_waiting", "state", "is_bulk", "due_at"),
        Index("ix_mails_pace", "tried_at", "domain"),
    )

    key: Mapped[str] = mapped_column(String(LONGEST_KEY), unique=True)
    template: Mapped[str] = mapped_column(String(64))
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(128), default="")
    recipient_id: Mapped[UUID | None]
    domain: Mapped[str] = mapped_column(String(253))
    language: Mapped[str] = mapped_column(String(2))
    data: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    about_id: Mapped[UUID | None] = mapped_column(index=True)
    batch: Mapped[str | None] = mapped_column(String(100), index=True)
    is_bulk: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]

    state: Mapped[MailState] = mapped_column(default=MailState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(LONGEST_ANSWER))
    message_id: Mapped[str | None] = mapped_column(String(300))


class MailMessage(Base):
    """The bytes that the mail with the same id was last sent as, or is being sent as.

    A table of its own: SQLite writes a row anew, whatever changed in it, and a mail's row changes
    with each step that it takes.
    """

    __tablename__ = "mail_messages"

    id: Mapped[UUID] = mapped_column(ForeignKey("mails.id", ondelete="CASCADE"), primary_key=True)
    message: Mapped[bytes] = mapped_column(LargeBinary)


class MailMention(Base):
    """That the words of a mail name a person whom it is not to, by the person's id."""

    __tablename__ = "mail_mentions"
    __table_args__ = (UniqueConstraint("mail_id", "person_id"),)

    mail_id: Mapped[UUID] = mapped_column(ForeignKey("mails.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(index=True)


class BouncedAddress(Base):
    """An address to which mail cannot be delivered, and the enhanced status code (RFC 3463)."""

    __tablename__ = "bounced_addresses"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    status: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
