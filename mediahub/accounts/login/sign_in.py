"""Signing in: counted first, then the password, and a session only after both."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.accounts import users
from mediahub.accounts.login import sessions
from mediahub.accounts.login.audit_entries import note_failure, note_sign_in
from mediahub.accounts.login.passwords import Passwords
from mediahub.accounts.login.rate_limit import begin_attempt
from mediahub.accounts.models import SignInAttempt, User
from mediahub.errors import Forbidden, Invalid
from mediahub.hub import Hub
from mediahub.mail.addresses import read_address


@dataclass(frozen=True, slots=True)
class Sender:
    """Where an attempt comes from: the IP address and the User-Agent."""

    address: str
    user_agent: str


def sign_in(hub: Hub, passwords: Passwords, email: str, password: str, sender: Sender) -> str:
    """The token of a new session. Forbidden, in the same words and time, for whatever is wrong.

    TooSoon after many failures. It has its own transactions, for the password takes long to look
    at and SQLite has one writer.
    """
    attempt = _begin(hub, _address(email), sender.address)
    with hub.reading() as db:
        user = users.find_user(db, _address(email), alone=True)
    try:
        is_right = passwords.is_right(user.password_hash if user else None, password)
        if not is_right or user is None or user.disabled_at is not None:
            raise _wrong()
        fresh = None
        if user.password_hash and passwords.is_outdated(user.password_hash):
            fresh = passwords.hash(password)
        with hub.writing() as db:
            return _begin_session(
                db, hub, _ValidSignIn(user.id, user.version, fresh, attempt), sender
            )
    except Forbidden:
        with hub.writing() as db:
            secrets, now = hub.settings.secret_keys, hub.now()
            note_failure(db, secrets, user, _address(email), sender.address, now)
        raise


def confirm(hub: Hub, passwords: Passwords, user: User, password: str, address: str) -> None:
    """Forbidden unless it is the user's own password; TooSoon as when signing in.

    In its own transactions, as `sign_in`.
    """
    attempt = _begin(hub, user.email, address)
    if not passwords.is_right(user.password_hash, password):
        raise Forbidden("That is not the password you have now.")
    with hub.writing() as db:
        _succeed(db, attempt)


def hold_unchanged(db: Session, user_id: UUID, version: int) -> User:
    """The user, held until the transaction ends; Forbidden if they may not sign in any more.

    Or if their password has changed since it was looked at, which the version tells.
    """
    user = db.get(User, user_id, with_for_update=True)
    if user is None or user.disabled_at is not None or user.version != version:
        raise _wrong()
    return user


@dataclass(frozen=True, slots=True)
class _ValidSignIn:
    """Whose password was right, as it was when it was looked at."""

    user_id: UUID
    version: int
    fresh_hash: str | None
    attempt: UUID


def _begin(hub: Hub, email: str, address: str) -> UUID:
    with hub.writing() as db:
        return begin_attempt(db, hub.settings.secret_keys, email, address, hub.now()).id


def _begin_session(db: Session, hub: Hub, right: _ValidSignIn, sender: Sender) -> str:
    user = hold_unchanged(db, right.user_id, right.version)
    _succeed(db, right.attempt)
    user.signed_in_at = hub.now()
    note_sign_in(db, user, sender.address, hub.now())
    user.password_hash = right.fresh_hash or user.password_hash
    return sessions.begin(db, user, hub.now(), address=sender.address, user_agent=sender.user_agent)


def _succeed(db: Session, attempt_id: UUID) -> None:
    attempt = db.get(SignInAttempt, attempt_id)
    if attempt is not None:
        attempt.has_succeeded = True


def _address(email: str) -> str:
    try:
        return read_address(email)
    except Invalid:
        return email.strip().lower()[:254]


def _wrong() -> Forbidden:
    return Forbidden("The e-mail address or the password is wrong.")
