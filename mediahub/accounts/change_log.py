"""Every change of the rows that are followed, in the audit log: what they were, and became."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, sessionmaker

from mediahub.accounts import audit
from mediahub.accounts.audit import Decision, log_audit
from mediahub.db import Base

_BEFORE = "audit.before"

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TrackedFields:
    """What is kept of a kind of rows: `fields` are columns, `parts` lists of rows and what of them.

    No names and addresses of persons: the log outlives them. Persons stand in it by id.
    """

    fields: Sequence[str]
    parts: Mapping[str, Sequence[str]]


TrackedModels = Mapping[type[Base], TrackedFields]


def track_changes(writers: sessionmaker[Session], following: TrackedModels) -> None:
    """Write down every change of these rows, once for each transaction.

    What a service has told of a row itself, with the reason that was given, is not told twice.
    """

    event.listen(writers, "before_flush", lambda db, *_: _notice(db, following))
    event.listen(writers, "before_commit", lambda db: _log_all(db, following))


def _notice(db: Session, following: TrackedModels) -> None:
    before = db.info.setdefault(_BEFORE, {})
    for row in [*db.new, *db.dirty, *db.deleted]:
        followed = following.get(type(row))
        if followed is not None and row not in before:
            before[row] = None if row in db.new else _was(row, followed)


def _log_all(db: Session, following: TrackedModels) -> None:
    if db.in_nested_transaction():
        return
    db.flush()
    told = db.info.pop(audit.TOLD, set())
    for row, before in db.info.pop(_BEFORE, {}).items():
        if row.id not in told:
            _log_change(db, following[type(row)], row, before)


def _log_change(db: Session, followed: TrackedFields, row: Base, before: Values | None) -> None:
    state = inspect(row)
    after = _is(row, followed) if state.persistent else None
    if before == after:
        return
    done = "add" if before is None else "remove" if after is None else "change"
    log_audit(
        db,
        Decision(db.info.get(audit.ACTOR, audit.COMMAND), db.info["now"]()),
        f"{row.audit_kind()}.{done}",
        row,
        before=before and _differing(before, after),
        after=after and _differing(after, before),
    )


def _differing(values: Values, others: Values | None) -> Values:
    if others is None:
        return {name: value for name, value in values.items() if value not in (None, "", [])}
    return {name: value for name, value in values.items() if value != others[name]}


def _is(row: Base, followed: TrackedFields) -> Values:
    values = {name: _plain(getattr(row, name)) for name in followed.fields}
    for name, columns in followed.parts.items():
        values[name] = [
            {column: _plain(getattr(part, column)) for column in columns}
            for part in getattr(row, name)
        ]
    return values


def _was(row: Base, followed: TrackedFields) -> Values:
    """The values before the changes that have not been flushed yet."""
    values = {name: _plain(_old(row, name)) for name in followed.fields}
    for name, columns in followed.parts.items():
        values[name] = [
            {column: _plain(_old(part, column)) for column in columns}
            for part in _old_parts(row, name)
        ]
    return values


def _old(row: Base, name: str) -> object:
    old = inspect(row).attrs[name].history.deleted
    return old[0] if old else getattr(row, name)


def _old_parts(row: Base, name: str) -> Iterator[Base]:
    getattr(row, name)  # Loads what a change of the row alone has not.
    history = inspect(row).attrs[name].history
    parts = [*history.unchanged, *history.deleted]
    yield from sorted(parts, key=lambda part: int(getattr(part, "position", 0) or 0))


def _plain(value: object) -> object:
    """As JSON will give it back, so that what was and what is can be compared."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
