"""Who is offered while somebody types: persons with what they were credited as last, and roles."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feeds.taxonomy import role
from mediahub.people.models import Organisation, Person
from mediahub.webcasts.models import ProgrammeCredit, Webcast, WebcastCredit
from mediahub.webcasts.studio.form_rows import GUEST, HOST

MOST = 200
"""As many names as a page has room for."""

_OFFERED = (HOST, GUEST, "co-host cast", "announcer cast", "producer creative direction")


@dataclass(frozen=True, slots=True)
class Known:
    """Persons as name, title and organisation, and the names of organisations."""

    people: Sequence[tuple[str, str, str]]
    organisations: Sequence[str]


def suggestions(db: Session) -> Known:
    """Those credited in webcasts lately, each once, by name."""
    people: dict[str, tuple[str, str, str]] = {}
    for kind in (ProgrammeCredit, WebcastCredit):
        latest = (
            select(Person.name, kind.title, Organisation.name)
            .join(Person, kind.person_id == Person.id)
            .outerjoin(Organisation, kind.organisation_id == Organisation.id)
            .order_by(kind.changed_at.desc(), kind.id)
            .limit(MOST)
        )
        for name, title, organisation in db.execute(latest):
            people.setdefault(name, (name, title or "", organisation or ""))
    known = sorted(people.values())[:MOST]
    return Known(known, sorted({organisation for _, _, organisation in known if organisation}))


def roles_for(webcast: Webcast | None, language: str) -> Sequence[tuple[str, str]]:
    """The roles to choose from, and any other that somebody in it has, under their names."""
    held = [f"{one.role} {one.group}" for one in webcast.credits] if webcast else []
    return [(slug, _name(slug, language)) for slug in dict.fromkeys([*_OFFERED, *held])]


def _name(slug: str, language: str) -> str:
    found = role(*slug.split(" ", 1))
    return found.sv if language == "sv" else found.en
