"""Writing the audit log: in the transaction of what it tells of."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry

COMMAND = "command"
"""The actor of what is done on the command line."""

Values = Mapping[str, object]


def record(
    db: Session,
    *,
    actor: str,
    action: str,
    subject_kind: str,
    subject_id: UUID,
    now: datetime,
    reason: str | None = None,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Add an entry; times among the values are written as ISO 8601."""
    db.add(
        AuditEntry(
            at=now,
            actor=actor,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            reason=reason,
            before=_plain(before),
            after=_plain(after),
        )
    )


def _plain(values: Values | None) -> dict[str, object] | None:
    if values is None:
        return None
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }
