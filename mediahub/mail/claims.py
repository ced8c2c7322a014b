"""Who sends which mail, and what came of it: every step one UPDATE that only one worker wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from mediahub.db import Base
from mediahub.mail.models import (
    LONGEST_ANSWER,
    WAITING,
    BouncedAddress,
    Mail,
    MailMessage,
    MailState,
)

RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long after each attempt the next is due; after the last of them a mail has failed."""

SILENCE = timedelta(minutes=10)
"""How long a mail may be on its way before its worker is taken for dead; a turn is far shorter."""


# The tables themselves: what is done for every mail is done without loading rows as objects.
_mails = Base.metadata.tables[Mail.__tablename__]
_messages = Base.metadata.tables[MailMessage.__tablename__]
_begin = (
    update(_mails)
    .where(_mails.c.id == bindparam("claimed"))
    .values(state=MailState.SENDING, message_id=bindparam("named"))
)
_our_own = update(_mails).where(
    _mails.c.id == bindparam("claimed"),
    _mails.c.state == MailState.SENDING,
    _mails.c.tried_at == bindparam("claimed_at"),
)
_store = insert(_messages).values(id=bindparam("claimed"), message=bindparam("bytes"))


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that is ours to send until it is settled or released.

    `attempts` is how many there are with this one; one that a worker died with is not counted, for
    most of what it had claimed it never tried. `was_tried` if it may have been sent before.
    """

    id: UUID
    email: str
    attempts: int
    tried_at: datetime
    was_tried: bool
    message: bytes


def requeue_stuck(db: Session, now: datetime) -> int:
    """Let what a dead worker was sending wait again; how many.

    Nobody knows whether the server had got it. It keeps its bytes and so its Message-ID.
    """
    stuck = update(Mail).where(Mail.state == MailState.SENDING, Mail.tried_at <= now - SILENCE)
    result = db.execute(stuck.values(state=MailState.RETRY, due_at=now))
    assert isinstance(result, CursorResult)
    return int(result.rowcount)


def is_any_stuck(db: Session, now: datetime) -> bool:
    """Whether `take_back` would find something."""
    stuck = select(Mail.id).where(Mail.state == MailState.SENDING, Mail.tried_at <= now - SILENCE)
    return db.scalar(stuck.limit(1)) is not None


def pick(db: Session, now: datetime, size: int, full_domains: Sequence[str] = ()) -> list[Mail]:
    """The mails to send next: those that somebody waits for first, then by when they are due.

    One question for each part of the index, so that a hundred thousand waiting cost nothing.
    """
    for is_bulk in (False, True):
        found: list[Mail] = []
        for state in WAITING:
            wanted = select(Mail).where(
                Mail.state == state, Mail.is_bulk == is_bulk, Mail.due_at <= now
            )
            if full_domains:
                wanted = wanted.where(Mail.domain.not_in(full_domains))
            found += db.scalars(wanted.order_by(Mail.due_at).limit(size)).all()
        if found:
            return sorted(found, key=lambda mail: mail.due_at)[:size]
    return []


def bounced(db: Session, emails: Sequence[str]) -> set[str]:
    """Which of the addresses have been marked as taking no mail."""
    marked = select(BouncedAddress.email).where(BouncedAddress.email.in_(emails))
    return set(db.scalars(marked))


def claim(db: Session, made: Sequence[tuple[Mail, bytes, str]], now: datetime) -> list[Claimed]:
    """Make mails ours, each with its bytes, which are stored, and its Message-ID.

    Those that another worker took, or that were withheld or are to say something else since they
    were picked, are left out.
    """
    seen = {mail.id: mail for mail, _, _ in made}
    columns = _mails.c.id, _mails.c.state, _mails.c.attempts, _mails.c.revision
    unmoved = select(*columns).where(_mails.c.id.in_(seen))
    ours = {
        mail_id
        for mail_id, *moving in db.execute(unmoved.with_for_update())
        if moving == [seen[mail_id].state, seen[mail_id].attempts, seen[mail_id].revision]
    }
    rows = [
        {"claimed": mail.id, "named": message_id, "bytes": message}
        for mail, message, message_id in made
        if mail.id in ours
    ]
    if not rows:
        return []
    db.execute(_begin.values(tried_at=now), rows)
    db.execute(delete(_messages).where(_messages.c.id.in_(ours)))
    db.execute(_store, rows)
    return [
        Claimed(
            id=mail.id,
            email=mail.email,
            attempts=mail.attempts + 1,
            tried_at=now,
            was_tried=mail.tried_at is not None,
            message=message,
        )
        for mail, message, _ in made
        if mail.id in ours
    ]


def withhold(db: Session, mail: Mail, reason: str, now: datetime) -> None:
    """Keep a mail that waits from being sent."""
    values = _ended(MailState.WITHHELD, reason, now)
    _move(db, mail, values)


def fail(db: Session, mail: Mail, reason: str, now: datetime) -> None:
    """A mail that cannot be made however often it is tried: staff see why, and may retry it."""
    _move(db, mail, _ended(MailState.FAILED, reason, now))


def retry_later(db: Session, mail: Mail, reason: str, now: datetime) -> None:
    """A mail that could not be made: tried again as if a server had refused it for now."""
    _move(db, mail, _again(mail.attempts + 1, reason, now))


def _move(db: Session, mail: Mail, values: dict[str, object]) -> None:
    # Compare and swap: of two workers that saw the same, one updates a row and the other none.
    seen = _mails.c.id == mail.id, _mails.c.state == mail.state, _mails.c.attempts == mail.attempts
    db.execute(update(_mails).where(*seen).values(values))


def settle_sent(db: Connection, claimed: Claimed, answer: str, now: datetime) -> None:
    """The server has taken it."""
    _settle(db, claimed, _ended(MailState.SENT, answer, now, attempts=claimed.attempts))


def settle_failed(db: Connection, claimed: Claimed, answer: str, now: datetime) -> None:
    """The server has refused it for good."""
    _settle(db, claimed, _ended(MailState.FAILED, answer, now, attempts=claimed.attempts))


def settle_refused(db: Connection, claimed: Claimed, answer: str, now: datetime) -> None:
    """The server has refused it for now, or was lost while it had it."""
    _settle(db, claimed, _again(claimed.attempts, answer, now))


def release(db: Connection, claimed: Claimed) -> None:
    """Give back what was not tried, as it was."""
    if claimed.was_tried:
        _settle(db, claimed, {"state": MailState.RETRY})
    else:
        _settle(db, claimed, {"state": MailState.QUEUED, "tried_at": None})


def _settle(db: Connection, claimed: Claimed, values: dict[str, object]) -> None:
    # Only while it is ours: it may have been taken back from a worker that slept.
    ours = {"claimed": claimed.id, "claimed_at": claimed.tried_at}
    new = {f"new_{name}": value for name, value in values.items()}
    settled = _our_own.values({name: bindparam(f"new_{name}") for name in values})
    db.execute(settled, ours | new)


def _ended(state: MailState, answer: str, now: datetime, **more: object) -> dict[str, object]:
    return {"state": state, "answer": _cut(answer), "ended_at": now, **more}


def _again(attempts: int, answer: str, now: datetime) -> dict[str, object]:
    if attempts > len(RETRIES):
        return _ended(MailState.FAILED, answer, now, attempts=attempts)
    return {
        "state": MailState.RETRY,
        "answer": _cut(answer),
        "due_at": now + RETRIES[attempts - 1],
        "attempts": attempts,
    }


def _cut(answer: str) -> str:
    return answer.replace("\0", "")[:LONGEST_ANSWER]
