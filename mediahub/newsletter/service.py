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
from mediahub.errors import Conflict, Gone, Invalid, NotFound
from mediahub.i18n import LANGUAGES
from mediahub.newsletter.corrections import correct, freeze, freeze_words
from mediahub.newsletter.models import ItemKind, Newsletter, NewsletterItem
from mediahub.newsletter.proposals import propose_items
from mediahub.newsletter.urls import letter_name
from mediahub.webcasts.models import Webcast

LARGEST_NUMBER = 9999
_NAME = re.compile(r"([1-9]\d{3})-([1-9]\d{0,3})", re.ASCII)


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
    """Change what is given and leave the rest; of a published letter that is a correction.

    Conflict for a number that another letter has, and for another number or language of a
    published one: its address and its facts are made of them.
    """
    changed = {name for name, value in fields.items() if value != getattr(letter, name)}
    if changed & {"number", "language"} and letter.published_at is not None:
        raise Conflict(
            "Newsletter {letter} is published and keeps its number and language.",
            letter=letter_name(letter),
        )
    with db.no_autoflush:
        _change(letter, fields)
        if changed:
            correct(db, letter)
    _flush(db, letter)


def require_draft(letter: Newsletter) -> None:
    """Conflict once the letter is published."""
    if letter.published_at is not None:
        raise Conflict(
            "Newsletter {letter} is published. It can be corrected or withdrawn.",
            letter=letter_name(letter),
        )


def copy_letter(db: Session, letter: Newsletter, now: datetime) -> Newsletter:
    """A new draft that tells of the same, with the next number and no date of its own.

    Episodes and webcasts say what they say by then, own words stay.
    """
    year = local(now).year
    copy = Newsletter(
        year=year,
        number=next_number(db, year),
        title=letter.title,
        greeting=letter.greeting,
        language=letter.language,
        created_at=now,
        since_at=letter.since_at,
        until_at=letter.until_at,
    )
    for item in letter.items:
        own = new_item(about=item.episode or item.webcast, heading=item.heading, text=item.text)
        own.position = item.position
        copy.items.append(own)
    add_letter(db, copy)
    return copy


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
    """Put an item at a position counted from 1, else last.

    Invalid for a text without words, Conflict when a published letter can no longer tell of it.
    """
    _check_item(item)
    freeze(db, letter, item)
    at = len(letter.items) + 1 if position is None else position
    letter.items.insert(_index(at, len(letter.items) + 1), item)
    correct(db, letter)
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
    item = item_at(letter, position)
    before = item.heading, item.text
    if heading is not None:
        item.heading = heading or None
    if text is not None:
        item.text = text or None
    _check_item(item)
    if before != (item.heading, item.text):
        is_other = item.heading != before[0], item.text != before[1]
        freeze_words(db, letter, item, heading=is_other[0], text=is_other[1])
        correct(db, letter)
    db.flush()


def refresh_item(db: Session, letter: Newsletter, position: int) -> None:
    """Let an item of a published letter say what its episode or webcast says by now.

    Conflict when that is not public, cancelled or over.
    """
    item = item_at(letter, position)
    before = item.content
    freeze(db, letter, item)
    if item.content != before:
        correct(db, letter)
    db.flush()


def _check_item(item: NewsletterItem) -> None:
    check_row(item)
    has_words = (item.heading or "").strip() or (item.text or "").strip()
    if item.kind is ItemKind.TEXT and not has_words:
        raise Invalid("An item without episode or webcast needs a heading or a text.")


def move_item(db: Session, letter: Newsletter, position: int, to: int) -> None:
    """Put the item at a position at another, both counted from 1; the others make room."""
    item = item_at(letter, position)
    index = _index(to, len(letter.items))
    if index + 1 == position:
        return
    others = [other for other in letter.items if other is not item]
    letter.items[:] = [*others[:index], item, *others[index:]]
    correct(db, letter)
    _count_positions(db, letter)


def remove_item(db: Session, letter: Newsletter, position: int) -> None:
    """Take an item out of the letter."""
    letter.items.remove(item_at(letter, position))
    correct(db, letter)
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
    """The published letter called so, or NotFound; Gone for one that was withdrawn."""
    letter = get_letter(db, name)
    if letter.published_at is None:
        raise NotFound("There is no newsletter “{letter}”.", letter=name)
    if letter.withdrawn_at is not None:
        raise Gone("Newsletter {letter} has been withdrawn.", letter=name)
    return letter


def list_letters(db: Session) -> Sequence[Newsletter]:
    """Every letter, drafts too, the latest first."""
    query = select(Newsletter).order_by(Newsletter.year.desc(), Newsletter.number.desc())
    return db.scalars(query).all()
