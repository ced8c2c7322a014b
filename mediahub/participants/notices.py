"""What a registration is mailed about, put into the outbox in the transaction of its cause."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.mail.outbox import NewMail, enqueue_mails
from mediahub.participants.models import Registration, RegistrationState


class Notice(StrEnum):
    """What a mail tells of; also the name of its template."""

    CONFIRMED = "registration.confirmed"
    WAITING = "registration.waiting"
    OFFERED = "seat.offered"
    SEATED = "seat.given"
    REMINDED = "webcast.tomorrow"
    MOVED = "webcast.moved"
    WEBCAST_CANCELLED = "webcast.cancelled"
    RESTORED = "webcast.restored"
    REGISTRATION_CANCELLED = "registration.cancelled"
    TRANSFERRED = "registration.transferred"
    TAKEN_OVER = "registration.taken_over"
    TRANSFER_APPROVED = "transfer.approved"
    TRANSFER_DECLINED = "transfer.declined"
    TRANSFER_EXPIRED = "transfer.expired"
    REISSUED = "link.reissued"
    DETAILS_CORRECTED = "details.corrected"
    ADDRESS_CHANGED = "address.changed"


NAMES = ("giver",)
"""Under which keys of a mail's data the name of somebody else may stand."""

# What has to be acted on, or is known nowhere else, also where mails are stopped.
ALWAYS = frozenset(
    (
        Notice.OFFERED,
        Notice.SEATED,
        Notice.TRANSFERRED,
        Notice.TAKEN_OVER,
        Notice.TRANSFER_APPROVED,
        Notice.TRANSFER_DECLINED,
        Notice.TRANSFER_EXPIRED,
        Notice.REISSUED,
        Notice.DETAILS_CORRECTED,
        Notice.ADDRESS_CHANGED,
    )
)


def notify(
    db: Session,
    held: Registration,
    notice: Notice,
    now: datetime,
    *,
    again: str = "",
    mentions: Collection[UUID] = (),
    email: str | None = None,
    **data: Any,
) -> None:
    """Mail somebody about their registration: about each thing once, or once for each `again`.

    It goes to their address unless `email` is given. `mentions` are the participants whom the words
    name beside the one that it is to.
    """
    mails = mails_for([held], notice, again=again, mentions=mentions, email=email, **data)
    enqueue_mails(db, mails, now)


def notify_registered(db: Session, registrations: Iterable[Registration], now: datetime) -> None:
    """Mail those who have been registered whether they have a seat or wait for one."""
    came = list(registrations)
    seated = [held for held in came if held.state is RegistrationState.ACTIVE]
    waiting = [held for held in came if held.state is RegistrationState.WAITING]
    mails = mails_for(seated, Notice.CONFIRMED) + mails_for(waiting, Notice.WAITING)
    enqueue_mails(db, mails, now)


def mails_for(
    registrations: Iterable[Registration],
    notice: Notice,
    *,
    again: str = "",
    batch: str | None = None,
    mentions: Collection[UUID] = (),
    email: str | None = None,
    **data: Any,
) -> list[NewMail]:
    """The mails to those among them who are to be told."""
    return [
        NewMail(
            key=key_of(held, notice, again),
            template=notice,
            email=email or held.participant.email,
            name=held.participant.name,
            recipient_id=held.participant_id,
            language=held.language,
            data=data,
            about_id=held.id,
            batch=batch,
            is_bulk=batch is not None,
            mentions=mentions,
        )
        for held in registrations
        if held.is_notified or notice in ALWAYS
    ]


def key_of(held: Registration, notice: Notice, again: str = "") -> str:
    """By which the mail is known in the outbox."""
    return ":".join(filter(None, (notice, str(held.id), again)))
