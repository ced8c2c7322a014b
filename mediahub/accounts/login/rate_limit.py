"""How long somebody waits between attempts to sign in: longer each time, never for very long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from mediahub.accounts.models import SignInAttempt
from mediahub.errors import Conflict
from mediahub.signatures import sign
from mediahub.web.client_ip import network_of

FAILURES_COUNT = timedelta(hours=24)
NETWORK_KNOWN = timedelta(days=30)


class TooSoon(Conflict):
    """The next attempt is not let through yet; `seconds` says how long it is until it is."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures are free; then one second, doubled with each failure up to the longest."""

    free: int
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long after the last failure."""
        over = failures - self.free
        if over < 0:
            return timedelta(0)
        return min(timedelta(seconds=2 ** min(over, 20)), self.longest)


# One network guessing at one account.
PAIR = Limit(5, timedelta(minutes=15))
# Many networks guessing at one account. Its owner would wait with them, so it is never for long,
# and not at all where they have signed in before.
ACCOUNT = Limit(20, timedelta(minutes=1))
# One network guessing at many accounts. A whole town hall may sit behind it: who has signed in
# from there before does not wait for what others do.
NETWORK = Limit(50, timedelta(minutes=15))


def begin_attempt(
    db: Session,
    secrets: Sequence[str],
    email: str,
    address: str,
    now: datetime,
    *,
    for_link: bool = False,
) -> SignInAttempt:
    """Count an attempt, as failed until it is known to have succeeded, or TooSoon.

    To ask for a new password, `for_link`, is counted apart from signing in with the old one.

    It is counted before the password is looked at, so that many at once are as slow as one by one.
    Attempts that are too soon do not count, or the waiting would never end.
    """
    account = sign(secrets, "sign-in account", email)
    attempt = SignInAttempt(
        account=sign(secrets, "sign-in account", f"link {email}") if for_link else account,
        network=sign(secrets, "sign-in network", network_of(address)),
        at=now,
    )
    allowed_at = _allowed_at(db, attempt, account, now)
    if allowed_at > now:
        seconds = -int(-(allowed_at - now).total_seconds() // 1)
        raise TooSoon(
            "Many attempts have failed. Wait {seconds} seconds and try again.", seconds=seconds
        )
    db.add(attempt)
    db.flush()
    return attempt


def _allowed_at(db: Session, attempt: SignInAttempt, account: str, now: datetime) -> datetime:
    is_account = SignInAttempt.account == attempt.account
    is_network = SignInAttempt.network == attempt.network
    succeeded = select(func.max(SignInAttempt.at)).where(
        SignInAttempt.account == account, is_network, SignInAttempt.has_succeeded
    )
    known_at = db.scalar(succeeded.where(SignInAttempt.at > now - NETWORK_KNOWN))
    since = now - FAILURES_COUNT
    alone = _after(db, PAIR, max(since, known_at or since), is_account & is_network)
    if known_at is not None:
        return alone
    others = _after(db, NETWORK, since, is_network), _after(db, ACCOUNT, since, is_account)
    return max(alone, *others)


def _after(db: Session, limit: Limit, since: datetime, matches: ColumnElement[bool]) -> datetime:
    failed = SignInAttempt.has_succeeded.is_(False) & (SignInAttempt.at > since)
    counted = select(func.count(SignInAttempt.id), func.max(SignInAttempt.at))
    failures, last = db.execute(counted.where(matches, failed)).one()
    return last + limit.wait(failures) if failures else since


def forget_attempts(db: Session, now: datetime) -> None:
    """Remove what does not count any more."""
    is_old = SignInAttempt.at <= now - FAILURES_COUNT
    db.execute(delete(SignInAttempt).where(is_old, SignInAttempt.has_succeeded.is_(False)))
    db.execute(delete(SignInAttempt).where(SignInAttempt.at <= now - NETWORK_KNOWN))
