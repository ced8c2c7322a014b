"""The table of the audit log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from mediahub.db import Base


class AuditEntry(Base):
    """Something that was decided: by whom, about what, why, and what it was before and after.

    Entries are only ever added. They name rows by id and hold no names or addresses of persons,
    so that erasing a person leaves the log whole.
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
