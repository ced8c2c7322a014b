"""What the studio tells of a recording: what is met before it opens, how much it is watched, proof.

Numbers only: who watched what is not told.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediahub.clock import local
from mediahub.errors import MediaHubError
from mediahub.media.models import Deletion
from mediahub.participants.members import is_member
from mediahub.participants.models import NetworkMember, Registration, RegistrationState
from mediahub.participants.service import is_covering
from mediahub.recordings.captions import are_reviewed
from mediahub.recordings.models import Recording
from mediahub.recordings.preconditions import (
    require_ended,
    require_exception,
    require_findable,
    require_openable,
)
from mediahub.recordings.retention.deletion import all_files
from mediahub.recordings.watching.views import Counts, counts
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.studio.hints import with_place


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must hold before a recording opens; `problem` says what is missing."""

    name: str
    problem: str | None

    @property
    def is_met(self) -> bool:
        """Whether it holds."""
        return self.problem is None


def conditions(recording: Recording, now: datetime, language: str) -> Sequence[Condition]:
    """All of them, in the order in which they are seen to."""
    webcast = recording.webcast
    return [
        _condition("ready", language, lambda: require_openable(recording, now)),
        _condition("ended", language, lambda: require_ended(webcast, now)),
        _condition("captions", language, lambda: _require_captions(recording)),
        _condition("listed", language, lambda: require_findable(webcast, now)),
    ]


def _require_captions(recording: Recording) -> None:
    if not are_reviewed(recording):
        require_exception(recording.webcast, None)


def _condition(name: str, language: str, require: Callable[[], None]) -> Condition:
    try:
        require()
    except MediaHubError as error:
        return Condition(name, with_place(error, language))
    return Condition(name, None)


@dataclass(frozen=True, slots=True)
class Audience:
    """How many may watch by a personal link, and how often it is watched."""

    links: int
    members: int
    counts: Counts


def audience(db: Session, webcast: Webcast, recording: Recording) -> Audience:
    """Registrations with a seat, members of the network's year, opens and views."""
    seated = select(func.count()).select_from(Registration)
    links = seated.where(is_covering(webcast), Registration.state == RegistrationState.ACTIVE)
    members = select(func.count()).where(
        NetworkMember.network_id == webcast.network_id,
        is_member(local(webcast.starts_at).year),
    )
    return Audience(db.scalar(links) or 0, db.scalar(members) or 0, counts(db, recording))


def proofs(db: Session, recording: Recording) -> Sequence[Deletion]:
    """Of each of its files that is to go or has gone, what came of it."""
    files = [file.id for file in all_files(db, recording)]
    wanted = select(Deletion).where(Deletion.media_id.in_(files))
    return db.scalars(wanted.order_by(Deletion.wanted_at, Deletion.id)).all()


def earlier(db: Session, webcast: Webcast, current: Recording | None) -> Iterator[Recording]:
    """Its recordings that are deleted, the latest first, but for the one that is shown."""
    deleted = select(Recording).where(
        Recording.webcast_id == webcast.id, Recording.deleted_at.is_not(None)
    )
    for recording in db.scalars(deleted.order_by(Recording.deleted_at.desc())):
        if recording is not current:
            yield recording
