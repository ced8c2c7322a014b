"""Names that have been written before, for who begins to write one: persons and the like."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mediahub.accounts.guard import StudioCall
from mediahub.episodes.models import Episode, EpisodeCredit
from mediahub.people.models import Organisation, Person

MOST = 10
_NEWEST_EPISODES = 500


def look(request: Request, call: StudioCall) -> Response:
    """What of a kind has a word that begins with `q`; persons with their newest title."""
    sought = " ".join(request.query_params.get("q", "").casefold().split())[:100]
    kind = request.query_params.get("slag", "")
    if not sought or kind not in ("person", "organisation", "amne"):
        return JSONResponse({"names": []})
    if kind == "person":
        return JSONResponse({"names": _people(call.db, sought)})
    names = _organisations(call.db) if kind == "organisation" else topics(call.db)
    return JSONResponse({"names": [{"name": name} for name in _matching(names, sought)]})


def topics(db: Session) -> list[str]:
    """The topics of the newest episodes, each once."""
    newest = select(Episode.topics).order_by(Episode.created_at.desc()).limit(_NEWEST_EPISODES)
    return list(dict.fromkeys(topic for held in db.scalars(newest) for topic in held))


def _organisations(db: Session) -> Sequence[str]:
    return db.scalars(select(Organisation.name).order_by(Organisation.name)).all()


def _people(db: Session, sought: str) -> list[dict[str, Any]]:
    named = db.scalars(select(Person.name).order_by(Person.name))
    return [_person(db, name) for name in _matching(named, sought)]


def _person(db: Session, name: str) -> dict[str, Any]:
    credited = select(EpisodeCredit).join(Person, EpisodeCredit.person_id == Person.id)
    newest = credited.join(Episode, EpisodeCredit.episode_id == Episode.id)
    newest = newest.where(Person.name == name).order_by(Episode.created_at.desc()).limit(1)
    found = db.scalars(newest).first()
    organisation = found and found.organisation
    return {
        "name": name,
        "title": (found and found.title) or "",
        "organisation": organisation.name if organisation else "",
    }


def _matching(names: Iterable[str], sought: str) -> list[str]:
    """Compared here: SQLite does not know that Å and å are the same letter."""
    begun = [name for name in names if f" {name.casefold()}".find(f" {sought}") >= 0]
    return sorted(begun, key=lambda name: not name.casefold().startswith(sought))[:MOST]
