"""Who may watch and has not got the mail of a send-out, and why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.mail.models import BouncedAddress, Mail, MailState
from mediahub.sendouts.models import Sendout
from mediahub.sendouts.recipients import Recipient, holders


class Why(StrEnum):
    """Why somebody has not got a mail."""

    STOPPED = "stopped"
    BOUNCED = "bounced"
    FAILED = "failed"
    WITHHELD = "withheld"
    WAITING = "waiting"
    TO_COME = "to come"


@dataclass(frozen=True, slots=True)
class Unreached:
    """A person without the mail; `mail_id` is the mail that did not reach them, if one was made.

    `answer` is what a mail server said, or why the mail was withheld.
    """

    recipient: Recipient
    why: Why
    answer: str = ""
    mail_id: UUID | None = None


def unreached(db: Session, sendout: Sendout) -> Sequence[Unreached]:
    """Everyone whom it is for and who has not got it, each person once, by organisation and name.

    Whom a mail was sent to has got it, unless it came back.
    """
    of_person: dict[UUID, list[Recipient]] = defaultdict(list)
    for one in holders(db, sendout.webcast):
        of_person[one.person_id].append(one)
    wanted = select(Mail).where(Mail.batch == sendout.batch, Mail.about_id.is_not(None))
    mails = {mail.about_id: mail for mail in db.scalars(wanted)}
    dead = set(db.scalars(select(BouncedAddress.email)))
    found = (_unreached(held, mails, dead) for held in of_person.values())
    return sorted(filter(None, found), key=_order)


def _order(one: Unreached) -> tuple[str, str, str]:
    person = one.recipient
    return (person.organisation or "").casefold(), person.name.casefold(), person.email


def _unreached(
    held: Sequence[Recipient], mails: dict[UUID | None, Mail], dead: set[str]
) -> Unreached | None:
    nearest = next((one for one in held if one.is_notified), held[0])
    tried = [mail for one in held if (mail := mails.get(one.holder_id)) is not None]
    if any(mail.state is MailState.SENT and mail.email not in dead for mail in tried):
        return None
    if nearest.email in dead:
        return Unreached(nearest, Why.BOUNCED)
    if not nearest.is_notified:
        return Unreached(nearest, Why.STOPPED)
    for mail in tried:
        why = _BY_STATE.get(mail.state, Why.WAITING)
        answer = mail.answer if why is not Why.WAITING else ""
        return Unreached(nearest, why, answer or "", mail.id)
    return Unreached(nearest, Why.TO_COME)


_BY_STATE = {MailState.FAILED: Why.FAILED, MailState.WITHHELD: Why.WITHHELD}
