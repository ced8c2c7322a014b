"""Views of replays that are everyone's: counted once they are watched, and nobody is written down.

What has been watched so far goes to and fro in a signed text, so pressing play writes nothing and
any process goes on where another was. A view is one more in the counter of its recording and day.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from mediahub.clock import local
from mediahub.errors import NotFound
from mediahub.recordings.models import PublicViews
from mediahub.signatures import is_signed, sign

VIEW_SECONDS = 30
"""From how much watching on an open is a view."""
MOST_VIEWS = 100
"""How many views of one network count in a day: a town hall may sit behind one address."""
MOST_NETWORKS = 20_000
"""How many networks a process remembers in a day, some 4 MB; those beyond them do not count."""
LONGEST_SILENCE = timedelta(days=1)

_KIND = "public viewing"
_TOKEN = re.compile(r"([0-9]{10})\.([0-9]{1,6})\.([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class PublicViewing:
    """That somebody watches: how many seconds so far, and as of when (whole seconds, UTC)."""

    recording_id: UUID
    at: datetime
    seconds: int = 0

    @property
    def is_view(self) -> bool:
        """Whether they have stayed, and so have been counted."""
        return self.seconds >= VIEW_SECONDS

    def went_on(self, seconds: int, now: datetime) -> "PublicViewing":
        """With what has been watched since; never more than has really passed since."""
        passed = max(now - self.at, timedelta(0)) // timedelta(seconds=1)
        added = min(max(seconds, 0), passed)
        at = self.at + timedelta(seconds=passed)
        return PublicViewing(self.recording_id, at, min(self.seconds + added, 999_999))


def begin(recording_id: UUID, now: datetime) -> PublicViewing:
    """Somebody presses play."""
    return PublicViewing(recording_id, now.replace(microsecond=0))


def to_token(secrets: Sequence[str], viewing: PublicViewing) -> str:
    """The text that a player holds and sends back."""
    at, seconds = _parts(viewing)
    return f"{at}.{seconds}.{sign(secrets, _KIND, viewing.recording_id.hex, at, seconds)}"


def _parts(viewing: PublicViewing) -> tuple[str, str]:
    return f"{int(viewing.at.timestamp()):010}", str(viewing.seconds)


def read_token(
    secrets: Sequence[str], recording_id: UUID, text: str, now: datetime
) -> PublicViewing:
    """What a text of ours for this recording says, if it is of the last day; NotFound otherwise."""
    match = _TOKEN.fullmatch(text)
    if match and is_signed(secrets, match[3], _KIND, recording_id.hex, match[1], match[2]):
        at = datetime.fromtimestamp(int(match[1]), UTC)
        if now - at <= LONGEST_SILENCE:
            return PublicViewing(recording_id, at, int(match[2]))
    raise NotFound("There is nothing being played with this number.")


class ViewLimit:
    """How many views a network has had counted today; only in memory, and only until midnight.

    The limit is one process's: of several, each lets as many through.
    """

    def __init__(self, most: int = MOST_VIEWS, most_networks: int = MOST_NETWORKS) -> None:
        self._most, self._most_networks = most, most_networks
        self._day: date | None = None
        self._views: dict[str, int] = {}
        self._lock = Lock()

    def is_allowed(self, network: str, day: date) -> bool:
        """Whether one more view counts; if so it is noted."""
        with self._lock:
            if day != self._day:
                self._day, self._views = day, {}
            had = self._views.get(network, 0)
            if had >= self._most or (not had and len(self._views) >= self._most_networks):
                return False
            self._views[network] = had + 1
            return True


def add_view(db: Session, recording_id: UUID, now: datetime) -> None:
    """One more view of a recording today, as an increment: processes do not overwrite another."""
    day = local(now).date()
    insert = sqlite_insert if db.get_bind().dialect.name == "sqlite" else postgresql_insert
    first = insert(PublicViews).values(recording_id=recording_id, day=day, views=0)
    db.execute(first.on_conflict_do_nothing(index_elements=["recording_id", "day"]))
    counter = PublicViews.recording_id == recording_id, PublicViews.day == day
    db.execute(update(PublicViews).where(*counter).values(views=PublicViews.views + 1))


def count_views(db: Session, recording_id: UUID) -> int:
    """How many there have been of a recording."""
    counted = select(func.sum(PublicViews.views))
    return db.scalar(counted.where(PublicViews.recording_id == recording_id)) or 0


def count_views_between(db: Session, begin: datetime, end: datetime) -> int:
    """How many there were of all recordings, from the day of one instant to before another's."""
    days = PublicViews.day >= local(begin).date(), PublicViews.day < local(end).date()
    return db.scalar(select(func.sum(PublicViews.views)).where(*days)) or 0
