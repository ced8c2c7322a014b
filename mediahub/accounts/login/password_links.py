"""Links to choose a password with: for one user, until a time, and until one of them is used."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.accounts.models import User
from mediahub.errors import Gone, NotFound
from mediahub.settings import Settings
from mediahub.signatures import is_signed, sign

RESET_LIVES = timedelta(hours=24)
INVITATION_LIVES = timedelta(days=7)
SETUP_LIVES = timedelta(days=7)
_PASSWORD = "password"  # noqa: S105 - the kind of a signature
_SETUP = "setup"
# An id, the second it ends, and a signature: one spelling for each link.
_TOKEN = re.compile(r"([0-9a-f]{32})([0-9]{10})([A-Za-z0-9_-]{43})", re.ASCII)
_NOBODY = UUID(int=0)


def lifetime(user: User) -> timedelta:
    """How long a link for this user lives: an invitation waits longer than a forgotten password."""
    return INVITATION_LIVES if user.password_hash is None else RESET_LIVES


def password_link(settings: Settings, user: User, ends_at: datetime) -> str:
    """The address at which the user chooses a password."""
    token = _token(settings.secret_keys, _PASSWORD, user.id, ends_at, user.version)
    return f"{settings.origin}/studio/losenord/{token}"


def setup_link(settings: Settings, now: datetime) -> str:
    """The address at which the first administrator is made."""
    token = _token(settings.secret_keys, _SETUP, _NOBODY, now + SETUP_LIVES, 0)
    return f"{settings.origin}/studio/kom-igang/{token}"


def user_of(
    db: Session, secrets: Sequence[str], token: str, now: datetime, *, hold: bool = False
) -> User:
    """The user who may choose a password by this link; held, nobody else uses it meanwhile.

    Unknown, malformed, used and of a disabled user are the same NotFound; Gone when it is too old.
    """
    match = _TOKEN.fullmatch(token)
    user = db.get(User, UUID(match[1]), with_for_update=hold) if match else None
    # Signed over in any case, so that an unknown id takes no less time than a known one.
    version = user.version if user is not None else 0
    if not _is_good(secrets, _PASSWORD, match, version) or user is None or user.disabled_at:
        _refuse()
    _require_time(match, now)
    return user


def require_setup(secrets: Sequence[str], token: str, now: datetime) -> None:
    """NotFound unless the link is one of `setup_link`, Gone when it is too old."""
    match = _TOKEN.fullmatch(token)
    if not _is_good(secrets, _SETUP, match, 0):
        _refuse()
    _require_time(match, now)


def _token(
    secrets: Sequence[str], kind: str, subject: UUID, ends_at: datetime, version: int
) -> str:
    ends = f"{int(ends_at.timestamp()):010}"
    return subject.hex + ends + sign(secrets, kind, subject.hex, ends, str(version))


def _is_good(secrets: Sequence[str], kind: str, match: re.Match[str] | None, version: int) -> bool:
    return match is not None and is_signed(
        secrets, match[3], kind, match[1], match[2], str(version)
    )


def _require_time(match: re.Match[str] | None, now: datetime) -> None:
    if match is None or datetime.fromtimestamp(int(match[2]), UTC) <= now:
        raise Gone("The link is too old. Ask for a new one.")


def _refuse() -> NoReturn:
    raise NotFound("The link leads nowhere. It may be incomplete, or used already.")
