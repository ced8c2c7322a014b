"""Episodes: added as drafts, edited, found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from mediahub.db import UtcDateTime, check_row, unique
from mediahub.episodes.fields import TYPES, EpisodeFields, check_title, not_a_type
from mediahub.episodes.models import Episode, EpisodeCredit, PublishRequest
from mediahub.episodes.titles import named, refuse_taken, split_title
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.media.models import MediaFile
from mediahub.media.slugs import SLUG
from mediahub.people.service import CreditLine, credit
from mediahub.people.web_addresses import check_url
from mediahub.shows.models import Show
from mediahub.shows.service import LARGEST_NUMBER
from mediahub.transcripts.service import link_equal_names, remove
from mediahub.window import Visibility, is_open, visibility

# Of a chapter; an episode's own title has as much room.
LONGEST_TITLE = 255

# Oldest first; databases differ in where an episode without a number would stand.
_ORDER = (Episode.opens_at, func.coalesce(Episode.number, 0), Episode.id)
NEWEST_FIRST = tuple(column.desc() for column in _ORDER)


def add_episode(
    db: Session, show: Show, audio: MediaFile, *, now: datetime, **fields: Unpack[EpisodeFields]
) -> Episode:
    """A new draft with this audio.

    A title such as "#97 - Kommunala råd" gives its number away when none is given. Invalid for a
    field that breaks a rule, Conflict for a number or slug that the show has already.
    """
    episode = Episode(show=show, audio=audio, created_at=now, type=fields.get("type", "full"))
    with db.no_autoflush:
        edit_episode(db, episode, **named(fields))
    return episode


def edit_episode(db: Session, episode: Episode, **fields: Unpack[EpisodeFields]) -> None:
    """Change what is given and leave the rest; refusals as for `add_episode`.

    Conflict also for another slug once the episode has been public: links lead to the old one.
    """
    if "slug" in fields and fields["slug"] != episode.slug and has_been_public(episode, _now(db)):
        raise Conflict(
            "“{title}” has been public at “{slug}” and keeps that address.",
            title=episode.title,
            slug=episode.slug,
        )
    for name, value in split_title(fields).items():
        setattr(episode, name, value)
    _forget_aside(episode, fields)
    _check(episode)
    _check_contents(episode)
    refuse_taken(db, episode.show, _identity(episode), episode)
    with unique("Another episode has this number or address."):
        db.add(episode)
        db.flush()


def _forget_aside(episode: Episode, fields: EpisodeFields) -> None:
    """New chapters take the place of those that are kept aside; the history has the old ones."""
    if episode.aside is not None:
        left = {name: held for name, held in episode.aside.items() if not fields.get(name)}
        episode.aside = left or None


def has_been_public(episode: Episode, now: datetime) -> bool:
    """Whether anyone may know it, so that its address has to stay."""
    return episode.opens_at is not None and episode.opens_at <= now


def _now(db: Session) -> datetime:
    now: datetime = db.info["now"]()
    return now


def _identity(episode: Episode) -> EpisodeFields:
    return {"type": episode.type, "number": episode.number, "slug": episode.slug}


def _check(episode: Episode) -> None:
    check_title(episode.title)
    if episode.type not in TYPES:
        raise not_a_type(episode.type)
    if episode.number is not None and not 1 <= episode.number <= LARGEST_NUMBER:
        raise Invalid(
            "An episode's number is between 1 and {largest}, not {number}.",
            largest=LARGEST_NUMBER,
            number=episode.number,
        )
    for link in episode.links or ():
        check_url(link["url"])
    if not SLUG.fullmatch(episode.slug) or episode.slug.isdigit():
        raise Invalid(
            "“{slug}” is not an address: use a–z, 0–9 and single hyphens, and a letter.",
            slug=episode.slug,
        )


def _check_contents(episode: Episode) -> None:
    check_row(episode)
    for number, chapter in enumerate(episode.chapters or (), 1):
        if (length := len(chapter.get("title", ""))) > LONGEST_TITLE:
            raise Invalid(
                "The title of chapter {number} is {length} characters long; there is room for"
                " {longest}.",
                number=number,
                length=length,
                longest=LONGEST_TITLE,
            )


def remove_draft(db: Session, episode: Episode, *others: MediaFile) -> Sequence[str]:
    """Take back a draft that was just added, its files and others; the keys of their bytes.

    The caller deletes the bytes once the transaction has committed.
    """
    versions = select(MediaFile).where(MediaFile.source_id == episode.audio_id)
    transcripts = [held.transcript for held in episode.transcripts]
    held = [transcript.source for transcript in transcripts]
    files = [*db.scalars(versions), *held, episode.image, episode.image_small, episode.audio]
    files += [db.get(MediaFile, other.id) for other in others]
    db.delete(episode)
    db.flush()
    for transcript in transcripts:
        remove(db, transcript)
    gone = [file for file in files if file is not None]
    for file in gone:
        db.delete(file)
        db.flush()
    return [file.key for file in gone]


def set_credits(db: Session, episode: Episode, lines: Sequence[CreditLine]) -> None:
    """Replace the credits, in this order; speakers of the same name are those who are credited."""
    episode.credits = [credit(db, EpisodeCredit, line, at) for at, line in enumerate(lines)]
    db.flush()
    for held in episode.transcripts:
        link_equal_names(db, held.transcript)


def set_image(episode: Episode, image: MediaFile | None, small: MediaFile | None) -> None:
    """Give the episode a picture of its own, or none; nobody gets the one before."""
    hide(episode.image, episode.image_small)
    episode.image, episode.image_small = image, small
    share_window(episode)


def has_sound(file_id: UUID | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """That the file is an episode's sound, or the one that it is about to get; a SQL condition."""
    asked = select(PublishRequest.episode_id).where(PublishRequest.audio_id == file_id)
    return or_(Episode.audio_id == file_id, Episode.id.in_(asked))


