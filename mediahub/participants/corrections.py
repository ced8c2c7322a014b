"""A participant's name, address and organisation, corrected by staff; links and seats stay."""

from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.db import unique
from mediahub.errors import Conflict
from mediahub.mail import outbox
from mediahub.participants.details import Details
from mediahub.participants.models import Participant, Registration
from mediahub.participants.notices import Notice, notify
from mediahub.participants.reasons import check_reason
from mediahub.participants.service import find_participant


def correct_participant(
    db: Session, held: Registration, details: Details, decision: Decision
) -> None:
    """Give the person of a registration these details, everywhere, and mail them so.

    Who gets another address is told at both; at the old one nothing is said that is only theirs.
    What waits to be sent goes to the new one. Conflict for the address of somebody else, and when
    nothing is another.
    """
    person = held.participant
    before = _details(person)
    changed = [name for name, value in _details(details).items() if value != before[name]]
    if not changed:
        raise Conflict("Nothing was changed: this is what is registered already.")
    _require_free(db, person, details)
    for name in (before["name"], details.name):
        check_reason(decision.reason, Participant(name=name, email=details.email))
    person.name, person.email = details.name, details.email
    person.organisation = details.organisation
    with unique("“{email}” is the address of another participant.", email=details.email):
        db.flush()
    log_audit(db, decision, "participant.correct", person, after={"fields": changed})
    _tell(db, held, before["email"] or "", decision)
    db.flush()


def _details(of: Participant | Details) -> dict[str, str | None]:
    return {"name": of.name, "email": of.email, "organisation": of.organisation}


def _require_free(db: Session, person: Participant, details: Details) -> None:
    other = find_participant(db, details.email)
    if other is not None and other is not person:
        raise Conflict(
            "“{email}” is the address of {name}. Cancel one of the registrations instead, or give"
            " the seat to them.",
            email=details.email,
            name=other.name,
        )


def _tell(db: Session, held: Registration, old_email: str, decision: Decision) -> None:
    again, now = decision.now.isoformat(), decision.now
    if old_email != held.participant.email:
        outbox.readdress(db, held.participant_id, old_email, held.participant.email)
        notify(db, held, Notice.ADDRESS_CHANGED, now, again=again, email=old_email)
    notify(db, held, Notice.DETAILS_CORRECTED, now, again=again)
