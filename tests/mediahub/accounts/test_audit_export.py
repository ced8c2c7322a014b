"""The log for programs: whole, in order, one object on a line, and its export in it."""

import json
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.accounts import audit
from mediahub.accounts.audit import AuditFilter, Decision, Subject, log_audit
from mediahub.accounts.audit_export import begin_export, json_lines
from tests.conftest import NOON

SUBJECT = UUID(int=7)
SECOND = timedelta(seconds=1)


def fill(db: Session) -> None:
    for at, action in ((NOON - SECOND, "a.before"), (NOON, "b.first"), (NOON + SECOND, "c.last")):
        log_audit(
            db,
            Decision("command", at, "Två\nrader \u2028"),
            action,
            Subject("webcast", SUBJECT),
            before={"end": NOON},
            address="2001:db8::1" if action == "b.first" else "",
        )
    db.flush()


def test_fields_are_the_documented_ones(db: Session) -> None:
    fill(db)
    lines = list(json_lines(db, AuditFilter(action="b.")))
    assert [line for line in lines if "\n" in line] == []
    entry = json.loads(lines[0])
    assert UUID(entry.pop("id")).version == 4
    assert entry == {
        "at": "2026-03-04T12:00:00.000000Z",
        "actor": "command",
        "action": "b.first",
        "subject_kind": "webcast",
        "subject_id": str(SUBJECT),
        "reason": "Två\nrader \u2028",
        "before": {"end": NOON.isoformat()},
        "after": None,
        "address": "2001:db8::1",
    }
    assert json.loads(next(json_lines(db, AuditFilter(action="a."))))["address"] is None


def test_export_is_noted_and_not_in_itself(db: Session) -> None:
    fill(db)
    now = NOON + SECOND
    wanted = begin_export(db, AuditFilter(since=NOON), actor="command", now=now)
    actions = [json.loads(line)["action"] for line in json_lines(db, wanted)]
    assert actions == ["b.first", "c.last"]
    (noted,) = audit.list_entries(db, AuditFilter(action="audit."), limit=9)
    assert noted.after == {"since": NOON.isoformat()}
    earlier = begin_export(db, AuditFilter(until=NOON), actor="command", now=now)
    assert [json.loads(line)["action"] for line in json_lines(db, earlier)] == ["a.before"]
