"""The outbox: mails put into it with their cause, and what may still be done about them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, case, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from mediahub.errors import Conflict, NotFound
from mediahub.jobs.queue import EVERYTHING, enqueue
from mediahub.mail.addresses import domain_of, one_line, read_address
from mediahub.mail.models import (
    ENDED,
    LONGEST_ANSWER,
    LONGEST_KEY,
    WAITING,
    BouncedAddress,
    Mail,
    MailMention,
    MailMessage,
    MailState,
)

SEND = "mail.send"
CLEAR = "mail.clear"

MESSAGE_KEPT = timedelta(days=30)
"""How long the words of a mail are kept: until questions about it have come in."""
MAIL_KEPT = timedelta(days=180)
"""How long it is known that a mail was sent, for the reports of a season."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """A mail to be: see `Mail` for what each of these says. Due at once unless told when.

    `mentions` are the ids of those whom its words name, beside whom it is to.
    """

    key: str
    template: str
    email: str
    name: str = ""
    recipient_id: UUID | None = None
    language: str = "sv"
    data: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None
    about_id: UUID | None = None
    batch: str | None = None
    is_bulk: bool = False
    mentions: Collection[UUID] = ()


def enqueue_mail(db: Session, mail: NewMail, now: datetime) -> bool:
    """Put one mail into the outbox, in the transaction of its cause; see `enqueue_mails`."""
    return enqueue_mails(db, [mail], now) == 1


def enqueue_mails(db: Session, mails: Iterable[NewMail], now: datetime) -> int:
    """Put mails into the outbox; how many were new, for a key that is there already makes none.

    What is due is sent as soon as the transaction has committed. Invalid for a bad address.
    """
    # In one order, so that two transactions with the same keys do not wait for each other.
    ordered = sorted(mails, key=lambda mail: mail.key)
    rows = [_row(mail, now) for mail in ordered]
    if not rows:
        return 0
    insert = sqlite_insert if db.get_bind().dialect.name == "sqlite" else postgresql_insert
    one_for_each_key = insert(Mail).on_conflict_do_nothing(index_elements=[Mail.key])
    # With what is NULL written out, it is the same statement whoever the mails are to.
    options = {"render_nulls": True}
    returning = one_for_each_key.returning(Mail.id, Mail.due_at)
    made = dict(db.execute(returning, rows, execution_options=options).all())
    named = zip(rows, ordered, strict=True)
    _mention(db, {row["id"]: mail.mentions for row, mail in named if row["id"] in made})
    if any(due_at <= now for due_at in made.values()):
        _wake(db)
    return len(made)


def _mention(db: Session, mentions: Mapping[UUID, Collection[UUID]]) -> None:
    for mail_id, persons in mentions.items():
        db.add_all(MailMention(mail_id=mail_id, person_id=person) for person in persons)
    db.flush()


def enqueue_or_pretend(db: Session, mail: NewMail, now: datetime, *, is_wanted: bool) -> None:
    """Put one mail into the outbox, or do all the same and undo it.

    Where strangers ask for a mail to an address, how long it takes tells them nothing of it.
    """
    with db.begin_nested() as attempt:
        enqueue_mail(db, mail, now)
        if not is_wanted:
            attempt.rollback()
    # Also where the mail was there already.
    _wake(db)


def _row(mail: NewMail, now: datetime) -> dict[str, Any]:
    if len(mail.key) > LONGEST_KEY:
        raise ValueError(f"a key of {len(mail.key)} characters; there is room for {LONGEST_KEY}")
    email = read_address(mail.email)
    return {
        "id": uuid4(),
        "key": mail.key,
        "template": mail.template,
        "email": email,
        "name": one_line(mail.name)[:128],
        "recipient_id": mail.recipient_id,
        "domain": domain_of(email),
        "language": mail.language,
        "data": dict(mail.data),
        "about_id": mail.about_id,
        "batch": mail.batch,
        "is_bulk": mail.is_bulk,
        "created_at": now,
        "due_at": mail.due_at or now,
        "state": MailState.QUEUED,
        "attempts": 0,
        "revision": 0,
    }


def _wake(db: Session, job: str = SEND) -> None:
    """Ask for the job once in a transaction, however many mails are put in or removed."""
    transaction = db.get_transaction()
    if db.info.get(job) is not transaction:
        db.info[job] = transaction
        enqueue(db, job, EVERYTHING)


def withhold(
    db: Session,
    reason: str,
    now: datetime,
    *,
    key: str | None = None,
    about_id: UUID | None = None,
    batch: str | None = None,
    template: str | None = None,
    but_not: Collection[str] = (),
) -> int:
    """Withhold what waits and matches all that is given; how many. What is on its way goes.

    `reason` is a sentence in the language of staff; templates in `but_not` are left alone.
    """
    waiting = _waiting(key=key, about_id=about_id, batch=batch, template=template)
    waiting.append(Mail.template.not_in(but_not))
    values = {"state": MailState.WITHHELD, "answer": reason[:LONGEST_ANSWER], "ended_at": now}
    return _count(db.execute(update(Mail).where(*waiting).values(values)))


def requeue_withheld(
    db: Session,
    now: datetime,
    *,
    reasons: Sequence[str],
    batch: str | None = None,
    about_id: UUID | None = None,
) -> int:
    """Let what was withheld for one of these reasons and matches what is given wait again.

    How many.

    What had been tried already is sent as it was, as after any failed attempt.
    """
    again = case((Mail.tried_at.is_(None), MailState.QUEUED), else_=MailState.RETRY)
    values = {"state": again, "due_at": now, "answer": None, "ended_at": None}
    taken = _count(
        db.execute(
            update(Mail).where(*_withheld(reasons, batch=batch, about_id=about_id)).values(values)
        )
    )
    if taken:
        _wake(db)
    return taken


def is_any_withheld(db: Session, *, batch: str, reasons: Sequence[str]) -> bool:
    """Whether `take_up` would find something."""
    withheld = select(Mail.id).where(*_withheld(reasons, batch=batch))
    return db.scalar(withheld.limit(1)) is not None


def _withheld(reasons: Sequence[str], **wanted: object) -> list[ColumnElement[bool]]:
    is_withheld = Mail.state == MailState.WITHHELD
    return [*_matching(wanted), is_withheld, Mail.answer.in_(reasons), Mail.purged_at.is_(None)]


def reschedule(
    db: Session,
    due_at: datetime,
    *,
    key: str | None = None,
    about_id: UUID | None = None,
    batch: str | None = None,
    template: str | None = None,
) -> int:
    """Give another time to what has not been tried yet and matches all that is given; how many."""
    waiting = _waiting(key=key, about_id=about_id, batch=batch, template=template)
    untried = update(Mail).where(*waiting, Mail.state == MailState.QUEUED)
    return _count(db.execute(untried.values(due_at=due_at)))


def readdress(db: Session, person_id: UUID, old: str, new: str) -> int:
    """Let what a person has not got at an address go to another, made anew; how many.

    What is on its way goes.
    """
    missed = Mail.state.in_((*WAITING, MailState.FAILED))
    again = case((Mail.state == MailState.RETRY, MailState.QUEUED), else_=Mail.state)
    moving = update(Mail).where(missed, *_matching({"recipient_id": person_id, "email": old}))
    moved = moving.values(
        email=new,
        domain=new.rpartition("@")[2],
        state=again,
        tried_at=None,
        revision=Mail.revision + 1,
    )
    count = _count(db.execute(moved))
    waits = select(Mail.id).where(Mail.recipient_id == person_id, Mail.state == MailState.QUEUED)
    # As they were tried they bear the old address.
    db.execute(delete(MailMessage).where(MailMessage.id.in_(waits)))
    return count


def _waiting(**wanted: object) -> list[ColumnElement[bool]]:
    return [Mail.state.in_(WAITING), *_matching(wanted)]


def _matching(wanted: Mapping[str, object]) -> list[ColumnElement[bool]]:
    given = {name: value for name, value in wanted.items() if value is not None}
    if not given:
        raise ValueError("nothing says which mails are meant")
    return [getattr(Mail, name) == value for name, value in given.items()]


def get_mail(db: Session, mail_id: UUID) -> Mail:
    """The mail, or NotFound."""
    found = db.get(Mail, mail_id)
    if found is None:
        raise NotFound("There is no mail with the id {id}.", id=mail_id)
    return found


def message_of(db: Session, mail: Mail) -> bytes | None:
    """The bytes that a mail was, or may have been, sent as, while they are kept; else None."""
    stored = db.get(MailMessage, mail.id) if mail.tried_at else None
    return stored.message if stored is not None else None


def list_mails(
    db: Session,
    *,
    state: MailState | None = None,
    email: str | None = None,
    recipient_id: UUID | None = None,
    batch: str | None = None,
    limit: int = 100,
) -> Sequence[Mail]:
    """The newest mails that match all that is given, newest first; see `is_to`."""
    wanted = select(Mail).order_by(Mail.created_at.desc(), Mail.key).limit(limit)
    if state is not None:
        wanted = wanted.where(Mail.state == state)
    if email is not None:
        wanted = wanted.where(is_to(email, recipient_id))
    if batch is not None:
        wanted = wanted.where(Mail.batch == batch)
    return db.scalars(wanted).all()


def failed_mails(db: Session) -> Sequence[Mail]:
    """Every mail that failed and can still be made anew."""
    failed = select(Mail).where(Mail.state == MailState.FAILED, Mail.purged_at.is_(None))
    return db.scalars(failed.order_by(Mail.created_at)).all()


def count(db: Session, batch: str | None = None) -> dict[MailState, int]:
    """How many mails, of all or of a batch, are in each state; one that none is in counts 0."""
    counted = select(Mail.state, func.count()).group_by(Mail.state)
    if batch is not None:
        counted = counted.where(Mail.batch == batch)
    found = dict(db.execute(counted).all())
    return {state: found.get(state, 0) for state in MailState}


def retry(db: Session, mail: Mail, now: datetime) -> None:
    """Send a mail that failed or was withheld after all, made anew with what is true now.

    Whoever asks for it knows that the address takes mail again, so its mark is removed. Conflict
    for a mail that waits, is on its way or was sent, and for one whose words are not kept.
    """
    if mail.state not in (MailState.FAILED, MailState.WITHHELD):
        raise Conflict("The mail {id} has neither failed nor been withheld.", id=mail.id)
    if mail.purged_at is not None:
        raise Conflict("What the mail {id} was to say is not kept any more.", id=mail.id)
    mail.state, mail.due_at, mail.attempts = MailState.QUEUED, now, 0
    mail.answer = mail.ended_at = mail.tried_at = None
    db.execute(delete(BouncedAddress).where(BouncedAddress.email == mail.email))
    _wake(db)


def send_now(mail: Mail, now: datetime) -> None:
    """Make a mail that waits due now; Conflict for any other."""
    if mail.state not in WAITING:
        raise Conflict("The mail {id} does not wait to be sent.", id=mail.id)
    mail.due_at = min(mail.due_at, now)


def is_to(email: str, person_id: UUID | None) -> ColumnElement[bool]:
    """The mails to a person, also at an address of before; not what somebody else gets at this one.

    A user and a participant may share one. What is to an address alone is everybody's who has it.
    """
    is_there = Mail.email == read_address(email)
    if person_id is None:
        return is_there
    return or_(is_there & Mail.recipient_id.is_(None), Mail.recipient_id == person_id)


def mentions_of(db: Session, person_id: UUID) -> Sequence[Mail]:
    """The mails to others whose words name the person, newest first."""
    named = select(Mail).join(MailMention).where(MailMention.person_id == person_id)
    return db.scalars(named.order_by(Mail.created_at.desc(), Mail.key)).all()


def remove_mails_to(db: Session, email: str, person_id: UUID | None = None) -> int:
    """Remove every mail to a person, sent or not, and that it bounced; how many mails.

    Without an id, every mail to the address. A job removes the files that they were written to.
    """
    theirs = is_to(email, person_id)
    addresses = {*db.scalars(select(Mail.email).where(theirs)), read_address(email)}
    removed = _count(db.execute(delete(Mail).where(theirs)))
    is_used = exists().where(Mail.email == BouncedAddress.email)
    db.execute(delete(BouncedAddress).where(BouncedAddress.email.in_(addresses), ~is_used))
    _wake(db, CLEAR)
    return removed


def forget_mentions(db: Session, person_id: UUID, keys: Collection[str]) -> None:
    """Take a person out of the mails to others; `keys` of their data are those that hold names.

    The bytes of such a mail are removed, that it was sent stays known; one that waits is made anew.
    """
    for mail in mentions_of(db, person_id):
        mail.data = {name: value for name, value in mail.data.items() if name not in keys}
        mail.revision += 1
        db.execute(delete(MailMessage).where(MailMessage.id == mail.id))
    db.flush()
    db.execute(delete(MailMention).where(MailMention.person_id == person_id))
    _wake(db, CLEAR)


def purge(db: Session, now: datetime) -> int:
    """Remove the words of mails past their time, and mails past theirs; how many were removed."""
    ended = Mail.state.in_(ENDED)
    over = update(Mail).where(ended, Mail.ended_at <= now - MESSAGE_KEPT, Mail.purged_at.is_(None))
    db.execute(over.values(data={}, name="", answer=None, purged_at=now))
    kept = select(Mail.id).where(Mail.purged_at.is_(None))
    db.execute(delete(MailMessage).where(MailMessage.id.not_in(kept)))
    db.execute(delete(MailMention).where(MailMention.mail_id.not_in(kept)))
    return _count(db.execute(delete(Mail).where(ended, Mail.ended_at <= now - MAIL_KEPT)))


def _count(result: object) -> int:
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
