"""The audit log: written in the transaction of what it tells of, found again, and taken out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry, AuditSender
from mediahub.db import Base
from mediahub.errors import Invalid

COMMAND = "command"
"""The actor of what is done on the command line."""

ADDRESS = "audit.address"
"""Where a session holds the IP address that its transaction was asked for from, if any."""

ACTOR = "audit.actor"
"""Where a session holds who its transaction is done for; without it, a command."""

TOLD = "audit.told"
"""Where a session holds the ids of the subjects that its transaction has told of."""

ADDRESS_KEPT = timedelta(days=365)
"""How long it is known where an entry came from: until an intrusion would have been noticed."""

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Decision:
    """Who does something, when, and why where that was said."""

    actor: str
    now: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about, where that is not a row of its own."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries are asked for: those that match all that is given, but for one by its id.

    Half-open in time.
    """

    actor: str | None = None
    action: str | None = None
    subject_kind: str | None = None
    subject_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    but: UUID | None = None


NO_FILTER = AuditFilter()


def check_times(wanted: AuditFilter) -> None:
    """Invalid when what is asked for ends before it begins, so that no entry can match."""
    if wanted.since and wanted.until and wanted.until <= wanted.since:
        raise Invalid("The end has to be later than the beginning.")


def log_audit(
    db: Session,
    decision: Decision,
    action: str,
    about: Base | Subject,
    *,
    before: Values | None = None,
    after: Values | None = None,
    address: str = "",
) -> AuditEntry:
    """Add an entry; times among the values are written as ISO 8601.

    It came from the `address`, or without one from where the transaction was asked for.
    """
    subject = about if isinstance(about, Subject) else Subject(about.audit_kind(), about.id)
    entry = AuditEntry(
        at=decision.now,
        actor=decision.actor,
        action=action,
        subject_kind=subject.kind,
        subject_id=subject.id,
        reason=decision.reason,
        before=_plain(before),
        after=_plain(after),
    )
    if address := address or db.info.get(ADDRESS, ""):
        entry.sender = AuditSender(at=decision.now, address=address[:45])
    db.add(entry)
    db.info.setdefault(TOLD, set()).add(subject.id)
    return entry


def _plain(values: Values | None) -> dict[str, object] | None:
    if values is None:
        return None
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def count_entries(db: Session, wanted: AuditFilter = NO_FILTER) -> int:
    """How many entries match."""
    return db.scalar(select(func.count(AuditEntry.id)).where(*_matches(wanted))) or 0


def list_entries(
    db: Session, wanted: AuditFilter = NO_FILTER, *, limit: int, offset: int = 0
) -> Sequence[AuditEntry]:
    """Entries that match, newest first."""
    found = select(AuditEntry).where(*_matches(wanted)).limit(limit).offset(offset)
    return db.scalars(found.order_by(AuditEntry.at.desc(), AuditEntry.id)).all()


def each_entry(db: Session, wanted: AuditFilter = NO_FILTER) -> Iterator[AuditEntry]:
    """Every entry that matches, oldest first, read a thousand at a time."""
    found = select(AuditEntry).where(*_matches(wanted)).order_by(AuditEntry.at, AuditEntry.id)
    yield from db.scalars(found.execution_options(yield_per=1000))


def kinds(db: Session) -> Sequence[str]:
    """Every kind of subject that the log tells of."""
    found = select(AuditEntry.subject_kind).distinct()
    return db.scalars(found.order_by(AuditEntry.subject_kind)).all()


def forget_addresses(db: Session, now: datetime) -> None:
    """Remove the addresses that are past their time; the entries stay."""
    db.execute(delete(AuditSender).where(AuditSender.at <= now - ADDRESS_KEPT))


def _matches(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    equal = {
        AuditEntry.actor: wanted.actor,
        AuditEntry.subject_kind: wanted.subject_kind,
        AuditEntry.subject_id: wanted.subject_id,
    }
    matches = [column == value for column, value in equal.items() if value is not None]
    if wanted.action is not None:
        matches.append(AuditEntry.action.startswith(wanted.action, autoescape=True))
    if wanted.since is not None:
        matches.append(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        matches.append(AuditEntry.at < wanted.until)
    if wanted.but is not None:
        matches.append(AuditEntry.id != wanted.but)
    return matches
