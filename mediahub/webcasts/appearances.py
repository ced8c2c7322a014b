"""The webcasts that somebody is credited in, as a whole or at a point of their programme."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.people.appearances import Appearance
from mediahub.people.merge import Named, is_of
from mediahub.people.models import Person
from mediahub.webcasts.models import ProgrammeCredit, ProgrammePoint, Webcast, WebcastCredit
from mediahub.webcasts.urls import STUDIO_WEBCASTS

_SHOWN = Webcast.title, Webcast.slug, Webcast.starts_at, Person.name


def appearances(db: Session, who: Named) -> Sequence[Appearance]:
    """Each credit, that of the latest webcast first."""
    whole = (
        select(*_SHOWN, WebcastCredit.role, WebcastCredit.group, WebcastCredit.title)
        .select_from(WebcastCredit)
        .join(WebcastCredit.webcast)
        .join(WebcastCredit.person)
        .where(is_of(WebcastCredit, who))
    )
    points = (
        select(*_SHOWN, ProgrammeCredit.role, ProgrammeCredit.group, ProgrammeCredit.title)
        .select_from(ProgrammeCredit)
        .join(ProgrammeCredit.point)
        .join(ProgrammePoint.webcast)
        .join(ProgrammeCredit.person)
        .where(is_of(ProgrammeCredit, who))
    )
    found = [
        Appearance("webcast", title, f"{STUDIO_WEBCASTS}/{slug}", at, name, role, group, job)
        for chosen in (whole, points)
        for title, slug, at, name, role, group, job in db.execute(chosen)
    ]
    found.sort(key=lambda one: one.at.timestamp() if one.at else 0.0, reverse=True)
    return found
