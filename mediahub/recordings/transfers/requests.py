"""Seats that are to go to somebody who may belong elsewhere: the giver asks, staff answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from huey import crontab
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.errors import Conflict, NotFound
from mediahub.hub import Hub
from mediahub.jobs.queue import PeriodicTask
from mediahub.participants.details import Details
from mediahub.participants.models import Registration, TransferRequest
from mediahub.participants.notices import Notice, notify
from mediahub.participants.registration_actions import lock, require_unregistered, transfer
from mediahub.participants.service import Target, is_for
from mediahub.recordings.transfers.rules import PARTICIPANT, is_worth_having, seat_of

LONGEST_WAIT = timedelta(days=30)
"""When nobody has answered by then, the question is removed, for it names people."""


def ask(db: Session, held: Registration, to: Details, now: datetime) -> TransferRequest:
    """Ask staff whether the seat may go to this person; until they answer nothing changes.

    Asked twice it is one question; about somebody else it is a new one, in place of the first, so
    that staff say yes to whom they see. Conflict for one who is registered already.
    """
    lock(db, held)
    if not is_worth_having(seat_of(db, held), now):
        raise Conflict("The seat is of no use to anybody any more.")
    require_unregistered(db, held, to.email)
    pending = _find(db, held)
    if pending is not None and details_of(pending) == to and _is_open(db, pending, now):
        return pending
    if pending is not None:
        db.delete(pending)
        db.flush()
    request = TransferRequest(
        registration=held, name=to.name, email=to.email, organisation=to.organisation, asked_at=now
    )
    db.add(request)
    db.flush()
    log_audit(db, Decision(PARTICIPANT, now), "registration.transfer_ask", held)
    return request


def details_of(request: TransferRequest) -> Details:
    """To whom the seat is to go."""
    return Details(request.name, request.email, request.organisation)


def find_request(db: Session, held: Registration, now: datetime) -> TransferRequest | None:
    """The question about a seat that waits for an answer."""
    found = _find(db, held)
    return found if found is not None and _is_open(db, found, now) else None


def _find(db: Session, held: Registration) -> TransferRequest | None:
    about = select(TransferRequest).where(TransferRequest.registration_id == held.id)
    return db.scalars(about).one_or_none()


def list_requests(
    db: Session, now: datetime, target: Target | None = None
) -> Sequence[TransferRequest]:
    """The questions that wait for an answer, of all or of a webcast or series, the oldest first."""
    wanted = select(TransferRequest).join(TransferRequest.registration)
    if target is not None:
        wanted = wanted.where(is_for(target))
    found = db.scalars(wanted.order_by(TransferRequest.asked_at, TransferRequest.id))
    return [request for request in found if _is_open(db, request, now)]


def get_request(db: Session, identity: UUID, now: datetime) -> TransferRequest:
    """The question with this id, or NotFound when it does not wait any more."""
    found = db.get(TransferRequest, identity)
    if found is None or not _is_open(db, found, now):
        raise NotFound("The question has been answered already, or has come to nothing.")
    return found


def approve(db: Session, request: TransferRequest, *, actor: str, now: datetime) -> Registration:
    """Say yes: the seat goes over at once, and both are mailed.

    Conflict as for `transfer`, NotFound when it waits for no answer any more.
    """
    held = _hold(db, request, now)
    log_audit(db, Decision(actor, now), "registration.transfer_approve", held)
    to = details_of(request)
    return transfer(db, held, to, actor=actor, now=now, is_forced=True, is_answer=True)


def decline(db: Session, request: TransferRequest, *, actor: str, now: datetime) -> None:
    """Say no: the giver keeps the seat, and is mailed so. NotFound as for `approve`."""
    held, again = _hold(db, request, now), str(request.id)
    db.delete(request)
    log_audit(db, Decision(actor, now), "registration.transfer_decline", held)
    notify(db, held, Notice.TRANSFER_DECLINED, now, again=again)
    db.flush()


def withdraw(db: Session, held: Registration, now: datetime) -> None:
    """Take the question back, if one waits: the giver keeps the seat, and nobody is mailed."""
    lock(db, held)
    request = find_request(db, held, now)
    if request is not None:
        db.delete(request)
        log_audit(db, Decision(PARTICIPANT, now), "registration.transfer_withdraw", held)
    db.flush()


def _hold(db: Session, request: TransferRequest, now: datetime) -> Registration:
    """The seat, locked; NotFound if the giver has asked anew since the question was read."""
    held, identity = request.registration, request.id
    lock(db, held)
    # Read anew: on PostgreSQL another transaction may have ended it while we waited for the lock.
    db.expire(request)
    get_request(db, identity, now)
    return held


def remove_expired(db: Session, now: datetime) -> int:
    """Remove the questions that nobody can answer any more, and mail the givers so; how many."""
    expired = [one for one in db.scalars(select(TransferRequest)) if not _is_open(db, one, now)]
    for request in expired:
        again = str(request.id)
        notify(db, request.registration, Notice.TRANSFER_EXPIRED, now, again=again)
        db.delete(request)
    db.flush()
    return len(expired)


def _is_open(db: Session, request: TransferRequest, now: datetime) -> bool:
    is_recent = now < request.asked_at + LONGEST_WAIT
    return is_recent and is_worth_having(seat_of(db, request.registration), now)


def _expire(hub: Hub) -> None:
    with hub.writing() as db:
        remove_expired(db, hub.now())


CHORES = [PeriodicTask("recordings.transfer_requests", _expire, crontab(minute="20"))]
