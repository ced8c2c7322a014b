"""Shows: added, edited, found; their seasons, hosts and cover."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from feeds.categories import category
from feeds.guid import podcast_guid
from feeds.licenses import is_complete
from feeds.model import License
from mediahub.db import check_row, unique
from mediahub.errors import Invalid, NotFound
from mediahub.media.slugs import check_slug
from mediahub.people.service import CreditLine, credit
from mediahub.people.web_addresses import check_url
from mediahub.shows.covers import Cover
from mediahub.shows.fields import ShowFields
from mediahub.shows.models import Season, Show, ShowCredit
from mediahub.shows.urls import feed_url

# First path segments that mean something else on this site, now or by its public contract.
RESERVED_SLUGS = frozenset(
    (
        "api", "feeds", "filer", "healthz", "inspelning", "media", "metrics", "mina-inspelningar",
        "natverk", "nyhetsbrev", "readyz", "sandning", "sok", "static", "studio", "transkript",
        "webbsandningar",
    )
)  # fmt: skip
# What every database has room for, and what nobody counts to.
LARGEST_NUMBER = 999_999_999
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def add_show(
    db: Session, slug: str, *, origin: str, now: datetime, **fields: Unpack[ShowFields]
) -> Show:
    """A new show; its guid is computed here from its feed's address and kept for life.

    Invalid for a slug or field that breaks a rule, Conflict for a slug that is taken.
    """
    check_slug(slug, 64)
    if slug in RESERVED_SLUGS:
        raise Invalid("“{slug}” is used by the site itself. Choose another slug.", slug=slug)
    guid = podcast_guid(feed_url(origin, slug))
    show = Show(slug=slug, guid=guid, created_at=now)
    edit_show(show, **fields)
    with unique("There is already a show at “{slug}”.", slug=slug):
        db.add(show)
        db.flush()
    return show


def edit_show(show: Show, **fields: Unpack[ShowFields]) -> None:
    """Change what is given and leave the rest; Invalid when something breaks a rule."""
    for name, value in fields.items():
        setattr(show, name, value)
    if (limit := fields.get("feed_limit", 1)) < 1:
        raise Invalid("A page of the feed holds 1 episode or more, not {limit}.", limit=limit)
    if not _LANGUAGE.fullmatch(language := fields.get("language", "sv")):
        raise Invalid("“{language}” is not a language code. Swedish is sv.", language=language)
    _check(show)
    _check_licence(show)


def _check(show: Show) -> None:
    if not (show.title or "").strip():
        raise Invalid("A show needs a title.")
    if show.owner_email and "@" not in show.owner_email:
        raise Invalid("“{email}” is not an e-mail address.", email=show.owner_email)
    if show.type not in (None, "episodic", "serial"):
        raise Invalid("A show is episodic or serial, not “{type}”.", type=show.type)
    check_row(show)
    for url in (show.link, show.license_url, show.new_feed_url, *_listed_urls(show)):
        check_url(url)
    for name in show.categories or ():
        category(name)


def _check_licence(show: Show) -> None:
    licence = License(show.license_identifier or "", show.license_url or "")
    if licence.identifier and not is_complete(licence):
        raise Invalid(
            "The licence “{identifier}” is not a known one, so it needs an address.",
            identifier=licence.identifier,
        )


def _listed_urls(show: Show) -> Iterator[str]:
    for link in (*(show.funding or ()), *(show.platform_links or ())):
        yield link["url"]
    for feed in (*(show.podroll or ()), show.publisher or {}):
        yield feed.get("feed_url", "")


def get_show(db: Session, slug: str) -> Show:
    """The show at this slug, or NotFound."""
    show = db.scalars(select(Show).where(Show.slug == slug)).one_or_none()
    if show is None:
        raise NotFound("There is no show called “{slug}”.", slug=slug)
    return show


def show_at(db: Session, segment: str) -> Show:
    """The show whose page has this first segment of a path, or NotFound.

    What the site itself uses is not spoken of as a show.
    """
    if segment in RESERVED_SLUGS:
        raise NotFound("There is no such page.")
    return get_show(db, segment)


def list_shows(db: Session) -> Sequence[Show]:
    """Every show, by title."""
    pictures = joinedload(Show.cover_small), joinedload(Show.icon)
    return db.scalars(select(Show).options(*pictures).order_by(Show.title)).all()


def season(db: Session, show: Show, number: int, name: str | None = None) -> Season:
    """The show's season of this number, made if new, and named if a name is given."""
    if not 1 <= number <= LARGEST_NUMBER:
        raise Invalid(
            "A season's number is between 1 and {largest}, not {number}.",
            largest=LARGEST_NUMBER,
            number=number,
        )
    found = next((s for s in show.seasons if s.number == number), None)
    if found is None:
        # Not through show.seasons, which would date the show: a feed tells of no empty season.
        found = Season(show_id=show.id, number=number)
        db.add(found)
        db.flush()
        db.expire(show, ["seasons"])
    if name is not None:
        found.name = name
    db.flush()
    return found


def set_hosts(db: Session, show: Show, hosts: Sequence[CreditLine]) -> None:
    """Replace the people that the whole show is credited to."""
    show.credits = [credit(db, ShowCredit, line, at) for at, line in enumerate(hosts)]
    db.flush()


def set_cover(show: Show, cover: Cover) -> None:
    """Give the show a cover and its smaller renditions; all are public at once."""
    show.cover, show.cover_small, show.icon = cover.file, cover.small, cover.icon
    for file in (cover.file, cover.small, cover.icon):
        file.opens_at = file.created_at
