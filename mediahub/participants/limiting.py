"""The rate limit of forms: so many from one network in a while, whoever they are about."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mediahub.participants.models import FormAttempt
from mediahub.signing import sign
from mediahub.web.networks import network_of

# A whole town hall may sit behind one address when the invitation comes.
MOST_ATTEMPTS = 60
WITHIN = timedelta(minutes=10)


def is_allowed(db: Session, secrets: Sequence[str], address: str, now: datetime) -> bool:
    """Whether one more form from this address is let through; if so it is counted."""
    sender = _sender(secrets, address)
    recent = select(func.count()).where(FormAttempt.sender == sender, FormAttempt.at > now - WITHIN)
    if (db.scalar(recent) or 0) >= MOST_ATTEMPTS:
        return False
    db.add(FormAttempt(sender=sender, at=now))
    db.flush()
    return True


def forget_attempts(db: Session, now: datetime) -> None:
    """Remove the attempts that do not count any more."""
    db.execute(delete(FormAttempt).where(FormAttempt.at <= now - WITHIN))


def _sender(secrets: Sequence[str], address: str) -> str:
    return sign(secrets, "form sender", network_of(address))
