"""What the audit log tells of signing in: who, from where, and what failed."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, Subject, log_audit
from mediahub.accounts.models import User
from mediahub.signatures import sign

UNKNOWN = "unknown"
"""The actor of what somebody does who has not signed in."""


def note_sign_in(db: Session, user: User, address: str, now: datetime) -> None:
    """Note that a user has signed in."""
    log_audit(db, Decision(str(user.id), now), "user.sign_in", user, address=address)


def note_failure(
    db: Session, secrets: Sequence[str], user: User | None, email: str, address: str, now: datetime
) -> None:
    """Note that somebody failed to sign in as the user, or as nobody we know.

    What they typed then may be anything, also a password: only a keyed digest tells whether it was
    the same again. How many there are is bounded by the limits of attempts.
    """
    log_audit(
        db,
        Decision(UNKNOWN, now),
        "user.sign_in_failed",
        Subject(
            "user" if user is not None else "sign_in",
            user.id if user is not None else _digest(secrets, email),
        ),
        address=address,
    )


def _digest(secrets: Sequence[str], email: str) -> UUID:
    return UUID(bytes=sha256(sign(secrets, "failed sign-in", email).encode()).digest()[:16])
