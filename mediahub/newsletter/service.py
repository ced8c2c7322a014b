"""Newsletters: drafted, edited item by item, found."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from mediahub.clock import local
from mediahub.db import check_row, unique
from mediahub.episodes.models import Episode
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.i18n import LANGUAGES
from mediahub.newsletter.models import ItemKind, Newsletter, NewsletterItem
from mediahub.newsletter.proposals import propose_items
from mediahub.newsletter.urls import letter_name
from mediahub.webcasts.models import Webcast

LARGEST_NUMBER = 9999
_NAME = re.compile(r"([1-9]\d{3})-([1-9]\d{0,3})", re.ASCII)
_LATEST_FIRST = (Newsletter.published_at.desc(), Newsletter.year.desc(), Newsletter.number.desc())


class LetterFields(TypedDict, total=False):
    """What can be said of a letter; see `newsletter.models.Newsletter` for what each means."""

    number: int
    title: str
    greeting: str
    language: str


def draft_letter(
    db: Session,
    since: datetime,
    until: datetime,
    *,
    now: datetime,
    **fields: Unpack[LetterFields],
) -> Newsletter:
    """The letter that is proposed for a period, with the next number; not in the database."""
    year = local(now).year
    letter = Newsletter(
        year=year,
        number=next_number(db, year),
        title="",
        greeting="",
        language="sv",
        created_at=now,
        since_at=since,
        until_at=until,
        items=propose_items(db, since, until, now),
    )
    _change(letter, fields)
    return letter


def next_number(db: Session, year: int) -> int:
    """The number after the last letter of the year, drafts counted."""
    last = db.scalar(select(func.max(Newsletter.number)).where(Newsletter.year == year))
    return (last or 0) + 1


def _change(letter: Newsletter, fields: LetterFields) -> None:
    for name, value in fields.items():
        setattr(letter, name, value)
    check_row(letter)
    if not 1 <= letter.number <= LARGEST_NUMBER:
        raise Invalid(
            "A newsletter's number is between 1 and {largest}, not {number}.",
            largest=LARGEST_NUMBER,
            number=letter.number,
        )
    if letter.language not in LANGUAGES:
        raise Invalid("A newsletter is in sv or en, not “{language}”.", language=letter.language)


def add_letter(db: Session, letter: Newsletter) -> None:
    """Keep a letter that `draft_letter` proposed; Conflict if another has its number."""
    db.add(letter)
    _flush(db, letter)


def _flush(db: Session, letter: Newsletter) -> None:
    with unique("There is a newsletter {letter} already.", letter=letter_name(letter)):
        db.flush()


def edit_letter(db: Session, letter: Newsletter, **fields: Unpack[LetterFields]) -> None:
    """Change what is given and leave the rest.

    Conflict once the letter is published, and for a number that another letter has.
    """
    require_draft(letter)
    with db.no_autoflush:
        _change(letter, fields)
    _flush(db, letter)


def require_draft(letter: Newsletter) -> None:
    """Conflict once the letter is published."""
    if letter.published_at is not None:
        raise Conflict(
            "Newsletter {letter} is published and stays as it was.", letter=letter_name(letter)
        )


def remove_letter(db: Session, letter: Newsletter) -> None:
    """Throw a draft away; its number is free again if it was the last. Conflict if published."""
    require_draft(letter)
    db.delete(letter)
    db.flush()


def new_item(
    *,
    about: Episode | Webcast | None = None,
    heading: str | None = None,
    text: str | None = None,
) -> NewsletterItem:
    """An item about an episode or a webcast, or else in words of its own; in no letter yet."""
    kind, item = ItemKind.TEXT, NewsletterItem(heading=heading, text=text)
    if isinstance(about, Episode):
        kind, item.episode = ItemKind.EPISODE, about
    elif about is not None:
        kind, item.webcast = ItemKind.WEBCAST, about
    item.kind = kind
    return item


def add_item(
    db: Session, letter: Newsletter, item: NewsletterItem, position: int | None = None
) -> None:
    """Put an item at a position counted from 1, else last; Invalid for a text without words."""
    require_draft(letter)
    _check_item(item)
    at = len(letter.items) + 1 if position is None else position
    letter.items.insert(_index(at, len(letter.items) + 1), item)
    _count_positions(db, letter)


def edit_item(
    db: Session,
    letter: Newsletter,
    position: int,
    *,
    heading: str | None = None,
    text: str | None = None,
) -> None:
    """Give an item a heading or text of its own; "" brings back the episode's or webcast's."""
    require_draft(letter)
    item = item_at(letter, position)
    if heading is not None:
        item.heading = heading or None
    if text is not None:
        item.text = text or None
    _check_item(item)
    db.flush()


def _check_item(item: NewsletterItem) -> None:
    check_row(item)
    has_words = (item.heading or "").strip() or (item.text or "").strip()
    if item.kind is ItemKind.TEXT and not has_words:
        raise Invalid("An item without episode or webcast needs a heading or a text.")


def move_item(db: Session, letter: Newsletter, position: int, to: int) -> None:
    """Put the item at a position at another, both counted from 1; the others make room."""
    require_draft(letter)
    item = item_at(letter, position)
    index = _index(to, len(letter.items))
    others = [other for other in letter.items if other is not item]
    letter.items[:] = [*others[:index], item, *others[index:]]
    _count_positions(db, letter)


def remove_item(db: Session, letter: Newsletter, position: int) -> None:
    """Take an item out of the letter."""
    require_draft(letter)
    letter.items.remove(item_at(letter, position))
    _count_positions(db, letter)


def item_at(letter: Newsletter, position: int) -> NewsletterItem:
    """The item at a position counted from 1, or Invalid."""
    return letter.items[_index(position, len(letter.items))]


def _index(position: int, places: int) -> int:
    if not 1 <= position <= places:
        raise Invalid(
            "There is no place {position}: the letter has places 1 to {places}.",
            position=position,
            places=places,
        )
    return position - 1


def _count_positions(db: Session, letter: Newsletter) -> None:
    for position, item in enumerate(letter.items, 1):
        item.position = position
    db.flush()


def get_letter(db: Session, name: str) -> Newsletter:
    """The letter called so, such as 2023-4, published or not, or NotFound."""
    found = _NAME.fullmatch(name)
    letter = None
    if found:
        query = select(Newsletter).where(
            Newsletter.year == int(found[1]), Newsletter.number == int(found[2])
        )
        letter = db.scalars(query.options(selectinload(Newsletter.items))).one_or_none()
    if letter is None:
        raise NotFound("There is no newsletter “{letter}”.", letter=name)
    return letter


def get_published(db: Session, name: str) -> Newsletter:
    """The published letter called so, or NotFound."""
    letter = get_letter(db, name)
    if letter.published_at is None:
        raise NotFound("There is no newsletter “{letter}”.", letter=name)
    return letter


def list_letters(db: Session) -> Sequence[Newsletter]:
    """Every letter, drafts too, the latest first."""
    query = select(Newsletter).order_by(Newsletter.year.desc(), Newsletter.number.desc())
    return db.scalars(query).all()


def published_letters(
    db: Session, now: datetime, *, limit: int, offset: int = 0
) -> Sequence[Newsletter]:
    """The archive, the latest first."""
    query = select(Newsletter).where(Newsletter.published_at <= now).order_by(*_LATEST_FIRST)
    items = selectinload(Newsletter.items)
    return db.scalars(query.options(items).limit(limit).offset(offset)).all()


def count_published(db: Session, now: datetime) -> int:
    """How many letters the archive holds."""
    query = select(func.count()).select_from(Newsletter)
    return db.scalars(query.where(Newsletter.published_at <= now)).one()


def published_neighbours(
    db: Session, letter: Newsletter, now: datetime
) -> tuple[Newsletter | None, Newsletter | None]:
    """The letters that were published before and after this published one."""
    others = select(Newsletter).where(Newsletter.published_at <= now, Newsletter.id != letter.id)
    before = others.where(Newsletter.published_at <= letter.published_at)
    after = others.where(Newsletter.published_at > letter.published_at)
    first = after.order_by(Newsletter.published_at, Newsletter.id)
    return db.scalars(before.order_by(*_LATEST_FIRST)).first(), db.scalars(first).first()
