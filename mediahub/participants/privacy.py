"""What the GDPR gives a person: all that is held about them (article 15), and erasure (17)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, Subject, log_audit
from mediahub.accounts.models import AuditEntry
from mediahub.errors import NotFound
from mediahub.mail import outbox
from mediahub.mail.models import Mail
from mediahub.participants import seats
from mediahub.participants.details import read_email
from mediahub.participants.lists.pending import give_up_lists
from mediahub.participants.models import (
    NetworkMember,
    OptOut,
    Participant,
    Registration,
    TransferRequest,
)
from mediahub.participants.reasons import check_reason
from mediahub.participants.retention import ClosesAtOf, forget_mails, kept_until
from mediahub.participants.service import Target, find_participant, target_of

Person = Participant | TransferRequest
"""Of whom something is held: a participant, or one whom only a question about a seat names."""

MOST_MAILS = 1000
"""Nobody gets as many in the half year that mails are kept."""


def get_person(db: Session, email: str) -> Person:
    """Whoever has this address, or the oldest question that names it; NotFound if nobody does."""
    address = read_email(email)
    found = find_participant(db, address) or db.scalars(_naming(address)).first()
    if found is None:
        raise NotFound("Nobody with the address “{email}” is known here.", email=address)
    return found


def get_person_by_id(db: Session, identity: UUID) -> Person:
    """The same by the id of either row; one who has become a participant meanwhile is that."""
    found = db.get(Participant, identity) or db.get(TransferRequest, identity)
    if found is None:
        raise NotFound("There is no such person here. They may have been erased.")
    return found if isinstance(found, Participant) else get_person(db, found.email)


def known_since(person: Person) -> datetime:
    """Since when something is held."""
    return person.created_at if isinstance(person, Participant) else person.asked_at


def data_of(db: Session, person: Person, closes_at_of: ClosesAtOf) -> dict[str, Any]:
    """What registrations, memberships, choices, mails and the log hold about a person, for JSON.

    `mails_to_others` are those whose words name the person; whom they are to is not told.
    """
    registrations, members = _registrations(db, person), _members(db, person)
    ids = [person.id, *(row.id for row in registrations), *(row.id for row in members)]
    entries = db.scalars(
        select(AuditEntry).where(AuditEntry.subject_id.in_(ids)).order_by(AuditEntry.at)
    )
    return {
        "participant": {
            "id": person.id,
            "name": person.name,
            "email": person.email,
            "organisation": person.organisation,
            "created_at": known_since(person),
        },
        "registrations": [_registration(row, closes_at_of) for row in registrations],
        "memberships": [_membership(row) for row in members],
        "transfer_requests": [_transfer_request(row) for row in _transfer_requests(db, person)],
        "opt_outs": [{"kind": row.kind, "at": row.at} for row in _opt_outs(db, person)],
        "mails": [_mail(row) for row in _mails(db, person)],
        "mails_to_others": [_mail(row) for row in outbox.mentions_of(db, person.id)],
        "log": [
            {
                "at": entry.at,
                "action": entry.action,
                "subject": entry.subject_id,
                "reason": entry.reason,
            }
            for entry in entries
        ],
    }


def _registrations(db: Session, person: Person) -> Sequence[Registration]:
    return db.scalars(
        select(Registration)
        .where(Registration.participant_id == person.id)
        .order_by(Registration.created_at)
    ).all()


def _mails(db: Session, person: Person) -> Sequence[Mail]:
    return outbox.list_mails(db, email=person.email, recipient_id=person.id, limit=MOST_MAILS)


def _transfer_requests(db: Session, person: Person) -> Sequence[TransferRequest]:
    """The questions about seats that they asked, and those that name them."""
    theirs = or_(Registration.participant_id == person.id, TransferRequest.email == person.email)
    asked = select(TransferRequest).join(TransferRequest.registration).where(theirs)
    return db.scalars(asked.order_by(TransferRequest.asked_at)).all()


def _naming(email: str) -> Select[TransferRequest]:
    named = select(TransferRequest).where(TransferRequest.email == email)
    return named.order_by(TransferRequest.asked_at, TransferRequest.id)


def _opt_outs(db: Session, person: Person) -> Sequence[OptOut]:
    return db.scalars(select(OptOut).where(OptOut.participant_id == person.id)).all()


def _members(db: Session, person: Person) -> Sequence[NetworkMember]:
    return db.scalars(
        select(NetworkMember)
        .where(NetworkMember.participant_id == person.id)
        .order_by(NetworkMember.year)
    ).all()


def _registration(row: Registration, closes_at_of: ClosesAtOf) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": target_of(row).title,
        "state": row.state.value,
        "source": row.source.value,
        "place": row.queue_position,
        "offered_until": row.offered_until,
        "language": row.language,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
        "transferred_to": row.transferred_to_id,
        "kept_until": kept_until(target_of(row), closes_at_of),
    }


def _transfer_request(row: TransferRequest) -> dict[str, Any]:
    return {
        "title": target_of(row.registration).title,
        "registration": row.registration_id,
        "to_name": row.name,
        "to_email": row.email,
        "to_organisation": row.organisation,
        "asked_at": row.asked_at,
    }


def _membership(row: NetworkMember) -> dict[str, Any]:
    return {
        "id": row.id,
        "network": row.network.title,
        "year": row.year,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
    }


def _mail(row: Mail) -> dict[str, Any]:
    return {
        "template": row.template,
        "state": row.state.value,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
    }


def _subject(person: Person) -> Subject:
    """One whom only a question about a seat names is a person like any other."""
    return Subject("participant", person.id)


def note_export(db: Session, person: Person, *, actor: str, now: datetime) -> None:
    """Note that what is held about a person was given out."""
    log_audit(db, Decision(actor, now), "participant.export", _subject(person))


def erase(
    db: Session,
    person: Person,
    *,
    actor: str,
    now: datetime,
    reason: str | None = None,
    harmless_lists: Collection[UUID] = (),
) -> int:
    """Remove a person and all that is held about them; how many registrations there were.

    Their seats are offered to those who wait. The audit log stays whole: it names rows by ids,
    which after this lead to nobody. Lists that wait to be imported would bring the person back: all
    go that are not known to be harmless, see `lists.find_harmless_lists`. Invalid for a reason that
    names the person.
    """
    for named in (person, *db.scalars(_naming(person.email))):
        check_reason(reason, named)
    give_up_lists(db, harmless_lists)
    registrations = _registrations(db, person)
    targets: set[Target] = {target_of(row) for row in registrations}
    db.execute(delete(Registration).where(Registration.participant_id == person.id))
    db.execute(delete(NetworkMember).where(NetworkMember.participant_id == person.id))
    db.execute(delete(TransferRequest).where(TransferRequest.email == person.email))
    log_audit(db, Decision(actor, now, reason), "participant.erase", _subject(person))
    if isinstance(person, Participant):
        db.delete(person)
    db.flush()
    forget_mails(db, person.id, person.email)
    for target in sorted(targets, key=lambda target: target.id):
        seats.reallocate(db, target, now)
    return len(registrations)
