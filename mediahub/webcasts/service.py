"""Webcasts: planned, edited, found."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mediahub.clock import local
from mediahub.db import unique
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.media.names import check_slug, slug
from mediahub.people.addresses import check_url
from mediahub.people.service import CreditLine, credit
from mediahub.shows.service import LARGEST_NUMBER
from mediahub.webcasts.models import (
    Network,
    ProgrammePoint,
    Series,
    Webcast,
    WebcastCredit,
    WebcastKind,
)
from mediahub.webcasts.programme import (
    PointLine,
    check_programme,
    move_programme,
    set_programme,
)

# What a calendar shows: a change of these is a new revision of the entry.
_IN_CALENDAR = ("title", "starts_at", "ends_at", "place", "description")
_LATEST_FIRST = (Webcast.starts_at.desc(), Webcast.id)


class WebcastFields(TypedDict, total=False):
    """What can be said of a webcast; see `webcasts.models.Webcast` for what each means."""

    title: str
    slug: str
    kind: WebcastKind
    description: str
    opens_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    target_group: str | None
    price_text: str | None
    price_amount: int | None
    place: str
    live_url: str | None
    contact_name: str | None
    contact_email: str | None
    topics: list[str]
    register_by: date | None
    capacity: int | None
    registration_url: str | None
    is_form_open: bool
    series: Series | None
    network: Network | None


def kind_named(name: str) -> WebcastKind:
    """The kind of this Swedish name, such as webbkurs; Invalid for any other."""
    try:
        return WebcastKind(name.strip().lower())
    except ValueError:
        kinds = ", ".join(WebcastKind)
        raise Invalid("“{name}” is no kind of webcast: {kinds}.", name=name, kinds=kinds) from None


def add_webcast(
    db: Session,
    *,
    now: datetime,
    points: Sequence[PointLine] = (),
    **fields: Unpack[WebcastFields],
) -> Webcast:
    """A new webcast; its address is made from title and date unless it is given.

    `title`, `starts_at` and `ends_at` are needed. Invalid for what breaks a rule, Conflict for an
    address that is taken.
    """
    webcast = Webcast(created_at=now, place="Webbsänt", sequence=0)
    fields.setdefault("slug", _slug_of(fields["title"], fields["starts_at"]))
    with db.no_autoflush:
        _change(db, webcast, points, fields)
    return webcast


def _slug_of(title: str, starts_at: datetime) -> str:
    return f"{slug(title)}-{local(starts_at):%Y-%m-%d}".lstrip("-")


def edit_webcast(
    db: Session,
    webcast: Webcast,
    *,
    points: Sequence[PointLine] | None = None,
    **fields: Unpack[WebcastFields],
) -> None:
    """Change what is given and leave the rest; refusals as for `add_webcast`.

    The programme moves along with the start. What a calendar shows raises `sequence`.
    """
    before, started_at = _calendar_entry(webcast), webcast.starts_at
    with db.no_autoflush:
        _change(db, webcast, points, fields, started_at)
    if _calendar_entry(webcast) != before:
        webcast.sequence += 1
        db.flush()


def _calendar_entry(webcast: Webcast) -> list[Any]:
    return [getattr(webcast, name) for name in _IN_CALENDAR]


def _change(
    db: Session,
    webcast: Webcast,
    points: Sequence[PointLine] | None,
    fields: WebcastFields,
    started_at: datetime | None = None,
) -> None:
    for name, value in fields.items():
        setattr(webcast, name, value)
    _check(webcast)
    _check_times(webcast)
    _check_free(db, webcast)
    with unique("There is already a webcast at “{slug}”.", slug=webcast.slug):
        db.add(webcast)
        db.flush()
    if points is not None:
        set_programme(db, webcast, points)
    elif started_at is not None:
        move_programme(webcast, started_at)
        check_programme(webcast)
    db.flush()


def _check(webcast: Webcast) -> None:
    if not webcast.title.strip():
        raise Invalid("A webcast needs a title.")
    check_slug(webcast.slug)
    for url in (webcast.live_url, webcast.registration_url):
        check_url(url)
    if webcast.contact_email and "@" not in webcast.contact_email:
        raise Invalid("“{email}” is not an e-mail address.", email=webcast.contact_email)
    if webcast.price_amount is not None and not 0 <= webcast.price_amount <= LARGEST_NUMBER:
        raise Invalid("A price is 0 kronor or more, not {amount}.", amount=webcast.price_amount)
    check_capacity(webcast.capacity)


def check_capacity(capacity: int | None) -> None:
    """Invalid unless there is room for someone, or no limit."""
    if capacity is not None and not 1 <= capacity <= LARGEST_NUMBER:
        raise Invalid("There is room for 1 participant or more, not {count}.", count=capacity)


def _check_times(webcast: Webcast) -> None:
    start, end = webcast.starts_at, webcast.ends_at
    if end <= start:
        raise Invalid(
            "A webcast ends after it starts, and {end} is not after {start}.",
            start=f"{local(start):%Y-%m-%d %H.%M}",
            end=f"{local(end):%Y-%m-%d %H.%M}",
        )
    check_end(webcast)
    if webcast.register_by is not None and webcast.register_by > local(end).date():
        raise Invalid(
            "The last day to register, {day}, is after the webcast.", day=webcast.register_by
        )


def check_end(webcast: Webcast) -> None:
    """Invalid when it should have ended before it began."""
    if webcast.ended_at is not None and webcast.ended_at <= webcast.starts_at:
        raise Invalid(
            "The webcast cannot have ended {end}, for it begins {start}.",
            start=f"{local(webcast.starts_at):%Y-%m-%d %H.%M}",
            end=f"{local(webcast.ended_at):%Y-%m-%d %H.%M}",
        )


def _check_free(db: Session, webcast: Webcast) -> None:
    same = select(Webcast).where(Webcast.slug == webcast.slug, Webcast.id != webcast.id)
    if taken := db.scalars(same).first():
        raise Conflict(
            "The address “{slug}” is taken by “{title}”.", slug=webcast.slug, title=taken.title
        )


def set_credits(db: Session, webcast: Webcast, lines: Sequence[CreditLine]) -> None:
    """Replace the people that the whole webcast is credited to, in this order."""
    webcast.credits = [credit(db, WebcastCredit, line, at) for at, line in enumerate(lines)]
    db.flush()


def get_webcast(db: Session, slug: str) -> Webcast:
    """The webcast at this slug, listed or not, or NotFound."""
    webcast = db.scalars(select(Webcast).where(Webcast.slug == slug)).one_or_none()
    if webcast is None:
        raise NotFound("There is no webcast called “{slug}”.", slug=slug)
    return webcast


def get_listed(db: Session, slug: str, now: datetime) -> Webcast:
    """The webcast at this slug with all that its page tells, or NotFound unless it is listed."""
    query = select(Webcast).where(Webcast.slug == slug, Webcast.opens_at <= now)
    webcast = db.scalars(query.options(*_whole())).one_or_none()
    if webcast is None:
        raise NotFound("There is no webcast called “{slug}”.", slug=slug)
    return webcast


def _whole() -> tuple[Any, ...]:
    """Loader options: a fixed number of queries, however long the programme is."""
    return (
        selectinload(Webcast.programme).selectinload(ProgrammePoint.speakers),
        selectinload(Webcast.credits),
        joinedload(Webcast.series).selectinload(Series.webcasts),
        joinedload(Webcast.network).selectinload(Network.webcasts),
    )


def list_webcasts(db: Session) -> Sequence[Webcast]:
    """Every webcast, listed or not, latest first."""
    return db.scalars(select(Webcast).options(*_groups()).order_by(*_LATEST_FIRST)).all()


def _groups() -> tuple[Any, ...]:
    return joinedload(Webcast.series), joinedload(Webcast.network)


def _has_ended(now: datetime) -> ColumnElement[bool]:
    return func.coalesce(Webcast.ended_at, Webcast.ends_at) <= now


def coming(db: Session, now: datetime) -> Sequence[Webcast]:
    """The listed webcasts that have not ended, the next one first."""
    query = select(Webcast).where(Webcast.opens_at <= now, ~_has_ended(now))
    return db.scalars(query.options(*_groups()).order_by(Webcast.starts_at, Webcast.id)).all()


def past(db: Session, now: datetime, *, limit: int, offset: int = 0) -> Sequence[Webcast]:
    """The listed webcasts that have ended, the latest first."""
    query = select(Webcast).where(Webcast.opens_at <= now, _has_ended(now))
    ordered = query.options(*_groups()).order_by(*_LATEST_FIRST)
    return db.scalars(ordered.limit(limit).offset(offset)).all()


def count_past(db: Session, now: datetime) -> int:
    """How many listed webcasts have ended."""
    query = select(func.count()).select_from(Webcast)
    return db.scalars(query.where(Webcast.opens_at <= now, _has_ended(now))).one()
