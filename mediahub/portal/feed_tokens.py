"""The tokens of private feeds and calendars: whose they are, signed; nothing secret is stored."""

import re
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.errors import NotFound
from mediahub.participants.models import NetworkMember, Registration, RegistrationState
from mediahub.recordings.watching.viewers import Viewer
from mediahub.signatures import is_signed, sign

_FEED, _CALENDAR = "feed", "calendar"
# Which table the 32 digits of the id are from, and HMAC-SHA256: one spelling for each address.
_TOKEN = re.compile(r"([pm])([0-9a-f]{32})([A-Za-z0-9_-]{43})", re.ASCII)
_REGISTRATION, _MEMBER = "p", "m"


def feed_token(secrets: Sequence[str], holder: Registration | NetworkMember) -> str:
    """The text in the address of the feed, 76 characters; it opens no page, nor does a link it.

    It is dead when the personal link of the same registration or membership is.
    """
    return _token(_FEED, secrets, holder)


def calendar_token(secrets: Sequence[str], holder: Registration | NetworkMember) -> str:
    """The same for the address of the calendar; neither opens what the other does."""
    return _token(_CALENDAR, secrets, holder)


def feed_viewer(db: Session, secrets: Sequence[str], token: str) -> Viewer:
    """Whose feed this is; every text that is nobody's, or is so no longer, is the same NotFound."""
    viewer = _viewer(_FEED, db, secrets, token)
    if viewer is None:
        raise NotFound("The feed is not here. The address may be incomplete, or no longer in use.")
    return viewer


def calendar_viewer(db: Session, secrets: Sequence[str], token: str) -> Viewer:
    """Whose calendar this is; refusals as for a feed."""
    viewer = _viewer(_CALENDAR, db, secrets, token)
    if viewer is None:
        raise NotFound(
            "The calendar is not here. The address may be incomplete, or no longer in use."
        )
    return viewer


def _token(kind: str, secrets: Sequence[str], holder: Registration | NetworkMember) -> str:
    table = _REGISTRATION if isinstance(holder, Registration) else _MEMBER
    signature = sign(secrets, *_signed(kind, table, holder.id.hex, holder.version))
    return table + holder.id.hex + signature


def _viewer(kind: str, db: Session, secrets: Sequence[str], token: str) -> Viewer | None:
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    table, key, signature = match.groups()
    holder = _holder(db, table, UUID(key))
    version = holder.version if holder is not None else 0
    # Signed over in any case, so that an unknown id takes no less time than a known one.
    is_ours = is_signed(secrets, signature, *_signed(kind, table, key, version))
    if holder is None or not is_ours or not _is_in_force(holder):
        return None
    return Viewer(holder.participant, holder)


def _holder(db: Session, table: str, key: UUID) -> Registration | NetworkMember | None:
    if table == _REGISTRATION:
        return db.get(Registration, key)
    return db.get(NetworkMember, key)


def _signed(kind: str, table: str, key: str, version: int) -> tuple[str, ...]:
    return kind, table, key, str(version)


def _is_in_force(holder: Registration | NetworkMember) -> bool:
    if isinstance(holder, Registration):
        return holder.state is RegistrationState.ACTIVE
    return holder.ended_at is None
