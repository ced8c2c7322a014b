"""Personal links: an id and a signature over it and its version; nothing secret is stored."""

import re
from collections.abc import Sequence
from typing import NoReturn, TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, joinedload

from mediahub.errors import Conflict, NotFound
from mediahub.participants.models import NetworkMember, Registration, RegistrationState
from mediahub.settings import Settings
from mediahub.signatures import is_signed, sign
from mediahub.webcasts.models import Webcast

Holder = TypeVar("Holder", Registration, NetworkMember)

PARTICIPANT = "participant"
MEMBER = "member"
PLACE = "place"
LIVE = "live"
# 32 digits of an id in small letters, then HMAC-SHA256: one spelling for each link.
_TOKEN = re.compile(r"([0-9a-f]{32})([A-Za-z0-9_-]{43})", re.ASCII)

_LIVE_TOKEN = re.compile(r"([0-9a-f]{32})([0-9a-f]{32})([A-Za-z0-9_-]{43})", re.ASCII)


def token(secrets: Sequence[str], holder: Registration | NetworkMember) -> str:
    """The text in a personal link, 75 characters, dead when the holder's version is raised."""
    kind = PARTICIPANT if isinstance(holder, Registration) else MEMBER
    return holder.id.hex + sign(secrets, kind, holder.id.hex, str(holder.version))


def personal_link(settings: Settings, holder: Registration | NetworkMember) -> str:
    """The address that only this person gets."""
    return f"{settings.origin}/inspelning/{token(settings.secret_keys, holder)}"


def link_to_give(settings: Settings, held: Registration) -> str:
    """The personal link of somebody who has a seat; Conflict for others."""
    name = held.participant.name
    if held.state is RegistrationState.WAITING:
        raise Conflict("{name} is on the waiting list and has no link.", name=name)
    if held.state is not RegistrationState.ACTIVE:
        raise Conflict("{name} has no seat any more, and no link.", name=name)
    return personal_link(settings, held)


def waitlist_link(settings: Settings, held: Registration) -> str:
    """The address of a person's place in line, where they take a seat that is offered.

    Its token opens no recording, and dies with the personal link.
    """
    signed = sign(settings.secret_keys, PLACE, held.id.hex, str(held.version))
    return f"{settings.origin}/webbsandningar/plats/{held.id.hex}{signed}"


def live_link(settings: Settings, held: Registration, webcast: Webcast) -> str:
    """The address that leads one who has a seat on to a broadcast, of many at a series to this one.

    Its token opens no recording, and dies with the personal link.
    """
    ids = held.id.hex, webcast.id.hex
    signed = sign(settings.secret_keys, LIVE, *ids, str(held.version))
    return f"{settings.origin}/sandning/{''.join(ids)}{signed}"


def live_of(db: Session, secrets: Sequence[str], text: str) -> tuple[Registration, UUID]:
    """Who has a seat, by whose link to a broadcast this is, and which; else the same NotFound."""
    match = _LIVE_TOKEN.fullmatch(text)
    if match is None:
        _refuse()
    found = db.scalars(_REGISTRATION, {"id": UUID(match[1])}).one_or_none()
    version = str(found.version) if found is not None else "0"
    is_ours = is_signed(secrets, match[3], LIVE, match[1], match[2], version)
    if found is None or not is_ours or found.state is not RegistrationState.ACTIVE:
        _refuse()
    return found, UUID(match[2])


def waitlisted_of(db: Session, secrets: Sequence[str], text: str) -> Registration:
    """The registration whose place this is, seated or waiting; else the same NotFound."""
    found = _holder(db, _REGISTRATION, secrets, PLACE, text)
    if found is None or found.state not in (RegistrationState.ACTIVE, RegistrationState.WAITING):
        _refuse()
    return found


def registration_of(db: Session, secrets: Sequence[str], text: str) -> Registration:
    """The registration whose link holds this text; it has a seat.

    Unknown, malformed, revoked, transferred, cancelled and waiting are the same NotFound.
    """
    found = _holder(db, _REGISTRATION, secrets, PARTICIPANT, text)
    if found is None or found.state is not RegistrationState.ACTIVE:
        _refuse()
    return found


def member_of(db: Session, secrets: Sequence[str], text: str) -> NetworkMember:
    """The member whose link holds this text and who has not left; else the same NotFound.

    Which year the membership is for is the caller's to ask.
    """
    found = _holder(db, _MEMBER, secrets, MEMBER, text)
    if found is None or found.ended_at is not None:
        _refuse()
    return found


# Asked at every step of every viewer: built once, and most go on to the webcast.
_REGISTRATION = (
    select(Registration)
    .where(Registration.id == bindparam("id"))
    .options(joinedload(Registration.webcast))
)
_MEMBER = select(NetworkMember).where(NetworkMember.id == bindparam("id"))


def _holder(
    db: Session, by_id: Select[Holder], secrets: Sequence[str], kind: str, text: str
) -> Holder | None:
    match = _TOKEN.fullmatch(text)
    if match is None:
        return None
    found = db.scalars(by_id, {"id": UUID(match[1])}).one_or_none()
    # Signed over in any case, so that an unknown id takes no less time than a known one.
    version = str(found.version) if found is not None else "0"
    return found if is_signed(secrets, match[2], kind, match[1], version) else None


def _refuse() -> NoReturn:
    raise NotFound("The link leads nowhere. It may be incomplete, or no longer in use.")
