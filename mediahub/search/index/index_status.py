"""How the index stands against the database, for those who look after the service."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from mediahub.search.index.fingerprints import fingerprints
from mediahub.search.index.interface import Health, SearchIndex


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The health of the index, and how many items it has yet to take in, anew or out."""

    health: Health
    behind: int


def index_status(index: SearchIndex, db: Session) -> IndexStatus:
    """Compare what is indexed with what there is: a handful of queries."""
    health = index.health()
    wanted, held = fingerprints(db), index.stamps()
    changed = sum(held.get(key) != stamp for key, stamp in wanted.items())
    return IndexStatus(health, changed + len(held.keys() - wanted.keys()))
