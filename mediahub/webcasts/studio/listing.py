"""Webcasts as the studio lists them: in parts, searched and filtered, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from mediahub.webcasts.models import Network, Series, Webcast, WebcastKind


class Part(StrEnum):
    """Which webcasts; the value stands in addresses."""

    COMING = "kommande"
    PAST = "tidigare"
    DRAFTS = "utkast"
    CANCELLED = "installda"
    ALL = "alla"


@dataclass(frozen=True, slots=True)
class WebcastFilter:
    """What the list is narrowed to; empty texts narrow nothing."""

    part: Part = Part.COMING
    text: str = ""
    kind: WebcastKind | None = None
    series: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class WebcastSummary:
    """What is known uphill of a webcast: its seats, and its recording.

    `seated` have a seat by their own registration or that of the series, `waiting` are in line;
    `recording` is a state of `recordings.state`, "" without one.
    """

    seated: int = 0
    waiting: int = 0
    recording: str = ""
    closes_at: datetime | None = None


SummarySource = Callable[[Session, Sequence[Webcast], datetime], Mapping[UUID, WebcastSummary]]


def list_filtered(
    db: Session, wanted: WebcastFilter, now: datetime, *, limit: int, offset: int = 0
) -> Sequence[Webcast]:
    """Those that match: what is coming in its order, everything else the latest first."""
    order = Webcast.starts_at if wanted.part is Part.COMING else Webcast.starts_at.desc()
    query = select(Webcast).where(_matches(wanted, now)).order_by(order, Webcast.id)
    groups = joinedload(Webcast.series), joinedload(Webcast.network)
    return db.scalars(query.options(*groups).limit(limit).offset(offset)).all()


def count_parts(db: Session, wanted: WebcastFilter, now: datetime) -> Mapping[Part, int]:
    """How many of each part match the rest, in one question."""
    counts = [func.count().filter(_is_in(part, now)) for part in Part]
    row = db.execute(select(*counts).select_from(Webcast).where(_is_narrowed(wanted))).one()
    return dict(zip(Part, row, strict=True))


def latest(db: Session, limit: int) -> Sequence[tuple[str, str, datetime]]:
    """Slug, title and start of the latest webcasts."""
    query = select(Webcast.slug, Webcast.title, Webcast.starts_at)
    rows = db.execute(query.order_by(Webcast.starts_at.desc(), Webcast.id).limit(limit))
    return [(slug, title, starts_at) for slug, title, starts_at in rows]


def titles(db: Session, kind: type[Series] | type[Network]) -> Sequence[tuple[str, str]]:
    """Slug and title of every series or network, by title: what a form chooses among."""
    rows = db.execute(select(kind.slug, kind.title).order_by(kind.title, kind.slug))
    return [(slug, title) for slug, title in rows]


def _matches(wanted: WebcastFilter, now: datetime) -> ColumnElement[bool]:
    return and_(_is_in(wanted.part, now), _is_narrowed(wanted))


def _is_in(part: Part, now: datetime) -> ColumnElement[bool]:
    has_ended = func.coalesce(Webcast.ended_at, Webcast.ends_at) <= now
    is_planned = Webcast.cancelled_at.is_(None)
    is_public = Webcast.opens_at.is_not(None)
    return {
        Part.COMING: and_(is_planned, is_public, ~has_ended),
        Part.PAST: and_(is_planned, is_public, has_ended),
        Part.DRAFTS: and_(is_planned, ~is_public),
        Part.CANCELLED: ~is_planned,
        Part.ALL: true(),
    }[part]


def _is_narrowed(wanted: WebcastFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if wanted.text:
        conditions.append(_holds(wanted.text))
    if wanted.kind is not None:
        conditions.append(Webcast.kind == wanted.kind)
    if wanted.series:
        conditions.append(Webcast.series.has(Series.slug == wanted.series))
    if wanted.network:
        conditions.append(Webcast.network.has(Network.slug == wanted.network))
    return and_(*conditions)


def _holds(text: str) -> ColumnElement[bool]:
    # SQLite knows no small and capital letters beyond ASCII.
    spellings = {text, text.lower(), text.upper(), text.capitalize()}
    titles = [Webcast.title.icontains(one, autoescape=True) for one in spellings]
    return or_(*titles, Webcast.slug.icontains(text, autoescape=True))
