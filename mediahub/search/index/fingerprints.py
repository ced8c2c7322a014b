"""What every item is made of, as a short stamp: another one means that it must be indexed anew."""

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from mediahub.episodes.models import Episode, EpisodeCredit
from mediahub.people.models import Credit, Organisation, Person
from mediahub.recordings.models import Recording, RecordingCaption, RecordingDocument
from mediahub.search.content.search_items import Key
from mediahub.search.content.source import EPISODE, WEBCAST
from mediahub.shows.models import Show, ShowCredit
from mediahub.transcripts.models import Transcript
from mediahub.webcasts.models import ProgrammeCredit, ProgrammePoint, Webcast, WebcastCredit

# How documents are made of rows; another number has everything indexed anew.
CONTENT_VERSION = 2

_POINTS = select(ProgrammePoint.id, ProgrammePoint.webcast_id)
Parts = defaultdict[UUID, list[object]]


def fingerprints(db: Session) -> dict[Key, str]:
    """Every episode and webcast with its stamp, whatever its state: a handful of queries."""
    found = {Key(EPISODE, str(one)): parts for one, parts in _episodes(db).items()}
    found |= {Key(WEBCAST, str(one)): parts for one, parts in _webcasts(db).items()}
    return {key: _fingerprint(parts) for key, parts in found.items()}


def _fingerprint(parts: Iterable[object]) -> str:
    return sha256(repr((CONTENT_VERSION, [str(part) for part in parts])).encode()).hexdigest()[:16]


def _episodes(db: Session) -> Parts:
    parts = Parts(list)
    hosts = _named(db, ShowCredit, ShowCredit.show_id)
    rows = select(Episode.id, Episode.show_id, Episode.changed_at, Show.changed_at).join(Show)
    for identity, show, *changed in db.execute(rows):
        parts[identity] += [*changed, *hosts.get(show, ())]
    _add(parts, _named(db, EpisodeCredit, EpisodeCredit.episode_id))
    return parts


def _webcasts(db: Session) -> Parts:
    parts = Parts(list)
    for identity, changed_at in db.execute(select(Webcast.id, Webcast.changed_at)):
        parts[identity].append(changed_at)
    _add(parts, _named(db, WebcastCredit, WebcastCredit.webcast_id))
    points = {one.id: one.webcast_id for one in db.execute(_POINTS)}
    named = _named(db, ProgrammeCredit, ProgrammeCredit.point_id)
    for point in sorted(named):
        parts[points[point]] += named[point]
    for webcast, *facts in _recorded(db):
        parts[webcast] += facts
    return parts


def _add(parts: Parts, more: dict[UUID, tuple[object, ...]]) -> None:
    for identity, facts in more.items():
        parts[identity] += facts


def _named(
    db: Session, credit: type[Credit], whose: InstrumentedAttribute[UUID]
) -> dict[UUID, tuple[object, ...]]:
    """When the people and organisations of each were last given another name."""
    rows = (
        select(whose, func.max(Person.changed_at), func.max(Organisation.changed_at))
        .join(Person, Person.id == credit.person_id)
        .outerjoin(Organisation, Organisation.id == credit.organisation_id)
        .group_by(whose)
    )
    return {identity: tuple(facts) for identity, *facts in db.execute(rows)}


def _recorded(db: Session) -> list[tuple[UUID, ...]]:
    """The recordings, their captions and documents, each with its webcast first."""
    recordings = select(Recording.webcast_id, Recording.id, Recording.deleted_at)
    captions = (
        select(Recording.webcast_id, Transcript.id, Transcript.state, Transcript.changed_at)
        .join(RecordingCaption, RecordingCaption.recording_id == Recording.id)
        .join(Transcript, Transcript.id == RecordingCaption.transcript_id)
    )
    handed_out = (
        select(Recording.webcast_id, RecordingDocument.id, RecordingDocument.title)
        .join(RecordingDocument, RecordingDocument.recording_id == Recording.id)
        .order_by(RecordingDocument.position, RecordingDocument.id)
    )
    found = [*db.execute(recordings.order_by(Recording.created_at, Recording.id))]
    found += db.execute(captions.order_by(RecordingCaption.position, Transcript.id))
    return [tuple(row) for row in [*found, *db.execute(handed_out)]]
