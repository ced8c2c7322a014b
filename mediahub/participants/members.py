"""Members of networks, by calendar year in Sweden and with so many places for an organisation."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.clock import local
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.participants.details import Details, read_email
from mediahub.participants.models import NetworkMember, Participant
from mediahub.participants.organisations import same_name
from mediahub.participants.reasons import check_reason
from mediahub.participants.service import correct, participant
from mediahub.webcasts.models import Network

_YEARS_BEFORE, _YEARS_AHEAD = 5, 1


def add_member(
    db: Session, network: Network, details: Details, *, year: int, actor: str, now: datetime
) -> NetworkMember:
    """The person's membership that year, made or taken up again; a member twice is one member.

    Conflict when the organisation's places are taken, Invalid without an organisation.
    """
    this_year = local(now).year
    if not this_year - _YEARS_BEFORE <= year <= this_year + _YEARS_AHEAD:
        raise Invalid("{year} is not a year to be a member in now.", year=year)
    # The row of the network is the lock: two at once would otherwise take the last place.
    db.refresh(network, ["places_per_organisation"], with_for_update={"key_share": True})
    person = participant(db, details, now)
    correct(person, details)
    held = _membership(db, network, person, year)
    if held is not None and held.ended_at is None:
        return held
    _require_place(db, network, person, year)
    if held is None:
        held = NetworkMember(network=network, participant=person, year=year, created_at=now)
        held.version = 1
        db.add(held)
    held.ended_at = None
    db.flush()
    _note(db, held, "member.add", actor, now)
    return held


def _require_place(db: Session, network: Network, person: Participant, year: int) -> None:
    organisation = person.organisation
    if organisation is None:
        raise Invalid("A member of a network needs an organisation.")
    colleagues = [
        member
        for member in list_members(db, network, year)
        if same_name(member.participant.organisation or "", organisation)
    ]
    if len(colleagues) >= network.places_per_organisation:
        raise Conflict(
            "{organisation} has all of its {places} places in “{title}” in {year}.",
            organisation=organisation,
            places=network.places_per_organisation,
            title=network.title,
            year=year,
        )


def end_member(
    db: Session, member: NetworkMember, *, actor: str, now: datetime, reason: str | None = None
) -> None:
    """Let the membership end now; the place is free and the links are dead."""
    member.ended_at = now
    member.version += 1
    _note(db, member, "member.end", actor, now, reason)
    db.flush()


def revoke_member(
    db: Session, member: NetworkMember, *, actor: str, now: datetime, reason: str | None = None
) -> None:
    """Kill every link that was given out; the membership stays."""
    member.version += 1
    _note(db, member, "member.revoke", actor, now, reason)
    db.flush()


def is_member(year: int | None = None) -> ColumnElement[bool]:
    """That somebody is a member in a year, or in any, and has not left; as a SQL condition."""
    stays = NetworkMember.ended_at.is_(None)
    return stays if year is None else and_(stays, NetworkMember.year == year)


def get_member(db: Session, network: Network, email: str, year: int) -> NetworkMember:
    """The one with this address who is a member that year and has not left, or NotFound."""
    address = read_email(email)
    found = db.scalars(
        select(NetworkMember)
        .join(NetworkMember.participant)
        .where(
            NetworkMember.network_id == network.id,
            is_member(year),
            Participant.email == address,
        )
    ).one_or_none()
    if found is None:
        raise NotFound(
            "“{email}” is not a member of “{title}” in {year}.",
            email=address,
            title=network.title,
            year=year,
        )
    return found


def list_members(db: Session, network: Network, year: int) -> Sequence[NetworkMember]:
    """The members of a year who have not left, by name."""
    return db.scalars(
        select(NetworkMember)
        .join(NetworkMember.participant)
        .where(
            NetworkMember.network_id == network.id,
            is_member(year),
        )
        .order_by(Participant.name, Participant.email)
    ).all()


def _membership(
    db: Session, network: Network, person: Participant, year: int
) -> NetworkMember | None:
    return db.scalars(
        select(NetworkMember).where(
            NetworkMember.network_id == network.id,
            NetworkMember.participant_id == person.id,
            NetworkMember.year == year,
        )
    ).one_or_none()


def _note(
    db: Session,
    member: NetworkMember,
    action: str,
    actor: str,
    now: datetime,
    reason: str | None = None,
) -> None:
    check_reason(reason, member.participant)
    log_audit(
        db,
        Decision(actor, now, reason),
        action,
        member,
        after={"year": member.year, "version": member.version, "ended_at": member.ended_at},
    )
