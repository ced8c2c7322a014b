"""Tables of users, their sessions and attempts to sign in, and of the audit log."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mediahub.db import Base


class Role(StrEnum):
    """What a user may do: search and read, make and publish, or also look after users."""

    STAFF = "staff"
    PRODUCER = "producer"
    ADMINISTRATOR = "administrator"


class User(Base):
    """Somebody who may sign in, by the e-mail address, which is kept in lower case.

    Without a `password_hash` the invitation has not been followed yet. `version` is part of every
    link to choose a password and of every session; raising it ends them. A producer who
    `is_limited` may change the shows in `shows` and nothing else.
    """

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(128))
    role: Mapped[Role]
    is_limited: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    shows: Mapped[list["UserShow"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", passive_deletes=True
    )


class RemovedUser(Base):
    """That there was a user with this id, for what they wrote; nothing tells who it was."""

    __tablename__ = "removed_users"

    at: Mapped[datetime]


class UserShow(Base):
    """A show that a limited producer may change."""

    __tablename__ = "user_shows"
    __table_args__ = (UniqueConstraint("user_id", "show_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    show_id: Mapped[UUID] = mapped_column(ForeignKey("shows.id", ondelete="CASCADE"), index=True)


class StudioSession(Base):
    """A browser in which a user is signed in.

    `digest` is the SHA-256 of the token in its cookie, which is stored nowhere. It lives while
    `version` is the user's.
    """

    __tablename__ = "studio_sessions"

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(45))
    browser: Mapped[str] = mapped_column(String(80))

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class SignInAttempt(Base):
    """That somebody tried to sign in: to which account and from which network, as keyed digests."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_account_at", "account", "at"),
        Index("ix_sign_in_attempts_network_at", "network", "at"),
    )

    account: Mapped[str] = mapped_column(String(43))
    network: Mapped[str] = mapped_column(String(43))
    at: Mapped[datetime] = mapped_column(index=True)
    has_succeeded: Mapped[bool] = mapped_column(default=False)


class AuditEntry(Base):
    """Something that was decided: by whom, about what, why, and what it was before and after.

    Entries are only ever added, and a trigger refuses everything else. They name rows by id and
    hold no names or addresses of persons, so that erasing a person leaves the log whole. `actor`
    is the id of a user, or a word for what is not a user.
    """

    __tablename__ = "audit_entries"

    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[UUID] = mapped_column(index=True)
    reason: Mapped[str | None] = mapped_column(String(500))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]

    sender: Mapped["AuditSender | None"] = relationship(lazy="joined")


class AuditSender(Base):
    """From which IP address the entry with the same id came; removed when its time is over."""

    __tablename__ = "audit_senders"

    id: Mapped[UUID] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(45))
