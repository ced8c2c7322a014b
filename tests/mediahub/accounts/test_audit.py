"""The audit log: who decided what, and what it was before and after."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND, record
from mediahub.accounts.models import AuditEntry
from tests.conftest import NOON

SUBJECT = UUID(int=7)


def test_an_entry_tells_what_was_decided(db: Session) -> None:
    record(
        db,
        actor=COMMAND,
        action="webcast.ended_at",
        subject_kind="webcast",
        subject_id=SUBJECT,
        now=NOON,
        reason="Den drog över.",
        before={"ended_at": None},
        after={"ended_at": NOON},
    )
    db.flush()
    db.expire_all()
    entry = db.scalars(select(AuditEntry)).one()
    assert (entry.at, entry.actor, entry.action) == (NOON, "command", "webcast.ended_at")
    assert (entry.subject_kind, entry.subject_id) == ("webcast", SUBJECT)
    assert entry.reason == "Den drog över."
    assert entry.before == {"ended_at": None}
    assert entry.after == {"ended_at": "2026-03-04T12:00:00+00:00"}


def test_what_needs_no_reason_and_no_values_has_none(db: Session) -> None:
    record(db, actor="a", action="b", subject_kind="c", subject_id=SUBJECT, now=NOON)
    db.flush()
    db.expire_all()
    entry = db.scalars(select(AuditEntry)).one()
    assert (entry.reason, entry.before, entry.after) == (None, None, None)


def test_what_is_rolled_back_is_not_noted(db: Session) -> None:
    record(db, actor="a", action="b", subject_kind="c", subject_id=SUBJECT, now=NOON)
    db.flush()
    db.rollback()
    assert db.scalars(select(AuditEntry)).all() == []
