"""What becomes of a registration: cancelled, its links revoked, or given to somebody else."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.errors import Conflict, Forbidden
from mediahub.participants import seats
from mediahub.participants.details import Details
from mediahub.participants.models import (
    Participant,
    Registration,
    RegistrationState,
    TransferRequest,
)
from mediahub.participants.notices import Notice, notify
from mediahub.participants.organisations import is_same_organisation
from mediahub.participants.reasons import check_reason
from mediahub.participants.registration import new_registration
from mediahub.participants.service import (
    ALIVE,
    find_participant,
    find_registration,
    participant,
    target_of,
)


def cancel(
    db: Session, registration: Registration, *, actor: str, now: datetime, reason: str | None = None
) -> None:
    """Give up the seat or the place in line; the links are dead, and who waits moves up."""
    lock(db, registration)
    before = _state(registration)
    _end(db, registration, RegistrationState.CANCELLED, now)
    log_change(db, registration, "registration.cancel", actor, now, reason=reason, before=before)
    notify(
        db, registration, Notice.REGISTRATION_CANCELLED, now, had_seat=before["state"] == "active"
    )
    seats.reallocate(db, target_of(registration), now)


def revoke(
    db: Session, registration: Registration, *, actor: str, now: datetime, reason: str | None = None
) -> None:
    """Kill every link that was given out; the seat stays, and a new link can be given."""
    lock(db, registration)
    before = _state(registration)
    registration.version += 1
    log_change(db, registration, "registration.revoke", actor, now, reason=reason, before=before)
    db.flush()


def reissue(
    db: Session, registration: Registration, *, actor: str, now: datetime, reason: str | None = None
) -> None:
    """Kill every link that was given out, and mail a new one to whoever has a seat."""
    revoke(db, registration, actor=actor, now=now, reason=reason)
    version = registration.version
    if registration.state is RegistrationState.ACTIVE:
        notify(db, registration, Notice.REISSUED, now, again=str(version), version=version)


def seat(
    db: Session, registration: Registration, *, actor: str, now: datetime, reason: str | None = None
) -> None:
    """Give one who waits a seat without asking them, also out of turn and above the capacity.

    Conflict for one who has a seat.
    """
    check_reason(reason, registration.participant)
    lock(db, registration)
    if registration.state is RegistrationState.ACTIVE:
        raise Conflict("{name} has a seat already.", name=registration.participant.name)
    seats.give(db, registration, actor=actor, now=now, reason=reason)
    db.flush()


def transfer(
    db: Session,
    registration: Registration,
    to: Details,
    *,
    actor: str,
    now: datetime,
    is_forced: bool = False,
    is_answer: bool = False,
) -> Registration:
    """Give the seat, or the place in line, to another person of the same organisation.

    The old link is dead and the new registration made in one transaction. Forbidden for another
    organisation unless it is forced, Conflict for one who is registered already. With `is_answer`
    the giver is told that it is the yes to a question of theirs.
    """
    lock(db, registration)
    target, old = target_of(registration), registration.participant
    if not is_forced:
        require_same_organisation(old, to)
    require_unregistered(db, registration, to.email)
    person = participant(db, to, now)
    taken_over = new_registration(target, registration.source, now)
    taken_over.participant = person
    taken_over.state, taken_over.queue_position = registration.state, registration.queue_position
    taken_over.passed_at, taken_over.language = registration.passed_at, registration.language
    db.add(taken_over)
    db.flush()
    before = _state(registration)
    _end(db, registration, RegistrationState.TRANSFERRED, now)
    registration.transferred_to_id = taken_over.id
    log_change(db, registration, "registration.transfer", actor, now, before=before)
    log_change(db, taken_over, "registration.take_over", actor, now)
    had_seat = before["state"] == "active"
    given = Notice.TRANSFER_APPROVED if is_answer else Notice.TRANSFERRED
    notify(db, registration, given, now, mentions=[person.id], had_seat=had_seat)
    has_seat = taken_over.state is RegistrationState.ACTIVE
    notice = Notice.TAKEN_OVER if has_seat else Notice.WAITING
    notify(db, taken_over, notice, now, mentions=[old.id], giver=old.name)
    if registration.offered_until is not None:
        # Whom the seat was offered to never had it: the offer is made anew to who takes over.
        seats.reallocate(db, target, now)
    db.flush()
    return taken_over


def require_unregistered(db: Session, registration: Registration, email: str) -> None:
    """Conflict if whoever has this address has a seat or a place in line there already."""
    target, known = target_of(registration), find_participant(db, email)
    if known is not None and find_registration(db, target, known) is not None:
        raise Conflict(
            "“{email}” is already registered for “{title}”.", email=email, title=target.title
        )


def require_same_organisation(old: Participant, new: Details) -> None:
    """Forbidden unless the seat of one may go to the other."""
    if not is_same_organisation(old, new):
        raise Forbidden(
            "The seat can only go to somebody in the same organisation: {organisation}.",
            organisation=old.organisation or old.email.rpartition("@")[2],
        )


def lock(db: Session, registration: Registration) -> None:
    """Nobody else may change it meanwhile; Conflict if somebody just did."""
    seats.lock_capacity(db, target_of(registration))
    db.refresh(registration, ["state", "version"])
    if registration.state not in ALIVE:
        cancelled = registration.state is RegistrationState.CANCELLED
        raise Conflict(
            "The registration is cancelled already."
            if cancelled
            else "The registration has gone over to somebody else."
        )


def _end(db: Session, registration: Registration, state: RegistrationState, now: datetime) -> None:
    # Whether it may go to somebody else is a question no more.
    asked = TransferRequest.registration_id == registration.id
    db.execute(delete(TransferRequest).where(asked))
    registration.state, registration.ended_at = state, now
    # The state alone would do; a link that is dead by its signature stays dead whatever happens.
    registration.version += 1


def _state(registration: Registration) -> dict[str, object]:
    other = registration.transferred_to_id
    return {
        "state": registration.state.value,
        "version": registration.version,
        "place": registration.queue_position,
        **({"transferred_to": str(other)} if other else {}),
    }


def log_change(
    db: Session,
    registration: Registration,
    action: str,
    actor: str,
    now: datetime,
    *,
    reason: str | None = None,
    before: dict[str, object] | None = None,
) -> None:
    """Write in the audit log what became of it; Invalid for a reason that names the person."""
    check_reason(reason, registration.participant)
    log_audit(
        db,
        Decision(actor, now, reason),
        action,
        registration,
        before=before,
        after=_state(registration),
    )
