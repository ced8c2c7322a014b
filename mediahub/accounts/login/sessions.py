"""Sessions of the studio: a random token in a cookie, its digest in the database."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session
from starlette.responses import Response

from mediahub.accounts.models import StudioSession, User
from mediahub.hub import Hub
from mediahub.settings import Settings

IDLE = timedelta(hours=8)
"""How long a session lives without being used."""
LONGEST = timedelta(days=14)
"""How long it lives however much it is used."""
REMEMBERED = timedelta(days=3)
"""How long its browser is still known after that: a form left on Friday is sent on Monday."""
TOUCH = timedelta(minutes=5)
"""How much older than the last use `seen_at` may be."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
# In the order in which they are asked for: each of them also names some of the later ones.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows"}
_MORE_SYSTEMS = {"Mac OS X": "macOS", "CrOS": "ChromeOS", "Linux": "Linux"}


def cookie_name(settings: Settings) -> str:
    """On HTTPS with the prefix that only this very host can set (RFC 6265bis 4.1.3.2)."""
    return "__Host-studio" if _is_secure(settings) else "studio"


def begin(
    db: Session, user: User, now: datetime, *, address: str = "", user_agent: str = ""
) -> str:
    """Make a session; its token, which is never one that a browser came with."""
    token = secrets.token_urlsafe(32)
    db.add(
        StudioSession(
            digest=digest(token),
            user=user,
            version=user.version,
            created_at=now,
            seen_at=now,
            address=address[:45],
            browser=describe(user_agent),
        )
    )
    db.flush()
    return token


def find(db: Session, token: str, now: datetime) -> StudioSession | None:
    """The living session of a token, whose user may sign in; else None."""
    session = _stored(db, token)
    return session if session is not None and is_alive(session, now) else None


def is_remembered(db: Session, token: str) -> bool:
    """Whether the token is that of a session, alive or lately ended: not of one signed out of."""
    return _stored(db, token) is not None


def is_alive(session: StudioSession, now: datetime) -> bool:
    """Whether neither limit is passed, and nothing has happened to the user that ends it."""
    is_current = session.version == session.user.version and session.user.disabled_at is None
    return is_current and now < session.seen_at + IDLE and now < session.created_at + LONGEST


def list_sessions(db: Session, user: User, now: datetime) -> Sequence[StudioSession]:
    """Where the user is signed in, the last used first."""
    found = select(StudioSession).where(StudioSession.user_id == user.id)
    newest = db.scalars(found.order_by(StudioSession.seen_at.desc())).all()
    return [session for session in newest if is_alive(session, now)]


def end(db: Session, token: str) -> None:
    """End the session of a token, if there is one."""
    if _TOKEN.fullmatch(token):
        db.execute(delete(StudioSession).where(StudioSession.digest == digest(token)))


def end_all(db: Session, user: User) -> None:
    """Sign the user out everywhere."""
    db.execute(delete(StudioSession).where(StudioSession.user_id == user.id))


def touch(hub: Hub, stored: str) -> None:
    """Note that a session is used, in a transaction of its own."""
    with hub.writing() as db:
        found = update(StudioSession).where(StudioSession.digest == stored)
        db.execute(found.values(seen_at=hub.now()))


def purge(db: Session, now: datetime) -> None:
    """Remove sessions that were past one of their limits `REMEMBERED` ago."""
    then = now - REMEMBERED
    is_over = or_(StudioSession.seen_at <= then - IDLE, StudioSession.created_at <= then - LONGEST)
    db.execute(delete(StudioSession).where(is_over))


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """Give the browser the token, until the session is over at the latest."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(LONGEST.total_seconds()),
        secure=_is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def delete_cookie(response: Response, settings: Settings) -> None:
    """Make the browser forget its token."""
    secure = _is_secure(settings)
    response.delete_cookie(cookie_name(settings), secure=secure, httponly=True, samesite="lax")


def describe(user_agent: str) -> str:
    """The browser and system in a User-Agent, as “Firefox, Windows”, so that one is recognised."""
    browser = next((word for word in _BROWSERS if f"{word}/" in user_agent), "")
    systems = _SYSTEMS | _MORE_SYSTEMS
    system = next((name for word, name in systems.items() if word in user_agent), "")
    return ", ".join(part for part in (_BROWSERS.get(browser, ""), system) if part)


def digest(token: str) -> str:
    """What is stored of a token, 64 hexadecimal digits."""
    # No salt and no work: there are 256 random bits to guess.
    return sha256(token.encode("ascii")).hexdigest()


def _stored(db: Session, token: str) -> StudioSession | None:
    if not _TOKEN.fullmatch(token):
        return None
    found = select(StudioSession).where(StudioSession.digest == digest(token))
    return db.scalars(found).one_or_none()


def _is_secure(settings: Settings) -> bool:
    return settings.origin.startswith("https://")
