"""Persons and organisations: found by name or made, and credited in a role."""

import unicodedata
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import Invalid
from mediahub.people.models import Credit, Organisation, Person

C = TypeVar("C", bound=Credit)
LONGEST_NAME = 128


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A credit as a person writes it; `role` and `group` are slugs of `feeds.taxonomy`."""

    name: str
    title: str | None = None
    organisation: str | None = None
    role: str = "host"
    group: str = "cast"


def parse_credit(text: str, role: str, group: str = "cast") -> CreditLine:
    """Read "Name", "Name, organisation" or "Name, title, organisation".

    Everything after the second comma is the organisation, which may hold commas of its own.
    Invalid without a name or with one that no feed has room for.
    """
    # Keyboards differ in how they write an å, and nobody sees two spaces in a row.
    composed = unicodedata.normalize("NFC", text)
    name, *rest = (" ".join(part.split()) for part in composed.split(",", 2))
    if not name:
        raise Invalid("“{text}” names nobody. Write “Name, title, organisation”.", text=text)
    if len(name) > LONGEST_NAME:
        raise Invalid(
            "The name is {length} characters long; there is room for {longest}.",
            length=len(name),
            longest=LONGEST_NAME,
        )
    title, organisation = rest if len(rest) == 2 else (None, *rest, None)[:2]
    return CreditLine(name, title or None, organisation or None, role, group)


def person(db: Session, name: str) -> Person:
    """The person of this name, made if new."""
    found = db.scalars(select(Person).where(Person.name == name)).one_or_none()
    if found is None:
        found = Person(name=name)
        db.add(found)
        db.flush()
    return found


def organisation(db: Session, name: str) -> Organisation:
    """The organisation of this name, made if new."""
    found = db.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()
    if found is None:
        found = Organisation(name=name)
        db.add(found)
        db.flush()
    return found


def credit(db: Session, kind: type[C], line: CreditLine, position: int) -> C:
    """A credit row of the given kind for this line; the caller hangs it on its episode or show."""
    row = kind()
    row.position, row.role, row.group, row.title = position, line.role, line.group, line.title
    row.person = person(db, line.name)
    row.organisation = organisation(db, line.organisation) if line.organisation else None
    return row
