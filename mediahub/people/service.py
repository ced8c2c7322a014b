"""Persons and organisations: found by name or made, and credited in a role."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.db import unique
from mediahub.errors import Invalid, NotFound
from mediahub.names import check_name
from mediahub.people.models import Credit, Organisation, Person
from mediahub.people.web_addresses import check_url
from mediahub.unicode_forms import one_line

C = TypeVar("C", bound=Credit)
N = TypeVar("N", Person, Organisation)


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
    name, *rest = (one_line(part) for part in text.split(",", 2))
    if not name:
        raise Invalid("“{text}” names nobody. Write “Name, title, organisation”.", text=text)
    check_name(name)
    title, organisation = rest if len(rest) == 2 else (None, *rest, None)[:2]
    return CreditLine(name, title or None, organisation or None, role, group)


def credit_lines(credits: Iterable[Credit]) -> list[CreditLine]:
    """Credits as they would be given anew."""
    return [
        CreditLine(
            credit.person.name,
            credit.title,
            credit.organisation.name if credit.organisation else None,
            credit.role,
            credit.group,
        )
        for credit in credits
    ]


def person(db: Session, name: str) -> Person:
    """The person of this name, made if new."""
    return _named(db, Person, name)


def get_person(db: Session, name: str) -> Person:
    """The person of this name, or NotFound."""
    found = db.scalars(select(Person).where(Person.name == one_line(name))).one_or_none()
    if found is None:
        raise NotFound("Nobody called “{name}” is credited.", name=name)
    return found


def list_people(db: Session) -> Sequence[Person]:
    """Everyone who is credited, by name."""
    return db.scalars(select(Person).order_by(Person.name)).all()


def set_url(person: Person, url: str) -> None:
    """Say which page tells of the person, or none with ""; Invalid when it is not an address."""
    check_url(url.strip())
    person.url = url.strip() or None


def organisation(db: Session, name: str) -> Organisation:
    """The organisation of this name, made if new."""
    return _named(db, Organisation, name)


def _named(db: Session, kind: type[N], name: str) -> N:
    found = db.scalars(select(kind).where(kind.name == name)).one_or_none()
    if found is None:
        found = kind(name=name)
        with unique("“{name}” was added by someone else just now. Try again.", name=name):
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
