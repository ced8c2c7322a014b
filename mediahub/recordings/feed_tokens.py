"""The token in the address of a private feed: whose it is, signed; nothing secret is stored."""

import re
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.errors import NotFound
from mediahub.participants.models import NetworkMember, Registration, RegistrationState
from mediahub.recordings.viewers import Viewer
from mediahub.signing import is_signed, sign

_FEED = "feed"
# Which table the 32 digits of the id are from, and HMAC-SHA256: one spelling for each address.
_TOKEN = re.compile(r"([pm])([0-9a-f]{32})([A-Za-z0-9_-]{43})", re.ASCII)
_REGISTRATION, _MEMBER = "p", "m"


def feed_token(secrets: Sequence[str], holder: Registration | NetworkMember) -> str:
    """The text in the address of the feed, 76 characters; it opens no page, nor does a link it.

    It is dead when the personal link of the same registration or membership is.
    """
    table = _REGISTRATION if isinstance(holder, Registration) else _MEMBER
    return table + holder.id.hex + sign(secrets, *_signed(table, holder.id.hex, holder.version))


def feed_viewer(db: Session, secrets: Sequence[str], token: str) -> Viewer:
    """Whose feed this is; every text that is nobody's, or is so no longer, is the same NotFound."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise _nowhere()
    table, key, signature = match.groups()
    holder = _holder(db, table, UUID(key))
    version = holder.version if holder is not None else 0
    # Signed over in any case, so that an unknown id takes no less time than a known one.
    is_ours = is_signed(secrets, signature, *_signed(table, key, version))
    if holder is None or not is_ours or not _is_in_force(holder):
        raise _nowhere()
    return Viewer(holder.participant, holder)


def _holder(db: Session, table: str, key: UUID) -> Registration | NetworkMember | None:
    if table == _REGISTRATION:
        return db.get(Registration, key)
    return db.get(NetworkMember, key)


def _signed(table: str, key: str, version: int) -> tuple[str, ...]:
    return _FEED, table, key, str(version)


def _is_in_force(holder: Registration | NetworkMember) -> bool:
    if isinstance(holder, Registration):
        return holder.state is RegistrationState.ACTIVE
    return holder.ended_at is None


def _nowhere() -> NotFound:
    return NotFound("The feed is not here. The address may be incomplete, or no longer in use.")
