"""Another name for a person or organisation, and two spellings of the same made one."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.names import LONGEST_NAME, LONGEST_ORGANISATION, check_name
from mediahub.people.models import Credit, Organisation, Person
from mediahub.unicode_forms import one_line

Named = Person | Organisation
LONGEST = {Person: LONGEST_NAME, Organisation: LONGEST_ORGANISATION}

Move = Callable[[Session, Person, Person], None]
"""Lets the second person stand wherever the first one does, elsewhere than in credits."""


def get_named(db: Session, kind: type[Person] | type[Organisation], identity: UUID) -> Named:
    """The person or organisation with this id, or NotFound."""
    found = db.get(kind, identity)
    if not isinstance(found, Person | Organisation):
        raise NotFound("There is nobody with the id {id}.", id=identity)
    return found


def find_named(db: Session, kind: type[Person] | type[Organisation], name: str) -> Named | None:
    """The one of this name, if there is one."""
    found = db.scalars(select(kind).where(kind.name == one_line(name))).one_or_none()
    return found if isinstance(found, Person | Organisation) else None


def rename(db: Session, row: Named, name: str, *, actor: str, now: datetime) -> None:
    """Give another name; Invalid for one that no credit can have, Conflict for one that is taken.

    Who it was stays out of the audit log, which holds no names of persons.
    """
    fresh = one_line(name)
    if fresh == row.name:
        return
    _check(row, fresh)
    if find_named(db, type(row), fresh) is not None:
        raise Conflict("“{name}” is there already. Make the two one instead.", name=fresh)
    row.name = fresh
    if isinstance(row, Person):
        log_audit(db, Decision(actor, now), f"{row.audit_kind()}.rename", row)
    db.flush()


def _check(row: Named, name: str) -> None:
    if not name:
        raise Invalid("Write the name.")
    check_name(name, LONGEST[type(row)])
    if isinstance(row, Person) and "," in name:
        raise Invalid("A name holds no comma: after it come title and organisation.")


def merge(
    db: Session,
    kept: Named,
    other: Named,
    moves: Sequence[Move] = (),
    *,
    actor: str,
    now: datetime,
) -> None:
    """Let `kept` stand wherever `other` does, and remove `other`; Conflict for one and the same.

    Whoever is then credited twice in a role of the same episode is credited once.
    """
    if kept is other or type(kept) is not type(other):
        raise Conflict("“{name}” cannot be made one with itself.", name=kept.name)
    number = 0
    for row in list(_credits(db, other)):
        _move(db, row, kept)
        number += 1
    if isinstance(kept, Person) and isinstance(other, Person):
        kept.url = kept.url or other.url
        for move in moves:
            move(db, other, kept)
    db.flush()
    after = {"merged": str(other.id), "credits": number}
    log_audit(db, Decision(actor, now), f"{kept.audit_kind()}.merge", kept, after=after)
    db.delete(other)
    db.flush()


def _move(db: Session, row: Credit, kept: Named) -> None:
    if isinstance(kept, Organisation):
        row.organisation = kept
    elif _is_there(db, row, kept):
        db.delete(row)
    else:
        row.person = kept


def _is_there(db: Session, row: Credit, person: Person) -> bool:
    """Whether what the row is a credit of credits the person in the same role already."""
    kind = type(row)
    same = kind.person_id == person.id, kind.role == row.role, kind.group == row.group
    return any(other.touches() == row.touches() for other in db.scalars(select(kind).where(*same)))


def is_of(kind: type[Credit], row: Named) -> ColumnElement[bool]:
    """Credits of the person or organisation, as a SQL condition."""
    column = kind.person_id if isinstance(row, Person) else kind.organisation_id
    return column == row.id


def credit_kinds() -> Sequence[type[Credit]]:
    """The tables of credits that there are, whatever they are credits of."""
    return Credit.__subclasses__()


def _credits(db: Session, row: Named) -> Iterator[Credit]:
    for kind in credit_kinds():
        yield from db.scalars(select(kind).where(is_of(kind, row)))


def count_credits(db: Session, rows: Sequence[Named]) -> dict[UUID, int]:
    """How often each of these persons, or organisations, is credited, wherever that is."""
    counts = dict.fromkeys((row.id for row in rows), 0)
    for kind in credit_kinds() if rows else ():
        column = kind.person_id if isinstance(rows[0], Person) else kind.organisation_id
        counted = select(column, func.count()).where(column.in_(counts)).group_by(column)
        for identity, number in db.execute(counted):
            if identity is not None:
                counts[identity] += number
    return counts
