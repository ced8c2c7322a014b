"""The episodes that somebody is credited in."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode, EpisodeCredit
from mediahub.people.appearances import Appearance
from mediahub.people.merge import Named, is_of
from mediahub.people.models import Person

_CREDIT = EpisodeCredit.role, EpisodeCredit.group, EpisodeCredit.title
_SHOWN = (Episode.title, Episode.id, Episode.opens_at, Person.name, *_CREDIT)


def appearances(db: Session, who: Named) -> Sequence[Appearance]:
    """Each credit, that of the newest episode first; a draft counts by its last change."""
    chosen = select(*_SHOWN).select_from(EpisodeCredit)
    joined = chosen.join(EpisodeCredit.episode).join(EpisodeCredit.person)
    newest = func.coalesce(Episode.opens_at, Episode.changed_at).desc()
    rows = db.execute(joined.where(is_of(EpisodeCredit, who)).order_by(newest, Episode.id))
    return [
        Appearance("episode", title, f"/studio/avsnitt/{key}", at, name, role, group, job)
        for title, key, at, name, role, group, job in rows
    ]
