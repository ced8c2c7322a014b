"""What episodes are called: number, title and slug as they are given, proposed, and taken."""

import re

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mediahub.episodes.fields import EpisodeFields
from mediahub.episodes.models import Episode
from mediahub.errors import Conflict
from mediahub.media.slugs import slug as make_slug
from mediahub.shows.models import Show

_NUMBER_IN_TITLE = re.compile(r"^#\s*(\d+)\s*[-–—:.]?\s*")


def named(fields: EpisodeFields) -> EpisodeFields:
    """The fields of a new episode, with the number that its title gives and a slug."""
    fields = split_title(fields)
    return {"slug": proposed_slug(fields.get("number"), fields.get("title", "")), **fields}


def split_title(fields: EpisodeFields) -> EpisodeFields:
    """The fields, with the number that a title such as "#97 - Kommunala råd" begins with."""
    found = _NUMBER_IN_TITLE.match(fields.get("title", ""))
    if not found or fields.get("number") not in (None, int(found[1])):
        return fields
    title = fields["title"][found.end() :]
    return {**fields, "title": title, "number": int(found[1])}


def proposed_slug(number: int | None, title: str) -> str:
    """The slug of an episode that has been given none."""
    words = make_slug(title)
    if number is not None:
        return f"{number}-{words}" if words else f"avsnitt-{number}"
    # Digits alone would be read as a number, and a title of emoji alone leaves nothing.
    return f"avsnitt-{words}".rstrip("-") if not words or words.isdigit() else words


def proposed(db: Session, show: Show) -> EpisodeFields:
    """The number after the highest, if the show counts its episodes, and its newest season."""
    fields: EpisodeFields = {}
    numbers = select(func.max(Episode.number)).where(Episode.show == show, Episode.type == "full")
    highest = db.scalar(numbers)
    newest = select(Episode).where(Episode.show == show).order_by(Episode.created_at.desc())
    last = db.scalars(newest.limit(1)).first()
    if highest is not None or last is None:
        fields["number"] = (highest or 0) + 1
    if last is not None and last.season is not None:
        fields["season"] = last.season
    return fields


def refuse_taken(
    db: Session, show: Show, fields: EpisodeFields, itself: Episode | None = None
) -> None:
    """Conflict when another episode of the show has this number, of this type, or this slug."""
    number, kind, slug = fields.get("number"), fields.get("type", "full"), fields.get("slug")
    if number is not None and (taken := with_number(db, show, number, kind, itself)):
        raise _taken(taken, "number", number)
    if slug is not None and (taken := with_slug(db, show, slug, itself)):
        raise _taken(taken, "slug", slug)


def _taken(by: Episode, name: str, value: object) -> Conflict:
    sentences = {
        ("number", False): "Number {number} is taken by “{title}”.",
        ("slug", False): "The address “{slug}” is taken by “{title}”.",
        ("number", True): "Number {number} is taken by “{title}”, which is a draft. "
        "Publish that one, or choose another number.",
        ("slug", True): "The address “{slug}” is taken by “{title}”, which is a draft. "
        "Publish that one, or choose another address.",
    }
    return Conflict(sentences[name, by.opens_at is None], **{name: value, "title": by.title})


def with_number(
    db: Session, show: Show, number: int, type: str, besides: Episode | None = None
) -> Episode | None:
    """The show's episode of this number and type, if there is one beside another."""
    same = _others(show, besides).where(Episode.number == number, Episode.type == type)
    with db.no_autoflush:
        return db.scalars(same).first()


def with_slug(db: Session, show: Show, slug: str, besides: Episode | None = None) -> Episode | None:
    """The show's episode at this address, if there is one beside another."""
    with db.no_autoflush:
        return db.scalars(_others(show, besides).where(Episode.slug == slug)).first()


def _others(show: Show, besides: Episode | None) -> Select[Episode]:
    others = select(Episode).where(Episode.show == show)
    return others if besides is None else others.where(Episode.id != besides.id)
