"""The audit log: who decided what, from where, what it was before and after; and it stays."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mediahub.accounts.audit import (
    ADDRESS,
    ADDRESS_KEPT,
    COMMAND,
    AuditFilter,
    Decision,
    Subject,
    count_entries,
    each_entry,
    forget_addresses,
    kinds,
    list_entries,
    log_audit,
)
from mediahub.accounts.models import AuditEntry, AuditSender
from tests.conftest import NOON

SUBJECT = UUID(int=7)


def note(db: Session, **fields: Any) -> None:
    values: dict[str, Any] = {
        "actor": "a",
        "action": "b",
        "subject_kind": "c",
        "subject_id": SUBJECT,
        "now": NOON,
    }
    values |= fields
    decision = Decision(values.pop("actor"), values.pop("now"), values.pop("reason", None))
    subject = Subject(values.pop("subject_kind"), values.pop("subject_id"))
    log_audit(db, decision, values.pop("action"), subject, **values)
    db.flush()


def test_an_entry_tells_what_was_decided(db: Session) -> None:
    log_audit(
        db,
        Decision(COMMAND, NOON, "Den drog över."),
        "webcast.ended_at",
        Subject("webcast", SUBJECT),
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
    assert entry.sender is None


def test_what_needs_no_reason_and_no_values_has_none(db: Session) -> None:
    note(db)
    db.expire_all()
    entry = db.scalars(select(AuditEntry)).one()
    assert (entry.reason, entry.before, entry.after) == (None, None, None)


def test_what_is_rolled_back_is_not_noted(db: Session) -> None:
    note(db)
    db.rollback()
    assert db.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize("change", [delete(AuditEntry), update(AuditEntry).values(actor="x")])
def test_database_keeps_entries_as_they_are(db: Session, change: Any) -> None:
    note(db)
    with pytest.raises(DBAPIError, match="audit entries are only ever added"):
        db.execute(change)


def test_address_is_known_for_a_year_and_the_entry_stays(db: Session) -> None:
    db.info[ADDRESS] = "192.0.2.1"
    note(db)
    db.expire_all()
    entry = db.scalars(select(AuditEntry)).one()
    assert entry.sender is not None
    assert entry.sender.address == "192.0.2.1"
    forget_addresses(db, NOON + ADDRESS_KEPT - timedelta(seconds=1))
    assert len(db.scalars(select(AuditSender)).all()) == 1
    forget_addresses(db, NOON + ADDRESS_KEPT)
    db.expire_all()
    assert db.scalars(select(AuditEntry)).one().sender is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (AuditFilter(), ["3", "2", "1"]),
        (AuditFilter(actor="anna"), ["2", "1"]),
        (AuditFilter(action="user."), ["3", "1"]),
        (AuditFilter(action="user%"), []),
        (AuditFilter(subject_kind="show"), ["2"]),
        (AuditFilter(subject_id=UUID(int=3)), ["3"]),
        (AuditFilter(since=NOON + timedelta(hours=2)), ["3", "2"]),
        (AuditFilter(until=NOON + timedelta(hours=2)), ["1"]),
        (AuditFilter(actor="anna", subject_kind="user"), ["1"]),
    ],
)
def test_filter(rows: Session, wanted: AuditFilter, found: list[str]) -> None:
    for number, actor, action, kind in (
        (1, "anna", "user.add", "user"),
        (2, "anna", "show.edit", "show"),
        (3, "bo", "user.role", "user"),
    ):
        now = NOON + timedelta(hours=number)
        subject = UUID(int=number)
        note(
            rows,
            actor=actor,
            action=action,
            subject_kind=kind,
            subject_id=subject,
            now=now,
            reason=str(number),
        )
    assert [entry.reason for entry in list_entries(rows, wanted, limit=10)] == found
    assert [entry.reason for entry in each_entry(rows, wanted)] == found[::-1]
    assert count_entries(rows, wanted) == len(found)
    assert kinds(rows) == ["show", "user"]


def test_an_entry_can_be_left_out_and_the_others_stay(rows: Session) -> None:
    for number in range(3):
        note(rows, reason=str(number))
    left_out = rows.scalars(select(AuditEntry).where(AuditEntry.reason == "1")).one()
    listed = list_entries(rows, AuditFilter(but=left_out.id), limit=9)
    assert {entry.reason for entry in listed} == {"0", "2"}


def test_page_of_entries(rows: Session) -> None:
    for number in range(3):
        note(rows, now=NOON + timedelta(hours=number), reason=str(number))
    assert [entry.reason for entry in list_entries(rows, limit=1, offset=1)] == ["1"]
