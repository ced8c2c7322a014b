"""Series (webbkurs): several webcasts under one registration."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from mediahub.db import check_row, unique
from mediahub.errors import Invalid, NotFound
from mediahub.media.slugs import check_slug, slug
from mediahub.people.web_addresses import check_url
from mediahub.webcasts.models import Series
from mediahub.webcasts.rules import check_capacity


class SeriesFields(TypedDict, total=False):
    """What can be said of a series; see `webcasts.models.Series` for what each means."""

    title: str
    slug: str
    description: str
    price_text: str | None
    register_by: date | None
    capacity: int | None
    registration_url: str | None
    is_form_open: bool


def add_series(db: Session, *, now: datetime, **fields: Unpack[SeriesFields]) -> Series:
    """A new series without webcasts; `title` is needed, and the address is made from it.

    Invalid for what breaks a rule, Conflict for an address that is taken.
    """
    fields.setdefault("slug", slug(fields["title"]))
    series = Series(created_at=now)
    edit_series(db, series, **fields)
    return series


def edit_series(db: Session, series: Series, **fields: Unpack[SeriesFields]) -> None:
    """Change what is given and leave the rest; refusals as for `add_series`."""
    for name, value in fields.items():
        setattr(series, name, value)
    if not series.title.strip():
        raise Invalid("A series needs a title.")
    check_row(series)
    check_slug(series.slug)
    check_url(series.registration_url)
    check_capacity(series.capacity)
    with unique("There is already a series called “{slug}”.", slug=series.slug):
        db.add(series)
        db.flush()


def get_series(db: Session, slug: str) -> Series:
    """The series at this slug, or NotFound."""
    series = db.scalars(select(Series).where(Series.slug == slug)).one_or_none()
    if series is None:
        raise NotFound("There is no series called “{slug}”.", slug=slug)
    return series


def list_series(db: Session) -> Sequence[Series]:
    """Every series with its webcasts, by title."""
    query = select(Series).options(selectinload(Series.webcasts))
    return db.scalars(query.order_by(Series.title)).all()
