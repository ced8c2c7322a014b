"""Webcasts: planned, edited, found."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mediahub.clock import local
from mediahub.db import unique
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.media.slugs import slug
from mediahub.people.service import CreditLine, credit
from mediahub.webcasts.changes import remember, times_of
from mediahub.webcasts.models import (
    RETENTION_MONTHS,
    Access,
    LiveAccess,
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
from mediahub.webcasts.rules import check_fields, check_times, refuse_fixed
from mediahub.webcasts.state import live_access_of
from mediahub.window import WINDOW_DAYS, ClosingRule

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
    access: Access
    live_access: LiveAccess | None
    closing_rule: ClosingRule
    window_days: int
    retention_months: int
    series: Series | None
    network: Network | None


def kind_named(name: str) -> WebcastKind:
    """The kind of this Swedish name, such as webbkurs; Invalid for any other."""
    try:
        return WebcastKind(name.strip().lower())
    except ValueError:
        kinds = ", ".join(WebcastKind)
        raise Invalid(
            "“{name}” is not a kind of webcast: {kinds}.", name=name, kinds=kinds
        ) from None


def access_named(name: str) -> Access:
    """Who may watch a recording, by the name that a command gives it; Invalid for any other."""
    try:
        return Access(name.strip().lower())
    except ValueError:
        raise Invalid(
            "“{name}” does not say who may watch. Choose {names}.",
            name=name,
            names=", ".join(Access),
        ) from None


def live_access_named(name: str) -> LiveAccess:
    """Who sees the live link, by the name that a command gives it; Invalid for any other."""
    try:
        return LiveAccess(name.strip().lower())
    except ValueError:
        names = ", ".join(LiveAccess)
        raise Invalid(
            "“{name}” does not say who sees the live link. Choose {names}.", name=name, names=names
        ) from None


def rule_named(name: str) -> ClosingRule:
    """The closing rule of this name; Invalid for any other."""
    try:
        return ClosingRule(name.strip().lower())
    except ValueError:
        names = ", ".join(ClosingRule)
        raise Invalid("“{name}” is not a closing rule: {names}.", name=name, names=names) from None


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
    webcast = Webcast(
        created_at=now,
        place="Webbsänt",
        sequence=0,
        window_days=WINDOW_DAYS,
        retention_months=RETENTION_MONTHS,
    )
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
    before, times = _calendar_entry(webcast), times_of(webcast)
    started_at = webcast.starts_at
    ended_at = webcast.end
    with db.no_autoflush:
        _change(db, webcast, points, fields, started_at)
    if webcast.end != ended_at:
        refuse_fixed(db, webcast)
    if _calendar_entry(webcast) != before:
        webcast.sequence += 1
        db.flush()
    remember(db, webcast, times)


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
    if webcast.live_access is None and live_access_of(webcast) is LiveAccess.REGISTERED:
        # Kept: a form that is closed because it is full must not show the link to everyone.
        webcast.live_access = LiveAccess.REGISTERED
    check_fields(webcast)
    check_times(webcast)
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
    webcast = db.scalars(_BY_SLUG, {"slug": slug}).one_or_none()
    if webcast is None:
        raise NotFound("There is no webcast called “{slug}”.", slug=slug)
    return webcast


_BY_SLUG = select(Webcast).where(Webcast.slug == bindparam("slug"))


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


def recent(db: Session, now: datetime, since: datetime) -> Sequence[Webcast]:
    """The listed webcasts that have not ended, or did so after `since`, in the order they begin."""
    query = select(Webcast).where(Webcast.opens_at <= now, ~_has_ended(since))
    return db.scalars(query.order_by(Webcast.starts_at, Webcast.id)).all()


def count_past(db: Session, now: datetime) -> int:
    """How many listed webcasts have ended."""
    query = select(func.count()).select_from(Webcast)
    return db.scalars(query.where(Webcast.opens_at <= now, _has_ended(now))).one()
