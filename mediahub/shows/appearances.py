"""The shows that somebody is credited in."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.people.appearances import Appearance
from mediahub.people.merge import Named, is_of
from mediahub.people.models import Person
from mediahub.shows.models import Show, ShowCredit

_SHOWN = (Show.title, Show.slug, Person.name, ShowCredit.role, ShowCredit.group, ShowCredit.title)


def appearances(db: Session, who: Named) -> Sequence[Appearance]:
    """Each credit, by the title of the show."""
    chosen = select(*_SHOWN).select_from(ShowCredit).join(ShowCredit.show).join(ShowCredit.person)
    rows = db.execute(chosen.where(is_of(ShowCredit, who)).order_by(Show.title))
    return [
        Appearance("show", title, f"/studio/serier/{slug}", None, name, role, group, job)
        for title, slug, name, role, group, job in rows
    ]
