"""The audit log for programs: one JSON object on a line, and that it was taken out is noted."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from mediahub.accounts import audit
from mediahub.accounts.audit import AuditFilter, Decision, Subject, log_audit
from mediahub.accounts.models import AuditEntry
from mediahub.jobs.queue import EVERYTHING


def begin_export(db: Session, wanted: AuditFilter, *, actor: str, now: datetime) -> AuditFilter:
    """Note that what is wanted is taken out; the same, without this very entry."""
    asked = {
        "actor": wanted.actor,
        "action": wanted.action,
        "subject_kind": wanted.subject_kind,
        "since": wanted.since,
        "until": wanted.until,
    }
    entry = log_audit(
        db,
        Decision(actor, now),
        "audit.export",
        Subject("audit", wanted.subject_id or EVERYTHING),
        after={name: value for name, value in asked.items() if value is not None},
    )
    db.flush()
    return replace(wanted, but=entry.id)


def json_lines(db: Session, wanted: AuditFilter) -> Iterator[str]:
    """Every entry that matches, oldest first, each as one line without its end.

    `id`, `at` (RFC 3339, UTC), `actor`, `action`, `subject_kind`, `subject_id`, `reason`, `before`,
    `after` and `address`, in this order; what is not known is null.
    """
    for entry in audit.each_entry(db, wanted):
        yield json.dumps(_facts(entry), ensure_ascii=False)


def _facts(entry: AuditEntry) -> dict[str, object]:
    return {
        "id": str(entry.id),
        "at": f"{entry.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "actor": entry.actor,
        "action": entry.action,
        "subject_kind": entry.subject_kind,
        "subject_id": str(entry.subject_id),
        "reason": entry.reason,
        "before": entry.before,
        "after": entry.after,
        "address": entry.sender.address if entry.sender else None,
    }
