"""From the database to what is searched: episodes and webcasts with all that was said in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from feeds.taxonomy import role
from mediahub.clock import local
from mediahub.episodes.feed import chapters_of
from mediahub.episodes.models import Episode
from mediahub.episodes.service import preload
from mediahub.episodes.transcripts import shown_transcripts
from mediahub.episodes.view import EpisodeView
from mediahub.errors import NotFound
from mediahub.people.models import Credit as CreditRow
from mediahub.recordings.models import Recording, RecordingDocument
from mediahub.search.content.handouts import READ, page_texts
from mediahub.search.content.passages import spoken, written
from mediahub.search.content.search_items import Credit, Document, Field, Key, Part, Passage
from mediahub.shows.models import Show
from mediahub.storage import MediaStore
from mediahub.transcripts.models import Transcript, TranscriptState
from mediahub.transcripts.service import cues_of
from mediahub.web.markdown import plain
from mediahub.webcasts.models import Access, ProgrammePoint, Webcast
from mediahub.webcasts.urls import recording_url, webcast_url

EPISODE, WEBCAST = "episode", "webcast"
# What people also call a role, beside its names in the taxonomy.
_ALSO = {"guest": ("gäst",), "host": ("programledare", "värd")}


def key_of(row: Episode | Webcast) -> Key:
    """What the index knows it by."""
    return Key(EPISODE if isinstance(row, Episode) else WEBCAST, str(row.id))


def ids_of(keys: Iterable[Key], kind: str) -> list[UUID]:
    """The rows that the keys of a kind name."""
    return [UUID(key.id) for key in keys if key.kind == kind]


def documents(db: Session, store: MediaStore, wanted: Mapping[Key, str]) -> Iterator[Document]:
    """The items with these keys, one at a time, with these stamps; without those that are gone.

    A stamp is read before the rows: should they change between, the stamp is the older.
    """
    for identity in ids_of(wanted, EPISODE):
        episode = db.get(Episode, identity, options=_whole_episode())
        if episode is not None:
            found = episode_document(db, episode)
            yield replace(found, stamp=wanted[found.key])
    for identity in ids_of(wanted, WEBCAST):
        webcast = db.get(Webcast, identity, options=_whole_webcast())
        if webcast is not None:
            found = webcast_document(db, store, webcast)
            yield replace(found, stamp=wanted[found.key])


def _whole_episode() -> tuple[Any, ...]:
    return (*preload(), joinedload(Episode.show).selectinload(Show.credits))


def _whole_webcast() -> tuple[Any, ...]:
    points = selectinload(Webcast.programme).selectinload(ProgrammePoint.speakers)
    return (selectinload(Webcast.credits), points)


def episode_document(db: Session, episode: Episode) -> Document:
    """An episode: description, chapters, and what was said in every language it is told in."""
    view = EpisodeView(episode, "")
    credited = [credit for role in view.roles("sv") for credit in role.credits]
    return Document(
        key=key_of(episode),
        url=view.path,
        title=episode.title,
        public=Part.NONE if episode.opens_at is None else Part.ALL,
        day=local(episode.opens_at).date() if episode.opens_at else None,
        type=episode.type,
        credits=_credits(credited),
        topics=tuple(episode.topics),
        passages=(
            *written(plain(episode.description), field=Field.DESCRIPTION, part=Part.PAGE),
            *_chapters(episode),
            *_said(db, [held.transcript for held in shown_transcripts(episode)]),
        ),
    )


def _chapters(episode: Episode) -> Iterator[Passage]:
    for chapter in chapters_of(episode):
        if chapter.title:
            yield Passage(chapter.title, Field.CHAPTER, start=chapter.start)


def _said(db: Session, transcripts: Iterable[Transcript]) -> Iterator[Passage]:
    for transcript in transcripts:
        yield from spoken(cues_of(db, transcript))


def _credits(rows: Iterable[CreditRow]) -> tuple[Credit, ...]:
    """Each person once in each role, under all of its names."""
    held = {(row.person_id, row.role, row.group): _credit(row) for row in rows}
    return tuple(held.values())


def _credit(row: CreditRow) -> Credit:
    named = role(row.role, row.group)
    organisation = row.organisation.name if row.organisation else ""
    return Credit(
        row.person.name,
        tuple(dict.fromkeys((named.sv, named.en, row.role, *_ALSO.get(row.role, ())))),
        ", ".join(part for part in (row.title or "", organisation) if part),
    )


def webcast_document(db: Session, store: MediaStore, webcast: Webcast) -> Document:
    """A webcast: programme, and what was said and handed out, also when it is not open any more."""
    newest = select(Recording).where(Recording.webcast_id == webcast.id)
    ordered = newest.order_by(Recording.deleted_at.is_not(None), Recording.created_at.desc())
    recording = db.scalars(ordered.limit(1)).first()
    speakers = [speaker for point in webcast.programme for speaker in point.speakers]
    return Document(
        key=key_of(webcast),
        url=webcast_url("", webcast),
        title=webcast.title,
        public=_public(webcast),
        day=local(webcast.starts_at).date(),
        type=webcast.kind.value,
        credits=_credits([*webcast.credits, *speakers]),
        topics=tuple(webcast.topics),
        passages=(
            *written(plain(webcast.description), field=Field.DESCRIPTION, part=Part.PAGE),
            *(_point(point) for point in webcast.programme),
            *(_recorded(db, store, recording) if recording else ()),
        ),
    )


def _public(webcast: Webcast) -> Part:
    if webcast.opens_at is None:
        return Part.NONE
    return Part.ALL if webcast.access is Access.PUBLIC else Part.PAGE


def _point(point: ProgrammePoint) -> Passage:
    names = ", ".join(speaker.person.name for speaker in point.speakers)
    text = ". ".join(part.rstrip(".") for part in (point.title, plain(point.text), names) if part)
    return Passage(text, Field.CHAPTER, Part.PAGE, label=_clock(point.starts_at))


def _clock(instant: datetime) -> str:
    return f"{local(instant):%H.%M}"


def _recorded(db: Session, store: MediaStore, recording: Recording) -> Iterator[Passage]:
    url = recording_url("", recording.webcast)
    for transcript in _read(held.transcript for held in recording.captions):
        for passage in spoken(cues_of(db, transcript)):
            yield replace(passage, url=url)
    for handout in recording.documents:
        yield from _handed_out(store, handout, f"{url}/dokument/{handout.id}")


def _read(transcripts: Iterable[Transcript]) -> Sequence[Transcript]:
    return [one for one in transcripts if one.state is TranscriptState.READY]


def _handed_out(store: MediaStore, handout: RecordingDocument, url: str) -> Iterator[Passage]:
    yield from written(handout.title, url=url)
    file = handout.media
    if file.content_type not in READ or file.removed_at is not None:
        return
    try:
        with store.as_file(file.key) as path:
            for number, text in page_texts(path, file.content_type):
                label = f"{handout.title}, s. {number}"
                yield from written(text, url=f"{url}#page={number}", label=label)
    except NotFound:  # deleted between the two looks
        return
