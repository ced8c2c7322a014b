"""Bounces: a delivery status notification (RFC 3464) read, its mail found, its address marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import Invalid, NotFound
from mediahub.mail.models import LONGEST_ANSWER, BouncedAddress, Mail, MailState

LARGEST = 10_000_000
"""Bytes of a report; ours come back with the mail itself, which is a hundredth of this."""

# RFC 3463: permanent, and not for this one mail alone, as a full mailbox, a size or a policy are.
_DEAD = re.compile(r"5\.(?!2\.2$|2\.3$|3\.4$|7\.)\d{1,3}\.\d{1,3}")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)
# With what it is continued by; the time to read its parameters is quadratic in their number.
_TYPE = re.compile(
    rb"^Content-(?:Type|Disposition):[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)
_LONGEST_TYPE = 2_000
_OURS = re.compile(r"<([0-9a-f]{32})@[^>]*>", re.ASCII)


@dataclass(frozen=True, slots=True)
class Report:
    """What a notification says: of which mail of ours, and how its delivery went.

    `action` is failed, delayed, delivered, relayed or expanded (RFC 3464 2.3.3).
    """

    mail_id: UUID
    action: str
    status: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class BounceResult:
    """What a notification changed: whether its mail has failed, and its address is marked."""

    mail: Mail
    is_failure: bool
    is_marked: bool


def read_report(data: bytes) -> Report:
    """The notification; Invalid for a file that is none, NotFound for one about no mail of ours."""
    if len(data) > LARGEST:
        raise Invalid("The file is larger than {limit} MB.", limit=LARGEST // 1_000_000)
    parts = _parts(data)
    fields = next(_recipients(parts), None)
    if fields is None:
        raise _no_report()
    status = _STATUS.search(_text(fields, "Status"))
    mail_id = _mail_of(parts)
    if status is None:
        raise _no_report()
    if mail_id is None:
        raise _unknown()
    action = _text(fields, "Action").lower()
    return Report(mail_id, action, status[0], _text(fields, "Diagnostic-Code"))


def _parts(data: bytes) -> list[Message]:
    """The message and all that is in it; Invalid for one of which no mail server is the author."""
    if any(len(found[0]) > _LONGEST_TYPE for found in _TYPE.finditer(data)):
        raise _no_report()
    try:
        return list(message_from_bytes(data).walk())
    except RecursionError:  # messages in messages in messages
        raise _no_report() from None


def _no_report() -> Invalid:
    return Invalid("This is not a report of a mail that came back (RFC 3464).")


def take_report(db: Session, data: bytes, now: datetime) -> BounceResult:
    """Note a notification on its mail; what that changed.

    A report names the mail by its Message-ID, which only its recipient knows: so nobody can have
    the addresses of others marked. Marked is the address that we wrote to, wherever it led.
    """
    report = read_report(data)
    mail = db.get(Mail, report.mail_id)
    if mail is None or mail.tried_at is None:
        raise _unknown()
    if report.action != "failed" or not report.status.startswith("5."):
        return BounceResult(mail, is_failure=False, is_marked=False)
    mail.state, mail.ended_at = MailState.FAILED, now
    mail.answer = f"{report.status} {report.diagnostic}".strip()[:LONGEST_ANSWER]
    if is_dead(report.status):
        _mark(db, mail.email, report.status, now)
    return BounceResult(mail, is_failure=True, is_marked=is_dead(report.status))


def is_dead(status: str) -> bool:
    """Whether an enhanced status code (RFC 3463) says that the address takes no mail at all."""
    return _DEAD.fullmatch(status) is not None


def _mark(db: Session, email: str, status: str, now: datetime) -> None:
    marked = select(BouncedAddress).where(BouncedAddress.email == email)
    if db.scalars(marked).one_or_none() is None:
        db.add(BouncedAddress(email=email, status=status, at=now))
        db.flush()


def _recipients(parts: list[Message]) -> Iterator[Message]:
    """The groups of fields about a recipient; the first group is about the report itself."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            assert isinstance(groups, list)
            yield from (group for group in groups if isinstance(group, Message) and group["Action"])


def _mail_of(parts: list[Message]) -> UUID | None:
    """The mail that came back, by the headers that came with it or what the report answers."""
    for part in parts:
        for text in (_text(part, "Message-ID"), _returned(part)):
            if found := _OURS.search(text):
                return UUID(found[1])
    for name in ("In-Reply-To", "References"):
        if found := _OURS.search(_text(parts[0], name)):
            return UUID(found[1])
    return None


def _returned(part: Message) -> str:
    """The headers of a text/rfc822-headers part, which the parser takes for plain text."""
    if part.get_content_type() != "text/rfc822-headers":
        return ""
    payload = part.get_payload(decode=True)
    return _text(message_from_bytes(payload), "Message-ID") if isinstance(payload, bytes) else ""


def _text(part: Message, name: str) -> str:
    value = str(part.get(name, ""))
    return " ".join(value.replace("\0", "").split())


def _unknown() -> NotFound:
    return NotFound("The report is about no mail that was sent from here.")
