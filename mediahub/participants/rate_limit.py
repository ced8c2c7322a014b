"""The rate limits of forms: so many from one network, and so many about one e-mail address.

What is about an address counts whether anybody has it, so that the limit tells nothing of that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mediahub.errors import Conflict
from mediahub.participants.models import AttemptKind, FormAttempt
from mediahub.signatures import sign
from mediahub.web.client_ip import network_of


class TooMany(Conflict):
    """One more form is not let through now; `wait` is how long it may take until one is."""

    def __init__(self, limit: "Limit") -> None:
        minutes = int(limit.within.total_seconds() // 60)
        super().__init__(_SENTENCES[limit.kind], minutes=minutes)
        self.wait = limit.within

    @property
    def headers(self) -> dict[str, str]:
        """Those of its answer."""
        return {"Retry-After": str(int(self.wait.total_seconds()))}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts of a kind within a while, for each `name` counted by itself."""

    name: str
    kind: AttemptKind
    most: int
    within: timedelta


# A whole town hall may sit behind one address when the invitation comes.
NETWORK = Limit("sender", AttemptKind.NETWORK, 60, timedelta(minutes=10))
# Each of these may send a mail, which whoever has the address did perhaps not ask for.
EMAIL = Limit("email", AttemptKind.EMAIL, 20, timedelta(days=1))
LINKS = Limit("links", AttemptKind.EMAIL, EMAIL.most, EMAIL.within)

_SENTENCES = {
    AttemptKind.NETWORK: (
        "Many forms have come from your network. Wait {minutes} minutes and send this one again."
    ),
    AttemptKind.EMAIL: (
        "Many forms about this e-mail address have come within a day. Send this one again"
        " tomorrow, or ask whoever you got the invitation from."
    ),
}


def count_form(
    db: Session,
    secrets: Sequence[str],
    sender: str,
    email: str,
    now: datetime,
    about: Limit = EMAIL,
) -> None:
    """Count a form from an IP address and about an e-mail address, or TooMany."""
    count_attempt(db, secrets, NETWORK, network_of(sender), now)
    count_attempt(db, secrets, about, email, now)


def count_attempt(
    db: Session, secrets: Sequence[str], limit: Limit, subject: str, now: datetime
) -> None:
    """Count one more of these, or TooMany, which is not counted."""
    sender = sign(secrets, f"form {limit.name}", subject)
    since = FormAttempt.sender == sender, FormAttempt.at > now - limit.within
    if (db.scalar(select(func.count()).where(*since)) or 0) >= limit.most:
        raise TooMany(limit)
    db.add(FormAttempt(sender=sender, kind=limit.kind, at=now))
    db.flush()


def forget_attempts(db: Session, now: datetime) -> None:
    """Remove the attempts that do not count any more."""
    for limit in (NETWORK, EMAIL):
        is_old = FormAttempt.kind == limit.kind, FormAttempt.at <= now - limit.within
        db.execute(delete(FormAttempt).where(*is_old))
