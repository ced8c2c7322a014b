"""Users: added, changed, disabled, removed, found; each change is noted in the audit log."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, lazyload

from mediahub.accounts.audit import Decision, log_audit
from mediahub.accounts.login import sessions
from mediahub.accounts.models import RemovedUser, Role, User, UserShow
from mediahub.db import ContentRevision, unique
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.i18n import translations
from mediahub.mail import outbox
from mediahub.mail.addresses import one_line, read_address
from mediahub.names import check_name

SETUP = "setup"
"""The actor of the very first thing that is done here."""

Forget = Callable[[Session, User], None]
"""Takes a user who is being removed out of a feature's own rows."""


def add_user(
    db: Session,
    email: str,
    name: str,
    role: Role,
    *,
    actor: str,
    now: datetime,
    shows: Collection[UUID] | None = None,
) -> User:
    """Add somebody who has no password yet; `shows` limits a producer to these.

    Invalid for a bad address or name, Conflict where the address is a user's already.
    """
    address = read_address(email)
    if find_user(db, address) is not None:
        raise _taken(address)
    user = User(email=address, name=read_name(name), role=role, created_at=now)
    _limit(user, shows)
    with unique("“{email}” was added by someone else just now.", email=address):
        db.add(user)
        db.flush()
    log_audit(db, Decision(actor, now), "user.add", user, after=_role_and_shows(user))
    return user


def _taken(email: str) -> Conflict:
    return Conflict("“{email}” is a user already.", email=email)


def read_name(text: str) -> str:
    """A name on one line, or Invalid."""
    name = one_line(text)
    if not name:
        raise Invalid("Write the name.")
    check_name(name)
    return name


def find_user(db: Session, email: str, *, alone: bool = False) -> User | None:
    """The user with this address, which is one already.

    Asked for alone, that is one statement whether there is one: their shows take another.
    """
    found = select(User).where(User.email == email)
    return db.scalars(found.options(lazyload(User.shows)) if alone else found).one_or_none()


def get_user(db: Session, email: str) -> User:
    """The user with this address, or NotFound."""
    found = find_user(db, read_address(email))
    if found is None:
        raise NotFound("There is no user “{email}”.", email=email)
    return found


def get_user_by_id(db: Session, text: str) -> User:
    """The user with this id, or NotFound."""
    try:
        found = db.get(User, UUID(text))
    except ValueError:
        found = None
    if found is None:
        raise NotFound("There is no such user.")
    return found


def list_users(db: Session) -> Sequence[User]:
    """Everyone, by name."""
    return db.scalars(select(User).order_by(User.name, User.email)).all()


def names(db: Session, language: str) -> Mapping[str, str]:
    """The name of every user by what the audit log calls them; of who is removed, that they are."""
    removed = translations(language).gettext("Removed user {number}")
    gone = {str(one): removed.format(number=one.hex[:8]) for one in db.scalars(_REMOVED)}
    return gone | {str(user.id): user.name for user in list_users(db)}


_REMOVED = select(RemovedUser.id).order_by(RemovedUser.at, RemovedUser.id)


def has_administrator(db: Session) -> bool:
    """Whether there is any administrator, disabled or not."""
    found = select(func.count(User.id)).where(User.role == Role.ADMINISTRATOR)
    return bool(db.scalar(found))


def add_first_administrator(
    db: Session, email: str, name: str, password_hash: str, now: datetime
) -> User:
    """Make the one who invites everybody else; Conflict when there is one."""
    _lock(db)
    if has_administrator(db):
        raise Conflict("There is an administrator already. Ask them for an invitation.")
    user = add_user(db, email, name, Role.ADMINISTRATOR, actor=SETUP, now=now)
    user.password_hash = password_hash
    return user


def set_name(db: Session, user: User, name: str, *, actor: str, now: datetime) -> None:
    """Call the user something else. What they were called stands nowhere afterwards."""
    read = read_name(name)
    if read != user.name:
        user.name = read
        log_audit(db, Decision(actor, now), "user.name", user)


def set_role(
    db: Session,
    user: User,
    role: Role,
    *,
    actor: str,
    now: datetime,
    shows: Collection[UUID] | None = None,
) -> None:
    """Let the user do other things; they are signed out and sign in to them.

    Invalid for shows with another role than producer, Conflict for the last administrator.
    """
    before = _role_and_shows(user)
    if role is not Role.ADMINISTRATOR:
        _require_another_administrator(db, user)
    user.role = role
    _limit(user, shows)
    db.flush()
    if (after := _role_and_shows(user)) != before:
        sessions.end_all(db, user)
        log_audit(db, Decision(actor, now), "user.role", user, before=before, after=after)


def _limit(user: User, shows: Collection[UUID] | None) -> None:
    if shows is not None and user.role is not Role.PRODUCER:
        raise Invalid("Only a producer can be limited to shows.")
    user.is_limited = shows is not None
    wanted = set(shows or ())
    user.shows[:] = [kept for kept in user.shows if kept.show_id in wanted]
    known = {kept.show_id for kept in user.shows}
    user.shows.extend(UserShow(show_id=show) for show in sorted(wanted - known))


def disable(db: Session, user: User, *, actor: str, now: datetime) -> None:
    """Let the user in no more: signed out at once, and every link they were sent is dead."""
    if user.disabled_at is not None:
        return
    _require_another_administrator(db, user)
    user.disabled_at = now
    user.version += 1
    sessions.end_all(db, user)
    log_audit(db, Decision(actor, now), "user.disable", user)


def enable(db: Session, user: User, *, actor: str, now: datetime) -> None:
    """Let the user in again, with the password they had."""
    if user.disabled_at is not None:
        user.disabled_at = None
        log_audit(db, Decision(actor, now), "user.enable", user)


def remove(
    db: Session, user: User, *, actor: str, now: datetime, forgetting: Sequence[Forget] = ()
) -> None:
    """Remove the user for good, with sessions, links and mails; what they did stands under the id.

    Conflict for the last administrator. The address may be added again, as somebody new.
    """
    _require_another_administrator(db, user)
    for forget in forgetting:
        forget(db, user)
    outbox.remove_mails_to(db, user.email, user.id)
    outbox.forget_mentions(db, user.id, ())
    log_audit(db, Decision(actor, now), "user.remove", user)
    db.add(RemovedUser(id=user.id, at=now))
    db.delete(user)
    db.flush()


def set_password(db: Session, user: User, password_hash: str, now: datetime) -> None:
    """Keep a new password: signed out everywhere, and every link that was sent is dead."""
    user.password_hash = password_hash
    user.version += 1
    sessions.end_all(db, user)
    log_audit(db, Decision(str(user.id), now), "user.password", user)


def log_link_sent(db: Session, user: User, *, actor: str, now: datetime) -> None:
    """Note that somebody else had a link sent to the user."""
    log_audit(db, Decision(actor, now), "user.link", user)


def _require_another_administrator(db: Session, user: User) -> None:
    if user.role is not Role.ADMINISTRATOR or user.disabled_at is not None:
        return
    _lock(db)
    others = select(func.count(User.id)).where(
        User.role == Role.ADMINISTRATOR, User.disabled_at.is_(None), User.id != user.id
    )
    if not db.scalar(others):
        raise Conflict("{name} is the last administrator. Make another one first.", name=user.name)


def _lock(db: Session) -> None:
    """One after the other: two who make each other producers would leave no administrator."""
    db.execute(select(ContentRevision).with_for_update())


def _role_and_shows(user: User) -> dict[str, object]:
    shows = sorted(str(kept.show_id) for kept in user.shows)
    return {"role": user.role.value, "shows": shows if user.is_limited else None}
