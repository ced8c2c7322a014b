"""Who is watching, by the link they came with, and which webcasts that lets them see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session
from starlette.requests import Request

from mediahub.clock import STOCKHOLM
from mediahub.errors import NotFound
from mediahub.participants.links import member_of, registration_of
from mediahub.participants.members import is_member
from mediahub.participants.models import (
    NetworkMember,
    Participant,
    Registration,
    RegistrationState,
)
from mediahub.web.endpoint import Call
from mediahub.webcasts.models import Access, Webcast
from mediahub.webcasts.state import is_listed

COOKIE = "inspelning"
"""Holds the text of the personal link that was opened last."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person, and the registration or membership whose link they opened."""

    participant: Participant
    holder: Registration | NetworkMember


def viewer_of(db: Session, secrets: Sequence[str], token: str) -> Viewer:
    """Whose link holds this text; every other text is the same NotFound."""
    holder: Registration | NetworkMember
    try:
        holder = registration_of(db, secrets, token)
    except NotFound:
        holder = member_of(db, secrets, token)
    return Viewer(holder.participant, holder)


def viewer_in(request: Request, call: Call) -> Viewer | None:
    """Who the cookie of a request tells of; a link that no longer works is nobody.

    The database is asked each time, so a link that is revoked stops at the next request.
    """
    token = request.cookies.get(COOKIE)
    if token is None:
        return None
    try:
        return viewer_of(call.db, call.hub.settings.secret_keys, token)
    except NotFound:
        return None


def is_admitted(db: Session, viewer: Viewer | None, webcast: Webcast, now: datetime) -> bool:
    """Whether this person may see the recording while its window is open.

    Everyone may see a public one whose webcast is listed. Otherwise it takes a seat at the webcast
    or its series, or a membership of its network in the year that it began, by any of the
    person's links.
    """
    if webcast.access is Access.PUBLIC and is_listed(webcast, now):
        return True
    return viewer is not None and is_invited(db, viewer, webcast)


def is_invited(db: Session, viewer: Viewer, webcast: Webcast) -> bool:
    """Whether it is this person's own, be it everyone's besides: by a seat or a membership."""
    if _is_named(viewer.holder, webcast):
        return True
    asked = select(Webcast.id).where(Webcast.id == webcast.id, _is_for(db, viewer.participant))
    return db.scalar(asked) is not None


def admitted_webcasts(db: Session, viewer: Viewer) -> Sequence[Webcast]:
    """The webcasts that are this person's, the newest first; not those that are everyone's."""
    mine = select(Webcast).where(_is_for(db, viewer.participant))
    return db.scalars(mine.order_by(Webcast.starts_at.desc(), Webcast.id)).all()


def _is_named(holder: Registration | NetworkMember, webcast: Webcast) -> bool:
    """Whether the very link that was opened, which is in force, is for this webcast: most are."""
    return isinstance(holder, Registration) and holder.webcast_id == webcast.id


def _is_for(db: Session, person: Participant) -> ColumnElement[bool]:
    has_seat = and_(
        Registration.participant_id == person.id, Registration.state == RegistrationState.ACTIVE
    )
    memberships = db.execute(
        select(NetworkMember.network_id, NetworkMember.year).where(
            NetworkMember.participant_id == person.id, is_member()
        )
    )
    return or_(
        Webcast.id.in_(select(Registration.webcast_id).where(has_seat)),
        Webcast.series_id.in_(select(Registration.series_id).where(has_seat)),
        *(and_(Webcast.network_id == network, _began_in(year)) for network, year in memberships),
    )


def _began_in(year: int) -> ColumnElement[bool]:
    return and_(Webcast.starts_at >= _new_year(year), Webcast.starts_at < _new_year(year + 1))


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=STOCKHOLM).astimezone(UTC)