def hide(*files: MediaFile | None) -> None:
    """Let nobody have these files."""
    for file in files:
        if file is not None:
            file.opens_at, file.closes_at = None, None


def share_window(episode: Episode) -> None:
    """Give the files that belong to the episode its window, so that they open and close with it."""
    told = [held.media for held in episode.transcripts if not held.is_aside]
    for file in (*told, *episode.copies, episode.image, episode.image_small):
        if file is not None:
            file.opens_at, file.closes_at = episode.opens_at, episode.closes_at


def state_of(episode: Episode, now: datetime) -> str:
    """draft, scheduled, published or withdrawn."""
    names = {Visibility.OPEN: "published", Visibility.CLOSED: "withdrawn"}
    seen = visibility(episode.opens_at, episode.closes_at, now)
    return names.get(seen, seen.value)


def get_episode(db: Session, show: Show, name: str) -> Episode:
    """The show's episode with this number or slug, in whatever state, or NotFound.

    Of several with the same number the full one is meant.
    """
    query = select(Episode).where(Episode.show == show)
    if name.isdecimal() and len(name) < 10:
        query = query.where(Episode.number == int(name)).order_by(Episode.type != "full")
    else:
        query = query.where(Episode.slug == name)
    episode = db.scalars(query).first()
    if episode is None:
        raise NotFound("“{show}” has no episode “{name}”.", show=show.title, name=name)
    return episode


def get_episode_by_id(db: Session, identity: UUID) -> Episode:
    """The episode, in whatever state, or NotFound."""
    episode = db.get(Episode, identity, options=preload())
    if episode is None:
        raise NotFound("There is no such episode.")
    return episode


def preload() -> tuple[Any, ...]:
    """Loader options: all that pages and feeds tell of episodes, in a fixed number of queries."""
    return (
        joinedload(Episode.season),
        joinedload(Episode.enclosure),
        joinedload(Episode.image),
        joinedload(Episode.image_small),
        selectinload(Episode.credits),
        selectinload(Episode.transcripts),
    )


def list_episodes(db: Session, show: Show) -> Sequence[Episode]:
    """Every episode of the show in whatever state, newest first, drafts before all."""
    query = select(Episode).where(Episode.show == show).options(*preload())
    return db.scalars(query.order_by(Episode.opens_at.desc().nulls_first(), Episode.number)).all()


def published(
    db: Session, show: Show, now: datetime, *, limit: int | None = None, offset: int = 0
) -> Sequence[Episode]:
    """The episodes that are public now, newest first."""
    query = (
        select(Episode)
        .where(Episode.show == show, is_open(Episode.opens_at, Episode.closes_at, now))
        .options(*preload())
        .order_by(*NEWEST_FIRST)
    )
    return db.scalars(query.limit(limit).offset(offset)).all()


def published_trailers(db: Session, show: Show, now: datetime) -> Sequence[Episode]:
    """The trailers that are public now, newest first, with what a channel tells of them."""
    visible = is_open(Episode.opens_at, Episode.closes_at, now)
    query = (
        select(Episode)
        .where(Episode.show == show, Episode.type == "trailer", visible)
        .options(joinedload(Episode.enclosure), joinedload(Episode.season))
        .order_by(*NEWEST_FIRST)
    )
    return db.scalars(query).all()


def count_published(db: Session, show: Show, now: datetime) -> int:
    """How many of the show's episodes are public now."""
    visible = is_open(Episode.opens_at, Episode.closes_at, now)
    query = select(func.count()).select_from(Episode).where(Episode.show == show, visible)
    return db.scalars(query).one()


def neighbours(
    db: Session, episode: Episode, now: datetime
) -> tuple[Episode | None, Episode | None]:
    """The public episodes of the same show that came before and after this public one."""
    assert episode.opens_at is not None
    visible = is_open(Episode.opens_at, Episode.closes_at, now)
    others = select(Episode).where(Episode.show == episode.show, visible)
    at = tuple_(
        literal(episode.opens_at, UtcDateTime()),
        literal(episode.number or 0),
        literal(episode.id, Episode.id.type),
    )
    before = others.where(tuple_(*_ORDER) < at).order_by(*NEWEST_FIRST)
    after = others.where(tuple_(*_ORDER) > at).order_by(*_ORDER)
    return db.scalars(before.limit(1)).first(), db.scalars(after.limit(1)).first()
